"""The hall in virtual time: what a day would have been with other windows, other rules or other residents.

Responsible for: simulated days by the same rules that the real hall has, and plans beside each other. Not responsible for:
serving a hall, storing anything, or choosing a plan. It knows the ``domain``, the settings and message catalogues.
"""

from __future__ import annotations

from queue_server.simulation.comparison import Comparison, Result, compare
from queue_server.simulation.engine import simulate
from queue_server.simulation.hall_day import HallDay, hall_day
from queue_server.simulation.incident_file import load_profile
from queue_server.simulation.incidents import Incidents
from queue_server.simulation.plan import Plan, staffed_plan
from queue_server.simulation.plan_file import load_plan
from queue_server.simulation.reading import UnusablePlan
from queue_server.simulation.recorded import (
    History,
    RecordedTicket,
    Recording,
    UnusableHistory,
    recorded_day,
)
from queue_server.simulation.residents import Day, Pause, Resident
from queue_server.simulation.synthetic import forecast_day, synthetic_day

__all__ = [
    "Comparison",
    "Day",
    "HallDay",
    "History",
    "Incidents",
    "Pause",
    "Plan",
    "RecordedTicket",
    "Recording",
    "Resident",
    "Result",
    "UnusableHistory",
    "UnusablePlan",
    "compare",
    "forecast_day",
    "hall_day",
    "load_plan",
    "load_profile",
    "recorded_day",
    "simulate",
    "staffed_plan",
    "synthetic_day",
]
