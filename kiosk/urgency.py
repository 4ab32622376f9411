"""Who goes before others at a kiosk: classes that residents may choose, and the one that a date of birth gives.

Responsible for: which class a request carries. Not responsible for: checking papers (the window does) or calling (the server
does). A date of birth is looked at once and kept nowhere.
"""

from __future__ import annotations

from datetime import date

from config.model import HallConfig, PrioritySection


def choosable(hall: HallConfig) -> tuple[PrioritySection, ...]:
    """What residents may choose themselves, most urgent first."""
    return tuple(section for section in hall.priorities if section.kiosk)


def second_visits(hall: HallConfig) -> bool:
    """Whether the hall gives out second-visit cards."""
    return any(section.second_visit for section in hall.priorities)


def find_class(hall: HallConfig, wanted: str) -> PrioritySection | None:
    """The class with that id; None for walk-ins."""
    return next((section for section in hall.priorities if section.id == wanted), None)


def age_on(born: date, today: date) -> int:
    """Completed years; somebody born on 29 February has their birthday on 1 March of other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def class_by_age(hall: HallConfig, born: date | None, today: date) -> PrioritySection | None:
    """The most urgent class that somebody of that age has by right."""
    if born is None:
        return None
    age = age_on(born, today)
    by_age = (
        section for section in hall.priorities if section.min_age is not None and section.min_age <= age
    )
    return next(by_age, None)


def more_urgent(
    hall: HallConfig, one: PrioritySection | None, other: PrioritySection | None
) -> PrioritySection | None:
    """Whichever is called first; the first of two that are the same."""
    return next((section for section in hall.priorities if section in (one, other)), None)
