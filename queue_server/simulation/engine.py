"""One day of a hall in virtual time.

Responsible for: letting residents come, wait, be called, be served, be put aside or sent on, be passed, come back or leave, and
clerks pause, by the same tickets, lines and choice of calls (``queue_server.domain``) that the real hall has. Not responsible for:
who comes (``residents``), what happens to whom (``happenings``, ``pauses``), or figures (``measures``).

A run is the same every time: whatever is random was drawn beforehand, with the residents. Windows call as soon as they are
free: who was put aside there and is ready again comes before the next number. Of several idle windows one calls for its own services
before one that merely helps, and who has been idle longest first.
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
from queue_server.simulation.foresight import Foresight
from queue_server.simulation.front_desk import FrontDesk
from queue_server.simulation.hall_day import HallDay
from queue_server.simulation.log import Log
from queue_server.simulation.record import End, Outcome, Run
from queue_server.simulation.residents import Day, Interrupt, Park, Pause, Resident, Send
from queue_server.simulation.seat import Seat
from queue_server.simulation.sending import destination
from queue_server.simulation.visit import Visit


def simulate(hall: HallDay, day: Day) -> Run:
    """Everything that happens on that day; ends when nobody is left to serve."""
    return _Simulation(hall, day).run()


class _Simulation:
    """The hall at one moment. One class, because everything that happens frees a window or fills a line, which calls again."""

    def __init__(self, hall: HallDay, day: Day) -> None:
        self._hall = hall
        self._day = day
        self._agenda = Agenda(day.on)
        self._lines = Lines()
        self._seats = [Seat(desk, index) for index, desk in enumerate(hall.desks)]
        self._by_window = {seat.window: seat for seat in self._seats}
        self._foresight = Foresight(self._seats, self._lines, hall.minutes) if hall.cuts_off else None
        self._front = FrontDesk(hall, self._lines, self._agenda.now, self._foresight)
        self._idle: dict[int, Seat] = {}
        """Those that would call at once; nobody waits whom one of them may call."""
        self._visits: dict[str, Visit] = {}
        """Of those whose day in the hall has not ended."""
        self._of_person: dict[int, list[Visit]] = {}
        """All of today, of those whom a card tells apart."""
        self._sent: set[str] = set()
        """Windows that somebody was sent to."""
        self._log = Log()

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
        for pause in self._day.pauses:
            if pause.window in self._by_window:
                at(pause.minute, Turn.WINDOW, partial(self._pause, self._by_window[pause.window], pause))
        self._agenda.run()
        self._send_home()
        return self._log.run(self._day.on, self._hall, self._front, self._seats)

    # --- windows --------------------------------------------------------------------------------------------

    def _open(self, seat: Seat) -> None:
        seat.sit(seat.desk.plan)
        if seat.held is None:
            seat.since = self._agenda.minute
            self._call_next(seat)

    def _close(self, seat: Seat, *, last: bool) -> None:
        """Whom it holds it serves to the end, and those whom it has put aside as well."""
        seat.sit(seat.desk.late if last else None)
        seat.due = None
        if seat.plan is None:
            self._idle.pop(seat.index, None)
        if last and seat.window in self._sent:
            self._release(seat)
        if last and seat.ready and seat.held is None:
            self._call_next(seat)

    def _pause(self, seat: Seat, pause: Pause) -> None:
        """One that falls into another, or outside of its hours, is none."""
        if not seat.calls or seat.is_over(self._agenda.minute):
            return
        seat.due = pause
        if seat.held is None:
            self._call_next(seat)

    def _rest(self, seat: Seat) -> None:
        self._idle.pop(seat.index, None)
        until = seat.rest(self._agenda.minute)
        self._agenda.at(until, Turn.WINDOW, partial(self._resume, seat))

    def _resume(self, seat: Seat) -> None:
        seat.resting = False
        seat.since = self._agenda.minute
        self._call_next(seat)

    def _call_next(self, seat: Seat) -> None:
        """What a window does that holds nobody."""
        if seat.resting:
            return
        if seat.due is not None:
            self._rest(seat)
        elif seat.ready and (seat.plan is not None or seat.is_over(self._agenda.minute)):
            self._call_back(seat, self._visits[seat.ready.pop(0)])
        elif seat.plan is not None:
            decision = choose(seat.plan, self._lines, self._hall.rules, seat.in_a_row, self._agenda.now)
            if decision is None:
                self._idle[seat.index] = seat
            else:
                self._call(seat, decision)

    def _call(self, seat: Seat, decision: Decision) -> None:
        ticket, minute = decision.ticket, self._agenda.minute
        visit = self._visits[ticket.id]
        seat.in_a_row = decision.in_a_row
        self._lines.remove(ticket)
        if self._foresight is not None and ticket.first_called_at is None:
            self._foresight.called(ticket.id, ticket.service, minute)
        visit.ticket = moves.call(ticket, window=seat.window, at=self._agenda.now)
        place = ticket.place
        visit.call(seat.window, minute, overtook=any(other.place < place for other in decision.considered))
        self._summon(seat, visit)

    def _call_back(self, seat: Seat, visit: Visit) -> None:
        visit.ticket = moves.call_back(visit.ticket, self._agenda.now)
        self._log.called_back(visit, self._agenda.minute)
        self._summon(seat, visit)

    def _summon(self, seat: Seat, visit: Visit) -> None:
        """It is called; its resident comes or does not."""
        minute = self._agenda.minute
        self._idle.pop(seat.index, None)
        seat.take(visit.ticket.id, visit.ticket.service, minute)
        if self._hears(visit):
            self._come(seat, visit)
        else:
            gap = self._hall.passing.gap
            self._agenda.at(minute + gap, Turn.WINDOW, partial(self._call_again, seat, visit))

    def _hears(self, visit: Visit) -> bool:
        if visit.absences or visit.gone is not None:
            return False
        person = visit.resident.person
        return person is None or not any(one.at_window for one in self._of_person.get(person, ()))

    def _come(self, seat: Seat, visit: Visit) -> None:
        visit.at_window = True
        there = self._agenda.minute + visit.resident.walk
        self._agenda.at(there, Turn.WINDOW, partial(self._start, seat, visit))

    def _call_again(self, seat: Seat, visit: Visit) -> None:
        passing = self._hall.passing
        if visit.ticket.calls >= passing.calls:
            self._pass(seat, visit)
            return
        visit.ticket = moves.recall(visit.ticket, self._agenda.now, gap=timedelta(0), most=passing.calls)
        if self._hears(visit):
            self._come(seat, visit)
            return
        again = self._agenda.minute + passing.gap
        self._agenda.at(again, Turn.WINDOW, partial(self._call_again, seat, visit))

    def _start(self, seat: Seat, visit: Visit) -> None:
        visit.ticket = moves.start(visit.ticket, self._agenda.now)
        self._go_on(seat, visit)

    def _go_on(self, seat: Seat, visit: Visit) -> None:
        over = self._agenda.minute + visit.handling()
        self._agenda.at(over, Turn.WINDOW, partial(self._end_leg, seat, visit))

    def _end_leg(self, seat: Seat, visit: Visit) -> None:
        then = visit.end_leg()
        if then is None:
            self._finish(seat, visit)
        elif isinstance(then, Park):
            self._park(seat, visit, then)
        elif isinstance(then, Send):
            self._transfer(seat, visit, then)
        else:
            self._interrupt(seat, visit, then)

    def _finish(self, seat: Seat, visit: Visit) -> None:
        minute, now, ticket = self._agenda.minute, self._agenda.now, visit.ticket
        self._log.served(visit, minute)
        self._free(seat, visit, Outcome.SERVED)
        if ticket.steps:
            visit.wait_anew(minute)
            self._line_up(visit, moves.forward(ticket, now))
        else:
            visit.ticket = moves.finish(ticket, now)
            del self._visits[ticket.id]
        self._call_next(seat)

    def _park(self, seat: Seat, visit: Visit, park: Park) -> None:
        minute = self._agenda.minute
        self._free(seat, visit, Outcome.PARKED)
        visit.ticket = moves.park(visit.ticket, self._agenda.now)
        visit.aside_since, visit.ready_at = minute, minute + park.minutes
        self._agenda.at(visit.ready_at, Turn.RETURN, partial(self._ready, seat, visit))
        self._call_next(seat)

    def _ready(self, seat: Seat, visit: Visit) -> None:
        seat.ready.append(visit.ticket.id)
        if seat.held is None:
            self._call_next(seat)

    def _transfer(self, seat: Seat, visit: Visit, send: Send) -> None:
        """Whom nobody else can take is served here."""
        minute, ticket = self._agenda.minute, visit.ticket
        to = destination(ticket, send, seat, self._seats, minute)
        if to is None:
            self._go_on(seat, visit)
            return
        self._log.ended(visit, End.TRANSFERRED, minute)
        self._free(seat, visit, Outcome.TRANSFERRED)
        visit.wait_anew(minute)
        if to.window is not None:
            self._sent.add(to.window)
        self._line_up(visit, moves.transfer(ticket, service=to.service, window=to.window))
        self._call_next(seat)

    def _release(self, seat: Seat) -> None:
        """Staff send on who waits for a window that ends its day."""
        left = [
            ticket
            for ticket in self._lines
            if ticket.for_window == seat.window and not seat.takes(ticket.service)
        ]
        for ticket in left:
            self._lines.remove(ticket)
            sent = moves.transfer(ticket, service=ticket.service, window=None)
            self._line_up(self._visits[ticket.id], sent)

    def _interrupt(self, seat: Seat, visit: Visit, back: Interrupt) -> None:
        minute = self._agenda.minute
        self._free(seat, visit, Outcome.INTERRUPTED)
        visit.ticket = moves.interrupt(visit.ticket, self._agenda.now)
        self._end(visit, End.INTERRUPTED)
        if back.back_after is not None:
            again = visit.again(back, minute, self._hall.card_class or visit.resident.priority)
            self._agenda.at(again.minute, Turn.ARRIVAL, partial(self._arrive, again))
        self._call_next(seat)

    def _free(self, seat: Seat, visit: Visit, outcome: Outcome) -> None:
        minute = self._agenda.minute
        visit.at_window = False
        self._log.session(seat, visit, minute, outcome)
        if self._foresight is not None:
            self._foresight.ended(visit.ticket.service, minute - seat.since)
        seat.free(minute, served=outcome is Outcome.SERVED)

    # --- residents ------------------------------------------------------------------------------------------

    def _arrive(self, resident: Resident) -> None:
        minute = self._agenda.minute
        known = [] if resident.person is None else self._of_person.setdefault(resident.person, [])
        before = [visit.ticket for visit in known]
        ticket = self._front.issue(resident, minute, self._agenda.now, before)
        if ticket is None:
            return
        visit = Visit(resident, ticket, minute, resident.absences)
        self._visits[ticket.id] = visit
        if self._front.knows(resident):
            known.append(visit)
        if self._foresight is not None:
            self._foresight.arrived(ticket.id, minute)
        self._line_up(visit, ticket)

    def _line_up(self, visit: Visit, ticket: Ticket) -> None:
        """It waits, and an idle window, if there is one, calls it."""
        visit.ticket = ticket
        visit.spell += 1
        self._lines.add(ticket)
        seat = self._idle_seat(ticket)
        if seat is not None:
            self._call_next(seat)
        if visit.resident.patience is not None and visit.ticket.status is Status.WAITING:
            leaving = self._agenda.minute + visit.resident.patience
            self._agenda.at(leaving, Turn.LEAVING, partial(self._leave, visit, visit.spell))

    def _idle_seat(self, ticket: Ticket) -> Seat | None:
        """Nobody else waits whom an idle seat may call; so who has just lined up is whom it calls."""
        service, only = ticket.service, ticket.for_window
        fitting = [
            seat for seat in self._idle.values() if seat.takes(service) and only in (None, seat.window)
        ]
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
        restores = len(self._hall.passing.places)
        visit.ticket = moves.no_show(visit.ticket, self._agenda.now, restores=restores)
        visit.calls_in_vain += 1
        self._free(seat, visit, Outcome.PASSED)
        back = visit.resident.returns_after
        if visit.gone is not None:
            self._end(visit, visit.lost())
        elif back is None or visit.ticket.status is Status.VOID:
            self._end(visit, End.NO_SHOW)
        else:
            visit.absences = max(visit.absences - 1, 0)
            self._agenda.at(self._agenda.minute + back, Turn.RETURN, partial(self._return, visit))
        self._call_next(seat)

    def _return(self, visit: Visit) -> None:
        passing, ticket = self._hall.passing, visit.ticket
        try:
            restored = moves.restore(
                ticket,
                self._agenda.now,
                behind=self._lines.behind(lane_of(ticket), moves.restore_places(ticket, passing.places)),
                position=self._front.next_position(),
                within=passing.within,
            )
        except Refusal:
            self._log.came_back_late += 1
            self._end(visit, End.NO_SHOW)
            return
        self._log.restored += 1
        self._line_up(visit, restored)

    def _end(self, visit: Visit, end: End) -> None:
        self._log.ended(visit, end, self._agenda.minute)
        del self._visits[visit.ticket.id]

    def _send_home(self) -> None:
        """The windows have closed; whoever still waits is left over."""
        for visit in list(self._visits.values()):
            visit.ticket = moves.expire(visit.ticket, self._agenda.now)
            self._end(visit, End.UNSERVED if visit.gone is None else visit.lost())
