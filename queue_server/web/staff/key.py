"""The secret that staff sessions are signed with.

Responsible for: making it once and finding it again after a restart. Not responsible for: what is signed (``sessions``).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

import structlog

KEY_BYTES = 32
_PURPOSE = b"paihao staff sessions"

_log = structlog.get_logger("queue_server.staff")


def session_key(file: Path | None, secret: bytes | None) -> bytes:
    """Out of a secret that the server was given for something else, or kept in ``file``, readable by its owner alone.

    Without either, or with a file that is no good, the key ends with the process: people log in again after a restart,
    and the queue goes on.
    """
    if secret is not None:
        return hmac.new(secret, _PURPOSE, hashlib.sha256).digest()
    if file is not None:
        try:
            return _kept(file)
        except OSError as error:
            _log.warning("staff_session_key_not_kept", problem=str(error))
    return secrets.token_bytes(KEY_BYTES)


def _kept(file: Path) -> bytes:
    if not file.exists():
        _make(file)
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise OSError(f"{file.name} has {len(key)} bytes instead of {KEY_BYTES}; it may be removed")
    return key


def _make(file: Path) -> None:
    # Linked into place whole: of two programs that start together one is first, and the other reads what that one wrote.
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(KEY_BYTES))
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(draft)
    finally:
        draft.unlink()
