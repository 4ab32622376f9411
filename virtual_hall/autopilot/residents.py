"""What residents are like: drawn at random, with the shares of the field.

Responsible for: errand, card, priority, patience and manners of one visitor. Not responsible for: what they do in front
of a kiosk (``visit``) or when they come (``profile``).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from virtual_hall.autopilot.ports import Person

RATES = 0.51
"""Share of residents who rate at all; a public platform reports 1007 answers of 1991."""

GRADE_WEIGHTS: dict[int, float] = {5: 68, 4: 22, 3: 6, 2: 3, 1: 1}
"""Grades of those who rate, 5 very satisfied; nine of ten are satisfied or better."""

NO_SHOW = 0.06
"""Share of residents who do not come when called."""
COMES_LATE = 0.6
"""Share of those who were only away for a moment and show their passed number."""
GOES_FIRST = 0.08
"""Share of residents with a right to go before others."""
READS_GUIDE = 0.1
PREPARED = 0.75
"""Share of residents who have brought every paper."""
PRINTS_LIST = 0.4
"""Share of those who take the list of materials along where it is offered."""
PATIENT = 0.8
"""Share of residents who take a number although the queue is long or a paper is missing."""
YOUNGEST, OLDEST = 18, 90
LIKES_SCREEN = 0.85
"""Share of those who rate on the screen where a window has one beside its keys."""
EXPLAINS: dict[int, float] = {5: 0.3, 4: 0.2, 3: 0.25, 2: 0.75, 1: 0.85}
"""Share of those who say why, by grade: who is dissatisfied has a reason."""
SECOND_REASON = 0.35
TURNS_AND_GOES = 0.25
"""Share of those who press a face on a screen and leave the rest to it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A service or package that may be wished for, with how often it is, relative to others."""

    offer: str
    weight: float
    services: tuple[str, ...] = ()
    """A package's services."""
    card_required: bool = False
    card_optional: bool = False

    @property
    def target(self) -> str:
        """What is touched at a kiosk to choose it."""
        return f"package:{self.offer}" if self.services else f"service:{self.offer}"

    def is_open(self, open_services: frozenset[str]) -> bool:
        """Whether numbers are given out for it."""
        return open_services.issuperset(self.services or (self.offer,))


@dataclass(frozen=True, slots=True)
class Claim:
    """A priority that residents may choose, truthfully by those who are old enough."""

    priority: str
    min_age: int | None = None


@dataclass(frozen=True, slots=True)
class RatingManner:
    """How somebody rates."""

    on_screen: bool = True
    """Where there is a choice between a screen and keys."""
    reasons: int = 0
    """How many are ticked on a screen."""
    submits: bool = True
    """Stays until the grade is sent."""


@dataclass(frozen=True, slots=True)
class Resident:
    """One visitor. Durations are seconds of the simulated day."""

    wish: Wish
    person: Person | None
    """The card that is shown where one is asked for; None: goes without."""
    priority: str | None
    """The class chosen at the kiosk."""
    reads_guide: bool
    prepared: bool
    prints: bool
    patient: bool
    comes: bool
    """When called."""
    late: float | None
    """How long after the number was passed it is shown at the window; None: never."""
    walk: float
    """From the call to the window."""
    pace: float
    """Handling time as a multiple of the service's usual one."""
    grade: int | None
    """Grade given after a session; None: leaves without rating."""
    thinks: float
    """Before the grade is pressed."""
    manner: RatingManner = RatingManner()


def draw_resident(
    serial: int, wishes: Sequence[Wish], rng: random.Random, *, claims: Sequence[Claim] = ()
) -> Resident:
    """A resident at random; ``serial`` tells people apart."""
    wish = rng.choices(wishes, [one.weight for one in wishes])[0]
    claim = rng.choice(claims) if claims and rng.random() < GOES_FIRST else None
    shows_card = wish.card_required or (wish.card_optional and rng.random() < 0.5)
    age = rng.randint((claim and claim.min_age) or YOUNGEST, OLDEST)
    comes = rng.random() >= NO_SHOW
    resident = Resident(
        wish=wish,
        person=Person(serial, age) if shows_card else None,
        priority=claim.priority if claim else None,
        reads_guide=rng.random() < READS_GUIDE,
        prepared=rng.random() < PREPARED,
        prints=rng.random() < PRINTS_LIST,
        patient=rng.random() < PATIENT,
        comes=comes,
        late=rng.uniform(60, 900) if not comes and rng.random() < COMES_LATE else None,
        walk=rng.uniform(8, 35),
        # Handling times are skewed: most are short, some are very long. Sigma 0.5 gives a p90 of 1.7 means.
        pace=rng.lognormvariate(-0.125, 0.5),
        grade=rng.choices(list(GRADE_WEIGHTS), list(GRADE_WEIGHTS.values()))[0]
        if rng.random() < RATES
        else None,
        thinks=rng.uniform(3, 12),
    )
    return replace(resident, manner=_draw_manner(resident.grade, rng))


def _draw_manner(grade: int | None, rng: random.Random) -> RatingManner:
    """What is drawn does not depend on whether somebody rates, so that the others of a day stay who they are."""
    on_screen, explains, second, goes = (rng.random() for _ in range(4))
    wants = explains < EXPLAINS.get(grade or 0, 0.0)
    reasons = (2 if second < SECOND_REASON else 1) if wants else 0
    return RatingManner(on_screen < LIKES_SCREEN, reasons, submits=goes >= TURNS_AND_GOES)
