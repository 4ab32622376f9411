"""Hours and days of a hall file that collide.

Responsible for: periods of one list that overlap, seasons, and the days of the calendar. Not responsible for how a period
is written (``config.model.hours``), or for the hours of loudspeakers' zones (``zones``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from config.mistakes import Mistake
from config.model import OpenPeriod, Season
from config.sections import Item


def check_periods(
    item: Item, *key: str | int, periods: Sequence[OpenPeriod], within: tuple[str, ...] = ()
) -> Iterator[Mistake]:
    """Periods that overlap; ``key`` leads to their list, and ``within`` from an entry of it to the period."""
    for (_, earlier), (index, later) in combinations(enumerate(periods), 2):
        if earlier.overlaps(later):
            problem = f'"{later.written()}" overlaps "{earlier.written()}".'
            suggestion = "At any time one entry holds at most." if within else "Join the two."
            yield item.mistake(*key, index, *within, problem=problem, suggestion=suggestion)


def check_seasons(service: Item) -> Iterator[Mistake]:
    """Seasons that share a day, and overlapping hours of one season."""
    seasons: tuple[Season, ...] = service.values.get("seasons", ())
    for index, season in enumerate(seasons):
        yield from check_periods(service, "seasons", index, "open", periods=season.open)
    for (_, earlier), (index, later) in combinations(enumerate(seasons), 2):
        if earlier.overlaps(later):
            problem = f"The season {later.first} to {later.last} overlaps the one {earlier.first} to {earlier.last}."
            suggestion = "Both days of a season belong to it."
            yield service.mistake("seasons", index, "from", problem=problem, suggestion=suggestion)


def check_calendar(calendar: Item | None) -> Iterator[Mistake]:
    """Days that are listed twice, or as closed and as open."""
    if calendar is None:
        return
    seen: dict[object, str] = {}
    for key in ("closed", "extra_open"):
        for index, day in enumerate(calendar.values.get(key, ())):
            other = seen.setdefault(day, key)
            if other != key:
                yield calendar.mistake(key, index, problem=f'{day} is listed in "{other}" as well.')
            elif day in calendar.values[key][:index]:
                yield calendar.mistake(key, index, problem=f"{day} is in the list twice.")
