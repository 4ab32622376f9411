"""However many phones ask, and however often."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.web.phone.limits import Gate, Pace, TooFast
from tests.fakes.manual_clock import ManualClock


def taken(pace: Pace, ticket: str, times: int) -> int:
    count = 0
    for _ in range(times):
        try:
            pace.take(ticket)
        except TooFast:
            continue
        count += 1
    return count


def test_a_ticket_has_so_many_at_once_and_more_later() -> None:
    clock = ManualClock()
    pace = Pace(3, 10.0, clock)
    assert taken(pace, "one", 5) == 3
    assert taken(pace, "two", 5) == 3, "another ticket has its own"
    clock.advance(9.9)
    assert taken(pace, "one", 1) == 0
    clock.advance(0.2)
    assert taken(pace, "one", 5) == 1
    clock.advance(1000)
    assert taken(pace, "one", 5) == 3


def test_it_is_said_when_to_come_again() -> None:
    clock = ManualClock()
    pace = Pace(1, 10.0, clock)
    pace.take("one")
    with pytest.raises(TooFast) as refused:
        pace.take("one")
    clock.advance(refused.value.seconds)
    pace.take("one")


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_ticket_is_ever_faster_than_its_pace(pauses: list[float]) -> None:
    clock = ManualClock()
    pace = Pace(4, 5.0, clock)
    count = 0
    for pause in pauses:
        clock.advance(pause)
        count += taken(pace, "one", 2)
    assert count <= 4 + sum(pauses) / 5.0 + 1e-6


def test_tickets_nobody_asks_for_are_forgotten() -> None:
    pace = Pace(1, 10.0, ManualClock())
    pace.take("first")
    for number in range(5000):
        pace.take(str(number))
    pace.take("first")


def test_the_gate_lets_a_bounded_number_in() -> None:
    gate = Gate(2)
    with gate.inside(), gate.inside(), pytest.raises(TooFast), gate.inside():
        pass
    with gate.inside(), gate.inside():
        pass


def test_the_gate_opens_again_after_a_fault() -> None:
    gate = Gate(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.inside():
            raise ZeroDivisionError
    with gate.inside():
        pass


def test_the_gate_among_threads() -> None:
    gate, inside, most = Gate(3), threading.Semaphore(0), 0
    leave = threading.Event()
    refused: list[bool] = []

    def visit() -> None:
        try:
            with gate.inside():
                inside.release()
                leave.wait(5)
        except TooFast:
            refused.append(True)

    threads = [threading.Thread(target=visit) for _ in range(10)]
    for thread in threads:
        thread.start()
    while inside.acquire(timeout=5) and (most := most + 1) < 3:
        pass
    while len(refused) < 7 and any(thread.is_alive() for thread in threads):
        leave.wait(0.005)
    leave.set()
    for thread in threads:
        thread.join(5)
    assert (most, len(refused)) == (3, 7)
