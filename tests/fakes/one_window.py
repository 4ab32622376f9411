"""One window of an invented server: does what a clerk asks, once per request id, and fails on command."""

from __future__ import annotations

import threading

from queue_server.client import Refused, ServerUnreachable, WindowVerb
from queue_server.wire.messages import (
    LogIn,
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
}


class OneWindow:
    """Implements what ``counter.clerk`` and ``counter.rating`` need of the server."""

    def __init__(self, *numbers: str) -> None:
        self.waiting = list(numbers)
        self.held: TicketView | None = None
        self.paused = False
        self.clerk: int | None = None
        """Staff number of whoever is logged in; 1024 is the only clerk."""
        self.away = threading.Event()
        self.answers_lost = 0
        self.asked: list[tuple[WindowVerb, str]] = []
        self.done: list[WindowVerb] = []
        self.ratings: dict[str, RatingRequest] = {}
        self._answers: dict[str, WindowAnswer] = {}

    def window(self, window: str, verb: WindowVerb, command: WindowCommand) -> WindowAnswer:
        self.asked.append((verb, command.request_id))
        if self.away.is_set():
            raise ServerUnreachable("away")
        answer = self._answers.get(command.request_id)
        if answer is None:
            answer = self._answers[command.request_id] = self._do(window, verb, command)
            self.done.append(verb)
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

    def _do(self, window: str, verb: WindowVerb, command: WindowCommand) -> WindowAnswer:
        if verb in {"log-in", "log-out"}:
            self._staff(command)
            return WindowAnswer(ticket=None, waiting=len(self.waiting))
        if verb in {"pause", "resume"}:
            self.paused = verb == "pause"
            return WindowAnswer(ticket=None, waiting=len(self.waiting))
        if verb == "call-next":
            self.held = None
            if self.waiting:
                number = self.waiting.pop(0)
                called = ticket(number, status=TicketStatus.CALLED, window=window, calls=1)
                self.held = called.model_copy(update={"called_at": at(0)})
            return WindowAnswer(ticket=self.held, waiting=len(self.waiting))
        if self.held is None:
            raise Refused(409, "no_current_ticket", "nobody is here")
        acted = self.held.model_copy(update={"status": _AFTER[verb], "finished_at": at(1)})
        self.held = acted if verb in {"recall", "start"} else None
        return WindowAnswer(ticket=acted, waiting=len(self.waiting))

    def _staff(self, command: WindowCommand) -> None:
        clerk = command.clerk if isinstance(command, LogIn) else None
        if clerk not in (1024, None):
            raise Refused(404, "unknown_clerk", "no clerk has that number")
        self.clerk = clerk
