"""The waits that everybody is told, as of the latest look at the hall.

Responsible for: answering at once, from any thread, how long a place in a line will probably wait. Not responsible for: looking
(``watch``): a look takes milliseconds, and no resident or clerk shall wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from queue_server.domain.forecast import Prediction, QueueState, WaitCurve, pack
from queue_server.domain.wait import told_wait
from queue_server.domain.window import WindowState
from queue_server.service.hall import Hall
from queue_server.wire.messages import ExpectedWait

FRESH = timedelta(seconds=90)
"""An older look says no more than the plain rule: people × minutes ÷ windows."""

Windows = Mapping[str, WindowState]

_IDLE = WindowState()

_written = json.JSONEncoder(separators=(",", ":")).encode
"""Without spaces; ``json.dumps`` would make an encoder anew for each ticket."""


@dataclass(frozen=True, slots=True)
class ServiceLook:
    """What a look found for one service."""

    state: QueueState
    curve: WaitCurve


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the hall."""

    at: datetime
    day: date
    services: Mapping[str, ServiceLook]


class WaitBoard:
    """Holds the latest look. Safe to share: a look is replaced as a whole and never changed."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._look: Look | None = None

    def show(self, look: Look) -> None:
        """Put up a newer look."""
        self._look = look

    def told(self, service: str, ahead: int, windows: Windows, now: datetime) -> ExpectedWait | None:
        """The wait with ``ahead`` others called before; None when no window of the service is open or will be."""
        own = [windows.get(window, _IDLE) for window in self._hall.callers_of[service]]
        calling = [state for state in own if not state.paused]
        idle = any(state.held is None for state in calling)
        seen = self._seen(service, now)
        curve = None if seen is None else seen.curve
        wait = told_wait(ahead, self._hall.services[service].minutes, len(calling), idle, curve)
        return None if wait is None else ExpectedWait(low=wait.low, high=wait.high)

    def note(self, service: str, waiting: int, now: datetime) -> str | None:
        """What is known and predicted for whoever takes a number behind ``waiting`` others, to be kept with the ticket."""
        seen = self._seen(service, now)
        if seen is None:
            return None
        local = now.astimezone(self._hall.zone)
        state = replace(seen.state, minute=minute_of(local), waiting=waiting)
        return _written(pack(state, seen.curve.at(waiting)))

    def prediction(self, service: str, ahead: int, now: datetime) -> Prediction | None:
        """The figures behind what is told, while a look is fresh."""
        seen = self._seen(service, now)
        return None if seen is None else seen.curve.at(ahead)

    def _seen(self, service: str, now: datetime) -> ServiceLook | None:
        look = self._look
        if look is None or not -FRESH < now - look.at < FRESH:
            return None
        return look.services.get(service)


def minute_of(local: datetime) -> float:
    """Minutes after midnight, with fractions."""
    return local.hour * 60 + local.minute + local.second / 60
