"""A tiny hall that makes events and snapshots of the same truth, for properties of those that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from queue_server.wire.events import (
    DayOpened,
    Event,
    TicketCalled,
    TicketFinished,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketStarted,
    WindowPaused,
    WindowResumed,
)
from queue_server.wire.messages import (
    ServiceQueue,
    Snapshot,
    TicketStatus,
    TicketView,
    WindowStatus,
    WindowView,
)
from tests.fakes.wire_samples import DAY, at, queue, ticket

WINDOWS = ("w1", "w2")
SERVICES = ("civil", "tax")
STEPS = ("issue", "issue", "call", "call", "recall", "start", "finish", "no-show", "pause", "resume", "day")


class ModelHall:
    """``step`` does one thing, or nothing where it makes no sense, and keeps the event."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.seq = 100
        self._day = DAY
        self._count = 0
        self._waiting: list[TicketView] = []
        self._held: dict[str, TicketView] = {}
        self._paused: set[str] = set()
        self._recent: list[TicketView] = []
        self._passed: list[TicketView] = []

    @property
    def waiting(self) -> Sequence[TicketView]:
        """Everybody in line, in calling order."""
        return tuple(self._waiting)

    def snapshot(self) -> Snapshot:
        windows = []
        for name in WINDOWS:
            held = self._held.get(name)
            status = WindowStatus.IDLE if held is None else WindowStatus(held.status.value)
            status = WindowStatus.PAUSED if name in self._paused else status
            windows.append(WindowView(window=name, status=status, ticket=held, waiting=len(self._waiting)))
        return Snapshot(
            seq=self.seq,
            server_time=at(self.seq),
            business_day=self._day,
            hall="demo",
            services=tuple(self._queue(service) for service in SERVICES),
            windows=tuple(windows),
            recent_calls=tuple(self._recent[:10]),
            next_tickets=tuple(self._waiting[:8]),
            passed=tuple(self._passed[:8]),
            unprinted=(),
            devices=(),
        )

    def step(self, what: str, choice: int) -> None:
        window = WINDOWS[choice % 2]
        if what == "issue":
            self._issue(SERVICES[choice % 2])
        elif what == "call" and self._waiting:
            self._call(window)
        elif what in {"recall", "start", "finish", "no-show"} and window in self._held:
            self._move(what, window)
        elif what in {"pause", "resume"} and (what == "pause") != (window in self._paused):
            self._set_paused(window, what == "pause")
        elif what == "day" and choice == 0:
            self._open_day()

    def _issue(self, service: str) -> None:
        self._count += 1
        issued = ticket(f"A{self._count:03}", service=service, day=self._day)
        issued = issued.model_copy(update={"id": f"{self._day}-{issued.number}"})
        self._waiting.append(issued)
        self._emit(TicketIssued, issued)

    def _call(self, window: str) -> None:
        if window in self._held:
            self._end(window, TicketStatus.FINISHED, by_next_call=True)
        if window in self._paused:
            self._set_paused(window, False)
        called = self._waiting.pop(0).model_copy(
            update={"status": TicketStatus.CALLED, "window": window, "calls": 1}
        )
        self._held[window] = called
        self._recent.insert(0, called)
        self._emit(TicketCalled, called)

    def _move(self, what: str, window: str) -> None:
        held = self._held[window]
        if what == "recall" and held.status is TicketStatus.CALLED:
            again = held.model_copy(update={"calls": held.calls + 1})
            self._held[window] = again
            self._recent = [again, *(each for each in self._recent if each.id != again.id)]
            self._emit(TicketRecalled, again)
        elif what == "start" and held.status is TicketStatus.CALLED:
            self._held[window] = held.model_copy(update={"status": TicketStatus.SERVING})
            self._renew(self._held[window])
            self._emit(TicketStarted, self._held[window])
        elif what == "finish":
            self._end(window, TicketStatus.FINISHED, by_next_call=False)
        elif what == "no-show" and held.status is TicketStatus.CALLED:
            gone = self._held.pop(window).model_copy(update={"status": TicketStatus.NO_SHOW})
            self._renew(gone)
            self._passed.insert(0, gone)
            self._emit(TicketNoShow, gone)

    def _end(self, window: str, status: TicketStatus, *, by_next_call: bool) -> None:
        ended = self._held.pop(window).model_copy(update={"status": status})
        self._renew(ended)
        until = at(self.seq) + timedelta(seconds=60)
        self._emit(TicketFinished, ended, rate_until=until, by_next_call=by_next_call)

    def _renew(self, changed: TicketView) -> None:
        self._recent = [changed if each.id == changed.id else each for each in self._recent]

    def _set_paused(self, window: str, paused: bool) -> None:
        (self._paused.add if paused else self._paused.discard)(window)
        self.seq += 1
        kind = WindowPaused if paused else WindowResumed
        self.events.append(kind(seq=self.seq, at=at(self.seq), hall="demo", window=window))

    def _open_day(self) -> None:
        self._day += timedelta(days=1)
        self._count = 0
        self._waiting, self._held, self._recent, self._passed = [], {}, [], []
        self._paused = set()
        self.seq += 1
        self.events.append(DayOpened(seq=self.seq, at=at(self.seq), hall="demo", business_day=self._day))

    def _emit(self, kind: type[Event], changed: TicketView, **more: object) -> None:
        self.seq += 1
        values = {
            "seq": self.seq,
            "at": at(self.seq),
            "hall": "demo",
            "ticket": changed,
            "queue": self._queue(changed.service),
            **more,
        }
        self.events.append(kind.model_validate(values))

    def _queue(self, service: str) -> ServiceQueue:
        return queue(sum(each.service == service for each in self._waiting), service=service)
