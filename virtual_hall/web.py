"""The page's own small server: static files, one event stream, pictures, sounds, and commands as JSON.

Responsible for: parsing, status codes, and refusing requests that do not come from the page itself. Not responsible
for: doing what is asked (``controls``). No token of the queue server ever passes through here to the browser.

The page drives machines of this computer, so three things are checked of every request: the Host header names this
computer by address (a foreign site that resolves to it has another), a command comes as JSON (no form can send that),
and its Origin, where the browser names one, is this page.
"""

from __future__ import annotations

import ipaddress
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request, send_from_directory
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import HTTPException

from drivers.errors import DeviceError
from virtual_hall.blackboard import Blackboard
from virtual_hall.controls import Controls, NotNow, Unknown

MAX_STREAMS = 12
HEARTBEAT = 3.0
MAX_BODY = 4096
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HERE = Path(__file__).parent


class Body(BaseModel):
    """Base of every command's body."""

    model_config = ConfigDict(extra="forbid")


class PointerBody(Body):
    """A finger on a screen, in full-size pixels."""

    kind: Literal["down", "move", "up"]
    x: int = Field(ge=0, le=20_000)
    y: int = Field(ge=0, le=20_000)


class CardBody(Body):
    """The card to lay on a kiosk's reader; null lifts what lies there."""

    card: str | None


class FaultBody(Body):
    """A fault of a printer, on or off."""

    fault: str
    on: bool


class LinkBody(Body):
    """A wire plugged in or pulled out."""

    connected: bool


class KeyBody(Body):
    """A key of a call keypad, in hex, with the digits typed before it."""

    key: str = Field(pattern=r"^[0-9A-Fa-f]{2}$")
    digits: str = Field(default="", pattern=r"^[0-9]{0,6}$")


class GradeBody(Body):
    """A key of an evaluator, by the value it sends."""

    value: int = Field(ge=0, le=4)


class AutopilotBody(Body):
    """The autopilot's switch."""

    on: bool
    speed: int


class EmptyBody(Body):
    """A command that needs no more than its address."""


@dataclass(frozen=True, slots=True)
class Exhibits:
    """What the page is made of besides the blackboard."""

    plan: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, str]]
    fonts: Path
    sound: Callable[[str], Path | None]
    """The recording of that name, made now if it has to be; None when there is none (any more). May raise DeviceError."""


_Body = TypeVar("_Body", bound=Body)


def create_app(controls: Controls, board: Blackboard, exhibits: Exhibits) -> Flask:
    """The WSGI application; needs a server with more threads than ``MAX_STREAMS``."""
    app = Flask("virtual_hall", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.before_request(_refuse_strangers)
    app.after_request(_harden)
    app.register_error_handler(Unknown, lambda error: (jsonify(error=str(error)), 404))
    app.register_error_handler(NotNow, lambda error: (jsonify(error=str(error)), 409))
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(HTTPException, lambda error: (jsonify(error=error.name), error.code or 500))
    _add_page(app, exhibits)
    _add_stream(app, board)
    _add_pictures(app, controls, exhibits)
    _add_commands(app, controls)
    return app


def _refuse_strangers() -> tuple[Response, int] | None:
    if not _names_this_computer(request.host):
        return jsonify(error="unknown host"), 421
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return jsonify(error="foreign origin"), 403
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return jsonify(error="foreign site"), 403
    if request.method == "POST" and not request.is_json:
        return jsonify(error="commands are JSON"), 415
    return None


def _names_this_computer(host: str) -> bool:
    """An address literal or localhost; names are refused, since any site may let its name point here."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _invalid(error: Exception) -> tuple[Response, int]:
    problems = (
        error.errors(include_url=False, include_input=False) if isinstance(error, ValidationError) else []
    )
    where = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problems)
    return jsonify(error=where or "invalid"), 422


def _add_page(app: Flask, exhibits: Exhibits) -> None:
    @app.get("/")
    def index() -> Response:
        return send_from_directory(HERE / "page", "index.html")

    @app.get("/page/<path:name>")
    def page(name: str) -> Response:
        return send_from_directory(HERE / "page", name)

    @app.get("/fonts/<name>")
    def fonts(name: str) -> Response:
        if not name.endswith(".woff2"):
            raise Unknown(name)
        answer = send_from_directory(exhibits.fonts, name, max_age=86_400)
        answer.headers["Cache-Control"] = "private, max-age=86400"
        return answer

    @app.get("/api/hall")
    def hall() -> Response:
        return jsonify(exhibits.plan)

    @app.get("/api/texts")
    def texts() -> Response:
        return jsonify(exhibits.texts)


def _add_stream(app: Flask, board: Blackboard) -> None:
    places = threading.BoundedSemaphore(MAX_STREAMS)

    @app.get("/api/now")
    def now() -> Response:
        """Every topic as it is, for scripts that look once."""
        return jsonify(board.changes(0, 0.0)[1])

    @app.get("/api/stream")
    def stream() -> Response:
        if not places.acquire(blocking=False):
            return Response("too many pages", 503, {"Retry-After": "5"})
        answer = Response(_events(board), mimetype="text/event-stream")
        answer.call_on_close(places.release)
        return answer


def _events(board: Blackboard) -> Iterator[str]:
    """All topics at first, then what changes. A page that comes back begins anew, so nothing has to be resumed."""
    version = 0
    yield "retry: 1000\n\n"
    while not board.closed:
        version, fresh = board.changes(version, HEARTBEAT)
        yield (
            f"event: hall\ndata: {json.dumps(fresh, ensure_ascii=False)}\n\n" if fresh else ": still here\n\n"
        )


def _add_pictures(app: Flask, controls: Controls, exhibits: Exhibits) -> None:
    @app.get("/api/screens/<screen>.jpg")
    def picture(screen: str) -> Response:
        return Response(controls.picture(screen), mimetype="image/jpeg")

    @app.get("/api/sounds/<name>.wav")
    def sound(name: str) -> Response:
        try:
            path = exhibits.sound(name) if re.fullmatch(r"[A-Za-z0-9._-]{1,80}", name) else None
        except DeviceError as error:
            raise NotNow("the voice does not work") from error
        if path is None:
            raise Unknown(name)
        return send_from_directory(path.parent.absolute(), path.name, mimetype="audio/wav")


def _add_commands(app: Flask, controls: Controls) -> None:
    def command(path: str, model: type[_Body], action: Callable[..., None]) -> None:
        def view(**address: str) -> Response:
            action(*address.values(), **dict(model.model_validate(request.get_json())))
            return jsonify({})

        app.add_url_rule(path, endpoint=path, view_func=view, methods=["POST"])

    command("/api/screens/<screen>/pointer", PointerBody, controls.point)
    command("/api/kiosks/<kiosk>/card", CardBody, controls.lay_card)
    command("/api/printers/<printer>/fault", FaultBody, controls.set_printer_fault)
    command("/api/links/<link>", LinkBody, controls.connect)
    command("/api/keypads/<keypad>/press", KeyBody, controls.press_key)
    command("/api/evaluators/<evaluator>/press", GradeBody, controls.press_grade)
    command("/api/tickets/<ticket>/reprint", EmptyBody, controls.reprint)
    command("/api/programs/<program>/restart", EmptyBody, controls.restart)
    command("/api/autopilot", AutopilotBody, controls.switch_autopilot)
