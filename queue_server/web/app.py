"""The Flask application.

Responsible for: turning HTTP into calls of ``api`` and results into HTTP. Not responsible for: rules, which addresses there are
(``routes``), what a command needs (``commands``), or the words of an error (``errors``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from typing_extensions import override
from werkzeug.routing import Rule

from queue_server.web.access import Doorkeeper, Holder
from queue_server.web.api import Api
from queue_server.web.commands import JSON_TYPE, LONGEST_BODY, Command, CommandDesk, commands_of
from queue_server.web.days import asked_days
from queue_server.web.errors import WebCode, WebError, answer_error
from queue_server.web.metrics import Metrics
from queue_server.web.observed import ROUTE_KEY, Observed
from queue_server.web.openapi import describe
from queue_server.web.parameters import AFTER, LAST_EVENT_ID
from queue_server.web.routes import ROUTES, Route
from queue_server.web.stream import HAND_OVER

HOLDER_KEY = "paihao.holder"
"""Where a request's environment says whose token it came with."""
_MAX_SEQUENCE_DIGITS = 18

View = Callable[..., Response]


def create_app(api: Api, doorkeeper: Doorkeeper, metrics: Metrics) -> Flask:
    """The application; nothing is built outside of it."""
    app = _App("queue_server", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    commands = commands_of(api, doorkeeper)
    views = _reading_views(api, metrics) | {
        name: _command_view(command) for name, command in commands.items()
    }
    for route in ROUTES:
        app.add_url_rule(
            route.path,
            endpoint=route.name,
            methods=[route.method],
            view_func=_guarded(route, views[route.name], doorkeeper),
        )
    app.register_error_handler(Exception, lambda error: answer_error(error, request.endpoint))
    desk = CommandDesk(app.wsgi_app, commands.values(), api.store.turn)
    app.wsgi_app = Observed(desk, metrics)  # type: ignore[method-assign] # as Flask documents it
    return app


class _Rule(Rule):
    """A rule that compiles what makes addresses of it when one is made: most of the time to build an application."""

    @override
    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_now(append_unknown))
            return compiled[0](rule, **values)

        return build


class _App(Flask):
    """Flask without coroutines, which it would look for several times a request."""

    url_rule_class = _Rule

    @override
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Every view is a plain function."""
        return func


def _command_view(command: Command) -> View:
    def view(**path: str) -> Response:
        if request.mimetype != JSON_TYPE:
            raise WebError(WebCode.UNSUPPORTED_MEDIA_TYPE, f"the body must be {JSON_TYPE}")
        sent = request.get_data(cache=False)
        answer = command.answer(request.path, request.headers.get("Authorization"), sent, path)
        return Response(answer, command.route.success, mimetype=JSON_TYPE)

    return view


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
