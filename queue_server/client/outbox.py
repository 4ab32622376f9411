"""What was accepted at the edge and must reach the server, however long the server is away.

Responsible for: keeping entries on disk before ``put`` returns, and delivering them one at a time in order on a thread
of its own. Delivery may happen twice after a kill, so bodies carry their request id. What the server refuses is
logged and noted in a side file for staff, ``<name>.refused.jsonl``, without its body.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.journal import Entry, Journal
from queue_server.client.retry import Backoff

log = structlog.get_logger(__name__)

Deliver = Callable[[str, Mapping[str, Any]], object]
"""Called with kind and body; raises ServerUnreachable to be called again, Refused to have the entry dropped."""


class Outbox:
    """A durable queue with its delivery thread; thread-safe."""

    def __init__(self, path: Path, deliver: Deliver, *, first_pause: float = 0.25) -> None:
        """Open the journal at ``path`` and start to deliver what it holds. Raises OSError."""
        self._path = path
        self._deliver = deliver
        self._backoff = Backoff(first=first_pause)
        self._changed = threading.Condition()
        self._journal = Journal(path)
        self._stopping = threading.Event()
        if self._journal.damaged:
            log.error("outbox lines unreadable", file=path.name, lines=self._journal.damaged)
        self._thread = threading.Thread(target=self._run, name=f"outbox-{path.stem}", daemon=True)
        self._thread.start()

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        """Accept: survives a kill and a power cut once this returns. Raises OSError when the disk says no."""
        with self._changed:
            self._journal.append(kind, body)
            self._changed.notify_all()

    @property
    def pending(self) -> int:
        """Entries not yet delivered."""
        with self._changed:
            return len(self._journal)

    def wait_empty(self, timeout: float) -> bool:
        """Wait until everything is delivered or dropped; False after ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._journal) == 0, timeout)

    def close(self, timeout: float = 1.0) -> None:
        """Stop delivering; what is left stays on disk for the next start."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(timeout)
        with self._changed:
            self._journal.close()

    def _run(self) -> None:
        while (entry := self._next_entry()) is not None:
            if self._try(entry):
                self._backoff.reset()
                self._settle(entry)
            else:
                self._stopping.wait(self._backoff.next())

    def _next_entry(self) -> Entry | None:
        """The oldest entry, waited for; None when stopping."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping.is_set() or len(self._journal) > 0)
            return None if self._stopping.is_set() else self._journal.first()

    def _try(self, entry: Entry) -> bool:
        """True when the entry is settled, one way or the other."""
        try:
            self._deliver(entry.kind, entry.body)
        except ServerUnreachable:
            return False
        except Refused as refusal:
            if refusal.concerns_access:
                log.warning("outbox not allowed to deliver", code=refusal.code)
                return False
            self._note_refused(entry, refusal.status, refusal.code)
        except Exception:
            # Thread boundary: an entry that cannot be turned into a call must not hold up those behind it.
            log.exception("outbox entry cannot be delivered", kind=entry.kind)
            self._note_refused(entry, 0, "undeliverable")
        return True

    def _settle(self, entry: Entry) -> None:
        with self._changed:
            if self._stopping.is_set():
                return
            try:
                self._journal.settle(entry)
            except OSError as error:
                log.warning("outbox cannot note a delivery", file=self._path.name, reason=str(error))
            self._changed.notify_all()

    def _note_refused(self, entry: Entry, status: int, code: str) -> None:
        log.error("outbox entry refused", kind=entry.kind, status=status, code=code)
        note = {
            "at": datetime.now(UTC).isoformat(),
            "kind": entry.kind,
            "request_id": entry.body.get("request_id"),
            "status": status,
            "code": code,
        }
        try:
            with self._path.with_suffix(".refused.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(note) + "\n")
        except OSError as error:
            log.warning("outbox cannot note a refusal", reason=str(error))
