"""What must hold before a hall starts: the state folder is ours alone, and the ports are free.

Responsible for: the lock file, the ports, and saying what is wrong in one sentence (``StartRefused``). Not
responsible for: the hall file's own mistakes (``config.loader``).
"""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from typing import IO

LOCK_NAME = "virtual-hall.lock"


class StartRefused(Exception):
    """The hall cannot start; the message is one plain sentence for the person at the terminal."""


class StateLock:
    """Holds the state folder until ``release``; the lock goes with the process, also when that is killed."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def release(self) -> None:
        """Give the folder free."""
        self._file.close()


def claim_state(state: Path) -> StateLock:
    """Make the state folder and take it; raises StartRefused when it cannot be written or another hall has it."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        file = (state / LOCK_NAME).open("a+", encoding="ascii")
    except OSError as error:
        raise StartRefused(f"The state folder {state} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        owner = file.read().strip() or "unknown"
        file.close()
        raise StartRefused(
            f"The state folder {state} is in use by a running hall (process {owner})."
        ) from error
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return StateLock(file)


def require_free_port(bind: str, port: int, option: str) -> None:
    """Raises StartRefused when nothing could listen there now."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections of an earlier run that linger in TIME_WAIT are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise StartRefused(
                f"Port {port} on {bind} is not free ({error.strerror}); choose another with {option}."
            ) from error
