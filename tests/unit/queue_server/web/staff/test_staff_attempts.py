"""How often an address may try to log in."""

from __future__ import annotations

import threading

import pytest

from queue_server.web.staff.attempts import MOST_FAILURES, WINDOW_S, Attempts, TooManyAttempts
from tests.fakes.manual_clock import ManualClock


def tries(attempts: Attempts, address: str = "desk") -> int:
    """How many tries are let through until one is not."""
    for count in range(100):
        try:
            attempts.begin(address)
        except TooManyAttempts:
            return count
    return 100


def test_a_few_tries_and_then_none() -> None:
    attempts = Attempts(ManualClock())
    assert tries(attempts) == MOST_FAILURES
    assert tries(attempts) == 0
    assert tries(attempts, "elsewhere") == MOST_FAILURES


def test_the_wait_is_told_and_is_enough() -> None:
    clock = ManualClock()
    attempts = Attempts(clock)
    for _ in range(MOST_FAILURES):
        attempts.begin("desk")
        clock.advance(2.5)
    with pytest.raises(TooManyAttempts) as locked:
        attempts.begin("desk")
    assert locked.value.seconds == round(WINDOW_S - 2.5 * MOST_FAILURES + 0.5)
    clock.advance(locked.value.seconds - 1)
    assert tries(attempts) == 0
    clock.advance(1)
    assert tries(attempts) == 1


def test_trying_while_locked_does_not_lengthen_the_wait() -> None:
    clock = ManualClock()
    attempts = Attempts(clock)
    tries(attempts)
    for _ in range(10):
        clock.advance(WINDOW_S / 10)
        tries(attempts)
    assert tries(attempts) == 0
    clock.advance(WINDOW_S)
    assert tries(attempts) == MOST_FAILURES


def test_a_success_forgets() -> None:
    attempts = Attempts(ManualClock())
    tries(attempts)
    attempts.succeeded("desk")
    assert tries(attempts) == MOST_FAILURES


def test_many_at_once_are_no_way_around() -> None:
    attempts = Attempts(ManualClock())
    through: list[int] = []
    threads = [threading.Thread(target=lambda: through.append(tries(attempts))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(through) == MOST_FAILURES


def test_many_addresses_take_no_room_without_end() -> None:
    attempts = Attempts(ManualClock())
    for number in range(5000):
        attempts.begin(f"10.0.{number // 256}.{number % 256}")
    # The first ones are forgotten, the latest are not.
    assert tries(attempts, "10.0.0.0") == MOST_FAILURES
    assert tries(attempts, "10.0.19.135") == MOST_FAILURES - 1
