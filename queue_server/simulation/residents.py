"""Who comes on a simulated day, drawn beforehand.

Responsible for: everything about a resident that does not depend on the hall. Because all of it is settled before the day
begins, several plans are tried on the very same people, and what differs is the plan's doing. Not responsible for: where the
day comes from (``recorded``, ``synthetic``), or what becomes of it (``engine``).

All times are minutes; times of day are minutes after midnight, as fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from queue_server.domain.ticket import ORDINARY

Span = tuple[float, float]
"""From a minute to the minute it ends before."""
LATER = 1 << 32
"""Numbers that a resident takes later have the resident's id and so many times this."""


@dataclass(frozen=True, slots=True)
class Park:
    """The window puts the number aside (挂起); its resident is ready again after so many minutes."""

    minutes: float


@dataclass(frozen=True, slots=True)
class Send:
    """The window sends the number elsewhere (转办)."""

    service: str | None = None
    """None: the same one."""
    window: str | None = None
    """The only one that may call it; None: any."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The visit cannot be finished, and its resident gets a second-visit card (二次办理)."""

    back_after: float | None = None
    """So many minutes later the resident comes with it on the same day; None: on another day."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of time at one window without a break."""

    minutes: float
    then: Park | Send | Interrupt | None = None
    """How it ends; None: with the service done."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A clerk stops calling for a while (暂停服务), as soon as the window holds nobody."""

    window: str
    minute: float
    minutes: float
    reason: str


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
    course: tuple[Leg, ...] = ()
    """What happens at windows, where it is more than one session of ``handling`` for each service of the wish."""
    person: int | None = None
    """Whom a card tells apart, where one person may take several numbers; None: nobody looks."""
    card: bool = False
    """Comes with a second-visit card."""


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
    pauses: tuple[Pause, ...] = ()
    """Of clerks, beyond the breaks of the plan."""

    @classmethod
    def of(
        cls,
        on: date,
        residents: Iterable[Resident],
        hours: tuple[Span, ...],
        *,
        weekday: int | None = None,
        seed: int = 0,
        pauses: Iterable[Pause] = (),
    ) -> Day:
        """The day with its residents put in order; ``weekday`` is that of the date, if nothing else is said."""
        like = on.weekday() if weekday is None else weekday
        return cls(on, _in_order(residents), hours, like, seed, tuple(pauses))

    def of_residents(self, residents: Iterable[Resident], pauses: Iterable[Pause]) -> Day:
        """The same day with other residents and pauses."""
        return replace(self, residents=_in_order(residents), pauses=tuple(pauses))


def _in_order(residents: Iterable[Resident]) -> tuple[Resident, ...]:
    return tuple(sorted(residents, key=lambda resident: (resident.minute, resident.id)))


def services_of(course: Iterable[Leg], steps: Sequence[str]) -> Iterator[str]:
    """The service that each leg is for, ``steps`` being those of the wish."""
    service, later = steps[0], iter(steps[1:])
    for leg in course:
        yield service
        if leg.then is None:
            service = next(later, service)
        elif isinstance(leg.then, Send):
            service = leg.then.service or service
