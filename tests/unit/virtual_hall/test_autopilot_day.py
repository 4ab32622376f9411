"""A whole simulated day: lobby, floor and pilot against a hall made of plain values."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from typing_extensions import override

from drivers.keypad.port import KeyAction
from queue_server.wire import events as wire
from queue_server.wire.messages import ServiceQueue, TicketStatus, TicketView, WindowStatus
from virtual_hall.autopilot.clerks import House
from virtual_hall.autopilot.clock import Days
from virtual_hall.autopilot.comebacks import SHOWN_TIMES, Comebacks
from virtual_hall.autopilot.crowd import Crowd
from virtual_hall.autopilot.floor import Floor
from virtual_hall.autopilot.lobby import LINE_LIMIT, VISIT_LIMIT, WAY_OUT_LIMIT, Lobby
from virtual_hall.autopilot.pilot import Pilot
from virtual_hall.autopilot.ports import Person, Press, TicketSeen, WindowSeen
from virtual_hall.autopilot.profile import HOUR, WORKING_DAY
from virtual_hall.autopilot.raters import ASKED_WITHIN
from virtual_hall.autopilot.residents import Resident, Wish, draw_resident
from virtual_hall.mirror import Layout, Target

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SERVICE_AT, START_AT, DONE_AT = (300, 400), (100, 100), (500, 900)


def target(name: str, at: tuple[int, int]) -> Target:
    return Target(id=name, x=at[0] - 10, y=at[1] - 10, w=20, h=20)


SCREENS = {
    "home": Layout(screen="home", targets=(target("start", START_AT),)),
    "services": Layout(
        screen="services", targets=(target("service:social", SERVICE_AT), target("home", DONE_AT))
    ),
    "ticket": Layout(screen="ticket", targets=(target("done", DONE_AT),)),
}


@dataclass
class PaperHall:
    """Two kiosks and two windows that do at once what they are asked; events go to the pilot."""

    pilot: Pilot | None = None
    screens: dict[str, str] = field(default_factory=lambda: {"kiosk-1": "home", "kiosk-2": "home"})
    open: frozenset[str] = frozenset({"social"})
    waiting: list[str] = field(default_factory=list)
    desks: dict[str, WindowSeen] = field(
        default_factory=lambda: {
            name: WindowSeen(id=name, status=WindowStatus.IDLE, ticket=None, waiting=0)
            for name in ("w1", "w2")
        }
    )
    issued: int = 0
    asks: bool = True
    presses: list[Press] = field(default_factory=list)
    parked: dict[str, str] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)

    def kiosks(self) -> tuple[str, ...]:
        return tuple(self.screens)

    def layout(self, kiosk: str) -> Layout | None:
        return SCREENS[self.screens[kiosk]]

    def touch(self, kiosk: str, x: int, y: int) -> bool:
        if (x, y) == START_AT and self.screens[kiosk] == "home":
            self.screens[kiosk] = "services"
        elif (x, y) == SERVICE_AT and self.screens[kiosk] == "services":
            self.screens[kiosk] = "ticket"
            self.issue(kiosk)
        elif (x, y) == DONE_AT:
            self.screens[kiosk] = "home"
        return True

    def tap_card(self, kiosk: str, person: Person) -> bool:
        return True

    def open_services(self) -> frozenset[str]:
        return self.open

    def windows(self) -> tuple[WindowSeen, ...]:
        return tuple(
            replace(
                desk,
                waiting=len(self.waiting),
                parked=(self.parked[name],) if name in self.parked else (),
                away=desk.status is WindowStatus.PAUSED,
            )
            for name, desk in self.desks.items()
        )

    def press_grade(self, window: str, grade: int) -> bool:
        if not self.asks:
            return False
        self.grades.append(grade)
        self._tell(wire.RatingRecorded(seq=1, at=NOW, hall="h", window=window, session_id="s"))
        return True

    def rating_layout(self, window: str) -> Layout | None:
        return None

    def touch_rating(self, window: str, x: int, y: int) -> bool:
        return False

    def press_key(self, window: str, press: Press) -> bool:
        self.presses.append(press)
        desk, held = self.desks[window], self.desks[window].ticket
        match press.action:
            case KeyAction.CALL_NEXT if self.waiting:
                self._call(window, self.waiting.pop(0))
            case KeyAction.RESUME_PARKED:
                self._call(window, self.parked.pop(window))
            case KeyAction.RESTORE:
                number = next(number for number in self.passed if number.endswith(press.digits))
                self.passed.remove(number)
                self.waiting.insert(3, number)
                self._ticket_event(wire.TicketRestored, number, None)
            case KeyAction.PAUSE:
                paused = desk.status is WindowStatus.PAUSED
                self.desks[window] = replace(
                    desk, status=WindowStatus.IDLE if paused else WindowStatus.PAUSED
                )
            case _ if held is not None:
                self._go_on(window, held, press.action)
            case _:
                pass
        return True

    def _call(self, window: str, number: str) -> None:
        ticket = TicketSeen(id=number, number=number, service="social", calls=1)
        self.desks[window] = replace(self.desks[window], status=WindowStatus.CALLED, ticket=ticket)
        self._ticket_event(wire.TicketCalled, number, window)

    def _go_on(self, window: str, held: TicketSeen, action: KeyAction) -> None:
        """What a key does to the ticket at a window."""
        desk, empty = self.desks[window], replace(self.desks[window], status=WindowStatus.IDLE, ticket=None)
        match action:
            case KeyAction.RECALL:
                self.desks[window] = replace(desk, ticket=replace(held, calls=held.calls + 1))
            case KeyAction.START:
                self.desks[window] = replace(desk, status=WindowStatus.SERVING)
            case KeyAction.PARK:
                self.desks[window], self.parked[window] = empty, held.id
                self._ticket_event(wire.TicketParked, held.id, window)
            case KeyAction.UNDO:
                self.desks[window] = empty
                self.waiting.insert(0, held.id)
            case KeyAction.NO_SHOW:
                self.desks[window] = empty
                self.passed.append(held.id)
                self._ticket_event(wire.TicketNoShow, held.id, window)
            case KeyAction.FINISH:
                self.desks[window] = empty
                self._ticket_event(wire.TicketFinished, held.id, window)
            case _:
                pass

    def issue(self, kiosk: str | None) -> None:
        self.issued += 1
        self.waiting.append(f"A{self.issued:03d}")
        self._ticket_event(wire.TicketIssued, self.waiting[-1], None, kiosk=kiosk)

    def _ticket_event(
        self, kind: type[wire.TicketEvent], number: str, window: str | None, kiosk: str | None = None
    ) -> None:
        self._tell(self.event(kind, number, window, kiosk))

    def event(
        self, kind: type[wire.TicketEvent], number: str, window: str | None, kiosk: str | None = None
    ) -> wire.Event:
        ticket = TicketView(
            id=number,
            number=number,
            service="social",
            status=TicketStatus.WAITING,
            business_day=date(2026, 11, 21),
            issued_at=NOW,
            kiosk=kiosk,
            window=window,
        )
        queue = ServiceQueue(service="social", open=True, waiting=0, expected_wait=None)
        extra = {"rate_until": NOW} if kind is wire.TicketFinished else {}
        return kind(seq=1, at=NOW, hall="h", ticket=ticket, queue=queue, **extra)  # type: ignore[return-value]

    def _tell(self, event: wire.Event) -> None:
        if self.pilot is not None:
            self.pilot.notice(event)


class Wall:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def build(per_day: float = 200) -> tuple[PaperHall, Pilot, Wall]:
    hall, wall = PaperHall(), Wall()
    crowd = Crowd(wishes=(Wish("social", 1.0),), minutes={"social": 4.0})
    days = Days(WORKING_DAY.scaled_to(per_day), start=9 * HOUR)
    hall.pilot = Pilot(hall, crowd, days, random.Random(5), house=House(), monotonic=wall)
    return hall, hall.pilot, wall


def let_pass(pilot: Pilot, wall: Wall, seconds: float) -> None:
    for _ in range(int(seconds / 0.1)):
        wall.now += 0.1
        pilot.tick()


def test_nothing_happens_while_switched_off() -> None:
    hall, pilot, wall = build()
    let_pass(pilot, wall, 60)
    assert hall.issued == 0
    assert pilot.view()["on"] is False


def test_day_at_sixty_times_moves_people_through_the_hall() -> None:
    hall, pilot, wall = build()
    pilot.switch(on=True, speed=60)
    let_pass(pilot, wall, 240)
    view = pilot.view()
    # Four minutes are four hours of a morning that sees some 120 residents of 200.
    assert 80 <= hall.issued <= 150
    assert view["issued"] == hall.issued
    assert isinstance(view["finished"], int)
    assert view["finished"] >= 60
    assert view["no_show"]
    assert 0.3 * view["finished"] <= len(hall.grades) <= 0.7 * view["finished"]
    assert view["clock"] in {"12:59", "13:00"}


def test_hall_at_ordinary_speed_is_calm() -> None:
    hall, pilot, wall = build()
    pilot.switch(on=True, speed=1)
    let_pass(pilot, wall, 600)
    assert 1 <= hall.issued <= 12


def test_tickets_of_people_who_play_along_are_served_too() -> None:
    hall, pilot, wall = build(per_day=0.001)
    pilot.switch(on=True, speed=10)
    hall.issue(None)
    let_pass(pilot, wall, 60)
    assert not hall.waiting
    assert pilot.view()["finished"] == 1


def test_nobody_comes_for_closed_services() -> None:
    hall, pilot, wall = build()
    hall.open = frozenset()
    pilot.switch(on=True, speed=60)
    let_pass(pilot, wall, 60)
    assert hall.issued == 0


def test_unknown_speed_is_refused() -> None:
    _, pilot, _ = build()
    with pytest.raises(ValueError, match="1, 10, 60"):
        pilot.switch(on=True, speed=7)


def test_dead_kiosk_keeps_people_in_line_and_then_turns_them_away() -> None:
    hall = PaperHall(screens={})
    lobby = Lobby(hall)
    for name in range(LINE_LIMIT + 3):
        lobby.enter(somebody(name))
    lobby.tick(0.0, pace=1.0)
    assert lobby.in_line == LINE_LIMIT
    assert lobby.turned_away == 3


def test_visit_that_leads_to_nothing_is_given_up() -> None:
    class StuckHall(PaperHall):
        @override
        def touch(self, kiosk: str, x: int, y: int) -> bool:
            return True

    lobby = Lobby(StuckHall())
    lobby.enter(somebody(1))
    for second in range(int(VISIT_LIMIT + WAY_OUT_LIMIT) + 3):
        lobby.tick(float(second), pace=1.0)
    assert lobby.in_line == 0


def test_slip_of_somebody_else_is_left_alone() -> None:
    lobby = Lobby(PaperHall())
    lobby.enter(somebody(1))
    lobby.tick(0.0, pace=1.0)
    assert lobby.slip_taken("kiosk-2", "social") is None
    assert lobby.slip_taken("kiosk-1", "tax") is None
    assert lobby.slip_taken("kiosk-1", "social") is not None


def somebody(serial: int) -> Resident:
    return replace(
        draw_resident(serial, [Wish("social", 1.0)], random.Random(serial)), reads_guide=False, priority=None
    )


def test_long_days_have_detours_and_nobody_is_left_behind() -> None:
    hall, pilot, wall = build(per_day=120)
    pilot.switch(on=True, speed=60)
    let_pass(pilot, wall, 1500)
    pressed = {press.action for press in hall.presses}
    detours = {KeyAction.RESTORE, KeyAction.PARK, KeyAction.RESUME_PARKED, KeyAction.UNDO, KeyAction.PAUSE}
    assert detours <= pressed
    view = pilot.view()
    assert view["restored"]
    assert view["parked"]
    assert len(hall.waiting) < 20, "the windows keep up"


def test_grade_is_pressed_when_the_evaluator_asks_and_not_after() -> None:
    hall = PaperHall(asks=False)
    floor = Floor(hall, random.Random(1), minutes={}, house=House())
    floor.take_seat("A001", replace(somebody(1), grade=4))
    floor.notice(hall.event(wire.TicketFinished, "A001", "w1"), 0.0)
    floor.tick(60.0, 60)
    hall.asks = True
    floor.tick(90.0, 60)
    assert hall.grades == [4]
    floor.take_seat("A002", replace(somebody(2), grade=5))
    floor.notice(hall.event(wire.TicketFinished, "A002", "w1"), 100.0)
    hall.asks = False
    floor.tick(120.0 + 60 * ASKED_WITHIN, 60)
    hall.asks = True
    floor.tick(140.0 + 60 * ASKED_WITHIN, 60)
    assert hall.grades == [4]


def test_visit_that_is_given_up_leaves_the_invitation_behind() -> None:
    hall = PaperHall(screens={"kiosk-1": "home"})
    lobby = Lobby(hall)
    lobby.enter(replace(somebody(1), wish=Wish("tax", 1.0)))
    lobby.tick(0.0, pace=1.0)
    for second in range(1, 12):
        lobby.tick(float(second), pace=1.0)
    assert lobby.in_line == 0
    assert hall.screens == {"kiosk-1": "home"}


def test_clerk_gives_up_a_number_that_cannot_be_restored() -> None:
    comebacks = Comebacks()
    ticket = TicketSeen("x", "A007", "social")
    comebacks.will_show("w1", ticket, at=100.0)
    assert comebacks.shown_at("w1", 99.0) is None
    assert comebacks.shown_at("w2", 100.0) is None
    for _ in range(SHOWN_TIMES + 1):
        assert comebacks.shown_at("w1", 100.0) == ticket
        comebacks.note_pressed("x")
    assert comebacks.shown_at("w1", 200.0) is None


def test_whoever_fetches_something_is_back_in_time_and_strangers_are_trusted() -> None:
    comebacks = Comebacks()
    comebacks.has_gone_to_fetch("x", back_at=50.0)
    assert not comebacks.is_back("x", 49.0)
    assert comebacks.is_back("x", 50.0)
    assert comebacks.is_back("somebody-else", 0.0)
