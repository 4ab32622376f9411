"""One day of a hall in virtual time.

Responsible for: letting residents come, wait, be called, be served, be passed, come back or leave, by the same tickets, lines
and choice of calls (``queue_server.domain``) that the real hall has. Not responsible for: who comes (``residents``), or figures
(``measures``).

A run is the same every time: whatever is random was drawn beforehand, with the residents. Windows call as soon as they are
free. Of several idle windows one calls for its own services before one that merely helps, and who has been idle longest first.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from queue_server.domain import ticket as moves
from queue_server.domain.dispatch import Decision, choose
from queue_server.domain.lines import Lines, lane_of
from queue_server.domain.refusal import Refusal
from queue_server.domain.ticket import Status, Ticket
from queue_server.simulation.agenda import Agenda, Turn
from queue_server.simulation.front_desk import FrontDesk
from queue_server.simulation.hall_day import HallDay
from queue_server.simulation.record import End, Run, Session, Wait
from queue_server.simulation.residents import Day, Resident
from queue_server.simulation.seat import Seat
from queue_server.simulation.visit import Visit


def simulate(hall: HallDay, day: Day) -> Run:
    """Everything that happens on that day; ends when nobody is left to serve."""
    return _Simulation(hall, day).run()


class _Simulation:
    """The hall at one moment."""

    def __init__(self, hall: HallDay, day: Day) -> None:
        self._hall = hall
        self._day = day
        self._agenda = Agenda(day.on)
        self._lines = Lines()
        self._front = FrontDesk(hall.offers, self._lines)
        self._seats = [Seat(desk, index) for index, desk in enumerate(hall.desks)]
        self._idle: dict[int, Seat] = {}
        """Those that would call at once; nobody waits whom one of them may call."""
        self._visits: dict[str, Visit] = {}
        """Of those whose day in the hall has not ended."""
        self._waits: list[Wait] = []
        self._sessions: list[Session] = []
        self._finished = 0.0

    def run(self) -> Run:
        """Live through the day."""
        at = self._agenda.at
        for seat in self._seats:
            last = seat.desk.spans[-1] if seat.desk.spans else None
            for span in seat.desk.spans:
                at(span[0], Turn.WINDOW, partial(self._open, seat))
                at(span[1], Turn.WINDOW, partial(self._close, seat, last=span is last))
        for resident in self._day.residents:
            at(resident.minute, Turn.ARRIVAL, partial(self._arrive, resident))
        self._agenda.run()
        self._send_home()
        return Run(
            on=self._day.on,
            issued=self._front.issued,
            waits=tuple(self._waits),
            sessions=tuple(self._sessions),
            windows=tuple(seat.day() for seat in self._seats),
            turned_away=dict(self._front.turned_away),
            finished=self._finished,
        )

    # --- windows --------------------------------------------------------------------------------------------

    def _open(self, seat: Seat) -> None:
        seat.sit(seat.desk.plan)
        if seat.held is None:
            seat.since = self._agenda.minute
            self._call_next(seat)

    def _close(self, seat: Seat, *, last: bool) -> None:
        """Whom it holds it serves to the end."""
        seat.sit(seat.desk.late if last else None)
        if seat.plan is None:
            self._idle.pop(seat.index, None)

    def _call_next(self, seat: Seat) -> None:
        if seat.plan is None:
            return
        decision = choose(seat.plan, self._lines, self._hall.rules, seat.in_a_row, self._agenda.now)
        if decision is None:
            self._idle[seat.index] = seat
        else:
            seat.in_a_row = decision.in_a_row
            self._call(seat, decision)

    def _call(self, seat: Seat, decision: Decision) -> None:
        ticket, now, minute = decision.ticket, self._agenda.now, self._agenda.minute
        visit = self._visits[ticket.id]
        window = seat.desk.plan.window
        self._lines.remove(ticket)
        self._idle.pop(seat.index, None)
        visit.ticket = moves.call(ticket, window=window, at=now)
        place = ticket.place
        visit.call(window, minute, overtook=any(other.place < place for other in decision.considered))
        seat.take(ticket.id, minute)
        if visit.absences or visit.gone is not None:
            self._agenda.at(
                minute + self._hall.passing.gap, Turn.WINDOW, partial(self._call_again, seat, visit)
            )
        else:
            self._agenda.at(minute + visit.resident.walk, Turn.WINDOW, partial(self._start, seat, visit))

    def _call_again(self, seat: Seat, visit: Visit) -> None:
        passing = self._hall.passing
        if visit.ticket.calls >= passing.calls:
            self._pass(seat, visit)
            return
        visit.ticket = moves.recall(visit.ticket, self._agenda.now, gap=timedelta(0), most=passing.calls)
        self._agenda.at(
            self._agenda.minute + passing.gap, Turn.WINDOW, partial(self._call_again, seat, visit)
        )

    def _start(self, seat: Seat, visit: Visit) -> None:
        visit.ticket = moves.start(visit.ticket, self._agenda.now)
        self._agenda.at(
            self._agenda.minute + visit.handling(), Turn.WINDOW, partial(self._finish, seat, visit)
        )

    def _finish(self, seat: Seat, visit: Visit) -> None:
        minute, now, ticket = self._agenda.minute, self._agenda.now, visit.ticket
        self._waits.append(visit.ended(End.SERVED, minute))
        self._finished = minute
        self._free(seat, visit, served=True)
        if ticket.steps:
            visit.next_step(minute)
            self._line_up(visit, moves.forward(ticket, now))
        else:
            visit.ticket = moves.finish(ticket, now)
            del self._visits[ticket.id]
        self._call_next(seat)

    def _free(self, seat: Seat, visit: Visit, *, served: bool) -> None:
        ticket, minute = visit.ticket, self._agenda.minute
        self._sessions.append(
            Session(
                window=seat.desk.plan.window,
                resident=visit.resident.id,
                service=ticket.service,
                priority=ticket.priority,
                called=seat.since,
                ended=minute,
                served=served,
            )
        )
        seat.free(minute, served=served)

    # --- residents ------------------------------------------------------------------------------------------

    def _arrive(self, resident: Resident) -> None:
        ticket = self._front.issue(resident, self._agenda.minute, self._agenda.now)
        if ticket is not None:
            visit = Visit(resident, ticket, self._agenda.minute, resident.absences)
            self._visits[ticket.id] = visit
            self._line_up(visit, ticket)

    def _line_up(self, visit: Visit, ticket: Ticket) -> None:
        """It waits, and an idle window, if there is one, calls it."""
        visit.ticket = ticket
        visit.spell += 1
        self._lines.add(ticket)
        seat = self._idle_seat(ticket.service)
        if seat is not None:
            self._call_next(seat)
        if visit.resident.patience is not None and visit.ticket.status is Status.WAITING:
            leaving = self._agenda.minute + visit.resident.patience
            self._agenda.at(leaving, Turn.LEAVING, partial(self._leave, visit, visit.spell))

    def _idle_seat(self, service: str) -> Seat | None:
        """Nobody else waits whom an idle seat may call; so who has just lined up is whom it calls."""
        fitting = [seat for seat in self._idle.values() if seat.takes(service)]
        return min(fitting, key=lambda seat: (service not in seat.own, seat.since, seat.index), default=None)

    def _leave(self, visit: Visit, spell: int) -> None:
        if visit.spell != spell or visit.ticket.status is not Status.WAITING:
            return
        if not visit.resident.tells:
            visit.gone = self._agenda.minute
            return
        self._lines.remove(visit.ticket)
        visit.ticket = moves.cancel(visit.ticket, self._agenda.now)
        self._end(visit, visit.lost())

    def _pass(self, seat: Seat, visit: Visit) -> None:
        """Nobody came."""
        passing, minute = self._hall.passing, self._agenda.minute
        visit.ticket = moves.no_show(visit.ticket, self._agenda.now, restores=len(passing.places))
        visit.calls_in_vain += 1
        self._free(seat, visit, served=False)
        back = visit.resident.returns_after
        if visit.gone is not None:
            self._end(visit, visit.lost())
        elif back is None or visit.ticket.status is Status.VOID:
            self._end(visit, End.NO_SHOW)
        else:
            visit.absences -= 1
            self._agenda.at(minute + back, Turn.RETURN, partial(self._return, visit))
        self._call_next(seat)

    def _return(self, visit: Visit) -> None:
        passing, ticket = self._hall.passing, visit.ticket
        places = passing.places[min(ticket.no_shows, len(passing.places)) - 1]
        behind = self._lines.behind(lane_of(ticket), places)
        try:
            restored = moves.restore(
                ticket,
                self._agenda.now,
                behind=behind,
                position=self._front.next_position(),
                within=passing.within,
            )
        except Refusal:
            self._end(visit, End.NO_SHOW)
            return
        self._line_up(visit, restored)

    def _end(self, visit: Visit, end: End) -> None:
        self._waits.append(visit.ended(end, self._agenda.minute))
        del self._visits[visit.ticket.id]

    def _send_home(self) -> None:
        """The windows have closed; whoever still waits is left over."""
        for visit in list(self._visits.values()):
            visit.ticket = moves.expire(visit.ticket, self._agenda.now)
            self._end(visit, End.UNSERVED if visit.gone is None else visit.lost())
