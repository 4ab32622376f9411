"""Access tokens of the hall's programs, each in a file that only we may read.

Responsible for: making them at the first run, and again when the database they belong to is gone. They are made by a
process of its own (``python -m virtual_hall.tokens``), so that the virtual hall itself loads no database library.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from virtual_hall.startup import StartRefused

SUPERVISOR = "virtual-hall"
"""The virtual hall itself reads everything and asks for reprints; the others are programs with hardware."""
MAKE_SECONDS = 30.0


def provide_tokens(database: Path, folder: Path, names: Sequence[str]) -> None:
    """A file with a valid token for each name; raises StartRefused when they cannot be made."""
    if database.exists() and all((folder / name).exists() for name in names):
        return
    command = [sys.executable, "-m", "virtual_hall.tokens", str(database), str(folder), *names]
    try:
        made = subprocess.run(command, capture_output=True, text=True, timeout=MAKE_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise StartRefused("The access tokens could not be made in time.") from error
    if made.returncode != 0:
        last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise StartRefused(f"The access tokens could not be made: {last}")


def provide_identity_key(path: Path) -> None:
    """The secret under which card numbers are hashed; made once."""
    if not path.exists():
        write_secret(path, secrets.token_hex(32))


def write_secret(path: Path, text: str) -> None:
    """Write a file that nobody else may read, in one step."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{text}\n")
    fresh.replace(path)


def make_tokens(database: Path, folder: Path, names: Sequence[str]) -> None:
    """Make all of them anew through the queue server's own door."""
    from queue_server.bootstrap import open_tokens

    store = open_tokens(f"sqlite:///{database}")
    for name in names:
        role = "supervisor" if name == SUPERVISOR else "device"
        write_secret(folder / name, store.create(name, role, datetime.now(UTC)))


if __name__ == "__main__":
    make_tokens(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
