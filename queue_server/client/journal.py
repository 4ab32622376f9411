"""The file behind the outbox: what was accepted and what is done, in order, safe against a kill at any byte.

One JSON object a line: ``{"n": 7, "kind": "rating", "body": {...}}`` accepts, ``{"done": 7}`` settles. A line is
accepted when it is on the disk with its line feed; a torn last line was never accepted and is cut off.

Responsible for: the file alone. Not responsible for: delivery, threads or meaning. One program uses one journal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

COMPACT_AFTER_SETTLED = 256
"""Settled entries that may lie in the file before it is written anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted thing to deliver. ``body`` stays out of ``repr``: it may speak of a person."""

    n: int
    kind: str
    body: Mapping[str, Any] = field(repr=False)


class Journal:
    """An open journal. Not thread-safe: the outbox holds its lock around every call."""

    def __init__(self, path: Path) -> None:
        """Open or create; cut off a torn last line; OSError when the disk does not allow it."""
        self._path = path
        self._pending: dict[int, Entry] = {}
        self._last = 0
        self._settled = 0
        self.damaged = 0
        """Lines that could not be read; they are left out, because nothing in them can be delivered."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._load()
        self._file = self._rewrite()

    def first(self) -> Entry | None:
        """The oldest entry that is not settled."""
        return next(iter(self._pending.values()), None)

    def __len__(self) -> int:
        """Entries not settled."""
        return len(self._pending)

    def append(self, kind: str, body: Mapping[str, Any]) -> Entry:
        """Accept: on the disk when this returns. OSError or TypeError (not JSON) when it was not accepted."""
        entry = Entry(self._last + 1, kind, body)
        line = _line({"n": entry.n, "kind": kind, "body": dict(body)})
        start = self._file.tell()
        try:
            self._write(line, durable=True)
        except OSError:
            self._file.truncate(start)
            self._file.seek(start)
            raise
        self._last = entry.n
        self._pending[entry.n] = entry
        return entry

    def settle(self, entry: Entry) -> None:
        """Note that the entry is done. Not forced to the disk: a repeat after a kill does no harm."""
        del self._pending[entry.n]
        self._settled += 1
        if self._settled >= COMPACT_AFTER_SETTLED:
            self._compact()
        else:
            self._write(_line({"done": entry.n}), durable=False)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, line: bytes, *, durable: bool) -> None:
        self._file.write(line)
        self._file.flush()
        if durable:
            os.fsync(self._file.fileno())

    def _compact(self) -> None:
        self._file.close()
        try:
            self._file = self._rewrite()
        except OSError:
            self._file = self._open()
            raise

    def _open(self) -> BinaryIO:
        file = self._path.open("r+b")
        file.seek(0, os.SEEK_END)
        return file

    def _load(self) -> None:
        if not self._path.exists():
            return
        whole, _, _torn = self._path.read_bytes().rpartition(b"\n")
        for line in whole.split(b"\n") if whole else []:
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError):
                self.damaged += 1

    def _take(self, record: Mapping[str, Any]) -> None:
        if "done" in record:
            self._pending.pop(record["done"], None)
            return
        entry = Entry(int(record["n"]), str(record["kind"]), dict(record["body"]))
        self._pending[entry.n] = entry
        self._last = max(self._last, entry.n)

    def _rewrite(self) -> BinaryIO:
        """Put a file with the pending entries alone in the place of the old one, and open it."""
        fresh = self._path.with_name(self._path.name + ".new")
        with _create(fresh) as file:
            for entry in self._pending.values():
                file.write(_line({"n": entry.n, "kind": entry.kind, "body": dict(entry.body)}))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        _sync_folder(self._path.parent)
        self._settled = 0
        return self._open()


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _create(path: Path) -> BinaryIO:
    """Readable by this program's user alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; a system that cannot open folders does it by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
