"""Which day an instant belongs to.

Responsible for: the business day in the hall's own zone. Not responsible for: reading a clock, or opening hours
(``service_calendar``).
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo


def business_day(now: datetime, zone: tzinfo, latest: date | None = None) -> date:
    """The hall's date at ``now``; never earlier than ``latest``, the last day the hall has opened.

    A clock that was set back therefore goes on with the numbers of the later day instead of giving numbers twice.
    """
    today = now.astimezone(zone).date()
    return today if latest is None else max(today, latest)
