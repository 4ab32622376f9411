"""Numbers are given out.

Responsible for: whether a resident gets a number, by the hall's rules of admission (``domain.admission``), and the ticket. Not
responsible for: who stands in line, what persons hold, or forecasts, all of which it is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from queue_server.domain.admission import Hindrance, Interval, Line, Person, admit
from queue_server.domain.calendar import OpenState
from queue_server.domain.lines import Lines
from queue_server.domain.ticket import Ticket
from queue_server.simulation.foresight import Foresight
from queue_server.simulation.hall_day import HallDay, Limit, Offer
from queue_server.simulation.residents import Resident

NUMBERS_EXHAUSTED = "numbers-exhausted"
UNKNOWN = "unknown-service"


@dataclass(slots=True)
class _Counter:
    latest: int = 0
    in_limits: list[int] = field(default_factory=list)


class FrontDesk:
    """The numbers of one day. Minutes count from ``midnight``."""

    def __init__(
        self, hall: HallDay, lines: Lines, midnight: datetime, foresight: Foresight | None = None
    ) -> None:
        """``foresight`` is there where the forecast cuts off."""
        self._offers = hall.offers
        self._minutes = hall.minutes
        self._lines = lines
        self._midnight = midnight
        self._foresight = foresight
        self._counters = {
            name: _Counter(in_limits=[0] * len(offer.limits)) for name, offer in hall.offers.items()
        }
        self._openings: dict[str, OpenState] = {}
        self.position = 0
        """The latest place in the order of arrival."""
        self.issued = 0
        self.cards = 0
        """Numbers for second-visit cards."""
        self.turned_away: Counter[str] = Counter()

    def issue(
        self, resident: Resident, minute: float, now: datetime, before: Collection[Ticket] = ()
    ) -> Ticket | None:
        """A ticket that is not in line yet; None for who is turned away, which is counted.

        ``before`` are the numbers that the same person took today with a card, as they are now.
        """
        offer = self._offers.get(resident.wish)
        number = None
        hindrance = None if offer is None else self._hindrance(resident, offer, minute, now, before)
        if offer is not None and hindrance is None:
            number = offer.numbers.after(self._counters[resident.wish].latest)
        if offer is None or number is None:
            why = UNKNOWN if offer is None else hindrance or NUMBERS_EXHAUSTED
            self.turned_away[str(why)] += 1
            return None
        self._count(resident, offer, number, minute)
        place = self.next_position()
        return Ticket(
            id=str(resident.id),
            number=offer.numbers.written(number),
            service=offer.services[0],
            business_day=now.date(),
            position=place,
            issued_at=now,
            priority=resident.priority,
            turn=place,
            package=resident.wish if len(offer.services) > 1 else None,
            steps=offer.services[1:],
        )

    def knows(self, resident: Resident) -> bool:
        """Whether a card tells who takes the number."""
        offer = self._offers.get(resident.wish)
        return resident.person is not None and offer is not None and offer.takes_cards

    def next_position(self) -> int:
        """A place behind everybody's."""
        self.position += 1
        return self.position

    def _hindrance(
        self,
        resident: Resident,
        offer: Offer,
        minute: float,
        now: datetime,
        before: Collection[Ticket],
    ) -> Hindrance | None:
        if not any(start <= minute < end for start, end in offer.spans):
            return Hindrance.HOURS
        person = Person.of(before, resident.wish) if self.knows(resident) else None
        if person is None and not offer.bounded:
            return None
        line = self._line(offer, minute)
        denial = admit(offer.admission, line, self._opening(resident.wish, offer), now, person=person)
        return None if denial is None else denial.hindrance

    def _line(self, offer: Offer, minute: float) -> Line:
        service = offer.services[0]
        index = _limit_at(offer.limits, minute)
        left = offer.spans[-1][1] - minute
        wait = None if self._foresight is None else self._foresight.told(service, minute, left)
        return Line(
            waiting=self._lines.count(service),
            interval=None if index is None else self._interval(offer.limits[index]),
            issued_in_interval=0 if index is None else self._counters[service].in_limits[index],
            longest_wait=None if wait is None else timedelta(minutes=wait.high),
            handling=timedelta(minutes=self._minutes.get(service, 0.0)),
        )

    def _interval(self, limit: Limit) -> Interval:
        start, end = limit.span
        return Interval(self._instant(start), self._instant(end), limit.tickets)

    def _opening(self, wish: str, offer: Offer) -> OpenState:
        found = self._openings.get(wish)
        if found is None:
            found = OpenState(open=True, day_ends_at=self._instant(offer.spans[-1][1]))
            self._openings[wish] = found
        return found

    def _instant(self, minute: float) -> datetime:
        return self._midnight + timedelta(minutes=minute)

    def _count(self, resident: Resident, offer: Offer, number: int, minute: float) -> None:
        counter = self._counters[resident.wish]
        counter.latest = number
        self.issued += 1
        self.cards += resident.card
        index = _limit_at(offer.limits, minute)
        if index is not None:
            counter.in_limits[index] += 1


def _limit_at(limits: Iterable[Limit], minute: float) -> int | None:
    """Which of a service's limits holds; their hours do not overlap."""
    for index, limit in enumerate(limits):
        if limit.span[0] <= minute < limit.span[1]:
            return index
    return None
