"""What in the hall needs a hand now.

Responsible for: comparing the hall at one moment with its bounds. Not responsible for: who is told, how long an alarm stays, and
its words. All times are minutes of the day, as fractions; a bound of None is never crossed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class AlarmKind(StrEnum):
    """What is wrong; the first five have a service for subject, the others a window."""

    WAITING_PER_WINDOW = "waiting-per-window"
    QUEUE_LENGTH = "queue-length"
    FIRST_WAIT = "first-wait"
    PREDICTED_WAIT = "predicted-wait"
    UNMANNED = "unmanned"
    NO_ACTION = "no-action"
    LONG_SESSION = "long-session"
    LONG_PAUSE = "long-pause"


@dataclass(frozen=True, slots=True)
class Alarms:
    """The bounds; an alarm is beyond them, not at them. Minutes, but the first two, which are residents."""

    waiting_per_window: float | None = 10.0
    """Residents of a service for each open window that takes it."""
    queue_length: int | None = 20
    first_wait: float | None = 20.0
    predicted_wait: float | None = 15.0
    """Of whoever takes a number now."""
    unmanned: float | None = 5.0
    """How long residents wait for a service that no open window takes."""
    no_action: float | None = 5.0
    """How long an open window that holds nobody has done nothing while somebody waits for it."""
    session: float | None = 30.0
    pause: float | None = 10.0
    """How long a window pauses while no other open window takes one of its services."""


@dataclass(frozen=True, slots=True)
class ServiceNow:
    """One service's queue."""

    service: str
    waiting: int
    first_since: float | None = None
    """When the first in line took a number."""
    predicted: float | None = None
    """Predicted minutes of the next to come (P50); None when nothing is known or no window is open."""
    unmanned_since: float | None = None
    """When its last window closed or paused; None while one is open or since the day began."""


@dataclass(frozen=True, slots=True)
class WindowNow:
    """One window."""

    window: str
    services: tuple[str, ...]
    """All it calls from, those it helps with included."""
    open: bool = True
    """Staffed and not paused."""
    paused_since: float | None = None
    held_since: float | None = None
    """When the resident it holds was called; None while it holds nobody."""
    serving_since: float | None = None
    """When the session began; None while there is none."""
    last_action: float | None = None
    """When anything was last done there: a key, a log-in, the end of a session."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One crossed bound: ``value`` is beyond ``threshold``. ``since`` is when that began to run, where it is known."""

    kind: AlarmKind
    subject: str
    value: float
    threshold: float
    since: float | None = None


def find_alarms(
    minute: float, services: Sequence[ServiceNow], windows: Sequence[WindowNow], bounds: Alarms
) -> list[Alarm]:
    """All alarms at that minute: of the services in their order, then of the windows in theirs, each in the order of kinds."""
    found: list[Alarm] = []
    for service in services:
        found.extend(_of_service(minute, service, windows, bounds))
    waited_for = {service.service: service for service in services if service.waiting}
    for window in windows:
        found.extend(_of_window(minute, window, waited_for, windows, bounds))
    return found


def _of_service(
    minute: float, service: ServiceNow, windows: Sequence[WindowNow], bounds: Alarms
) -> Iterator[Alarm]:
    manned = sum(window.open and service.service in window.services for window in windows)
    since = service.first_since
    subject = service.service
    if manned:
        yield from _beyond(
            AlarmKind.WAITING_PER_WINDOW, subject, service.waiting / manned, bounds.waiting_per_window
        )
    yield from _beyond(AlarmKind.QUEUE_LENGTH, subject, service.waiting, bounds.queue_length)
    if service.waiting and since is not None:
        yield from _beyond(AlarmKind.FIRST_WAIT, subject, minute - since, bounds.first_wait, since)
    if service.predicted is not None:
        yield from _beyond(AlarmKind.PREDICTED_WAIT, subject, service.predicted, bounds.predicted_wait)
    if service.waiting and not manned:
        begun = max(
            (moment for moment in (since, service.unmanned_since) if moment is not None), default=None
        )
        if begun is not None:
            yield from _beyond(AlarmKind.UNMANNED, subject, minute - begun, bounds.unmanned, begun)


def _of_window(
    minute: float,
    window: WindowNow,
    waited_for: dict[str, ServiceNow],
    windows: Sequence[WindowNow],
    bounds: Alarms,
) -> Iterator[Alarm]:
    idle_since = _idle_since(window, waited_for)
    if idle_since is not None:
        yield from _beyond(
            AlarmKind.NO_ACTION, window.window, minute - idle_since, bounds.no_action, idle_since
        )
    if window.serving_since is not None:
        yield from _beyond(
            AlarmKind.LONG_SESSION,
            window.window,
            minute - window.serving_since,
            bounds.session,
            window.serving_since,
        )
    if window.paused_since is not None and not _covered(window, windows):
        yield from _beyond(
            AlarmKind.LONG_PAUSE,
            window.window,
            minute - window.paused_since,
            bounds.pause,
            window.paused_since,
        )


def _idle_since(window: WindowNow, waited_for: dict[str, ServiceNow]) -> float | None:
    """Since when it could have called somebody; None when it could not."""
    firsts = [waited_for[service].first_since for service in window.services if service in waited_for]
    known = [since for since in firsts if since is not None]
    busy = window.held_since is not None or window.serving_since is not None
    if not window.open or busy or window.last_action is None or not known:
        return None
    return max(window.last_action, min(known))


def _covered(window: WindowNow, windows: Sequence[WindowNow]) -> bool:
    """Whether other open windows take everything it serves."""
    others = {
        service for other in windows if other.open and other is not window for service in other.services
    }
    return others.issuperset(window.services)


def _beyond(
    kind: AlarmKind, subject: str, value: float, threshold: float | None, since: float | None = None
) -> Iterator[Alarm]:
    if threshold is not None and value > threshold:
        yield Alarm(kind, subject, value, threshold, since)
