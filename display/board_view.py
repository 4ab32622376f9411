"""What a hall board says, as a value: every text in its final words.

Responsible for: one pure function from the hall's state and the time to ``BoardView``. Not responsible for: where the texts
stand, or motion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from config.model import HallConfig
from display.hall_state import HallState
from display.paused_words import paused_groups
from display.queue_words import QueueRow, queue_rows
from i18n import Catalogue, Words
from queue_server.wire.messages import TicketStatus, TicketView

_HELD = frozenset({TicketStatus.CALLED, TicketStatus.SERVING})
_SHOWN = _HELD | {TicketStatus.FINISHED}


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in the hall's language and, smaller, in the second."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A ticket's number, and the mark of its priority class, such as 军; empty for ordinary tickets."""

    number: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The newest call. ``key`` changes with every call and recall."""

    key: tuple[str, datetime | None]
    number: Numbered
    label: Pair
    window: Pair
    service: Pair


@dataclass(frozen=True, slots=True)
class CallRow:
    """One of the calls before."""

    number: Numbered
    window: str
    age: str


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything a board shows."""

    hall: Pair
    clock: str
    notice: Pair
    headline: Headline | None = None
    calls: tuple[CallRow, ...] = ()
    queues: tuple[QueueRow, ...] = ()
    upcoming: tuple[Numbered, ...] = ()
    passed: tuple[Numbered, ...] = ()
    paused: tuple[str, ...] = ()
    """Windows that are paused, in groups with one reason each."""
    caption: Pair | None = None
    day_closed: Pair | None = None
    """Set while no more numbers are given out today."""
    warning: Pair | None = None
    """Set while the server is away or was never there."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Words that stay."""

    waiting: Pair
    upcoming: Pair
    passed: Pair
    paused: Pair
    priority: Pair
    none: str
    quiet_title: Pair
    quiet_text: Pair
    closed_title: Pair
    closed_text: Pair


def board_labels(catalogue: Catalogue) -> Labels:
    """The words that stay, in the catalogue's first two languages."""
    zh, en = (catalogue.words(language) for language in catalogue.languages)

    def both(key: str) -> Pair:
        return Pair(zh(key), en(key))

    return Labels(
        waiting=both("board.waiting"),
        upcoming=both("board.next"),
        passed=both("board.passed"),
        paused=both("board.paused"),
        priority=both("board.priority"),
        none=zh("board.none"),
        quiet_title=both("board.quiet_title"),
        quiet_text=both("board.quiet_text"),
        closed_title=both("board.day_closed"),
        closed_text=both("board.day_closed_text"),
    )


def view_board(state: HallState, hall: HallConfig, catalogue: Catalogue, now: datetime) -> BoardView:
    """The board at ``now``, which is in the hall's zone."""
    zh, en = (catalogue.words(language) for language in catalogue.languages)
    windows = {window.id: window.number for window in hall.windows}
    shown = [call for call in state.recent_calls if call.window in windows and call.status in _SHOWN]
    newest = next((call for call in shown if call.status in _HELD), None)
    number_of = {call.id: windows[call.window] for call in shown if call.window is not None}
    names = {service.id: Pair(service.name.zh, service.name.en) for service in hall.services}
    marks = {priority.id: priority.mark for priority in hall.priorities}
    return BoardView(
        hall=Pair(hall.hall.name.zh, hall.hall.name.en),
        clock=now.strftime("%H:%M"),
        notice=Pair(hall.hall.notice.zh, hall.hall.notice.en),
        headline=_headline(newest, number_of[newest.id], names, marks, zh, en) if newest else None,
        calls=tuple(
            CallRow(
                _numbered(call, marks), zh("board.window", number=number_of[call.id]), _age(zh, call, now)
            )
            for call in shown
            if call is not newest
        ),
        queues=queue_rows(state.services, {name: names[name].first for name in names}, zh, now),
        upcoming=_all_numbered(state.upcoming, marks),
        passed=_all_numbered(state.passed, marks),
        paused=paused_groups(state.windows, windows, zh),
        caption=_caption(newest, number_of, zh, en) if newest else None,
        day_closed=Pair(zh("board.day_closed"), en("board.day_closed")) if state.day_closed else None,
        warning=_warning(state, zh, en, now),
    )


def _all_numbered(tickets: Iterable[TicketView], marks: Mapping[str, str]) -> tuple[Numbered, ...]:
    return tuple(_numbered(ticket, marks) for ticket in tickets)


def _numbered(ticket: TicketView, marks: Mapping[str, str]) -> Numbered:
    return Numbered(ticket.number, marks.get(ticket.priority, ""))


def _headline(
    call: TicketView, window: int, names: Mapping[str, Pair], marks: Mapping[str, str], zh: Words, en: Words
) -> Headline:
    label = "board.please" if call.status is TicketStatus.CALLED else "board.serving"
    return Headline(
        key=(call.id, call.called_at),
        number=_numbered(call, marks),
        label=Pair(zh(label), en(label)),
        window=Pair(zh("board.window", number=window), en("board.window", number=window)),
        service=names.get(call.service, Pair("", "")),
    )


def _caption(call: TicketView, number_of: dict[str, int], zh: Words, en: Words) -> Pair | None:
    """What the voice says; nothing any more once the resident is there."""
    if call.status is not TicketStatus.CALLED:
        return None
    texts = [words("board.caption", number=call.number, window=number_of[call.id]) for words in (zh, en)]
    return Pair(*texts)


def _age(words: Words, call: TicketView, now: datetime) -> str:
    if call.called_at is None:
        return ""
    # The server's clock may be a little ahead of ours.
    minutes = max(0, int((now - call.called_at).total_seconds() // 60))
    return words("board.minutes_ago", minutes=minutes) if minutes else words("board.just_now")


def _warning(state: HallState, zh: Words, en: Words, now: datetime) -> Pair | None:
    if not state.known or state.updated_at is None:
        return Pair(zh("board.connecting"), en("board.connecting"))
    if state.connection.online:
        return None
    time = state.updated_at.astimezone(now.tzinfo).strftime("%H:%M")
    return Pair(zh("board.offline", time=time), en("board.offline", time=time))
