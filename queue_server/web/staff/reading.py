"""What a person reads at the staff page."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response, jsonify, request
from pydantic import StringConstraints, TypeAdapter, ValidationError

from queue_server.web.days import asked_days
from queue_server.web.errors import WebCode, WebError
from queue_server.web.staff.desk import Desk
from queue_server.web.staff.requests import JSON, permitted, session_of
from queue_server.wire.messages import Answer, NumberText, TicketView

_NUMBER: TypeAdapter[str] = TypeAdapter(Annotated[NumberText, StringConstraints(strip_whitespace=True)])


class FoundTickets(Answer):
    """Answer to ``GET /staff/api/numbers/<number>``: what the number may mean today."""

    tickets: tuple[TicketView, ...]


def add_reading(blueprint: Blueprint, desk: Desk) -> None:
    """The addresses that change nothing."""
    _add_state(blueprint, desk)
    _add_questions(blueprint, desk)
    _add_reports(blueprint, desk)


def _add_state(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/api/hall")
    def hall() -> Response:
        session = session_of(desk)
        return jsonify(desk.plan | {"person": {"name": session.name, "role": session.role}})

    @blueprint.get("/api/now")
    def now() -> Response:
        """The state once, for a browser that gets no stream."""
        session_of(desk)
        return _json(desk.now())

    @blueprint.get("/events")
    def events() -> Response:
        session_of(desk)
        if request.method == "HEAD":
            raise WebError(WebCode.METHOD_NOT_ALLOWED, "only GET", headers={"Allow": "GET"})
        stream = desk.stream(request.cookies[desk.cookie])
        return Response(stream, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _add_questions(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/api/numbers/<number>")
    def numbers(number: str) -> Response:
        permitted(desk, "get-ticket")
        try:
            text = _NUMBER.validate_python(number)
        except ValidationError:
            raise WebError(WebCode.INVALID_PARAMETER, "a number is written like A007 or 7") from None
        return _json(FoundTickets(tickets=desk.listing.find(text)).model_dump_json())

    @blueprint.get("/api/tickets/<ticket_id>/why")
    def why(ticket_id: str) -> Response:
        permitted(desk, "why")
        return _json(desk.api.why(ticket_id))


def _add_reports(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/api/advice")
    def advice() -> Response:
        permitted(desk, "advice")
        return _json(desk.api.advice())

    @blueprint.get("/api/follow-ups")
    def follow_ups() -> Response:
        permitted(desk, "follow-ups")
        return _json(desk.api.follow_ups())

    @blueprint.get("/api/reports/evaluation")
    def evaluation_report() -> Response:
        permitted(desk, "evaluation-report")
        return _json(desk.api.evaluation_report(*asked_days()))

    @blueprint.get("/api/reports/waiting")
    def waiting_report() -> Response:
        permitted(desk, "waiting-report")
        return _json(desk.api.waiting_report(*asked_days()))


def _json(text: str) -> Response:
    return Response(text, mimetype=JSON)
