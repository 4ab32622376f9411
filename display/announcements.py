"""Which calls are spoken, and when one is too old to be.

Responsible for: pure functions from feed item to announcement. Every call and every recall is one announcement; none is
spoken twice, and none when it has become old news. Not responsible for: speaking, or the order of a burst (the
announcer's queue keeps it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.client import FeedItem
from queue_server.wire.events import EventBase, TicketCalled, TicketRecalled
from queue_server.wire.messages import Snapshot

Spell = Callable[[str, int], str]
"""The words for the ear, from a ticket's number and a window's number."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to speak."""

    seq: int
    at: datetime
    """Server's time of the call."""
    caption: str
    """For the eye, such as 请A012到3号窗口."""
    words: str
    """For the ear, spelled."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcer has come in the event log; None: it has not begun."""

    last_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How a hall announces."""

    spell: Spell
    window_numbers: Mapping[str, int]
    """Window id to the number on its sign."""
    max_age: timedelta


def decide(
    progress: Progress, item: FeedItem, now: datetime, rules: Rules
) -> tuple[Progress, Announcement | None]:
    """What to speak for one item of the feed, ``now`` being the server's time.

    A snapshot says where the log stands: what happened before it is history, and a log that begins again (another
    database) is followed from there.
    """
    if isinstance(item, Snapshot):
        return replace(progress, last_seq=item.seq), None
    if not isinstance(item, EventBase):
        return progress, None
    if progress.last_seq is not None and item.seq <= progress.last_seq:
        return progress, None
    progress = replace(progress, last_seq=item.seq)
    if not isinstance(item, TicketCalled | TicketRecalled) or now - item.at > rules.max_age:
        return progress, None
    return progress, _announcement(item, rules)


def _announcement(event: TicketCalled | TicketRecalled, rules: Rules) -> Announcement | None:
    """None for a window that this hall's file does not name: nobody could be sent there."""
    number = rules.window_numbers.get(event.ticket.window or "")
    if number is None:
        return None
    return Announcement(
        seq=event.seq,
        at=event.at,
        caption=f"请{event.ticket.number}到{number}号窗口",
        words=rules.spell(event.ticket.number, number),
    )
