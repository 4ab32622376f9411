"""Which programs have a device file open, as far as the kernel tells this user.

Responsible for: reading /proc. Not responsible for doing anything about it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def port_users(path: str, proc: Path = PROC) -> list[str]:
    """Programs that hold ``path`` open, such as ``counter (process 812)``; those of other users only root can see."""
    wanted = os.path.realpath(path)
    return [f"{_name(process)} ({process.name})" for process in _processes(proc) if _holds(process, wanted)]


def _processes(proc: Path) -> Iterator[Path]:
    own = str(os.getpid())
    try:
        found = sorted(entry for entry in proc.iterdir() if entry.name.isdigit() and entry.name != own)
    except OSError:
        return
    yield from found


def _holds(process: Path, wanted: str) -> bool:
    try:
        return any(os.path.realpath(entry) == wanted for entry in (process / "fd").iterdir())
    except OSError:
        return False  # it has ended, or belongs to somebody else


def _name(process: Path) -> str:
    """The command line's beginning, which tells ``python -m counter`` from another Python program."""
    try:
        arguments = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return "?"
    return " ".join(filter(None, [Path(arguments[0]).name, *arguments[1:3]])) or "?"
