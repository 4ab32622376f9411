"""What every request to the staff page is asked for: a session, and a body that makes sense."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import ValidationError

from queue_server.web.access import Role
from queue_server.web.errors import WebCode, WebError, invalid_body
from queue_server.web.routes import ROUTES
from queue_server.web.staff.desk import Desk
from queue_server.web.staff.sessions import Session
from queue_server.wire.messages import Request

JSON = "application/json"

_ALLOWED: dict[str, frozenset[Role]] = {route.name: route.allowed or frozenset() for route in ROUTES}
"""By the name of the same command in the API: a role may do here what it may do there."""

_Body = TypeVar("_Body", bound=Request)


def known_session(desk: Desk) -> Session | None:
    """Whose browser this is; None when nobody is logged in."""
    return desk.sessions.check(request.cookies.get(desk.cookie))


def session_of(desk: Desk) -> Session:
    """Whose browser this is; raises WebError ``unauthorized``."""
    session = known_session(desk)
    if session is None:
        raise WebError(WebCode.UNAUTHORIZED, "nobody is logged in at this browser")
    return session


def permitted(desk: Desk, name: str) -> Session:
    """Whose browser this is; raises WebError ``unauthorized``, or ``forbidden`` unless the role may do that in the API."""
    session = session_of(desk)
    if session.role not in _ALLOWED[name]:
        raise WebError(WebCode.FORBIDDEN, f"not for the role {session.role}")
    return session


def read_body(body: type[_Body]) -> _Body:
    """The request's body; raises WebError."""
    if request.mimetype != JSON:
        raise WebError(WebCode.UNSUPPORTED_MEDIA_TYPE, f"the body must be {JSON}")
    try:
        return body.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise invalid_body(error) from None
