"""One window of an invented server: does what a clerk asks, once per request id, and fails on command."""

from __future__ import annotations

import threading

from queue_server.client import Refused, ServerUnreachable, WindowVerb
from queue_server.wire.messages import (
    CallNumber,
    LogIn,
    NumberCommand,
    RatingAnswer,
    RatingRequest,
    TicketStatus,
    TicketView,
    WindowAnswer,
    WindowCommand,
)
from tests.fakes.wire_samples import NINE, at, ticket

_AFTER: dict[WindowVerb, TicketStatus] = {
    "recall": TicketStatus.CALLED,
    "start": TicketStatus.SERVING,
    "finish": TicketStatus.FINISHED,
    "no-show": TicketStatus.NO_SHOW,
    "park": TicketStatus.PARKED,
    "transfer": TicketStatus.WAITING,
    "interrupt": TicketStatus.INTERRUPTED,
    "undo": TicketStatus.WAITING,
}
_HELD = (TicketStatus.CALLED, TicketStatus.SERVING)


class OneWindow:
    """Implements what ``counter.clerk`` and ``counter.rating`` need of the server."""

    def __init__(self, *numbers: str) -> None:
        self.waiting = list(numbers)
        self.held: TicketView | None = None
        self.parked: list[str] = []
        self.passed: list[str] = []
        self.paused = False
        self.clerk: int | None = None
        """Staff number of whoever is logged in; 1024 is the only clerk."""
        self.away = threading.Event()
        self.answers_lost = 0
        self.refusal: Refused | None = None
        """The answer to everything, if set."""
        self.asked: list[tuple[WindowVerb, str]] = []
        self.done: list[WindowVerb] = []
        self.bodies: list[WindowCommand] = []
        """What the verbs in ``done`` were told."""
        self.ratings: dict[str, RatingRequest] = {}
        self._answers: dict[str, WindowAnswer] = {}

    def window(self, window: str, verb: WindowVerb, command: WindowCommand) -> WindowAnswer:
        self.asked.append((verb, command.request_id))
        if self.away.is_set():
            raise ServerUnreachable("away")
        if self.refusal is not None:
            raise self.refusal
        answer = self._answers.get(command.request_id)
        if answer is None:
            acted = self._do(window, verb, command)
            answer = WindowAnswer(ticket=acted, waiting=len(self.waiting), held=self.held)
            self._answers[command.request_id] = answer
            self.done.append(verb)
            self.bodies.append(command)
        if self.answers_lost > 0:
            self.answers_lost -= 1
            raise ServerUnreachable("the answer was lost")
        return answer

    def rate(self, request: RatingRequest) -> RatingAnswer:
        if self.away.is_set():
            raise ServerUnreachable("away")
        if request.session_id in self.ratings:
            raise Refused(409, "already_rated", "once only")
        self.ratings[request.session_id] = request
        return RatingAnswer(session_id=request.session_id, recorded_at=NINE)

    def _do(self, window: str, verb: WindowVerb, command: WindowCommand) -> TicketView | None:
        if verb in {"log-in", "log-out"}:
            self._staff(command)
            return None
        if verb in {"pause", "resume"}:
            self.paused = verb == "pause"
            return None
        if verb == "call-next":
            self.held = None
            return self._call(window, self.waiting, None)
        if isinstance(command, CallNumber):
            return self._call(window, self.waiting, command.number)
        if isinstance(command, NumberCommand):
            back = verb == "call-back"
            return self._call(window, self.parked, command.number) if back else self._restore(command)
        return self._act(verb)

    def _act(self, verb: WindowVerb) -> TicketView:
        """On the ticket at the window."""
        if self.held is None:
            raise Refused(409, "no_current_ticket", "nobody is here")
        acted = self.held.model_copy(update={"status": _AFTER[verb], "finished_at": at(1)})
        self.held = acted if acted.status in _HELD else None
        if verb in {"transfer", "undo"}:
            self.waiting.insert(0, acted.number)
        if verb == "park":
            self.parked.insert(0, acted.number)
        if verb == "no-show":
            self.passed.insert(0, acted.number)
        return acted

    def _call(self, window: str, line: list[str], number: str | None) -> TicketView | None:
        if number is None and not line and line is self.waiting:
            return None
        called = _taken(line, number)
        held = ticket(called, status=TicketStatus.CALLED, window=window, calls=1)
        self.held = held.model_copy(update={"called_at": at(0)})
        return self.held

    def _restore(self, command: NumberCommand) -> TicketView:
        restored = _taken(self.passed, command.number)
        self.waiting.append(restored)
        return ticket(restored)

    def _staff(self, command: WindowCommand) -> None:
        clerk = command.clerk if isinstance(command, LogIn) else None
        if clerk not in (1024, None):
            raise Refused(404, "unknown_clerk", "no clerk has that number")
        self.clerk = clerk


def _taken(line: list[str], number: str | None) -> str:
    """The number with those digits, or the first one, taken out of the line."""
    found = next((each for each in line if number is None or int(each[1:]) == int(number)), None)
    if found is None:
        raise Refused(404, "unknown_number", "there is no such number")
    line.remove(found)
    return found
