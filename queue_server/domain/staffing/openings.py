"""Which window to open when waits are too long.

Responsible for: the spells of long waits, and for the worst of them the window and the time that help most. Not responsible
for: carrying it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from queue_server.domain.staffing.plan import QUARTER, QUARTERS
from queue_server.domain.staffing.spells import Spell, longest, open_in, spells
from queue_server.domain.staffing.trial import Change, Trial
from queue_server.domain.staffing.waits import Quarter, needed_windows

CUTS = (8, 4, 2, 1)
"""Quarters of an hour that are tried to be left out at the end of a spell."""
NOTHING = 1.0
"""So many minutes of all residents together are no reason to keep a window open."""
COMFORT = 2.0 / 3.0
TOLERANCE = 0.5
"""A window may close again when nobody waits beyond this share of the target then, or by so many minutes longer than at worst."""


def next_opening(trial: Trial) -> tuple[str, Change] | None:
    """The service that waits longest, and the change that helps it; None when nothing can be done, or need be."""
    for service, spell in _long_spells(trial):
        change = _best(trial, service, spell)
        if change is not None:
            return service, _shortened(trial, service, change)
    return None


def _long_spells(trial: Trial) -> list[tuple[str, Spell]]:
    """Where waits are too long, the most minutes beyond the target first."""
    working = [any(open_in(window, quarter) for window in trial.plan) for quarter in range(QUARTERS)]
    found: list[tuple[float, str, Spell]] = []
    for service, quarters in trial.waits.services.items():
        long = [
            index
            for index, quarter in enumerate(quarters)
            if working[index] and quarter.wait > trial.target.wait and trial.somebody(service, index)
        ]
        for spell in spells(long, gap=1):
            widened = _widened(trial, quarters, working, spell)
            found.append((-trial.beyond(trial.waits, service, spell), service, widened))
    found.sort(key=lambda item: (item[0], item[1], item[2].start))
    return [(service, spell) for _, service, spell in found]


def _widened(trial: Trial, quarters: Sequence[Quarter], working: Sequence[bool], spell: Spell) -> Spell:
    """Back to where too few windows were open, and long enough to be worth it."""
    first, start = trial.waits.first, spell.start
    while start > first and working[start - 1] and _too_few(trial, quarters[start - 1]):
        start -= 1
    fewest = ceil(trial.target.shortest / QUARTER)
    end = min(max(spell.end, start + fewest), QUARTERS)
    return Spell(max(min(start, end - fewest), first), end)


def _too_few(trial: Trial, quarter: Quarter) -> bool:
    needed = needed_windows(quarter.arrivals_per_hour, quarter.minutes_each, trial.target.utilisation)
    return needed > quarter.windows


def _best(trial: Trial, service: str, spell: Spell) -> Change | None:
    """The opening that saves most minutes of all residents; the first window of equal ones."""
    best: Change | None = None
    alike: set[tuple[object, ...]] = set()
    for index, window in enumerate(trial.plan):
        kind = (frozenset(window.services), window.shifts)
        if service not in window.services or kind in alike:
            continue
        alike.add(kind)
        gap = longest(spells([quarter for quarter in spell.quarters if not open_in(window, quarter)]))
        if gap is None or gap.minutes < trial.target.shortest:
            continue
        change = trial.opened(index, gap)
        if _gain(trial, service, change) < trial.target.smallest_gain:
            continue
        if best is None or change.waits.total < best.waits.total - NOTHING:
            best = change
    return best


def _gain(trial: Trial, service: str, change: Change) -> float:
    """By how much the longest wait of the spell falls."""
    start, end = change.spell.start, change.spell.end
    return trial.waits.longest(service, start, end) - change.waits.longest(service, start, end)


def _shortened(trial: Trial, service: str, change: Change) -> Change:
    """The same with an earlier end, as long as nobody waits much longer for that."""
    rest = Spell(change.spell.start, QUARTERS)
    allowed = trial.beyond(change.waits, service, rest) + NOTHING
    longest_wait = max(change.waits.longest(service, rest.start, rest.end), COMFORT * trial.target.wait)
    for cut in CUTS:
        shorter = Spell(change.spell.start, change.spell.end - cut)
        if shorter.minutes < trial.target.shortest:
            continue
        candidate = trial.opened(change.index, shorter)
        waits = candidate.waits
        if (
            trial.beyond(waits, service, rest) <= allowed
            and waits.longest(service, rest.start, rest.end) <= longest_wait + TOLERANCE
        ):
            change = candidate
    return change
