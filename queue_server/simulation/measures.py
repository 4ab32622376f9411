"""Figures of simulated days.

Responsible for: waits, shares, windows and fairness of one plan over one day or several. Not responsible for: plans beside each
other (``comparison``) or how figures are shown (``report``).

All waits are minutes until the first call. A package's every wait counts for the service it was for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, inf
from typing import TypeVar

from queue_server.domain.ticket import ORDINARY
from queue_server.simulation.record import End, Run, Wait

_N = TypeVar("_N", int, float)


@dataclass(frozen=True, slots=True)
class Waits:
    """What became of those who waited for one service, or for any."""

    tickets: int
    served: int
    abandoned: int
    no_show: int
    unserved: int
    called: int
    mean: float
    p50: float
    p80: float
    p90: float
    longest: float
    within_target: float
    """The share of those called who waited no longer than the hall's target; 1 when nobody was called."""
    at_once: float
    """The share of those called who did not wait at all."""
    transferred: int = 0
    interrupted: int = 0

    @classmethod
    def of(cls, waits: Sequence[Wait], target: float) -> Waits:
        """Over those waits."""
        minutes = sorted(wait.minutes for wait in waits if wait.called)
        ends = [wait.end for wait in waits]
        called = len(minutes)
        return cls(
            tickets=len(waits),
            served=ends.count(End.SERVED),
            abandoned=ends.count(End.ABANDONED),
            no_show=ends.count(End.NO_SHOW),
            unserved=ends.count(End.UNSERVED),
            called=called,
            mean=sum(minutes) / called if called else 0.0,
            p50=rank(minutes, 0.5),
            p80=rank(minutes, 0.8),
            p90=rank(minutes, 0.9),
            longest=minutes[-1] if minutes else 0.0,
            within_target=sum(one <= target for one in minutes) / called if called else 1.0,
            at_once=sum(one <= 0.0 for one in minutes) / called if called else 1.0,
            transferred=ends.count(End.TRANSFERRED),
            interrupted=ends.count(End.INTERRUPTED),
        )


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """One window; counts and minutes are means of a day."""

    served: float
    staffed: float
    utilisation: float
    overtime: float
    paused: float = 0.0
    """Minutes of its hours in which the clerk had stopped calling."""
    pauses: Mapping[str, float] = field(default_factory=dict)
    """The same by the reason."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """How evenly waits are shared out."""

    overtakes: float
    """The share of calls that left somebody with an earlier place waiting, among those the window looked at."""
    priority_ratio: float | None
    """Mean wait of those with a priority ÷ mean wait of the others; None when it means nothing."""
    jain: float
    """Jain's index over the services' mean waits: 1 when all are equal, 1 ÷ services when only one waits."""
    longest_ordinary: float
    """The longest wait of somebody without a priority."""


@dataclass(frozen=True, slots=True)
class Asides:
    """What went otherwise than straight on; minutes, but the counts."""

    transferred: int
    parked: int
    aside: float
    """From being put aside to being called back, on average."""
    waited: float
    """From being ready again to being called back, on average."""
    waited_p90: float
    restored: int
    came_back_late: int
    """Residents of passed numbers that the rules did not let wait again."""
    interrupted: int
    cards: int
    """Numbers given for second-visit cards."""
    after_closing: int
    """Tickets served to the end after their service had closed for the day."""
    paused: float
    """Of all windows together, on a day."""

    @classmethod
    def of(cls, runs: Sequence[Run], total: Waits, paused: float) -> Asides:
        """Over those days."""
        asides = [aside for run in runs for aside in run.asides]
        waited = sorted(aside.minutes for aside in asides)
        count = len(asides)
        return cls(
            transferred=total.transferred,
            parked=count,
            aside=sum(aside.until - aside.since for aside in asides) / count if count else 0.0,
            waited=sum(waited) / count if count else 0.0,
            waited_p90=rank(waited, 0.9),
            restored=sum(run.restored for run in runs),
            came_back_late=sum(run.came_back_late for run in runs),
            interrupted=total.interrupted,
            cards=sum(run.cards for run in runs),
            after_closing=sum(_after_closing(run) for run in runs),
            paused=paused,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything about one plan."""

    days: int
    total: Waits
    services: Mapping[str, Waits]
    windows: Mapping[str, WindowFigures]
    fairness: Fairness
    turned_away: Mapping[str, int]
    """By the rule that stood between a resident and a number."""
    asides: Asides
    calls_in_vain: int
    overtime: float
    """Minutes that windows worked beyond their hours, all together, on a day."""
    finished: float
    """When the last session ended: the latest minute after midnight of any day."""


def figures(runs: Sequence[Run], target: float) -> Figures:
    """Of one plan on one day or on several; ``runs`` is not empty."""
    waits = [wait for run in runs for wait in run.waits]
    by_service: dict[str, list[Wait]] = {}
    for wait in waits:
        by_service.setdefault(wait.service, []).append(wait)
    services = {service: Waits.of(by_service[service], target) for service in sorted(by_service)}
    windows = _windows(runs)
    total = Waits.of(waits, target)
    return Figures(
        days=len(runs),
        total=total,
        services=services,
        windows=windows,
        fairness=_fairness(waits, services),
        turned_away=_summed(run.turned_away for run in runs),
        asides=Asides.of(runs, total, sum(window.paused for window in windows.values())),
        calls_in_vain=sum(wait.calls_in_vain for wait in waits),
        overtime=sum(window.overtime for window in windows.values()),
        finished=max(run.finished for run in runs),
    )


def rank(ordered: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of them do not exceed; 0 of nothing."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)] if ordered else 0.0


def jain(values: Sequence[float]) -> float:
    """(Σx)² ÷ (n Σx²) of values of at least 0 (R. Jain, D. Chiu, W. Hawe, DEC TR-301, 1984); 1 where all are 0."""
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares > 0.0 else 1.0


def _windows(runs: Sequence[Run]) -> dict[str, WindowFigures]:
    days = len(runs)
    found = {}
    for of_window in zip(*(run.windows for run in runs), strict=True):
        staffed, busy = sum(w.staffed for w in of_window), sum(w.busy for w in of_window)
        pauses = {reason: minutes / days for reason, minutes in _summed(w.pauses for w in of_window).items()}
        found[of_window[0].window] = WindowFigures(
            served=sum(w.served for w in of_window) / days,
            staffed=staffed / days,
            utilisation=busy / staffed if staffed else 0.0,
            overtime=sum(w.overtime for w in of_window) / days,
            paused=sum(pauses.values()),
            pauses=dict(sorted(pauses.items())),
        )
    return found


def _fairness(waits: Sequence[Wait], services: Mapping[str, Waits]) -> Fairness:
    called = [wait for wait in waits if wait.called]
    ordinary = [wait.minutes for wait in called if wait.priority == ORDINARY]
    priority = [wait.minutes for wait in called if wait.priority != ORDINARY]
    ratio = None
    if priority and sum(ordinary) > 0.0:
        ratio = (sum(priority) / len(priority)) / (sum(ordinary) / len(ordinary))
    return Fairness(
        overtakes=sum(wait.overtook for wait in called) / len(called) if called else 0.0,
        priority_ratio=ratio,
        jain=jain([figures.mean for figures in services.values() if figures.called]),
        longest_ordinary=max(ordinary, default=0.0),
    )


def _after_closing(run: Run) -> int:
    """Sessions of a package count one by one."""
    return sum(
        wait.finished is not None and wait.finished > run.closes.get(wait.service, inf) for wait in run.waits
    )


def _summed(counts: Iterable[Mapping[str, _N]]) -> dict[str, _N]:
    total: dict[str, _N] = {}
    for one in counts:
        for reason, count in one.items():
            total[reason] = total[reason] + count if reason in total else count
    return total
