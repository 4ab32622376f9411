"""What a hall board says, as a value: every text in its final words.

Responsible for: one pure function from the hall's state and the time to ``BoardView``. Not responsible for: where the texts
stand, or motion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from config.model import HallConfig
from display.hall_state import HallState
from i18n import Catalogue, Words
from queue_server.wire.messages import ExpectedWait, ServiceQueue, TicketStatus, TicketView

LONG_WAIT_MINUTES = 15
_HELD = frozenset({TicketStatus.CALLED, TicketStatus.SERVING})
_SHOWN = _HELD | {TicketStatus.FINISHED}


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in the hall's language and, smaller, in the second."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The newest call. ``key`` changes with every call and recall."""

    key: tuple[str, datetime | None]
    number: str
    label: Pair
    window: Pair
    service: Pair


@dataclass(frozen=True, slots=True)
class CallRow:
    """One of the calls before."""

    number: str
    window: str
    age: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One service: how many wait and how long."""

    service: str
    people: str
    wait: str
    tone: str
    """``good``, ``wait`` or ``muted``; the words say the same."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything a board shows."""

    hall: Pair
    clock: str
    notice: Pair
    headline: Headline | None = None
    calls: tuple[CallRow, ...] = ()
    queues: tuple[QueueRow, ...] = ()
    upcoming: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    caption: Pair | None = None
    warning: Pair | None = None
    """Set while the server is away or was never there."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Words that stay."""

    waiting: Pair
    upcoming: Pair
    passed: Pair
    none: str
    quiet_title: Pair
    quiet_text: Pair


def board_labels(catalogue: Catalogue) -> Labels:
    """The words that stay, in the catalogue's first two languages."""
    zh, en = (catalogue.words(language) for language in catalogue.languages)

    def both(key: str) -> Pair:
        return Pair(zh(key), en(key))

    return Labels(
        waiting=both("board.waiting"),
        upcoming=both("board.next"),
        passed=both("board.passed"),
        none=zh("board.none"),
        quiet_title=both("board.quiet_title"),
        quiet_text=both("board.quiet_text"),
    )


def view_board(state: HallState, hall: HallConfig, catalogue: Catalogue, now: datetime) -> BoardView:
    """The board at ``now``, which is in the hall's zone."""
    zh, en = (catalogue.words(language) for language in catalogue.languages)
    windows = {window.id: window.number for window in hall.windows}
    shown = [call for call in state.recent_calls if call.window in windows and call.status in _SHOWN]
    newest = next((call for call in shown if call.status in _HELD), None)
    number_of = {call.id: windows[call.window] for call in shown if call.window is not None}
    names = {service.id: Pair(service.name.zh, service.name.en) for service in hall.services}
    return BoardView(
        hall=Pair(hall.hall.name.zh, hall.hall.name.en),
        clock=now.strftime("%H:%M"),
        notice=Pair(hall.hall.notice.zh, hall.hall.notice.en),
        headline=_headline(newest, number_of, names, zh, en) if newest else None,
        calls=tuple(
            CallRow(call.number, zh("board.window", number=number_of[call.id]), _age(zh, call, now))
            for call in shown
            if call is not newest
        ),
        queues=tuple(_queue_rows(state.services, names, zh)),
        upcoming=tuple(ticket.number for ticket in state.upcoming),
        passed=tuple(ticket.number for ticket in state.passed),
        caption=_caption(newest, number_of, zh, en) if newest else None,
        warning=_warning(state, zh, en, now),
    )


def _headline(
    call: TicketView, number_of: dict[str, int], names: dict[str, Pair], zh: Words, en: Words
) -> Headline:
    label = "board.please" if call.status is TicketStatus.CALLED else "board.serving"
    window = number_of[call.id]
    return Headline(
        key=(call.id, call.called_at),
        number=call.number,
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


def _queue_rows(queues: Iterable[ServiceQueue], names: dict[str, Pair], words: Words) -> Iterable[QueueRow]:
    for queue in queues:
        if queue.service not in names:
            continue
        name = names[queue.service].first
        if queue.open or queue.waiting:
            people = words("board.people", count=queue.waiting)
            tone = "wait" if _is_long(queue.expected_wait) else "good"
            yield QueueRow(name, people, _wait_phrase(words, queue.expected_wait), tone)
        else:
            yield QueueRow(name, "", words("board.closed"), "muted")


def _is_long(wait: ExpectedWait | None) -> bool:
    return wait is None or wait.high > LONG_WAIT_MINUTES


def _wait_phrase(words: Words, wait: ExpectedWait | None) -> str:
    if wait is None:
        return words("wait.no_window")
    if wait.high == 0:
        return words("wait.now")
    if wait.low == 0:
        return words("wait.within", high=wait.high)
    if wait.low == wait.high:
        return words("wait.about", high=wait.high)
    return words("wait.range", low=wait.low, high=wait.high)


def _warning(state: HallState, zh: Words, en: Words, now: datetime) -> Pair | None:
    if not state.known or state.updated_at is None:
        return Pair(zh("board.connecting"), en("board.connecting"))
    if state.connection.online:
        return None
    time = state.updated_at.astimezone(now.tzinfo).strftime("%H:%M")
    return Pair(zh("board.offline", time=time), en("board.offline", time=time))
