"""How the hall stands, as one text for every browser.

Responsible for: putting the snapshot and the day together, once for all browsers that ask. Not responsible for: bringing it
to them (``stream``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime

from pydantic import AwareDatetime

from queue_server.service.desk_lists import DeskLists
from queue_server.service.print_card import is_late
from queue_server.web.staff.today import CardFact, Day, SlipFact, TodayLog
from queue_server.wire.messages import (
    AlarmList,
    AlarmView,
    Answer,
    DeviceView,
    PrintState,
    ServiceQueue,
    Snapshot,
    TicketView,
    WindowStatus,
    WindowView,
)

FRESH_FOR_S = 20.0
"""Expected waits and opening hours change without an event."""

NO_ANSWER = "no-answer"
_UNDER_WAY = frozenset({PrintState.QUEUED, PrintState.PRINTING})


class TodayCounts(Answer):
    """The day in numbers."""

    issued: int
    waiting: int
    serving: int
    finished: int
    no_show: int
    mean_wait_minutes: int | None
    """From the number to its first call; None before the first."""


class ServiceNow(ServiceQueue):
    """A service's queue and its day."""

    issued: int
    finished: int


class WindowNow(WindowView):
    """A window, how many it served today, and whom it will call."""

    finished: int
    next: tuple[str, ...]
    """Ids of those who wait, in the order in which it would call them if no other window did; not all of them."""


class UnprintedTicket(Answer):
    """A ticket whose slip is not known to be on paper."""

    id: str
    number: str
    service: str
    kiosk: str | None
    print_state: PrintState
    reason: str
    """The printer's word; empty when there is none."""
    since: AwareDatetime


class WaitingTicket(Answer):
    """A ticket that waits, as short as a list needs it."""

    id: str
    number: str
    service: str
    priority: str
    issued_at: AwareDatetime
    for_window: str | None
    package: str | None


class PassedTicket(Answer):
    """A ticket that was passed and may come back."""

    id: str
    number: str
    service: str
    window: str | None
    passed_at: AwareDatetime | None
    no_shows: int


class CardNow(Answer):
    """A second-visit card that a kiosk was asked for today. Its code is not on this page's wire."""

    ticket: str
    number: str
    service: str
    kiosk: str
    state: PrintState
    reason: str
    """Why there is none on paper; empty when nobody knows."""
    asked_at: AwareDatetime


class HelpCallNow(Answer):
    """A kiosk where somebody waits for help."""

    kiosk: str
    since: AwareDatetime


class StaffNow(Answer):
    """Everything on the page that changes, as of event ``seq``."""

    edition: str
    """Differs when page and server are not of one release or one hall file: the page loads itself anew."""
    seq: int
    server_time: AwareDatetime
    business_day: date
    today: TodayCounts
    services: tuple[ServiceNow, ...]
    windows: tuple[WindowNow, ...]
    unprinted: tuple[UnprintedTicket, ...]
    """The latest first."""
    devices: tuple[DeviceView, ...]
    """Those that ever reported."""
    waiting: tuple[WaitingTicket, ...]
    """The first of every line: first those whom the windows will call, in that order."""
    passed: tuple[PassedTicket, ...]
    """The latest first."""
    cards: tuple[CardNow, ...]
    """The one asked for last first."""
    help_calls: tuple[HelpCallNow, ...]
    """The longest waiting first."""
    alarms: tuple[AlarmView, ...]
    day_closed: bool


class NowBoard:
    """Holds the newest state as JSON text; safe to share between threads. However many ask, the hall is read once."""

    def __init__(
        self,
        snapshot: Callable[[], Snapshot],
        lists: Callable[[], DeskLists],
        alarms: Callable[[], AlarmList],
        today: TodayLog,
        edition: str,
        monotonic: Callable[[], float],
    ) -> None:
        self._snapshot = snapshot
        self._lists = lists
        self._alarms = alarms
        self._today = today
        self._edition = edition
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._text = ""
        self._seq = -1
        self._made_at = 0.0

    def text(self, seq: int) -> str:
        """The state as of event ``seq`` or later, at most ``FRESH_FOR_S`` old; may raise StoreUnavailable."""
        with self._lock:
            old = self._monotonic() - self._made_at >= FRESH_FOR_S
            if self._seq < seq or old or not self._text:
                state = self._state()
                self._text, self._seq, self._made_at = state.model_dump_json(), state.seq, self._monotonic()
            return self._text

    def _state(self) -> StaffNow:
        hall, lists, day = self._snapshot(), self._lists(), self._today.day()
        if day.date != hall.business_day:
            # Nothing has happened on the new day yet.
            day = Day(hall.business_day)
        return StaffNow(
            edition=self._edition,
            seq=hall.seq,
            server_time=hall.server_time,
            business_day=hall.business_day,
            today=_counts(hall, day),
            services=tuple(_service(queue, day) for queue in hall.services),
            windows=tuple(_window(window, day, lists) for window in hall.windows),
            unprinted=_unprinted(hall, day),
            devices=hall.devices,
            waiting=tuple(map(_waiting, lists.waiting)),
            passed=tuple(map(_passed, lists.passed)),
            cards=tuple(
                _card(ticket, fact, hall.server_time) for ticket, fact in reversed(day.cards.items())
            ),
            help_calls=tuple(HelpCallNow(kiosk=kiosk, since=at) for kiosk, at in day.help_calls.items()),
            alarms=self._alarms().alarms,
            day_closed=hall.day_closed,
        )


def _counts(hall: Snapshot, day: Day) -> TodayCounts:
    return TodayCounts(
        issued=day.issued.total(),
        waiting=sum(queue.waiting for queue in hall.services),
        serving=sum(window.status is WindowStatus.SERVING for window in hall.windows),
        finished=day.finished.total(),
        no_show=day.no_show.total(),
        mean_wait_minutes=day.mean_wait_minutes,
    )


def _service(queue: ServiceQueue, day: Day) -> ServiceNow:
    return ServiceNow(**dict(queue), issued=day.issued[queue.service], finished=day.finished[queue.service])


def _window(window: WindowView, day: Day, lists: DeskLists) -> WindowNow:
    will_call = lists.at_windows.get(window.window, ())
    return WindowNow(**dict(window), finished=day.served_at[window.window], next=will_call)


def _unprinted(hall: Snapshot, day: Day) -> tuple[UnprintedTicket, ...]:
    found = [_slip(ticket, day.slips.get(ticket.id)) for ticket in hall.unprinted]
    return tuple(sorted(found, key=lambda ticket: ticket.since, reverse=True))


def _slip(ticket: TicketView, fact: SlipFact | None) -> UnprintedTicket:
    return UnprintedTicket(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        kiosk=ticket.kiosk,
        print_state=ticket.print_state,
        reason=fact.reason if fact else "",
        since=fact.since if fact else ticket.issued_at,
    )


def _card(ticket: str, fact: CardFact, now: datetime) -> CardNow:
    silent = fact.state in _UNDER_WAY and is_late(fact.asked_at, now)
    return CardNow(
        ticket=ticket,
        number=fact.number,
        service=fact.service,
        kiosk=fact.kiosk,
        state=PrintState.FAILED if silent else PrintState(fact.state),
        reason=NO_ANSWER if silent else fact.reason,
        asked_at=fact.asked_at,
    )


def _waiting(ticket: TicketView) -> WaitingTicket:
    return WaitingTicket(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        priority=ticket.priority,
        issued_at=ticket.issued_at,
        for_window=ticket.for_window,
        package=ticket.package,
    )


def _passed(ticket: TicketView) -> PassedTicket:
    return PassedTicket(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        window=ticket.window,
        passed_at=ticket.finished_at,
        no_shows=ticket.no_shows,
    )
