"""The commands: what changes the hall, from a request to its answer.

Responsible for: which use case is behind an address, and the token and the body it needs. Not responsible for: all that only
reads (``app``), which addresses there are (``routes``), or rules.

Flask makes contexts around each request that cost more than most commands do, and lets requests fight for the interpreter that
wait for each other in the end. So a plain command is answered before Flask sees it, and no earlier than it may write (decision
0011). Whatever is odd about a request, Flask is asked, which knows how to say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from queue_server.web.access import Doorkeeper, Holder, Role
from queue_server.web.api import Api
from queue_server.web.errors import WebCode, WebError, answer_error, invalid_body
from queue_server.web.observed import ROUTE_KEY
from queue_server.web.routes import API, ROUTES, WINDOW_VERBS, Route
from queue_server.wire.messages import IssueTicketRequest, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_BODY = 64 * 1024
JSON_TYPE = "application/json"

_NO_ONE = Holder("", Role.DEVICE)

UseCase = Callable[[str, Any, Holder, Mapping[str, str]], str]
"""From path, checked body, holder of the token and what is in the path to the answer as JSON text."""


@dataclass(frozen=True)
class Command:
    """A route that changes something, and its use case."""

    route: Route
    body: type[Request]
    use_case: UseCase
    doorkeeper: Doorkeeper

    def answer(self, path: str, authorization: str | None, sent: bytes, inside: Mapping[str, str]) -> str:
        """JSON text; ``inside`` is what the path has at the places of its parameters. Raises WebError and Refusal."""
        allowed = self.route.allowed
        holder = _NO_ONE if allowed is None else self.doorkeeper.admit(authorization, allowed)
        try:
            asked = self.body.model_validate_json(sent)
        except ValidationError as error:
            raise invalid_body(error) from None
        _check_override(asked, holder)
        return self.use_case(path, asked, holder, inside)


def commands_of(api: Api, doorkeeper: Doorkeeper) -> dict[str, Command]:
    """Every command by the name of its route."""
    use_cases = _use_cases(api)
    return {
        route.name: Command(route, route.body, use_cases[route.name], doorkeeper)
        for route in ROUTES
        if route.body is not None
    }


class CommandDesk:
    """A WSGI application that answers plain commands, in the order of their turns, and leaves all else to ``others``."""

    def __init__(
        self,
        others: WSGIApplication,
        commands: Iterable[Command],
        turn: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """``turn`` waits until its thread may write."""
        self._others = others
        self._turn = turn
        self._fixed: dict[str, Command] = {}
        self._varying: dict[tuple[str, str], tuple[Command, str]] = {}
        for command in commands:
            self._know(command)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer."""
        found = self._find(environ) if _is_plain(environ) else None
        if found is None:
            return self._others(environ, start_response)
        command, inside = found
        environ[ROUTE_KEY] = command.route.path
        sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        try:
            with self._turn():
                answer = command.answer(
                    environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION"), sent, inside
                ).encode()
        except Exception as error:  # noqa: BLE001
            # Boundary of the request: whatever went wrong is an answer too.
            return answer_error(error, command.route.name)(environ, start_response)
        success = HTTPStatus(command.route.success)
        start_response(
            f"{success.value} {success.phrase}",
            [("Content-Type", JSON_TYPE), ("Content-Length", str(len(answer)))],
        )
        return (answer,)

    def _know(self, command: Command) -> None:
        first, *middle = command.route.path.removeprefix(f"{API}/").split("/<")
        if not middle:
            self._fixed[command.route.path] = command
            return
        (rest,) = middle
        parameter, _, last = rest.partition(">/")
        self._varying[first, last] = command, parameter

    def _find(self, environ: WSGIEnvironment) -> tuple[Command, Mapping[str, str]] | None:
        path: str = environ["PATH_INFO"]
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed, {}
        first, _, rest = path.removeprefix(f"{API}/").partition("/")
        name, _, last = rest.partition("/")
        varying = self._varying.get((first, last))
        if varying is None or not name or not path.isascii():
            return None
        command, parameter = varying
        return command, {parameter: name}


def _is_plain(environ: WSGIEnvironment) -> bool:
    length = environ.get("CONTENT_LENGTH", "")
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE") == JSON_TYPE
        and length.isdecimal()
        and int(length) <= LONGEST_BODY
    )


def _check_override(asked: Request, holder: Holder) -> None:
    # A program may not answer for an exception: a person with a token of their own does.
    excepts = isinstance(asked, IssueTicketRequest) and asked.override is not None
    if excepts and holder.role is Role.DEVICE:
        raise WebError(WebCode.FORBIDDEN, "only staff make exceptions")


def _use_cases(api: Api) -> dict[str, UseCase]:
    def close_follow_up(path: str, body: Any, holder: Holder, inside: Mapping[str, str]) -> str:
        return api.close_follow_up(path, body, by=holder.name, **inside)

    plain: dict[str, Callable[..., str]] = {
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
        "report-device": api.report_device,
    }
    return {
        **{name: _anybodys(run) for name, run in plain.items()},
        **{f"window-{verb}": _anybodys(api.move_window, verb=verb) for verb in WINDOW_VERBS},
        "close-follow-up": close_follow_up,
    }


def _anybodys(run: Callable[..., str], **fixed: str) -> UseCase:
    """A use case that does not care whose token it is asked with."""

    def use_case(path: str, body: Any, _holder: Holder, inside: Mapping[str, str]) -> str:
        return run(path, body, **inside, **fixed)

    return use_case
