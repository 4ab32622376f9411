"""Refusals: the answers of the rules when something may not be done.

Responsible for: one exception with a stable code, and the list of all codes. Not responsible for: HTTP status codes
(``web.errors`` maps them) or texts for residents (screens choose them by the code).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    """Why something was refused; part of the API's contract, so a code never changes its meaning."""

    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_WINDOW = "unknown_window"
    UNKNOWN_KIOSK = "unknown_kiosk"
    UNKNOWN_CLERK = "unknown_clerk"
    UNKNOWN_DEVICE = "unknown_device"
    UNKNOWN_SESSION = "unknown_session"
    UNKNOWN_SEQUENCE = "unknown_sequence"
    NOT_FOUND = "not_found"
    SERVICE_CLOSED = "service_closed"
    NUMBERS_EXHAUSTED = "numbers_exhausted"
    IDENTITY_REQUIRED = "identity_required"
    BAD_IDENTITY = "bad_identity"
    REQUEST_ID_CONFLICT = "request_id_conflict"
    NO_CURRENT_TICKET = "no_current_ticket"
    ILLEGAL_TRANSITION = "illegal_transition"
    WINDOW_BUSY = "window_busy"
    NOT_LOGGED_IN = "not_logged_in"
    NO_PRINTER = "no_printer"
    ALREADY_RATED = "already_rated"
    RATING_TOO_EARLY = "rating_too_early"
    RATING_TOO_LATE = "rating_too_late"
    TOO_SOON = "too_soon"
    CALLS_EXHAUSTED = "calls_exhausted"
    TOO_LATE = "too_late"
    NOTHING_TO_UNDO = "nothing_to_undo"
    TICKET_VOID = "ticket_void"
    UNKNOWN_PRIORITY = "unknown_priority"
    UNKNOWN_NUMBER = "unknown_number"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    WRONG_WINDOW = "wrong_window"
    ALREADY_WAITING = "already_waiting"
    TOO_MANY_TODAY = "too_many_today"
    QUEUE_FULL = "queue_full"
    INTERVAL_FULL = "interval_full"
    NO_TIME_LEFT = "no_time_left"
    DAY_CLOSED = "day_closed"
    BAD_SECOND_VISIT = "bad_second_visit"
    BAD_REASONS = "bad_reasons"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_FOLLOW_UP = "unknown_follow_up"


class Refusal(Exception):
    """Something may not be done; nothing was changed.

    ``code`` is for programs, ``message`` for people who read logs and answers; it never names a person or a card.
    ``facts`` are what a program needs to go on, such as the ticket that waits already.
    """

    def __init__(self, code: Code, message: str, facts: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = dict(facts or {})
