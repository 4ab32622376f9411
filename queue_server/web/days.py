"""The days a report is asked for."""

from __future__ import annotations

from datetime import date

from queue_server.web.errors import WebCode, WebError
from queue_server.web.parameters import FROM_DAY, TO_DAY, Parameter

MOST_DAYS = 400


def asked_days() -> tuple[date, date]:
    """Both days; WebError ``invalid_parameter`` unless they are days, in order, and not more than ``MOST_DAYS``."""
    first, last = _day(FROM_DAY), _day(TO_DAY)
    if last < first or (last - first).days >= MOST_DAYS:
        raise _wrong(TO_DAY, f"must be a day from {FROM_DAY.name!r} on, at most {MOST_DAYS} days in all")
    return first, last


def _day(asked: Parameter) -> date:
    try:
        return date.fromisoformat(asked.text() or "")
    except ValueError:
        raise _wrong(asked, "must be a day such as 2026-05-06") from None


def _wrong(asked: Parameter, problem: str) -> WebError:
    details = [{"path": asked.name, "problem": problem}]
    return WebError(WebCode.INVALID_PARAMETER, f"the parameter {asked.name!r} {problem}", details=details)
