"""The days a report is asked for, as parameters ``from`` and ``to`` of an address."""

from __future__ import annotations

from datetime import date

from flask import request

from queue_server.web.errors import WebCode, WebError

MOST_DAYS = 400


def asked_days() -> tuple[date, date]:
    """Both days; WebError ``invalid_parameter`` unless they are days, in order, and not more than ``MOST_DAYS``."""
    first, last = _day("from"), _day("to")
    if last < first or (last - first).days >= MOST_DAYS:
        raise _wrong("to", f"must be a day from 'from' on, at most {MOST_DAYS} days in all")
    return first, last


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        raise _wrong(name, "must be a day such as 2026-05-06") from None


def _wrong(name: str, problem: str) -> WebError:
    details = [{"path": name, "problem": problem}]
    return WebError(WebCode.INVALID_PARAMETER, f"the parameter {name!r} {problem}", details=details)
