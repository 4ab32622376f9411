"""The Flask application.

Responsible for: turning HTTP into calls of ``api`` and results into HTTP: tokens, bodies and errors. Not
responsible for: rules, or which addresses there are (``routes``).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, request
from pydantic import ValidationError
from typing_extensions import override
from werkzeug.exceptions import HTTPException

from queue_server.domain.refusal import Refusal
from queue_server.service.ports import StoreUnavailable
from queue_server.web.access import Doorkeeper, Holder, Role
from queue_server.web.api import Api
from queue_server.web.days import asked_days
from queue_server.web.errors import (
    BY_HTTP_STATUS,
    REFUSAL_STATUS,
    WEB_STATUS,
    WebCode,
    WebError,
    error_response,
    invalid_body,
)
from queue_server.web.metrics import Metrics
from queue_server.web.observed import ROUTE_KEY, Observed
from queue_server.web.openapi import describe
from queue_server.web.parameters import AFTER, LAST_EVENT_ID
from queue_server.web.routes import ROUTES, WINDOW_VERBS, Route
from queue_server.web.stream import HAND_OVER
from queue_server.wire.messages import IssueTicketRequest, Request

LONGEST_BODY = 64 * 1024
JSON_TYPE = "application/json"
HOLDER_KEY = "paihao.holder"
"""Where a request's environment says whose token it came with."""
_MAX_SEQUENCE_DIGITS = 18

_Body = TypeVar("_Body", bound=Request)
View = Callable[..., Response]

_log = structlog.get_logger("queue_server.web")


def create_app(api: Api, doorkeeper: Doorkeeper, metrics: Metrics) -> Flask:
    """The application; nothing is built outside of it."""
    app = _App("queue_server", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    views = {**_command_views(api), **_reading_views(api, metrics)}
    for route in ROUTES:
        app.add_url_rule(
            route.path,
            endpoint=route.name,
            methods=[route.method],
            view_func=_guarded(route, views[route.name], doorkeeper),
        )
    _answer_errors(app)
    app.wsgi_app = Observed(app.wsgi_app, metrics)  # type: ignore[method-assign] # as Flask documents it
    return app


class _App(Flask):
    """Flask without coroutines, which it would look for several times a request."""

    @override
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Every view is a plain function."""
        return func


def _command_views(api: Api) -> dict[str, View]:
    def command(body: type[_Body], run: Callable[..., str], success: int, **fixed: str) -> View:
        def view(**path: str) -> Response:
            asked = _read(body)
            _check_override(asked)
            answer = run(request.path, asked, **path, **fixed)
            return Response(answer, success, mimetype=JSON_TYPE)

        return view

    calls: Mapping[str, Callable[..., str]] = {
        "issue-ticket": api.issue_ticket,
        "report-print": api.report_print,
        "request-reprint": api.request_reprint,
        "request-card": api.request_card,
        "report-card": api.report_card,
        "ticket-cancel": api.cancel,
        "ticket-restore": api.restore,
        "ticket-transfer": api.transfer,
        "call-help": api.call_help,
        "answer-help": api.answer_help,
        "close-day": api.close_day,
        "reopen-day": api.reopen_day,
        "rate": api.rate,
        "close-follow-up": lambda path, body, follow_up_id: api.close_follow_up(
            path, body, follow_up_id, _holder().name
        ),
        "report-device": api.report_device,
        **{f"window-{verb}": partial(api.move_window, verb=verb) for verb in WINDOW_VERBS},
    }
    return {
        route.name: command(route.body, calls[route.name], route.success)
        for route in ROUTES
        if route.body is not None
    }


def _reading_views(api: Api, metrics: Metrics) -> dict[str, View]:
    def events() -> Response:
        if request.method == "HEAD":
            raise WebError(WebCode.METHOD_NOT_ALLOWED, "only GET", headers={"Allow": "GET"})
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = api.events(_after()).then(request.environ.get(HAND_OVER))
        return Response(stream, mimetype="text/event-stream", headers=headers)

    def readyz() -> str:
        api.store.last_seq()
        return '{"status":"ready"}'

    def render_metrics() -> Response:
        return Response(metrics.render(), content_type=metrics.content_type)

    def collect_card(ticket_id: str) -> Response:
        card = api.collect_card(ticket_id, _holder().name)
        return Response(card, mimetype=JSON_TYPE, headers={"Cache-Control": "no-store"})

    answers: dict[str, Callable[..., str]] = {
        "get-ticket": lambda ticket_id: api.queries.ticket(ticket_id).model_dump_json(),
        "why": api.why,
        "snapshot": lambda: api.queries.snapshot().model_dump_json(),
        "alarms": api.alarms,
        "advice": api.advice,
        "waiting-report": lambda: api.waiting_report(*asked_days()),
        "evaluation-report": lambda: api.evaluation_report(*asked_days()),
        "follow-ups": api.follow_ups,
        "healthz": lambda: '{"status":"ok"}',
        "readyz": readyz,
        "openapi": describe,
    }
    plain = {name: _json_view(answer) for name, answer in answers.items()}
    return {**plain, "events": events, "metrics": render_metrics, "collect-card": collect_card}


def _json_view(answer: Callable[..., str]) -> View:
    def view(**path: str) -> Response:
        return Response(answer(**path), mimetype=JSON_TYPE)

    return view


def _guarded(route: Route, view: View, doorkeeper: Doorkeeper) -> View:
    allowed = route.allowed

    def guarded(**path: str) -> Response:
        environ = request.environ
        environ[ROUTE_KEY] = route.path
        if allowed is not None:
            environ[HOLDER_KEY] = doorkeeper.admit(environ.get("HTTP_AUTHORIZATION"), allowed)
        return view(**path)

    return guarded


def _holder() -> Holder:
    holder: Holder = request.environ[HOLDER_KEY]
    return holder


def _check_override(asked: Request) -> None:
    # A program may not answer for an exception: a person with a token of their own does.
    excepts = isinstance(asked, IssueTicketRequest) and asked.override is not None
    if excepts and _holder().role is Role.DEVICE:
        raise WebError(WebCode.FORBIDDEN, "only staff make exceptions")


def _read(body: type[_Body]) -> _Body:
    if request.environ.get("CONTENT_TYPE") != JSON_TYPE and request.mimetype != JSON_TYPE:
        raise WebError(WebCode.UNSUPPORTED_MEDIA_TYPE, f"the body must be {JSON_TYPE}")
    try:
        return body.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise invalid_body(error) from None


def _after() -> int | None:
    text = LAST_EVENT_ID.text() or AFTER.text()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_SEQUENCE_DIGITS):
        raise WebError(
            WebCode.INVALID_PARAMETER,
            "the sequence must be a whole number",
            details=[{"path": AFTER.name, "problem": "not a sequence"}],
        )
    return int(text)


def _answer_errors(app: Flask) -> None:
    def refused(refusal: Refusal) -> Response:
        _log.info("refused", endpoint=request.endpoint, code=str(refusal.code))
        details = (refusal.facts,) if refusal.facts else ()
        return error_response(REFUSAL_STATUS[refusal.code], refusal.code, refusal.message, details=details)

    def wrong(error: WebError) -> Response:
        _log.info("refused", endpoint=request.endpoint, code=str(error.code))
        return error_response(
            WEB_STATUS[error.code], error.code, error.message, details=error.details, headers=error.headers
        )

    def by_framework(error: HTTPException) -> Response:
        status = error.code or 500
        code = BY_HTTP_STATUS.get(status, WebCode.BAD_REQUEST)
        allow = {key: value for key, value in error.get_headers() if key == "Allow"}
        _log.info("refused", endpoint=request.endpoint, code=str(code))
        return error_response(status, code, error.name, headers=allow)

    def storage(error: StoreUnavailable) -> Response:
        _log.error("storage_unavailable", problem=str(error))
        code = WebCode.STORAGE_UNAVAILABLE
        return error_response(WEB_STATUS[code], code, str(error), headers={"Retry-After": "1"})

    def internal(_error: Exception) -> Response:
        # Boundary of the request: whatever else went wrong is logged under an id that the answer names.
        error_id = secrets.token_hex(4)
        _log.exception("internal_error", endpoint=request.endpoint, error_id=error_id)
        return error_response(500, WebCode.INTERNAL_ERROR, f"internal error {error_id}")

    app.register_error_handler(Refusal, refused)
    app.register_error_handler(WebError, wrong)
    app.register_error_handler(HTTPException, by_framework)
    app.register_error_handler(StoreUnavailable, storage)
    app.register_error_handler(Exception, internal)
