"""A tiny hall that makes events and snapshots of the same truth, for properties of those that follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_server.wire.events import (
    DayClosed,
    DayOpened,
    DayReopened,
    Event,
    TicketCalled,
    TicketCallUndone,
    TicketCancelled,
    TicketFinished,
    TicketForwarded,
    TicketInterrupted,
    TicketIssued,
    TicketNoShow,
    TicketParked,
    TicketRecalled,
    TicketRestored,
    TicketStarted,
    TicketTransferred,
    WindowHandedOver,
    WindowPaused,
    WindowResumed,
)
from queue_server.wire.messages import (
    PauseReason,
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
REASONS = (None, *PauseReason)
AWAY = {"window": None, "session_id": None, "started_at": None}


@dataclass
class _Call:
    """The latest call of a window, as long as it may be undone."""

    called: TicketView
    before: TicketView
    """The ticket before it was called: waiting or parked."""
    place: int
    ended: TicketView | None
    """The ticket that the call finished."""


class ModelHall:
    """``step`` does one thing, or nothing where it makes no sense, and keeps the event."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.seq = 100
        self._day = DAY
        self._count = 0
        self._closed = False
        self._waiting: list[TicketView] = []
        self._held: dict[str, TicketView] = {}
        self._parked: list[TicketView] = []
        self._paused: dict[str, PauseReason | None] = {}
        self._recent: list[TicketView] = []
        self._passed: list[TicketView] = []
        self._undoable: dict[str, _Call] = {}
        self._steps: dict[str, Callable[[int], None]] = {
            "issue": self._issue,
            "call": self._call,
            "recall": self._recall,
            "start": self._start,
            "finish": lambda choice: self._finish(WINDOWS[choice % 2]),
            "forward": self._forward,
            "no-show": self._no_show,
            "restore": self._restore,
            "park": self._park,
            "call-back": self._call_back,
            "transfer": self._transfer,
            "transfer-waiting": self._transfer_waiting,
            "cancel": self._cancel,
            "interrupt": self._interrupt,
            "undo": self._undo,
            "pause": lambda choice: self._pause(WINDOWS[choice % 2], REASONS[choice % len(REASONS)]),
            "resume": lambda choice: self._resume(WINDOWS[choice % 2]),
            "hand-over": self._hand_over,
            "close-day": self._close_day,
            "reopen-day": self._reopen_day,
            "day": self._open_day,
        }

    @property
    def called(self) -> int:
        """How many tickets were called today."""
        return len(self._recent)

    @property
    def waiting(self) -> Sequence[TicketView]:
        """Everybody in line, in calling order."""
        return tuple(self._waiting)

    def snapshot(self) -> Snapshot:
        return Snapshot(
            seq=self.seq,
            server_time=at(self.seq),
            business_day=self._day,
            hall="demo",
            services=tuple(self._queue(service) for service in SERVICES),
            windows=tuple(self._window(name) for name in WINDOWS),
            recent_calls=tuple(self._recent[:10]),
            next_tickets=tuple(self._waiting[:8]),
            passed=tuple(self._passed[:8]),
            unprinted=(),
            devices=(),
            day_closed=self._closed,
        )

    def step(self, what: str, choice: int) -> None:
        """Do it, with ``choice`` for whatever there is to choose."""
        self._steps[what](choice)

    def _window(self, name: str) -> WindowView:
        held = self._held.get(name)
        status = WindowStatus.IDLE if held is None else WindowStatus(held.status.value)
        return WindowView(
            window=name,
            status=WindowStatus.PAUSED if name in self._paused else status,
            ticket=held,
            waiting=len(self._waiting),
            pause_reason=self._paused.get(name),
            parked=tuple(each for each in self._parked if each.window == name),
        )

    # --- tickets --------------------------------------------------------------------------------------------

    def _issue(self, choice: int) -> None:
        if self._closed:
            return
        self._count += 1
        issued = ticket(f"A{self._count:03}", service=SERVICES[choice % 2], day=self._day)
        issued = issued.model_copy(update={"id": f"{self._day}-{issued.number}"})
        self._waiting.append(issued)
        self._emit(TicketIssued, issued)

    def _call(self, choice: int) -> None:
        """The first in line, or with a larger choice one out of turn."""
        if self._waiting:
            place = choice // 2 % len(self._waiting)
            self._begin_call(WINDOWS[choice % 2], self._waiting[place], place)

    def _call_back(self, choice: int) -> None:
        for parked in [each for each in self._parked if each.window == WINDOWS[choice % 2]][:1]:
            self._begin_call(WINDOWS[choice % 2], parked, 0)

    def _begin_call(self, window: str, before: TicketView, place: int) -> None:
        ended = self._held.get(window)
        if ended is not None:
            self._end(window, by_next_call=True)
        self._resume(window)
        line = self._waiting if before in self._waiting else self._parked
        line.remove(before)
        called = self._changed(
            before, status=TicketStatus.CALLED, window=window, calls=1, called_at=at(self.seq + 1)
        )
        self._held[window] = called
        self._recent = [called, *(each for each in self._recent if each.id != called.id)]
        self._undoable[window] = _Call(called, before, place, ended)
        self._emit(TicketCalled, called)

    def _undo(self, choice: int) -> None:
        window = WINDOWS[choice % 2]
        call = self._undoable.pop(window, None)
        if call is None or self._held.get(window) != call.called:
            return
        del self._held[window]
        back = self._changed(call.before, called_at=call.before.called_at)
        if back.status is TicketStatus.WAITING:
            self._waiting.insert(min(call.place, len(self._waiting)), back)
            self._recent = [each for each in self._recent if each.id != back.id]
        else:
            back = self._changed(call.called, status=TicketStatus.PARKED)
            self._parked.append(back)
        reopened = None
        if call.ended is not None:
            reopened = self._held[window] = self._changed(call.ended, status=TicketStatus.SERVING)
        self._emit(TicketCallUndone, back, window=window, reopened=reopened)

    def _recall(self, choice: int) -> None:
        held = self._held.get(WINDOWS[choice % 2])
        if held is not None and held.status is TicketStatus.CALLED:
            again = self._changed(held, calls=held.calls + 1, called_at=at(self.seq + 1))
            self._held[WINDOWS[choice % 2]] = again
            self._recent = [again, *(each for each in self._recent if each.id != again.id)]
            self._emit(TicketRecalled, again)

    def _start(self, choice: int) -> None:
        held = self._held.get(WINDOWS[choice % 2])
        if held is not None and held.status is TicketStatus.CALLED:
            self._held[WINDOWS[choice % 2]] = self._changed(held, status=TicketStatus.SERVING)
            self._emit(TicketStarted, self._held[WINDOWS[choice % 2]])

    def _finish(self, window: str) -> None:
        if window in self._held:
            self._end(window, by_next_call=False)

    def _end(self, window: str, *, by_next_call: bool) -> None:
        ended = self._let_go(window, status=TicketStatus.FINISHED)
        self._emit(TicketFinished, ended, rate_until=self._rate_until, by_next_call=by_next_call)

    def _forward(self, choice: int) -> None:
        window = WINDOWS[choice % 2]
        if window not in self._held:
            return
        from_service = self._held[window].service
        other = SERVICES[1 - SERVICES.index(from_service)]
        waits = self._let_go(window, status=TicketStatus.WAITING, service=other, **AWAY)
        self._waiting.insert(choice % (len(self._waiting) + 1), waits)
        told = {"from_service": from_service, "from_window": window, "session_id": f"{waits.id}.1"}
        self._emit(TicketForwarded, waits, rate_until=self._rate_until, **told)

    def _no_show(self, choice: int) -> None:
        held = self._held.get(WINDOWS[choice % 2])
        if held is not None and held.status is TicketStatus.CALLED:
            status = TicketStatus.VOID if choice == 3 else TicketStatus.NO_SHOW
            gone = self._let_go(WINDOWS[choice % 2], status=status)
            if status is TicketStatus.NO_SHOW:
                self._passed.insert(0, gone)
            self._emit(TicketNoShow, gone)

    def _restore(self, choice: int) -> None:
        if self._passed and not self._closed:
            passed = self._passed.pop(choice % len(self._passed))
            waits = self._changed(passed, status=TicketStatus.WAITING, **AWAY)
            self._waiting.insert(min(3, len(self._waiting)), waits)
            self._emit(TicketRestored, waits)

    def _park(self, choice: int) -> None:
        if WINDOWS[choice % 2] in self._held:
            parked = self._let_go(WINDOWS[choice % 2], status=TicketStatus.PARKED)
            self._parked.append(parked)
            self._emit(TicketParked, parked)

    def _transfer(self, choice: int) -> None:
        window = WINDOWS[choice % 2]
        if window in self._held:
            from_service, service = self._held[window].service, SERVICES[choice // 2]
            waits = self._let_go(window, status=TicketStatus.WAITING, service=service, **AWAY)
            self._waiting.insert(0, waits)
            self._emit(TicketTransferred, waits, from_service=from_service, from_window=window)

    def _transfer_waiting(self, choice: int) -> None:
        if self._waiting:
            before = self._waiting.pop(choice % len(self._waiting))
            waits = self._changed(before, service=SERVICES[choice // 2])
            self._waiting.insert(0, waits)
            self._emit(TicketTransferred, waits, from_service=before.service)

    def _cancel(self, choice: int) -> None:
        """One that waits or is passed, or one at a window that was called."""
        window = WINDOWS[choice % 2]
        held = self._held.get(window)
        if choice < 2 and held is not None and held.status is TicketStatus.CALLED:
            gone = self._let_go(window, status=TicketStatus.CANCELLED)
            self._emit(TicketCancelled, gone, window=window)
        for line in (self._waiting, self._passed) if choice >= 2 else ():
            if line:
                gone = self._changed(line.pop(), status=TicketStatus.CANCELLED)
                self._emit(TicketCancelled, gone)

    def _interrupt(self, choice: int) -> None:
        if WINDOWS[choice % 2] in self._held:
            gone = self._let_go(WINDOWS[choice % 2], status=TicketStatus.INTERRUPTED)
            self._emit(TicketInterrupted, gone, window=WINDOWS[choice % 2])

    @property
    def _rate_until(self) -> object:
        return at(self.seq) + timedelta(seconds=60)

    def _let_go(self, window: str, /, **changes: object) -> TicketView:
        return self._changed(self._held.pop(window), **changes)

    def _changed(self, before: TicketView, /, **changes: object) -> TicketView:
        """The ticket with these changes, in every list that goes by when something happened."""
        changed = before.model_copy(update=changes)
        self._recent = [changed if each.id == changed.id else each for each in self._recent]
        return changed

    # --- windows and days -----------------------------------------------------------------------------------

    def _pause(self, window: str, reason: PauseReason | None) -> None:
        if window not in self._paused:
            self._paused[window] = reason
            self._tell(WindowPaused, window=window, reason=reason)

    def _resume(self, window: str) -> None:
        if window in self._paused:
            del self._paused[window]
            self._tell(WindowResumed, window=window)

    def _hand_over(self, choice: int) -> None:
        told = {"from_clerk": None, "to_clerk": "b-post", "reason": PauseReason.MEETING}
        self._tell(WindowHandedOver, window=WINDOWS[choice % 2], **told)

    def _close_day(self, choice: int) -> None:
        if choice == 0 and not self._closed:
            self._closed = True
            expired, self._waiting, self._undoable = len(self._waiting), [], {}
            self._tell(DayClosed, business_day=self._day, expired=expired)

    def _reopen_day(self, _choice: int) -> None:
        if self._closed:
            self._closed = False
            self._tell(DayReopened, business_day=self._day)

    def _open_day(self, choice: int) -> None:
        if choice == 0:
            self._day += timedelta(days=1)
            self._count, self._closed = 0, False
            self._waiting, self._held, self._recent, self._passed = [], {}, [], []
            self._parked, self._paused, self._undoable = [], {}, {}
            self._tell(DayOpened, business_day=self._day)

    def _emit(self, kind: type[Event], changed: TicketView, **more: object) -> None:
        self._tell(kind, ticket=changed, queue=self._queue(changed.service), **more)

    def _tell(self, kind: type[Event], **values: object) -> None:
        self.seq += 1
        self.events.append(
            kind.model_validate({"seq": self.seq, "at": at(self.seq), "hall": "demo", **values})
        )

    def _queue(self, service: str) -> ServiceQueue:
        waiting = sum(each.service == service for each in self._waiting)
        return queue(waiting, service=service, is_open=not self._closed)


STEPS = (
    *("issue", "issue", "issue", "call", "call", "recall", "start", "finish", "no-show", "restore"),
    *("park", "call-back", "transfer", "transfer-waiting", "forward", "cancel", "interrupt", "undo"),
    *("pause", "resume", "hand-over", "close-day", "reopen-day", "day"),
)
"""What may happen, as often as it should."""
