"""What a person does at the staff page: each address is a command of the API, by the API's own path.

Responsible for: binding them. Not responsible for: what a command does (``web.api``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import Blueprint, Response, request

from queue_server.web.errors import WebCode, WebError
from queue_server.web.routes import API, WINDOW_VERBS
from queue_server.web.staff.desk import Desk
from queue_server.web.staff.requests import JSON, permitted, read_body, session_of
from queue_server.wire import messages as m

_Body = TypeVar("_Body", bound=m.Request)
Act = Callable[[str, _Body], str]
"""From the API's path and a body to the answer."""

_PREFIX = "/staff/api"

_log = structlog.get_logger("queue_server.staff")


def add_commands(blueprint: Blueprint, desk: Desk) -> None:
    """The addresses that change something."""
    _add_windows(blueprint, desk)
    _add_tickets(blueprint, desk)
    _add_hall(blueprint, desk)


def _add_windows(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/api/windows/<window>/<verb>")
    def move_window(window: str, verb: str) -> Response:
        key = WINDOW_VERBS.get(verb)
        if key is None:
            raise WebError(WebCode.NOT_FOUND, "a window has no such key")
        return _run(
            desk,
            f"window-{verb}",
            key.body,
            lambda path, body: desk.api.move_window(path, body, window, verb),
        )


def _add_tickets(blueprint: Blueprint, desk: Desk) -> None:
    api = desk.api

    @blueprint.post("/api/tickets")
    def issue() -> Response:
        return _run(desk, "issue-ticket", m.IssueTicketRequest, api.issue_ticket)

    @blueprint.post("/api/tickets/<ticket_id>/reprint")
    def reprint(ticket_id: str) -> Response:
        return _run(
            desk,
            "request-reprint",
            m.ReprintRequest,
            lambda path, body: api.request_reprint(path, body, ticket_id),
        )

    @blueprint.post("/api/tickets/<ticket_id>/second-visit-card/print")
    def print_card(ticket_id: str) -> Response:
        return _run(
            desk,
            "request-card",
            m.CardPrintRequest,
            lambda path, body: api.request_card(path, body, ticket_id),
        )

    @blueprint.post("/api/tickets/<ticket_id>/cancel")
    def cancel(ticket_id: str) -> Response:
        return _run(
            desk, "ticket-cancel", m.CancelTicket, lambda path, body: api.cancel(path, body, ticket_id)
        )

    @blueprint.post("/api/tickets/<ticket_id>/restore")
    def restore(ticket_id: str) -> Response:
        return _run(
            desk, "ticket-restore", m.TicketCommand, lambda path, body: api.restore(path, body, ticket_id)
        )

    @blueprint.post("/api/tickets/<ticket_id>/transfer")
    def transfer(ticket_id: str) -> Response:
        return _run(
            desk, "ticket-transfer", m.TicketTransfer, lambda path, body: api.transfer(path, body, ticket_id)
        )


def _add_hall(blueprint: Blueprint, desk: Desk) -> None:
    api = desk.api

    @blueprint.post("/api/help-calls/<kiosk>/answer")
    def answer_help(kiosk: str) -> Response:
        return _run(desk, "answer-help", m.HelpDone, lambda path, body: api.answer_help(path, body, kiosk))

    @blueprint.post("/api/follow-ups/<follow_up_id>/close")
    def close_follow_up(follow_up_id: str) -> Response:
        by = session_of(desk).name
        return _run(
            desk,
            "close-follow-up",
            m.FollowUpResult,
            lambda path, body: api.close_follow_up(path, body, follow_up_id, by),
        )

    @blueprint.post("/api/day/close")
    def close_day() -> Response:
        return _run(desk, "close-day", m.DayCommand, api.close_day)

    @blueprint.post("/api/day/reopen")
    def reopen_day() -> Response:
        return _run(desk, "reopen-day", m.DayCommand, api.reopen_day)


def _run(desk: Desk, name: str, body: type[_Body], act: Act[_Body]) -> Response:
    session = permitted(desk, name)
    answer = act(API + request.path.removeprefix(_PREFIX), read_body(body))
    _log.info("staff_command", command=name, role=str(session.role), session=session.id[:6])
    return Response(answer, mimetype=JSON)
