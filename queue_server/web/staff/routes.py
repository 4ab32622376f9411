"""The staff page's addresses: its files, and coming and going.

Responsible for: HTTP: which requests may come from elsewhere (none), headers that leave a browser no room, and the session's
cookie. Not responsible for: sessions (``sessions``), or what a person reads and does (``reading``, ``commands``).

A command must carry the page's own header, which no foreign page can send, and name the server itself as its origin.
"""

from __future__ import annotations

import structlog
from flask import Blueprint, Flask, Response, jsonify, request, send_from_directory

from queue_server.web.errors import WebCode, WebError, error_response
from queue_server.web.observed import ROUTE_KEY
from queue_server.web.staff.attempts import TooManyAttempts
from queue_server.web.staff.commands import add_commands
from queue_server.web.staff.desk import STATIC, Desk
from queue_server.web.staff.reading import add_reading
from queue_server.web.staff.requests import known_session, read_body, session_of
from queue_server.web.staff.sessions import LIFETIME, Session
from queue_server.wire import messages as m

PREFIX = "/staff"
OWN_HEADER = "X-Paihao-Staff"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FONT_SECONDS = 30 * 24 * 3600

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
    add_reading(blueprint, desk)
    add_commands(blueprint, desk)
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
        return jsonify(hall=desk.plan["hall"], texts=desk.texts, signed_in=known_session(desk) is not None)


def _unkept(answer: Response) -> Response:
    # Kept by the browser, but asked for each time: a server of a newer release brings its page along.
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _add_session(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/api/session")
    def log_in() -> Response:
        body, address = read_body(LogIn), request.remote_addr or ""
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
        return _about(session_of(desk))

    @blueprint.delete("/api/session")
    def log_out() -> Response:
        desk.sessions.end(session_of(desk))
        answer = Response(status=204)
        answer.delete_cookie(desk.cookie, path=PREFIX, httponly=True, samesite="Strict")
        return answer


def _about(session: Session) -> Response:
    return jsonify(name=session.name, role=session.role, expires_at=session.expires_at.isoformat())
