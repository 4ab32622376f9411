"""What is told to those who run the hall: waits against what was told, advice, alarms.

Responsible for: bodies of reports. Not responsible for: evaluation (``ratings``).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from queue_server.wire.messages.bodies import Answer


class AccuracyLine(Answer):
    """How right the predicted waits of one service were. Minutes; shares between 0 and 1."""

    service: str | None
    """None: all services together."""
    count: int
    mean_absolute_error: float
    bias: float
    """Above 0 when waits were predicted longer than they were."""
    within_5: float
    hits: float
    """At most 5 minutes or 30 % off, whichever allows more."""
    covered_80: float
    covered_90: float


class WaitReport(Answer):
    """Answer to ``GET /reports/waiting``: the waits that ended on some days, and what had been told."""

    first_day: date
    last_day: date
    accuracy: tuple[AccuracyLine, ...]
    """All services first; empty while nothing was predicted."""
    learnt_at: AwareDatetime | None
    """When the hall last learnt from its past; None: it tells waits by the hall file's minutes."""


class AdviceView(Answer):
    """One change of the staffing that would help, or that can be spared."""

    action: Literal["open", "close"]
    window: str
    services: tuple[str, ...]
    start: str
    end: str
    """Times of day, such as ``09:00``."""
    wait_before: int
    wait_after: int
    """Forecast minutes without and with it."""
    arrivals_per_hour: int
    minutes_each: float
    windows_before: int
    windows_after: int
    windows_needed: int
    sentence_zh: str
    sentence_en: str


class AdviceList(Answer):
    """Answer to ``GET /advice``: the most helpful first."""

    made_at: AwareDatetime
    advice: tuple[AdviceView, ...]
    learnt_days: int
    """From how many past days the arrivals are known; 0: they are a guess from the hall file."""


class AlarmView(Answer):
    """Something that needs a hand now: ``value`` is beyond ``threshold``."""

    kind: str
    """Stable, for programs: ``queue-length``, ``long-pause`` …"""
    service: str | None
    window: str | None
    """What it is about: one of the two."""
    value: float
    threshold: float
    """Residents or minutes, as the kind says."""
    since: AwareDatetime | None
    """When that began to run, where it is known."""
    cause_zh: str
    cause_en: str
    action_zh: str
    action_en: str
    """What to do next."""


class AlarmList(Answer):
    """Answer to ``GET /alarms``: those of services first, in the hall file's order."""

    made_at: AwareDatetime
    alarms: tuple[AlarmView, ...]
