"""Advice to open or close windows: a few pieces, each with the facts behind it.

Responsible for: finding spells of long waits or idle windows, and the change of one window that helps most, one after the other.
Not responsible for: texts, or carrying it out. The same day and plan give the same advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from queue_server.domain.staffing.closings import closing
from queue_server.domain.staffing.openings import next_opening
from queue_server.domain.staffing.plan import QUARTER, DayDemand, PlannedWindow, Target
from queue_server.domain.staffing.trial import Change, Trial
from queue_server.domain.staffing.waits import Quarter, needed_windows


class Action(StrEnum):
    """What to do with a window."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Reason:
    """The load behind an advice: means of its span, of all services that share the work; windows when the wait is longest."""

    arrivals_per_hour: float
    minutes_each: float
    windows_before: int
    windows_after: int
    windows_needed: int
    """For windows that are busy at most as much as the target allows, without what has queued up."""
    utilisation_before: float
    utilisation_after: float


@dataclass(frozen=True, slots=True)
class Advice:
    """Open or close one window from one minute of the day to another, and the longest mean wait then without and with it."""

    action: Action
    window: str
    services: tuple[str, ...]
    """Whose residents wait too long; of a window to close, all it serves."""
    start_minute: int
    end_minute: int
    wait_before: float
    wait_after: float
    reason: Reason

    def sentence_facts(self) -> dict[str, Any]:
        """Rounded facts for a sentence in any language: whole minutes, clock times, per cent; JSON can hold them."""
        reason = self.reason
        return {
            "action": self.action.value,
            "window": self.window,
            "services": list(self.services),
            "from": _clock(self.start_minute),
            "until": _clock(self.end_minute),
            "wait_before": round(self.wait_before),
            "wait_after": round(self.wait_after),
            "arrivals_per_hour": round(reason.arrivals_per_hour),
            "minutes_each": round(reason.minutes_each, 1),
            "windows_before": reason.windows_before,
            "windows_after": reason.windows_after,
            "windows_needed": reason.windows_needed,
            "busy_before_percent": round(reason.utilisation_before * 100),
            "busy_after_percent": round(reason.utilisation_after * 100),
        }


def advise(demand: DayDemand, windows: Sequence[PlannedWindow], target: Target | None = None) -> list[Advice]:
    """What to change from ``demand.minute`` on: openings first, the worst wait first, then closings, the last window first.

    A window may be opened when its plan leaves it closed while others are open. Each advice is judged with the ones before it
    carried out, and closings leave windows alone that shall open at some time.
    """
    trial = Trial(demand, windows, target or Target())
    opened = _joined([*_openings(trial)])
    return [*opened, *_closings(trial, trial.target.most - len(opened))]


def _openings(trial: Trial) -> Iterator[Advice]:
    for _ in range(trial.target.most):
        found = next_opening(trial)
        if found is None:
            return
        service, change = found
        spell = change.spell
        long = [
            other
            for other in trial.served(trial.plan[change.index])
            if trial.waits.longest(other, spell.start, spell.end) > trial.target.wait
        ]
        yield _advice(Action.OPEN, trial, change, tuple(long or [service]))
        trial.go_on(change)


def _closings(trial: Trial, most: int) -> Iterator[Advice]:
    given = 0
    for index in reversed(range(len(trial.plan))):
        change = closing(trial, index) if given < most and index not in trial.changed else None
        if change is not None:
            yield _advice(Action.CLOSE, trial, change, trial.plan[index].services)
            trial.go_on(change)
            given += 1


def _advice(action: Action, trial: Trial, change: Change, services: tuple[str, ...]) -> Advice:
    start, end = change.spell.start, change.spell.end
    known = [service for service in services if service in trial.waits.services]
    before = {service: trial.waits.longest(service, start, end) for service in known}
    worst = max(known, key=before.__getitem__)
    return Advice(
        action=action,
        window=trial.plan[change.index].window,
        services=services,
        start_minute=trial.start_minute(change.spell),
        end_minute=end * QUARTER,
        wait_before=before[worst],
        wait_after=max(change.waits.longest(service, start, end) for service in known),
        reason=_reason(
            trial.waits.services[worst][start:end],
            change.waits.services[worst][start:end],
            trial.target.utilisation,
        ),
    )


def _reason(before: Sequence[Quarter], after: Sequence[Quarter], utilisation: float) -> Reason:
    arrivals = sum(quarter.arrivals_per_hour for quarter in before) / len(before)
    minutes = sum(quarter.minutes_each for quarter in before) / len(before)
    worst = max(range(len(before)), key=lambda place: before[place].wait)
    return Reason(
        arrivals_per_hour=arrivals,
        minutes_each=minutes,
        windows_before=before[worst].windows,
        windows_after=after[worst].windows,
        windows_needed=needed_windows(arrivals, minutes, utilisation),
        utilisation_before=sum(quarter.utilisation for quarter in before) / len(before),
        utilisation_after=sum(quarter.utilisation for quarter in after) / len(after),
    )


def _joined(found: list[Advice]) -> list[Advice]:
    """Advice for the same window without a break between is one, with the reason of the first and the longer waits."""
    kept: list[Advice] = []
    for advice in found:
        joined = advice
        place = len(kept)
        for other_place in reversed(range(len(kept))):
            if _touching(kept[other_place], joined):
                joined = _one(kept.pop(other_place), joined)
                place = other_place
        kept.insert(place, joined)
    return kept


def _touching(one: Advice, other: Advice) -> bool:
    together = one.start_minute <= other.end_minute and other.start_minute <= one.end_minute
    return one.window == other.window and together


def _one(first: Advice, second: Advice) -> Advice:
    more = tuple(service for service in second.services if service not in first.services)
    return replace(
        first,
        services=(*first.services, *more),
        start_minute=min(first.start_minute, second.start_minute),
        end_minute=max(first.end_minute, second.end_minute),
        wait_before=max(first.wait_before, second.wait_before),
        wait_after=max(first.wait_after, second.wait_after),
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
