"""From a checked request to a use case.

Responsible for: binding bodies and path parameters to use cases, and their answers as JSON text. Not responsible for: HTTP
(``app``) or rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from queue_server.domain.refusal import Code, Refusal
from queue_server.service.alarms import AlarmWatch
from queue_server.service.call_help import answer_help, call_help
from queue_server.service.call_next import call_next
from queue_server.service.call_number import call_back, call_number
from queue_server.service.change import Change
from queue_server.service.close_day import close_day, reopen_day
from queue_server.service.commands import Command, Commands
from queue_server.service.device_silence import DeviceSilence
from queue_server.service.evaluation_report import evaluation_report
from queue_server.service.evaluation_store import EvaluationStore
from queue_server.service.explain_call import explain
from queue_server.service.follow_ups import close_follow_up, list_follow_ups
from queue_server.service.issue_ticket import canonical_request, claim_digest, issue_ticket
from queue_server.service.move_ticket import finish, no_show, recall, start
from queue_server.service.pause_window import hand_over, pause, resume
from queue_server.service.ports import Store
from queue_server.service.print_card import collect_card, report_card, request_card
from queue_server.service.queries import Queries
from queue_server.service.record_rating import record_phone_rating, record_rating
from queue_server.service.report_device import report_device
from queue_server.service.report_print import report_print
from queue_server.service.request_reprint import request_reprint
from queue_server.service.restore_ticket import restore_number, restore_ticket
from queue_server.service.set_aside import cancel, interrupt, park, transfer, transfer_waiting
from queue_server.service.staff_window import log_in, log_out
from queue_server.service.undo_call import undo_call
from queue_server.service.waits.accuracy import wait_report
from queue_server.service.waits.advice import Adviser
from queue_server.service.waits.ports import ForecastStore
from queue_server.web.hub import Hub
from queue_server.web.stream import EventStream
from queue_server.wire import messages as m

_VERBS: dict[str, Callable[[Change, str], m.WindowAnswer]] = {
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

_FULL_VERBS: dict[str, Callable[[Change, str, Any], m.WindowAnswer]] = {
    "call": call_number,
    "call-back": call_back,
    "restore": restore_number,
    "transfer": transfer,
    "interrupt": interrupt,
    "pause": pause,
    "hand-over": hand_over,
    "log-in": log_in,
}
"""Verbs whose body says more than who asks."""


@dataclass(frozen=True)
class Api:
    """The use cases of one hall behind the web; every method gives JSON text or raises Refusal."""

    commands: Commands
    queries: Queries
    store: Store
    hub: Hub
    identity_key: bytes | None
    adviser: Adviser
    past: ForecastStore
    evaluations: EvaluationStore
    silence: DeviceSilence
    watch: AlarmWatch

    def issue_ticket(self, path: str, body: m.IssueTicketRequest) -> str:
        """Take a number."""
        digest = claim_digest(body.identity, self.identity_key)
        command = Command(body.request_id, path, canonical_request(body, digest))
        return self.commands.run(command, lambda change: issue_ticket(change, body, digest))

    def move_window(self, path: str, body: m.WindowCommand, window: str, verb: str) -> str:
        """Do at a window what one of its keys, and the body, say."""

        def work(change: Change) -> m.WindowAnswer:
            if verb in _VERBS:
                return _VERBS[verb](change, window)
            return _FULL_VERBS[verb](change, window, body)

        return self._run(path, body, body.request_id, work)

    def cancel(self, path: str, body: m.CancelTicket, ticket_id: str) -> str:
        """Take a ticket out of the queue."""
        return self._run(path, body, body.request_id, lambda change: cancel(change, ticket_id, body))

    def restore(self, path: str, body: m.TicketCommand, ticket_id: str) -> str:
        """Let a passed ticket wait again."""
        return self._run(path, body, body.request_id, lambda change: restore_ticket(change, ticket_id))

    def transfer(self, path: str, body: m.TicketTransfer, ticket_id: str) -> str:
        """Send a waiting ticket to another service."""
        return self._run(
            path, body, body.request_id, lambda change: transfer_waiting(change, ticket_id, body)
        )

    def close_day(self, path: str, body: m.DayCommand) -> str:
        """No more numbers today."""
        return self._run(path, body, body.request_id, close_day)

    def reopen_day(self, path: str, body: m.DayCommand) -> str:
        """Numbers again."""
        return self._run(path, body, body.request_id, reopen_day)

    def call_help(self, path: str, body: m.HelpCall) -> str:
        """Somebody at a kiosk asks staff to come."""
        return self._run(path, body, body.request_id, lambda change: call_help(change, body))

    def answer_help(self, path: str, body: m.HelpDone, kiosk: str) -> str:
        """Staff have gone there."""
        return self._run(path, body, body.request_id, lambda change: answer_help(change, kiosk))

    def alarms(self) -> str:
        """What needs a hand now."""
        return self.watch.alarms().model_dump_json()

    def advice(self) -> str:
        """What staffing would help."""
        return self.adviser.advice().model_dump_json()

    def waiting_report(self, first: date, last: date) -> str:
        """How right the told waits were."""
        return wait_report(self.past, first, last).model_dump_json()

    def why(self, ticket_id: str) -> str:
        """Why a ticket was called."""
        return explain(self.store, self.commands.hall, ticket_id).model_dump_json()

    def rate(self, path: str, body: m.RatingRequest) -> str:
        """Rate a session."""
        return self._run(path, body, body.request_id, lambda change: record_rating(change, body))

    def rate_by_phone(self, path: str, body: m.RatingRequest, ticket_id: str) -> str:
        """Rate a session of a ticket; who sends it twice has sent it at two times."""
        command = Command(body.request_id, path, body.model_dump_json(exclude={"pressed_at"}))
        return self.commands.run(command, lambda change: record_phone_rating(change, ticket_id, body))

    def close_follow_up(self, path: str, body: m.FollowUpResult, follow_up_id: str, by: str) -> str:
        """Close a follow-up; ``by`` is the name of the token it is asked with."""
        return self._run(
            path, body, body.request_id, lambda change: close_follow_up(change, follow_up_id, body, by)
        )

    def follow_ups(self) -> str:
        """What is done about bad ratings."""
        return list_follow_ups(self.evaluations, self.commands.hall, self.commands.clock).model_dump_json()

    def evaluation_report(self, first: date, last: date) -> str:
        """How residents rated."""
        commands = self.commands
        report = evaluation_report(self.evaluations, commands.hall, commands.clock, first, last)
        return report.model_dump_json()

    def report_print(self, path: str, body: m.PrintReport, ticket_id: str) -> str:
        """Tell what became of a slip."""
        return self._run(path, body, body.request_id, lambda change: report_print(change, ticket_id, body))

    def request_reprint(self, path: str, body: m.ReprintRequest, ticket_id: str) -> str:
        """Ask for a slip again."""
        return self._run(path, body, body.request_id, lambda change: request_reprint(change, ticket_id, body))

    def request_card(self, path: str, body: m.CardPrintRequest, ticket_id: str) -> str:
        """Ask a kiosk for a second-visit card."""
        return self._run(path, body, body.request_id, lambda change: request_card(change, ticket_id, body))

    def report_card(self, path: str, body: m.CardPrintReport, ticket_id: str) -> str:
        """Tell what became of a second-visit card."""
        return self._run(path, body, body.request_id, lambda change: report_card(change, ticket_id, body))

    def collect_card(self, ticket_id: str, by: str) -> str:
        """A second-visit card for its paper; ``by`` is the name of the token it is asked with."""
        commands = self.commands
        card = collect_card(self.store, commands.hall, commands.clock, ticket_id, by)
        return card.model_dump_json()

    def report_device(self, _path: str, body: m.DeviceStateReport) -> str:
        """Set the state of a device."""
        answer = self.commands.change(lambda change: report_device(change, body))
        self.silence.heard(body.device)
        return answer

    def events(self, after: int | None) -> EventStream:
        """The stream after sequence ``after``; Refusal ``unknown_sequence`` when this log has not come that far."""
        if after is not None and after > self.store.last_seq():
            raise Refusal(Code.UNKNOWN_SEQUENCE, "the log does not reach that sequence; take a new snapshot")
        return EventStream(self.hub, self.hub.join(), self.store.events_after, after)

    def _run(self, path: str, body: m.Request, request_id: str, work: Callable[[Change], m.Answer]) -> str:
        return self.commands.run(Command(request_id, path, body.model_dump_json()), work)
