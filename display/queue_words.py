"""How a service's queue stands, in the words of a board.

Responsible for: people, wait, and why a service gives no numbers. Not responsible for: where the words stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from i18n import Words
from queue_server.wire.messages import ExpectedWait, ServiceQueue, Unavailable

LONG_WAIT_MINUTES = 15


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One service: how many wait and how long."""

    service: str
    people: str
    wait: str
    tone: str
    """``good``, ``wait`` or ``muted``; the words say the same."""


def queue_rows(
    queues: Iterable[ServiceQueue], names: Mapping[str, str], words: Words, now: datetime
) -> tuple[QueueRow, ...]:
    """One row for each service that ``names`` has. ``now`` is in the hall's zone."""
    return tuple(_row(queue, names[queue.service], words, now) for queue in queues if queue.service in names)


def _row(queue: ServiceQueue, name: str, words: Words, now: datetime) -> QueueRow:
    """Who waits is told the wait, also while nobody else may take a number."""
    people = words("board.people", count=queue.waiting)
    if queue.open or queue.waiting:
        tone = "wait" if queue.queue_long or _is_long(queue.expected_wait) else "good"
        return QueueRow(name, people, wait_phrase(words, queue.expected_wait), tone)
    return QueueRow(name, "", _why_closed(queue, words, now), "muted")


def _why_closed(queue: ServiceQueue, words: Words, now: datetime) -> str:
    """When it opens again, if that is still today; else why it is closed."""
    opens_at = queue.opens_at.astimezone(now.tzinfo) if queue.opens_at is not None else None
    if opens_at is not None and opens_at.date() == now.date() and opens_at > now:
        return words("unavailable.until", time=opens_at.strftime("%H:%M"))
    return words(f"unavailable.{queue.unavailable or Unavailable.HOURS}")


def _is_long(wait: ExpectedWait | None) -> bool:
    return wait is None or wait.high > LONG_WAIT_MINUTES


def wait_phrase(words: Words, wait: ExpectedWait | None) -> str:
    """An interval as people say it; None: nobody serves."""
    if wait is None:
        return words("wait.no_window")
    if wait.high == 0:
        return words("wait.now")
    if wait.low == 0:
        return words("wait.within", high=wait.high)
    if wait.low == wait.high:
        return words("wait.about", high=wait.high)
    return words("wait.range", low=wait.low, high=wait.high)
