"""What is written down while a day is simulated.

Responsible for: collecting the records of one day (``record``). Not responsible for: what happens (``engine``), or figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from queue_server.simulation.front_desk import FrontDesk
from queue_server.simulation.hall_day import HallDay
from queue_server.simulation.record import Aside, End, Outcome, Run, Session, Wait
from queue_server.simulation.seat import Seat
from queue_server.simulation.visit import Visit


@dataclass(slots=True)
class Log:
    """The records so far; minutes after midnight."""

    waits: list[Wait] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    restored: int = 0
    came_back_late: int = 0
    finished: float = 0.0

    def ended(self, visit: Visit, end: End, minute: float) -> None:
        """The wait for the present service is over, with ``minute`` its last moment."""
        self.waits.append(visit.ended(end, minute))

    def served(self, visit: Visit, minute: float) -> None:
        """The same, with the service done."""
        self.ended(visit, End.SERVED, minute)
        self.finished = minute

    def session(self, seat: Seat, visit: Visit, minute: float, outcome: Outcome) -> None:
        """The visit leaves the window that holds it."""
        ticket = visit.ticket
        self.sessions.append(
            Session(
                window=seat.window,
                resident=visit.resident.id,
                service=ticket.service,
                priority=ticket.priority,
                called=seat.since,
                ended=minute,
                outcome=outcome,
            )
        )

    def called_back(self, visit: Visit, minute: float) -> None:
        """A number that was put aside is called back."""
        window = visit.ticket.window or ""
        self.asides.append(
            Aside(visit.resident.id, visit.ticket.service, window, visit.aside_since, visit.ready_at, minute)
        )

    def run(self, on: date, hall: HallDay, front: FrontDesk, seats: Iterable[Seat]) -> Run:
        """All of the day."""
        offers = [offer for offer in hall.offers.values() if len(offer.services) == 1 and offer.spans]
        return Run(
            on=on,
            issued=front.issued,
            waits=tuple(self.waits),
            sessions=tuple(self.sessions),
            windows=tuple(seat.day() for seat in seats),
            turned_away=dict(front.turned_away),
            finished=self.finished,
            asides=tuple(self.asides),
            restored=self.restored,
            came_back_late=self.came_back_late,
            cards=front.cards,
            closes={offer.services[0]: offer.spans[-1][1] for offer in offers},
        )
