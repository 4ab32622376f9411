"""Whether a service gives numbers now: the hall's rules over what the store counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from queue_server.domain.admission import (
    Denial,
    Hindrance,
    Line,
    Override,
    Person,
    admit,
    is_long,
)
from queue_server.service.hall import Hall
from queue_server.service.ports import ReadUnit
from queue_server.service.waits.board import WaitBoard
from queue_server.wire.messages import ExpectedWait, Unavailable

UNAVAILABLE: dict[Hindrance, Unavailable] = {
    Hindrance(str(reason)): reason for reason in Unavailable if str(reason) in set(Hindrance)
}
"""What everybody is told; hindrances of one person are not among them."""


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether and why not, and whether the queue is so long that residents should be told."""

    denial: Denial | None
    long: bool

    @property
    def unavailable(self) -> Unavailable | None:
        """The reason for everybody."""
        return None if self.denial is None else UNAVAILABLE.get(self.denial.hindrance)


@dataclass(frozen=True)
class Door:
    """The rules of admission of one hall on one day, over one look at the store."""

    hall: Hall
    unit: ReadUnit
    day: date
    now: datetime
    waits: WaitBoard

    def look(
        self,
        service_id: str,
        waiting: int,
        wait: ExpectedWait | None,
        *,
        person: Person | None = None,
        override: Override | None = None,
    ) -> Availability:
        """How the service stands for whoever comes now, or for one person."""
        opening, rules = self.hall.opening, self.hall.opening.rules[service_id]
        line = self._line(service_id, waiting, wait)
        denial = admit(
            rules,
            line,
            opening.calendars[service_id].state(self.now),
            self.now,
            day_closed=self.unit.closed_day == self.day,
            person=person,
            override=override,
        )
        return Availability(denial, is_long(rules, line))

    def person(self, digest: str, service_id: str) -> Person:
        """What is known of the person behind a keyed hash: the number that waits for the same service, and how many there were."""
        return Person.of(self.unit.of_person(self.day, digest), service_id)

    def _line(self, service_id: str, waiting: int, wait: ExpectedWait | None) -> Line:
        interval = self.hall.opening.interval(service_id, self.now)
        issued = 0
        if interval is not None:
            issued = self.unit.issued_between(self.day, service_id, interval.starts_at, interval.ends_at)
        return Line(
            waiting=waiting,
            interval=interval,
            issued_in_interval=issued,
            longest_wait=None if wait is None else timedelta(minutes=wait.high),
            handling=timedelta(minutes=self.hall.services[service_id].minutes),
        )
