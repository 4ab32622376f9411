"""The access token a program was given, kept in a file so that it never shows in a process list."""

from __future__ import annotations

import re
from pathlib import Path

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,512}")


class TokenUnusable(Exception):
    """The token file cannot be used; the message says why and names the file, never its content."""


def read_token(path: Path) -> str:
    """The token in the file's first line; raises TokenUnusable."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise TokenUnusable(f"the token file {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise TokenUnusable(f"the token file {path} holds characters that no token has") from None
    token = lines[0].strip() if lines else ""
    if not _TOKEN.fullmatch(token):
        raise TokenUnusable(f"the token file {path} holds no token in its first line")
    return token
