"""Every address below ``/staff``.

Responsible for: HTTP: who is asked for a session, which requests may come from elsewhere (none), and headers that leave
a browser no room. Not responsible for: sessions (``sessions``), or what happens behind an address (``desk``, ``web.api``).

A command must carry the page's own header, which no foreign page can send, and name the server itself as its origin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import Blueprint, Flask, Response, jsonify, request, send_from_directory
from pydantic import ValidationError

from queue_server.web.access import Role
from queue_server.web.errors import WebCode, WebError, error_response, invalid_body
from queue_server.web.observed import ROUTE_KEY
from queue_server.web.routes import API, ROUTES, WINDOW_VERBS
from queue_server.web.staff.attempts import TooManyAttempts
from queue_server.web.staff.desk import STATIC, Desk
from queue_server.web.staff.sessions import LIFETIME, Session
from queue_server.wire import messages as m

PREFIX = "/staff"
OWN_HEADER = "X-Paihao-Staff"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FONT_SECONDS = 30 * 24 * 3600
_JSON = "application/json"

_ALLOWED: dict[str, frozenset[Role]] = {route.name: route.allowed or frozenset() for route in ROUTES}
"""By the name of the same command in the API: a role may do here what it may do there."""

_Body = TypeVar("_Body", bound=m.Request)

_log = structlog.get_logger("queue_server.staff")


class LogIn(m.Request):
    """Body of ``POST /staff/api/session``."""

    token: str


def add_staff_page(app: Flask, desk: Desk) -> None:
    """Serve the staff page of a hall from the application of its queue server."""
    blueprint = Blueprint("staff", __name__, url_prefix=PREFIX)
    blueprint.before_request(_note_route)
    blueprint.before_request(_refuse_foreign_commands)
    blueprint.after_request(_harden)
    blueprint.register_error_handler(TooManyAttempts, _locked)
    _add_files(blueprint, desk)
    _add_session(blueprint, desk)
    _add_reading(blueprint, desk)
    _add_commands(blueprint, desk)
    app.register_blueprint(blueprint)


def _note_route() -> None:
    request.environ[ROUTE_KEY] = request.url_rule.rule if request.url_rule else "unknown"


def _refuse_foreign_commands() -> None:
    if request.method in ("GET", "HEAD"):
        return
    own = request.headers.get(OWN_HEADER) == "1"
    # Either scheme: a proxy in front may speak HTTPS for us.
    if not own or request.headers.get("Origin") not in (f"http://{request.host}", f"https://{request.host}"):
        raise WebError(WebCode.FORBIDDEN, "commands come from the staff page alone")


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _locked(error: TooManyAttempts) -> Response:
    _log.warning("staff_log_in_locked")
    answer = error_response(429, "too_many_attempts", str(error), headers={"Retry-After": str(error.seconds)})
    return Response(answer.get_data(), 429, answer.headers)


def _add_files(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("", strict_slashes=False)
    def page() -> Response:
        return _unkept(send_from_directory(STATIC, "index.html"))

    @blueprint.get("/static/<name>")
    def static(name: str) -> Response:
        return _unkept(send_from_directory(STATIC, name))

    @blueprint.get("/fonts/<name>")
    def fonts(name: str) -> Response:
        if not name.endswith(".woff2"):
            raise WebError(WebCode.NOT_FOUND, "no such font")
        answer = send_from_directory(desk.fonts, name, mimetype="font/woff2")
        answer.headers["Cache-Control"] = f"private, max-age={_FONT_SECONDS}"
        return answer

    @blueprint.get("/api/welcome")
    def welcome() -> Response:
        """What the log-in shows: nothing that the hall's own board does not."""
        return jsonify(hall=desk.plan["hall"], texts=desk.texts, signed_in=_known(desk) is not None)


def _unkept(answer: Response) -> Response:
    # Kept by the browser, but asked for each time: a server of a newer release brings its page along.
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _add_session(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/api/session")
    def log_in() -> Response:
        body, address = _read(LogIn), request.remote_addr or ""
        desk.attempts.begin(address)
        try:
            session, cookie = desk.sessions.open(body.token.strip())
        except WebError as error:
            _log.warning("staff_log_in_refused", code=str(error.code))
            raise
        desk.attempts.succeeded(address)
        _log.info("staff_logged_in", role=str(session.role))
        answer = _about(session)
        answer.set_cookie(
            desk.cookie,
            cookie,
            LIFETIME,
            path=PREFIX,
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return answer

    @blueprint.get("/api/session")
    def who() -> Response:
        return _about(_session(desk))

    @blueprint.delete("/api/session")
    def log_out() -> Response:
        desk.sessions.end(_session(desk))
        answer = Response(status=204)
        answer.delete_cookie(desk.cookie, path=PREFIX, httponly=True, samesite="Strict")
        return answer


def _about(session: Session) -> Response:
    return jsonify(name=session.name, role=session.role, expires_at=session.expires_at.isoformat())


def _add_reading(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("/api/hall")
    def hall() -> Response:
        session = _session(desk)
        return jsonify(desk.plan | {"person": {"name": session.name, "role": session.role}})

    @blueprint.get("/api/now")
    def now() -> Response:
        """The state once, for a browser that gets no stream."""
        _session(desk)
        return Response(desk.now(), mimetype=_JSON)

    @blueprint.get("/events")
    def events() -> Response:
        _session(desk)
        if request.method == "HEAD":
            raise WebError(WebCode.METHOD_NOT_ALLOWED, "only GET", headers={"Allow": "GET"})
        stream = desk.stream(request.cookies[desk.cookie])
        return Response(stream, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _add_commands(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/api/windows/<window>/<verb>")
    def move_window(window: str, verb: str) -> Response:
        key = WINDOW_VERBS.get(verb)
        if key is None:
            raise WebError(WebCode.NOT_FOUND, "a window has no such key")
        return _command(
            f"window-{verb}",
            key.body,
            lambda body: desk.api.move_window(f"{API}/windows/{window}/{verb}", body, window, verb),
        )

    @blueprint.post("/api/tickets/<ticket_id>/reprint")
    def reprint(ticket_id: str) -> Response:
        return _command(
            "request-reprint",
            m.ReprintRequest,
            lambda body: desk.api.request_reprint(f"{API}/tickets/{ticket_id}/reprint", body, ticket_id),
        )

    def _command(name: str, body: type[_Body], run: Callable[[_Body], str]) -> Response:
        session = _session(desk)
        if session.role not in _ALLOWED[name]:
            raise WebError(WebCode.FORBIDDEN, f"not for the role {session.role}")
        answer = run(_read(body))
        _log.info("staff_command", command=name, role=str(session.role), session=session.id[:6])
        return Response(answer, mimetype=_JSON)


def _known(desk: Desk) -> Session | None:
    return desk.sessions.check(request.cookies.get(desk.cookie))


def _session(desk: Desk) -> Session:
    session = _known(desk)
    if session is None:
        raise WebError(WebCode.UNAUTHORIZED, "nobody is logged in at this browser")
    return session


def _read(body: type[_Body]) -> _Body:
    if request.mimetype != _JSON:
        raise WebError(WebCode.UNSUPPORTED_MEDIA_TYPE, f"the body must be {_JSON}")
    try:
        return body.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise invalid_body(error) from None
