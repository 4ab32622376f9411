"""Whether residents can be told apart by priority as a hall file says.

Responsible for: the reserved id, and marks that make a priority another thing's to give. Not responsible for who is called
first; the order of the list says that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.mistakes import Mistake
from config.model import ORDINARY
from config.sections import Item

_GIVEN_BY = {"second_visit": "A second-visit card", "booked": "An appointment"}


def check_priorities(priorities: Sequence[Item]) -> Iterator[Mistake]:
    """All mistakes of the priorities; never raises."""
    for priority in priorities:
        if priority.id == ORDINARY:
            problem = f'"{ORDINARY}" are those without a priority; they come last and need no entry.'
            yield priority.mistake("id", problem=problem, suggestion="Take another id, or the entry out.")
    for key, giver in _GIVEN_BY.items():
        yield from _given(priorities, key, giver)


def _given(priorities: Sequence[Item], key: str, giver: str) -> Iterator[Mistake]:
    """What a card or an appointment gives is one priority, and is not the residents' to choose."""
    marked = [priority for priority in priorities if priority.values.get(key) is True]
    for further in marked[1:]:
        problem = f"{giver} gives one priority, and that is the {marked[0].label} already."
        yield further.mistake(key, problem=problem)
    for priority in marked[:1]:
        if priority.values.get("kiosk") is True:
            problem = f"{giver} gives this priority, so residents cannot choose it at a kiosk."
            yield priority.mistake("kiosk", problem=problem, suggestion="Write kiosk = false.")
