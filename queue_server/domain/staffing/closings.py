"""Which window can be spared.

Responsible for: finding when one window more than needed is open. Not responsible for: carrying it out.
"""

from __future__ import annotations

from itertools import product

from queue_server.domain.staffing.plan import QUARTERS
from queue_server.domain.staffing.spells import Spell, open_in, spells
from queue_server.domain.staffing.trial import Change, Trial
from queue_server.domain.staffing.waits import Quarter

CUTS = (0, 1, 2, 4)
"""Quarters of an hour by which the window closes later and opens sooner, when residents would wait for it then."""


def closing(trial: Trial, index: int) -> Change | None:
    """The longest time for which that window can close, and nobody waits much for it; None when there is none."""
    spare = [quarter for quarter in range(trial.waits.first, QUARTERS) if _spare(trial, index, quarter)]
    for spell in sorted(spells(spare), key=lambda spell: (-spell.minutes, spell.start)):
        for late, early in sorted(product(CUTS, CUTS), key=sum):
            shorter = Spell(spell.start + late, spell.end - early)
            if shorter.minutes < trial.target.shortest:
                continue
            change = trial.closed(index, shorter)
            if _still_short(trial, change):
                return change
    return None


def _spare(trial: Trial, index: int, quarter: int) -> bool:
    window = trial.plan[index]
    served = trial.served(window)
    if not served or open_in(window, quarter) < 1.0:
        return False
    return all(_idle(trial, trial.waits.services[service][quarter]) for service in served)


def _idle(trial: Trial, quarter: Quarter) -> bool:
    target = trial.target
    without = quarter.utilisation * quarter.windows / max(quarter.windows - 1, 1)
    return (
        quarter.windows > 1
        and quarter.utilisation < target.idle_utilisation
        and quarter.wait < target.idle_wait
        and without <= target.utilisation
    )


def _still_short(trial: Trial, change: Change) -> bool:
    """Whether every short wait of the spell, and of the quarter after it, stays short."""
    until = Spell(change.spell.start, min(change.spell.end + 1, QUARTERS))
    short = trial.target.idle_wait
    return all(
        change.waits.services[service][quarter].wait < short
        for service, quarters in trial.waits.services.items()
        for quarter in until.quarters
        if quarters[quarter].wait < short
    )
