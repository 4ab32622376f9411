from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typing_extensions import override

from config.model import WindowSection
from counter.clerk import Clerk
from counter.desk import Desk
from drivers.errors import LinkLost
from drivers.keypad.port import KeyAction, KeyPress
from drivers.keypad.simulated import SimulatedKeypad
from queue_server.client import Refused
from queue_server.wire.messages import (
    CallNumber,
    Interrupt,
    PauseReason,
    PauseWindow,
    TicketStatus,
    Transfer,
    WindowStatus,
)
from tests.fakes.manual_clock import ManualClock
from tests.fakes.one_window import OneWindow
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import NINE, called, issued, paused, queue, snapshot, ticket, window

WINDOW = WindowSection(id="w1", number=3, services=("civil",), keypad="keypad-1")
WINDOWS = {3: WINDOW, 5: WindowSection(id="w2", number=5, services=("civil", "tax"))}


class Workplace:
    """A clerk at work on a thread: press keys, look at the keypad."""

    def __init__(self, server: OneWindow, *, patience: float = 0.3) -> None:
        self.server = server
        self.clock = ManualClock()
        self.desk = Desk(WINDOW, rating_window_seconds=60, now=lambda: NINE)
        self.clerk = Clerk(self.desk, server, WINDOWS, patience=patience, clock=self.clock)
        self.keypad = SimulatedKeypad()

    @contextmanager
    def open(self) -> Iterator[None]:
        stop = threading.Event()

        def work() -> None:
            try:
                self.clerk.run(self.keypad, stop)
            except LinkLost:
                return

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(5)
            assert not thread.is_alive()

    def press(self, action: KeyAction | None, digits: str = "") -> bool:
        """Press a key and wait for its result."""
        self.keypad.press(action, digits)
        wait_until(lambda: self.keypad.shown.success is not None)
        return self.keypad.shown.success is True

    @property
    def display(self) -> tuple[str, int | None]:
        return self.keypad.shown.ticket, self.keypad.shown.waiting


@pytest.fixture
def place() -> Iterator[Workplace]:
    workplace = Workplace(OneWindow("A012", "A013", "B001"))
    workplace.desk.take(snapshot(services=(queue(3),)))
    with workplace.open():
        yield workplace


def test_a_call_is_done_acknowledged_and_shown(place: Workplace) -> None:
    press = place.keypad.press(KeyAction.CALL_NEXT)
    wait_until(lambda: place.display == ("012", 2))
    wait_until(lambda: place.keypad.acknowledged == (press,))
    assert place.keypad.shown.success is True
    assert place.server.done == ["call-next"]


def test_a_whole_visit_on_the_keypad(place: Workplace) -> None:
    for action in [
        KeyAction.CALL_NEXT,
        KeyAction.RECALL,
        KeyAction.START,
        KeyAction.FINISH,
        KeyAction.CALL_NEXT,
    ]:
        assert place.press(action)
    assert place.press(KeyAction.NO_SHOW)
    assert place.server.done == ["call-next", "recall", "start", "finish", "call-next", "no-show"]
    wait_until(lambda: place.display[0] == "")


def test_every_press_is_an_intention_of_its_own(place: Workplace) -> None:
    place.press(KeyAction.CALL_NEXT)
    place.press(KeyAction.CALL_NEXT)
    assert len({request_id for _, request_id in place.server.asked}) == 2
    assert place.server.done == ["call-next", "call-next"]


def test_the_pause_key_pauses_and_resumes(place: Workplace) -> None:
    assert place.press(KeyAction.PAUSE)
    assert place.press(KeyAction.PAUSE)
    assert place.server.done == ["pause", "resume"]


def test_a_window_paused_elsewhere_is_resumed_by_the_key(place: Workplace) -> None:
    place.desk.take(paused(101))
    assert place.press(KeyAction.PAUSE)
    assert place.server.done == ["resume"]


def test_a_window_is_paused_for_a_reason_with_digits_before_the_key(place: Workplace) -> None:
    assert place.press(KeyAction.PAUSE, "3")
    assert place.server.bodies[-1] == PauseWindow(
        request_id=place.server.asked[-1][1], reason=PauseReason.MEAL
    )
    assert place.press(KeyAction.PAUSE)
    assert place.server.done == ["pause", "resume"]


def test_a_number_is_called_out_of_turn(place: Workplace) -> None:
    press = place.keypad.press(KeyAction.CALL_NEXT, "13")
    wait_until(lambda: place.display == ("013", 2))
    wait_until(lambda: place.keypad.acknowledged == (press,))
    (body,) = place.server.bodies
    assert isinstance(body, CallNumber)
    assert (body.number, body.reason) == ("13", "keypad")


def test_a_number_is_parked_another_served_and_the_first_called_back(place: Workplace) -> None:
    for action in [KeyAction.CALL_NEXT, KeyAction.PARK]:
        assert place.press(action)
    wait_until(lambda: place.display == ("", 2))
    for action in [KeyAction.CALL_NEXT, KeyAction.FINISH, KeyAction.RESUME_PARKED]:
        assert place.press(action)
    wait_until(lambda: place.display == ("012", 1))
    assert place.server.done == ["call-next", "park", "call-next", "finish", "call-back"]


def test_a_passed_number_is_restored_while_another_stays_at_the_window(place: Workplace) -> None:
    for action in [KeyAction.CALL_NEXT, KeyAction.NO_SHOW, KeyAction.CALL_NEXT]:
        assert place.press(action)
    assert place.press(KeyAction.RESTORE, "012")
    wait_until(lambda: place.display == ("013", 2))
    assert place.server.waiting == ["B001", "A012"]


def test_the_latest_passed_number_needs_no_digits(place: Workplace) -> None:
    for action in [KeyAction.CALL_NEXT, KeyAction.NO_SHOW, KeyAction.RESTORE]:
        assert place.press(action)
    assert place.server.waiting == ["A013", "B001", "A012"]


def test_a_call_is_undone(place: Workplace) -> None:
    assert place.press(KeyAction.CALL_NEXT)
    assert place.press(KeyAction.UNDO)
    wait_until(lambda: place.display == ("", 3))


def test_a_ticket_goes_to_another_window(place: Workplace) -> None:
    assert place.press(KeyAction.CALL_NEXT)
    assert place.press(KeyAction.TRANSFER, "5")
    body = place.server.bodies[-1]
    assert isinstance(body, Transfer)
    assert (body.window, body.service) == ("w2", None)
    wait_until(lambda: place.display == ("", 3))


def test_a_visit_that_cannot_be_finished_is_interrupted(place: Workplace) -> None:
    assert place.press(KeyAction.CALL_NEXT)
    assert place.press(KeyAction.INTERRUPT)
    body = place.server.bodies[-1]
    assert isinstance(body, Interrupt)
    assert body.reason == "keypad"
    wait_until(lambda: place.display == ("", 2))


@pytest.mark.parametrize("code", ["too_soon", "calls_exhausted", "unknown_number", "too_late"])
def test_every_refusal_is_one_beep_and_keeps_what_is_shown(place: Workplace, code: str) -> None:
    assert place.press(KeyAction.CALL_NEXT)
    place.server.refusal = Refused(409, code, "no")
    press = place.keypad.press(KeyAction.RECALL)
    wait_until(lambda: place.keypad.shown.beeps == 1 and place.keypad.shown.success is False)
    assert press not in place.keypad.acknowledged
    place.server.refusal = None
    place.clock.advance(2.1)
    wait_until(lambda: place.display == ("012", 2))
    assert place.press(KeyAction.RECALL)
    assert place.keypad.shown.beeps == 1


def test_a_refusal_is_seen_heard_and_not_acknowledged(place: Workplace) -> None:
    assert not place.press(KeyAction.FINISH)
    wait_until(lambda: place.keypad.shown.beeps == 1)
    assert place.keypad.acknowledged == ()


@pytest.mark.parametrize("action, digits", [(None, ""), (KeyAction.FINISH, "12"), (None, "6")])
def test_what_is_not_supported_fails_visibly_and_asks_nobody(
    place: Workplace, action: KeyAction | None, digits: str
) -> None:
    assert not place.press(action, digits)
    assert place.server.asked == []
    assert place.keypad.acknowledged == ()


def test_nobody_waiting_is_heard(place: Workplace) -> None:
    place.server.waiting.clear()
    press = place.keypad.press(KeyAction.CALL_NEXT)
    wait_until(lambda: place.keypad.acknowledged == (press,) and place.keypad.shown.beeps == 1)
    assert place.display == ("", 0)


def test_events_change_what_the_keypad_shows(place: Workplace) -> None:
    wait_until(lambda: place.display == ("", 3))
    place.desk.take(issued(101, "A014", waiting=4))
    wait_until(lambda: place.display == ("", 4))
    place.desk.take(called(102, "A012", waiting=3))
    wait_until(lambda: place.display == ("012", 3))


def test_a_failure_stays_readable_before_the_number_returns(place: Workplace) -> None:
    wait_until(lambda: place.display == ("", 3))
    assert not place.press(KeyAction.FINISH)
    place.desk.take(issued(101, "A014", waiting=4))
    assert not place.press(KeyAction.RECALL)
    assert place.display == ("", 3)
    place.clock.advance(2.1)
    wait_until(lambda: place.display == ("", 4))


def test_a_short_absence_is_bridged_with_the_same_request(place: Workplace) -> None:
    place.server.away.set()
    place.keypad.press(KeyAction.CALL_NEXT)
    wait_until(lambda: len(place.server.asked) >= 1)
    place.server.away.clear()
    wait_until(lambda: place.keypad.shown.success is True)
    assert len({request_id for _, request_id in place.server.asked}) == 1


def test_a_lost_answer_does_the_work_once(place: Workplace) -> None:
    place.server.answers_lost = 1
    assert place.press(KeyAction.CALL_NEXT)
    assert place.server.done == ["call-next"]
    assert place.display == ("012", 2)


def test_a_long_absence_ends_in_a_visible_failure(place: Workplace) -> None:
    place.server.away.set()
    assert not place.press(KeyAction.CALL_NEXT)
    wait_until(lambda: place.keypad.shown.beeps == 2)
    assert place.keypad.acknowledged == ()


def test_the_same_key_continues_a_press_whose_fate_is_unknown(place: Workplace) -> None:
    """The server called, but no answer came before the clerk was told that it failed."""
    place.server.answers_lost = 1000
    assert not place.press(KeyAction.CALL_NEXT)
    place.server.answers_lost = 0
    assert place.press(KeyAction.CALL_NEXT)
    assert place.server.done == ["call-next"]
    assert place.display == ("012", 2)


def test_once_the_fate_was_heard_the_key_means_a_new_call(place: Workplace) -> None:
    place.server.answers_lost = 1000
    assert not place.press(KeyAction.CALL_NEXT)
    place.server.answers_lost = 0
    place.desk.take(called(101, "A012"))
    assert place.press(KeyAction.CALL_NEXT)
    assert place.server.done == ["call-next", "call-next"]


def test_an_old_unknown_fate_is_not_continued(place: Workplace) -> None:
    place.server.away.set()
    assert not place.press(KeyAction.CALL_NEXT)
    place.server.away.clear()
    place.clock.advance(61)
    assert place.press(KeyAction.CALL_NEXT)
    assert len({request_id for _, request_id in place.server.asked}) == 2


def test_keys_hammered_while_the_server_is_away_do_nothing_later(place: Workplace) -> None:
    place.server.away.set()
    place.keypad.press(KeyAction.CALL_NEXT)
    wait_until(lambda: len(place.server.asked) >= 1)
    for _ in range(5):
        place.keypad.press(KeyAction.CALL_NEXT)
    wait_until(lambda: place.keypad.shown.success is False)
    place.server.away.clear()
    wait_until(lambda: place.keypad.shown.beeps == 2)
    place.desk.take(issued(101, "A014", waiting=4))
    place.clock.advance(3)
    wait_until(lambda: place.display == ("", 4))
    assert place.server.done == []


def test_the_pause_key_fails_while_the_window_is_unknown() -> None:
    place = Workplace(OneWindow())
    with place.open():
        assert not place.press(KeyAction.PAUSE)
        assert place.server.asked == []


@pytest.mark.parametrize("status", [WindowStatus.CALLED, WindowStatus.SERVING, WindowStatus.PAUSED])
def test_a_restart_shows_the_ticket_again(status: WindowStatus) -> None:
    place = Workplace(OneWindow())
    held = ticket("A012", status=TicketStatus.SERVING, window="w1")
    place.desk.take(snapshot(windows=(window("w1", status, held=held),)))
    with place.open():
        wait_until(lambda: place.display == ("012", 3))


def test_a_replugged_keypad_shows_the_ticket_again(place: Workplace) -> None:
    assert place.press(KeyAction.CALL_NEXT)
    place.keypad.fail_with(LinkLost("unplugged"))
    again = SimulatedKeypad()
    place.keypad = again
    with place.open():
        wait_until(lambda: again.shown.ticket == "012")


class DeafKeypad(SimulatedKeypad):
    """Its line breaks just before the acknowledgement."""

    @override
    def acknowledge(self, press: KeyPress) -> None:
        raise LinkLost("unplugged")


def test_a_press_done_but_never_told_is_not_done_again_by_its_repeat() -> None:
    server = OneWindow("A012", "A013")
    place = Workplace(server)
    place.desk.take(snapshot())
    place.keypad = DeafKeypad()
    with place.open():
        place.keypad.press(KeyAction.CALL_NEXT)
        wait_until(lambda: server.done == ["call-next"])
    place.keypad = SimulatedKeypad()
    with place.open():
        # The simulated keypad counts its presses, so the first one has the token of the first one before.
        repeat = place.keypad.press(KeyAction.CALL_NEXT)
        wait_until(lambda: place.keypad.acknowledged == (repeat,))
        assert server.done == ["call-next"]
        assert place.press(KeyAction.CALL_NEXT)
        assert server.done == ["call-next", "call-next"]


def test_a_clerk_logs_in_and_out(place: Workplace) -> None:
    seen = []
    for action, digits in [(KeyAction.LOG_IN, "1024"), (KeyAction.LOG_OUT, "")]:
        assert place.press(action, digits)
        seen.append(place.server.clerk)
    assert seen == [1024, None]
    assert place.server.done == ["log-in", "log-out"]
    assert place.display == ("", 3)


def test_a_log_in_keeps_the_ticket_in_sight(place: Workplace) -> None:
    assert place.press(KeyAction.CALL_NEXT)
    assert place.press(KeyAction.LOG_IN, "1024")
    wait_until(lambda: place.display == ("012", 2))


def test_an_unknown_staff_number_is_refused_visibly(place: Workplace) -> None:
    assert not place.press(KeyAction.LOG_IN, "1025")
    wait_until(lambda: place.keypad.shown.beeps == 1)
    assert place.server.clerk is None
    assert place.keypad.acknowledged == ()


@pytest.mark.parametrize("digits", ["", "5", "0010", "123456789"])
def test_what_is_no_staff_number_asks_nobody(place: Workplace, digits: str) -> None:
    assert not place.press(KeyAction.LOG_IN, digits)
    assert place.server.asked == []


def test_digits_before_the_log_out_key_are_not_overlooked(place: Workplace) -> None:
    assert not place.press(KeyAction.LOG_OUT, "1024")
    assert place.server.asked == []


def test_another_number_is_another_intention_and_the_same_goes_on(place: Workplace) -> None:
    place.server.away.set()
    assert not place.press(KeyAction.LOG_IN, "1025")
    assert not place.press(KeyAction.LOG_IN, "1024")
    place.server.away.clear()
    assert place.press(KeyAction.LOG_IN, "1024")
    assert place.server.clerk == 1024
    # Every press is asked again and again for a while, always under its own id.
    ids = dict.fromkeys(request_id for _, request_id in place.server.asked)
    assert len(ids) == 2
