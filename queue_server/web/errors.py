"""Errors on the wire.

Responsible for: one shape for every answer that is not a success, which status goes with which code, and the log line of each. Not
responsible for: deciding what is refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from enum import StrEnum

import structlog
from flask import Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from queue_server.domain.refusal import Code, Refusal
from queue_server.service.ports import StoreUnavailable
from queue_server.wire.messages import ErrorAnswer, ErrorBody


class WebCode(StrEnum):
    """Codes for what is wrong with a request or the server, whatever the rules say."""

    MALFORMED_JSON = "malformed_json"
    INVALID_BODY = "invalid_body"
    INVALID_PARAMETER = "invalid_parameter"
    BAD_REQUEST = "bad_request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    BODY_TOO_LARGE = "body_too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    TOO_MANY_LISTENERS = "too_many_listeners"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    INTERNAL_ERROR = "internal_error"


REFUSAL_STATUS: dict[Code, int] = {
    Code.UNKNOWN_SERVICE: 404,
    Code.UNKNOWN_WINDOW: 404,
    Code.UNKNOWN_KIOSK: 404,
    Code.UNKNOWN_CLERK: 404,
    Code.UNKNOWN_DEVICE: 404,
    Code.UNKNOWN_SESSION: 404,
    Code.NOT_FOUND: 404,
    Code.UNKNOWN_SEQUENCE: 409,
    Code.SERVICE_CLOSED: 409,
    Code.NUMBERS_EXHAUSTED: 409,
    Code.IDENTITY_REQUIRED: 409,
    Code.BAD_IDENTITY: 422,
    Code.REQUEST_ID_CONFLICT: 409,
    Code.NO_CURRENT_TICKET: 409,
    Code.ILLEGAL_TRANSITION: 409,
    Code.WINDOW_BUSY: 409,
    Code.NOT_LOGGED_IN: 409,
    Code.NO_PRINTER: 409,
    Code.ALREADY_RATED: 409,
    Code.RATING_TOO_EARLY: 409,
    Code.RATING_TOO_LATE: 409,
    Code.TOO_SOON: 409,
    Code.CALLS_EXHAUSTED: 409,
    Code.TOO_LATE: 409,
    Code.NOTHING_TO_UNDO: 409,
    Code.TICKET_VOID: 409,
    Code.UNKNOWN_PRIORITY: 404,
    Code.UNKNOWN_NUMBER: 404,
    Code.AMBIGUOUS_NUMBER: 409,
    Code.WRONG_WINDOW: 409,
    Code.ALREADY_WAITING: 409,
    Code.TOO_MANY_TODAY: 409,
    Code.QUEUE_FULL: 409,
    Code.INTERVAL_FULL: 409,
    Code.NO_TIME_LEFT: 409,
    Code.DAY_CLOSED: 409,
    Code.BAD_SECOND_VISIT: 409,
    Code.BAD_REASONS: 422,
    Code.NOT_ALLOWED: 403,
    Code.UNKNOWN_FOLLOW_UP: 404,
}

WEB_STATUS: dict[WebCode, int] = {
    WebCode.MALFORMED_JSON: 400,
    WebCode.INVALID_BODY: 422,
    WebCode.INVALID_PARAMETER: 422,
    WebCode.BAD_REQUEST: 400,
    WebCode.UNAUTHORIZED: 401,
    WebCode.FORBIDDEN: 403,
    WebCode.NOT_FOUND: 404,
    WebCode.METHOD_NOT_ALLOWED: 405,
    WebCode.BODY_TOO_LARGE: 413,
    WebCode.UNSUPPORTED_MEDIA_TYPE: 415,
    WebCode.TOO_MANY_LISTENERS: 503,
    WebCode.STORAGE_UNAVAILABLE: 503,
    WebCode.INTERNAL_ERROR: 500,
}

BY_HTTP_STATUS: dict[int, WebCode] = {
    404: WebCode.NOT_FOUND,
    405: WebCode.METHOD_NOT_ALLOWED,
    413: WebCode.BODY_TOO_LARGE,
    415: WebCode.UNSUPPORTED_MEDIA_TYPE,
}
"""What the framework itself turns down, before any code of ours runs."""

_log = structlog.get_logger("queue_server.web")


class WebError(Exception):
    """A request that cannot be answered; says nothing about the queue."""

    def __init__(
        self,
        code: WebCode,
        message: str,
        *,
        details: Iterable[dict[str, str]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = tuple(details)
        self.headers = headers or {}


def invalid_body(error: ValidationError) -> WebError:
    """What is wrong with a body; repeats nothing of what was sent, since that may be personal."""
    mistakes = error.errors(include_url=False, include_context=False, include_input=False)
    if any(mistake["type"] == "json_invalid" for mistake in mistakes):
        return WebError(WebCode.MALFORMED_JSON, "the body is not JSON")
    details = [
        {"path": ".".join(str(step) for step in mistake["loc"]), "problem": mistake["msg"]}
        for mistake in mistakes
    ]
    return WebError(WebCode.INVALID_BODY, "the body is not as described", details=details)


def error_response(
    status: int,
    code: str,
    message: str,
    *,
    details: tuple[dict[str, str], ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """The answer ``{"error": {"code", "message", "details"}}``."""
    answer = ErrorAnswer(error=ErrorBody(code=code, message=message, details=details))
    return Response(answer.model_dump_json(), status, headers, mimetype="application/json")


def answer_error(error: Exception, endpoint: str | None) -> Response:
    """The answer to a request of the route ``endpoint`` that ended with ``error``; leaves a line in the log."""
    match error:
        case Refusal() | WebError():
            _log.info("refused", endpoint=endpoint, code=str(error.code))
            return _answer_refusal(error) if isinstance(error, Refusal) else _answer_web_error(error)
        case HTTPException():
            return _answer_framework(error, endpoint)
        case StoreUnavailable():
            _log.error("storage_unavailable", problem=str(error))
            unavailable = WebError(WebCode.STORAGE_UNAVAILABLE, str(error), headers={"Retry-After": "1"})
            return _answer_web_error(unavailable)
    error_id = secrets.token_hex(4)
    _log.error("internal_error", endpoint=endpoint, error_id=error_id, exc_info=error)
    return error_response(500, WebCode.INTERNAL_ERROR, f"internal error {error_id}")


def _answer_refusal(refusal: Refusal) -> Response:
    details = (refusal.facts,) if refusal.facts else ()
    return error_response(REFUSAL_STATUS[refusal.code], refusal.code, refusal.message, details=details)


def _answer_web_error(error: WebError) -> Response:
    status = WEB_STATUS[error.code]
    return error_response(status, error.code, error.message, details=error.details, headers=error.headers)


def _answer_framework(error: HTTPException, endpoint: str | None) -> Response:
    status = error.code or 500
    code = BY_HTTP_STATUS.get(status, WebCode.BAD_REQUEST)
    allow = {key: value for key, value in error.get_headers() if key == "Allow"}
    _log.info("refused", endpoint=endpoint, code=str(code))
    return error_response(status, code, error.name, headers=allow)
