"""Who comes on a simulated day, drawn beforehand.

Responsible for: everything about a resident that does not depend on the hall. Because all of it is settled before the day
begins, several plans are tried on the very same people, and what differs is the plan's doing. Not responsible for: where the
day comes from (``recorded``, ``synthetic``), or what becomes of it (``engine``).

All times are minutes; times of day are minutes after midnight, as fractions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from queue_server.domain.ticket import ORDINARY

Span = tuple[float, float]
"""From a minute to the minute it ends before."""


@dataclass(frozen=True, slots=True)
class Resident:
    """One person who wants a number."""

    id: int
    """Names the resident in all plans; copies that a plan adds have ids of their own."""
    minute: float
    """When the number is asked for."""
    wish: str
    """A service or a package."""
    handling: tuple[float, ...]
    """Minutes at the window, one for each service of the wish."""
    priority: str = ORDINARY
    walk: float = 0.0
    """From the call until the handling begins."""
    patience: float | None = None
    """Leaves after so long a wait; None stays. Each service of a package tries it anew."""
    tells: bool = True
    """Whether who leaves gives the number back; else it is called in vain."""
    absences: int = 0
    """Calls the resident does not come to, before one that is heard."""
    returns_after: float | None = None
    """So long after the number was passed its resident wants it restored; None never does."""
    draw: float = 0.0
    """Between 0 and 1, for plans with fewer residents: who has more than the plan's factor stays away."""


@dataclass(frozen=True, slots=True)
class Day:
    """The residents of one day in the order in which they come."""

    on: date
    residents: tuple[Resident, ...]
    hours: tuple[Span, ...]
    """When the hall is open, for services and windows whose hours the hall file leaves open."""
    weekday: int
    """Whose hours hold, 0 is Monday; a make-up workday has another one's."""
    seed: int = 0
    """For what a plan adds to the day."""

    @classmethod
    def of(
        cls,
        on: date,
        residents: Iterable[Resident],
        hours: tuple[Span, ...],
        *,
        weekday: int | None = None,
        seed: int = 0,
    ) -> Day:
        """The day with its residents put in order; ``weekday`` is that of the date, if nothing else is said."""
        ordered = sorted(residents, key=lambda resident: (resident.minute, resident.id))
        return cls(on, tuple(ordered), hours, on.weekday() if weekday is None else weekday, seed)
