"""Which windows a day needs: forecast waits under a plan, and advice to open or close. Pure arithmetic, no texts."""

from __future__ import annotations

from queue_server.domain.staffing.advice import Action, Advice, Reason, advise
from queue_server.domain.staffing.plan import DayDemand, PlannedWindow, Target
from queue_server.domain.staffing.waits import DayWaits, day_waits, needed_windows

__all__ = [
    "Action",
    "Advice",
    "DayDemand",
    "DayWaits",
    "PlannedWindow",
    "Reason",
    "Target",
    "advise",
    "day_waits",
    "needed_windows",
]
