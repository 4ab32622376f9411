"""What a clerk on autopilot does at its window."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from drivers.keypad.port import KeyAction
from queue_server.wire.messages import WindowStatus
from virtual_hall.autopilot.clerks import CALLS_BEFORE_NO_SHOW, LOST_KEY, RECALL_AFTER, Clerk, WindowFacts

IDLE = WindowFacts(
    status=WindowStatus.IDLE, ticket=None, calls=0, waiting=3, resident_here=False, session=300.0
)
CALLED = replace(IDLE, status=WindowStatus.CALLED, ticket="A001", calls=1)
SERVING = replace(CALLED, status=WindowStatus.SERVING)


def clerk() -> Clerk:
    return Clerk(random.Random(1))


def first_press(
    one: Clerk, facts: WindowFacts, *, begin: float, until: float
) -> tuple[KeyAction, float] | None:
    now = begin
    while now < until:
        action = one.decide(facts, now)
        if action is not None:
            return action, now
        now += 0.5
    return None


def test_calls_after_a_short_rest() -> None:
    pressed = first_press(clerk(), IDLE, begin=0.0, until=60.0)
    assert pressed is not None
    assert pressed[0] is KeyAction.CALL_NEXT
    assert 4 <= pressed[1] <= 16


def test_nobody_waiting_is_not_called() -> None:
    assert first_press(clerk(), replace(IDLE, waiting=0), begin=0.0, until=600.0) is None


def test_key_without_effect_is_repeated_later() -> None:
    one = clerk()
    pressed = first_press(one, IDLE, begin=0.0, until=60.0)
    assert pressed is not None
    again = first_press(one, IDLE, begin=pressed[1] + 0.5, until=60.0)
    assert again is not None
    assert again[1] - pressed[1] >= LOST_KEY


def test_fast_day_gives_the_hall_time_to_answer_a_key() -> None:
    one = clerk()
    now = 0.0
    pressed: list[float] = []
    while now < 1000:
        if one.decide(IDLE, now, speed=60) is not None:
            pressed.append(now)
        now += 6
    assert len(pressed) > 1
    assert all(later - earlier >= 60 * LOST_KEY for earlier, later in pairwise(pressed))


def test_starts_when_the_resident_stands_there() -> None:
    assert clerk().decide(replace(CALLED, resident_here=True), 0.0) is KeyAction.START


def test_calls_again_and_gives_up_after_three_calls() -> None:
    one = clerk()
    now, keys = 0.0, []
    facts = CALLED
    while facts.calls <= CALLS_BEFORE_NO_SHOW:
        pressed = first_press(one, facts, begin=now, until=now + 100)
        assert pressed is not None
        assert pressed[1] - now >= RECALL_AFTER
        keys.append(pressed[0])
        now = pressed[1] + 0.5
        facts = replace(facts, calls=facts.calls + 1)
    assert keys == [KeyAction.RECALL, KeyAction.RECALL, KeyAction.NO_SHOW]


def test_finishes_when_the_business_is_done() -> None:
    pressed = first_press(clerk(), SERVING, begin=0.0, until=1000.0)
    assert pressed is not None
    assert pressed[0] is KeyAction.FINISH
    assert pressed[1] == 300.0


def test_paused_window_stays_paused() -> None:
    assert first_press(clerk(), replace(IDLE, status=WindowStatus.PAUSED), begin=0.0, until=600.0) is None
