"""Use cases of a whole hall without the web, for tests that take many steps: what is asked, and what is known of it afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from config.loader import parse_hall
from queue_server.domain.refusal import Code, Refusal
from queue_server.service.call_next import call_next
from queue_server.service.call_number import call_back, call_number
from queue_server.service.change import Change
from queue_server.service.close_day import close_day, reopen_day
from queue_server.service.commands import Command, Commands
from queue_server.service.hall import Hall
from queue_server.service.issue_ticket import issue_ticket
from queue_server.service.move_ticket import finish, no_show, recall, start
from queue_server.service.pause_window import hand_over, pause, resume
from queue_server.service.ports import StoredEvent
from queue_server.service.queries import Queries
from queue_server.service.record_rating import record_rating
from queue_server.service.report_print import report_print
from queue_server.service.restore_ticket import restore_number, restore_ticket
from queue_server.service.set_aside import cancel, interrupt, park, transfer, transfer_waiting
from queue_server.service.staff_window import log_in, log_out
from queue_server.service.undo_call import undo_call
from queue_server.service.waits.board import WaitBoard
from queue_server.storage.database import Database
from queue_server.storage.store import SqlStore
from queue_server.wire import messages as m
from tests.fakes.full_hall import FULL_HALL
from tests.fakes.hall_clock import HallClock

Work = Callable[[Change], m.Answer]
Asked = tuple[str, m.Request, Work]
"""Address, body, and what to do."""

KEYS: dict[str, Callable[[Change, str], m.WindowAnswer]] = {
    "call-next": call_next,
    "recall": recall,
    "start": start,
    "finish": finish,
    "no-show": no_show,
    "park": park,
    "undo": undo_call,
    "resume": resume,
    "log-out": log_out,
}
FULL_KEYS: dict[str, tuple[Callable[[Change, str, Any], m.WindowAnswer], type[m.WindowCommand]]] = {
    "call": (call_number, m.CallNumber),
    "call-back": (call_back, m.NumberCommand),
    "restore": (restore_number, m.NumberCommand),
    "transfer": (transfer, m.Transfer),
    "interrupt": (interrupt, m.Interrupt),
    "pause": (pause, m.PauseWindow),
    "hand-over": (hand_over, m.HandOver),
    "log-in": (log_in, m.LogIn),
}


class Crash(Exception):
    """The program dies before the commit."""


@dataclass(frozen=True)
class Done:
    """A command and its answer, or the code of its refusal."""

    command: Command
    work: Work
    answer: str | Code

    @property
    def body(self) -> Any:
        """The answer; None for a refusal."""
        return None if isinstance(self.answer, Code) else json.loads(self.answer)


@dataclass
class PlayedEngine:
    """One server's engine over a database that others may share."""

    url: str
    clock: HallClock
    published: list[StoredEvent] = field(default_factory=list)
    requests: int = 0

    def __post_init__(self) -> None:
        self.hall = Hall(parse_hall(FULL_HALL))
        self.database = Database(self.url)
        self.store = SqlStore(self.database, self.hall.id, self.hall.zone)
        waits = WaitBoard(self.hall)
        self.commands = Commands(self.store, self.hall, self.clock, self.published.extend, waits)
        self.queries = Queries(self.store, self.hall, self.clock, waits)

    def close(self) -> None:
        self.database.close()

    def run(self, path: str, request: m.Request, work: Work, *, actor: str = "one") -> Done:
        """Do it under a request id of its own."""
        self.requests += 1
        command = Command(f"{actor}-{self.requests}", path, request.model_dump_json())
        return self.again(command, work)

    def again(self, command: Command, work: Work) -> Done:
        """Do it under the request id it has."""
        try:
            return Done(command, work, self.commands.run(command, work))
        except Refusal as refusal:
            return Done(command, work, refusal.code)

    def crash(self, work: Work) -> None:
        """Do it, and die before the commit."""

        def dying(change: Change) -> m.Answer:
            work(change)
            raise Crash

        command = Command("crashed", "", "")
        with suppress(Crash, Refusal):
            self.commands.run(command, dying)


def issue(service: str, digest: str | None, /, **more: Any) -> Asked:
    """Take a number with the keyed hash of a card."""
    request = m.IssueTicketRequest(request_id="x", service=service, **more)
    return "/tickets", request, lambda change: issue_ticket(change, request, digest)


def key(window: str, verb: str, /, **body: Any) -> Asked:
    """A verb of a window."""
    path = f"/windows/{window}/{verb}"
    if verb in KEYS:
        act = KEYS[verb]
        return path, m.WindowCommand(request_id="x"), lambda change: act(change, window)
    full, model = FULL_KEYS[verb]
    request = model(request_id="x", **body)
    return path, request, lambda change: full(change, window, request)


def on_ticket(ticket_id: str, verb: str, /, **body: Any) -> Asked:
    """A verb of a ticket."""
    path = f"/tickets/{ticket_id}/{verb}"
    if verb == "restore":
        return path, m.TicketCommand(request_id="x"), lambda change: restore_ticket(change, ticket_id)
    if verb == "transfer":
        sent = m.TicketTransfer(request_id="x", **body)
        return path, sent, lambda change: transfer_waiting(change, ticket_id, sent)
    if verb == "print-state":
        report = m.PrintReport(request_id="x", **body)
        return path, report, lambda change: report_print(change, ticket_id, report)
    given_back = m.CancelTicket(request_id="x", **body)
    return path, given_back, lambda change: cancel(change, ticket_id, given_back)


def rating(session_id: str, level: int, pressed_at: Any) -> Asked:
    """A resident's grade."""
    request = m.RatingRequest(request_id="x", session_id=session_id, level=level, pressed_at=pressed_at)
    return "/ratings", request, lambda change: record_rating(change, request)


def of_day(verb: str) -> Asked:
    """Close or reopen the day."""
    return f"/day/{verb}", m.DayCommand(request_id="x"), close_day if verb == "close" else reopen_day
