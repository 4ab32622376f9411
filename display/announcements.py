"""Which calls are spoken, together or one by one, in which words, and when one is too old to be.

Responsible for: pure functions from feed item to announcement, and from waiting announcements to the next turn of the
voice. Every call and every recall of the zone's windows is spoken once, in the order of the log, unless it has become old
news or nobody needs it any more: its resident has come, or the window has let go of the number meanwhile.
Not responsible for: speaking, or the texts (``drivers.speech.wording``).

In a burst, calls that wait are announced together, so that nobody waits long for the own number. A recall is always an
announcement of its own: the resident did not hear the first one, or not among others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import takewhile
from zoneinfo import ZoneInfo

from config.model import AnnouncerSection, HallConfig
from drivers.speech.port import Utterance
from drivers.speech.wording import Call, Wording, utterance_at, zone_windows, zone_wording
from queue_server.client import FeedItem
from queue_server.wire.events import EventBase, TicketCalled, TicketEvent, TicketRecalled
from queue_server.wire.messages import Snapshot, TicketStatus

MOST_TOGETHER = 5
"""More numbers in one breath nobody remembers; together they take some 20 s in one language."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to speak."""

    seq: int
    at: datetime
    """Server's time of the call."""
    call: Call
    recall: bool = False
    ticket: str = ""
    """The ticket's id, by which the call may be withdrawn."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcer has come in the event log; None: it has not begun."""

    last_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How a zone announces."""

    zone: AnnouncerSection
    wording: Wording
    window_numbers: Mapping[str, int]
    """Window id to the number on its sign, of the windows that belong to the zone."""
    max_age: timedelta
    times: int = 2
    """How often the first language is spoken when nobody else waits."""
    timezone: tzinfo = UTC
    """The hall's, in which the zone's schedule is written."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the voice does next."""

    together: tuple[Announcement, ...]
    """Spoken in one announcement; empty when nothing is left that is news."""
    too_old: tuple[Announcement, ...]
    """Not spoken at all."""
    left: tuple[Announcement, ...]
    """Still waiting."""


def zone_rules(hall: HallConfig, zone: AnnouncerSection) -> Rules:
    """The rules of a zone, as the hall file has them."""
    return Rules(
        zone,
        zone_wording(hall, zone),
        zone_windows(hall, zone),
        timedelta(seconds=hall.rules.announce_max_age_seconds),
        zone.announce_times or hall.rules.announce_times,
        ZoneInfo(hall.hall.timezone),
    )


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
    """None for a window of another zone."""
    number = rules.window_numbers.get(event.ticket.window or "")
    if number is None:
        return None
    call = Call(event.ticket.number, number, event.ticket.service)
    return Announcement(event.seq, event.at, call, isinstance(event, TicketRecalled), event.ticket.id)


def withdrawn(waiting: Sequence[Announcement], item: FeedItem) -> tuple[Announcement, ...]:
    """Which of the announcements that wait nobody needs any more after this item of the feed.

    Whatever happens to a called ticket but another call ends its call, a call that was a mistake among them.
    """
    if not isinstance(item, TicketEvent) or item.ticket.status is TicketStatus.CALLED:
        return ()
    return tuple(each for each in waiting if each.ticket == item.ticket.id and each.seq < item.seq)


def next_turn(waiting: Sequence[Announcement], now: datetime, rules: Rules) -> Turn:
    """What to speak of everything that waits, oldest first, ``now`` being the server's time."""
    too_old = tuple(each for each in waiting if now - each.at > rules.max_age)
    news = [each for each in waiting if now - each.at <= rules.max_age]
    count = _together(news, now, rules)
    return Turn(tuple(news[:count]), too_old, tuple(news[count:]))


def _together(news: Sequence[Announcement], now: datetime, rules: Rules) -> int:
    """How many of the first are announced at once."""
    if not news:
        return 0
    patience = timedelta(seconds=rules.zone.merge_after_seconds)
    if len(news) <= rules.zone.merge_above and now - news[0].at <= patience:
        return 1
    first_calls = list(takewhile(lambda each: not each.recall, news))
    return max(1, min(len(first_calls), MOST_TOGETHER))


def words(turn: Turn, rules: Rules) -> str:
    """What is spoken.

    With nobody behind, the first language as often as the house rules say, then the second; else each once. Only when more
    wait than fit in one announcement is the second left out.
    """
    calls = [each.call for each in turn.together]
    if len(calls) == 1 and not turn.left:
        return rules.wording.spoken(calls, times=rules.times)
    return rules.wording.spoken(calls, second=len(calls) == 1 or not turn.left)


def utterance(turn: Turn, now: datetime, rules: Rules) -> Utterance | None:
    """How the zone sounds at this moment; None when it is silent."""
    local = now.astimezone(rules.timezone)
    hours = rules.zone.hours_at(local.weekday(), local.hour * 60 + local.minute)
    return utterance_at(hours, rules.zone, words(turn, rules))
