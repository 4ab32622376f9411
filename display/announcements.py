"""Which calls are spoken, in which words, and when one is too old to be.

Responsible for: pure functions from feed item to announcement. Every call and every recall is one announcement; none is
spoken twice, and none when it has become old news. In a burst each is said shorter, so that nobody waits long for the own
number. Not responsible for: speaking, or the order of a burst (the announcer's queue keeps it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from drivers.speech.port import Utterance
from drivers.speech.spelling import call_in_chinese, call_in_english
from queue_server.client import FeedItem
from queue_server.wire.events import EventBase, TicketCalled, TicketRecalled
from queue_server.wire.messages import Snapshot

BURST = 2
"""So many announcements waiting behind one make a burst. Everything twice and in both languages takes 15 s."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to speak."""

    seq: int
    at: datetime
    """Server's time of the call."""
    caption: str
    """For the eye, such as 请 A012号 到 3号窗口办理."""
    chinese: str
    """For the ear, spelled."""
    english: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcer has come in the event log; None: it has not begun."""

    last_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How a hall announces."""

    window_numbers: Mapping[str, int]
    """Window id to the number on its sign."""
    max_age: timedelta
    times: int = 2
    """How often the Chinese text is spoken when there is no burst."""


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
    chinese = call_in_chinese(event.ticket.number, number)
    english = call_in_english(event.ticket.number, number)
    return Announcement(event.seq, event.at, chinese.caption, chinese.spoken, english.spoken)


def words(announcement: Announcement, rules: Rules, behind: int) -> Utterance:
    """What is spoken while ``behind`` others wait: Chinese ``times`` and English once; the English is left out as soon as
    somebody waits, and in a burst Chinese is spoken once."""
    if behind >= BURST:
        return Utterance(announcement.chinese)
    if behind > 0:
        return Utterance(announcement.chinese, rules.times)
    return Utterance("\n".join([announcement.chinese] * rules.times + [announcement.english]))
