"""Numbers are given out.

Responsible for: whether a resident gets a number, by the hall's hours and limits, and the ticket. Not responsible for: limits
on persons (residents of a simulated day come once each) or for cutting off by a forecast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from queue_server.domain.admission import Hindrance, Line, admit
from queue_server.domain.calendar import OpenState
from queue_server.domain.lines import Lines
from queue_server.domain.ticket import Ticket
from queue_server.simulation.hall_day import UNLIMITED, Offer
from queue_server.simulation.residents import Resident

NUMBERS_EXHAUSTED = "numbers-exhausted"
UNKNOWN = "unknown-service"
_OPEN = OpenState(open=True)


@dataclass(slots=True)
class _Counter:
    latest: int = 0
    in_limits: list[int] = field(default_factory=list)


class FrontDesk:
    """The numbers of one day."""

    def __init__(self, offers: Mapping[str, Offer], lines: Lines) -> None:
        self._offers = offers
        self._lines = lines
        self._counters = {name: _Counter(in_limits=[0] * len(offer.limits)) for name, offer in offers.items()}
        self.position = 0
        """The latest place in the order of arrival."""
        self.issued = 0
        self.turned_away: Counter[str] = Counter()

    def issue(self, resident: Resident, minute: float, now: datetime) -> Ticket | None:
        """A ticket that is not in line yet; None for who is turned away, which is counted."""
        offer = self._offers.get(resident.wish)
        number = None
        hindrance = UNKNOWN if offer is None else self._hindrance(resident.wish, offer, minute, now)
        if offer is not None and hindrance is None:
            number = offer.numbers.after(self._counters[resident.wish].latest)
            hindrance = NUMBERS_EXHAUSTED
        if offer is None or number is None:
            self.turned_away[str(hindrance)] += 1
            return None
        self._count(resident.wish, offer, number, minute)
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

    def next_position(self) -> int:
        """A place behind everybody's."""
        self.position += 1
        return self.position

    def _hindrance(self, wish: str, offer: Offer, minute: float, now: datetime) -> str | None:
        if not any(start <= minute < end for start, end in offer.spans):
            return Hindrance.HOURS
        if offer.admission != UNLIMITED:
            line = Line(self._lines.count(offer.services[0]))
            denial = admit(offer.admission, line, _OPEN, now)
            if denial is not None:
                return denial.hindrance
        given = zip(offer.limits, self._counters[wish].in_limits, strict=True)
        if any(limit.span[0] <= minute < limit.span[1] and count >= limit.tickets for limit, count in given):
            return Hindrance.INTERVAL_FULL
        return None

    def _count(self, wish: str, offer: Offer, number: int, minute: float) -> None:
        counter = self._counters[wish]
        counter.latest = number
        self.issued += 1
        for index, limit in enumerate(offer.limits):
            counter.in_limits[index] += limit.span[0] <= minute < limit.span[1]
