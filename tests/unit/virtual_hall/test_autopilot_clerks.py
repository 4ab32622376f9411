"""What a clerk on autopilot does at its window."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from typing_extensions import override

from drivers.keypad.port import KeyAction
from queue_server.wire.messages import WindowStatus
from virtual_hall.autopilot import clerks
from virtual_hall.autopilot.clerks import LOST_KEY, RECALL_AFTER, WORK, Clerk, House, WindowFacts
from virtual_hall.autopilot.ports import Press

HOUSE = House(max_calls=3, recall_gap=15.0)

IDLE = WindowFacts(
    status=WindowStatus.IDLE, ticket=None, calls=0, waiting=3, resident_here=False, session=300.0
)
CALLED = replace(IDLE, status=WindowStatus.CALLED, ticket="A001", calls=1)
SERVING = replace(CALLED, status=WindowStatus.SERVING)


class SteadyRandom(random.Random):
    """Chance with one outcome for detours and breaks: whatever the test wants."""

    detour: KeyAction | None = None

    @override
    def choices(self, population: Any, *_args: Any, **_kwargs: Any) -> list[Any]:
        return [self.detour] if None in population else [population[0]]


def clerk(detour: KeyAction | None = None) -> Clerk:
    rng = SteadyRandom(1)
    rng.detour = detour
    return Clerk(rng, HOUSE)


def first_press(
    one: Clerk, facts: WindowFacts, *, begin: float, until: float, speed: float = 1.0
) -> tuple[KeyAction, float] | None:
    pressed = next_press(one, facts, begin=begin, until=until, speed=speed)
    return None if pressed is None else (pressed[0].action, pressed[1])


def next_press(
    one: Clerk, facts: WindowFacts, *, begin: float, until: float, speed: float = 1.0
) -> tuple[Press, float] | None:
    now = begin
    while now < until:
        press = one.decide(facts, now, speed=speed)
        if press is not None:
            return press, now
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
    assert clerk().decide(replace(CALLED, resident_here=True), 0.0) == Press(KeyAction.START)


def test_calls_again_and_gives_up_after_three_calls() -> None:
    one = clerk()
    now, keys = 0.0, []
    facts = CALLED
    while facts.calls <= HOUSE.max_calls:
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


def test_calls_of_a_number_are_apart_as_the_house_wants_in_real_seconds() -> None:
    patient = Clerk(random.Random(1), House(max_calls=3, recall_gap=40.0))
    pressed = first_press(patient, CALLED, begin=0.0, until=300.0)
    assert pressed == (KeyAction.RECALL, 40.0)
    pressed = first_press(Clerk(SteadyRandom(1), HOUSE), CALLED, begin=0.0, until=300.0, speed=3)
    assert pressed == (KeyAction.RECALL, 45.0)


def test_in_a_hurried_day_a_number_is_passed_instead_of_called_again() -> None:
    pressed = first_press(clerk(), CALLED, begin=0.0, until=600.0, speed=10)
    assert pressed == (KeyAction.NO_SHOW, 3 * RECALL_AFTER)


def test_passed_number_that_is_shown_comes_before_the_next_call() -> None:
    pressed = next_press(clerk(), replace(IDLE, shown="007"), begin=0.0, until=5.0)
    assert pressed == (Press(KeyAction.RESTORE, "007"), 0.0)


def test_slip_of_the_finger_is_taken_back_once() -> None:
    one = clerk(KeyAction.UNDO)
    assert one.decide(CALLED, 0.0) == Press(KeyAction.UNDO)
    after = first_press(one, CALLED, begin=1.0, until=100.0)
    assert after is not None
    assert after[0] is KeyAction.RECALL


def test_resident_who_has_to_fetch_something_is_parked_and_called_back() -> None:
    one = clerk(KeyAction.PARK)
    assert first_press(one, SERVING, begin=0.0, until=1000.0) == (KeyAction.PARK, 120.0)
    away = replace(IDLE, waiting=0, parked=1)
    assert first_press(one, away, begin=130.0, until=300.0) is None
    back = replace(away, parked_back=True)
    assert first_press(one, back, begin=300.0, until=400.0) == (KeyAction.RESUME_PARKED, 300.0)


def test_one_ticket_is_put_aside_at_a_time() -> None:
    pressed = first_press(clerk(KeyAction.PARK), replace(SERVING, parked=1), begin=0.0, until=1000.0)
    assert pressed == (KeyAction.FINISH, 300.0)


@pytest.mark.parametrize(
    "other, press", [(2, Press(KeyAction.TRANSFER, "2")), (None, Press(KeyAction.FINISH))]
)
def test_ticket_goes_to_a_colleague_where_there_is_one(other: int | None, press: Press) -> None:
    pressed = next_press(
        clerk(KeyAction.TRANSFER), replace(SERVING, other_window=other), begin=0.0, until=1000.0
    )
    assert pressed is not None
    assert pressed[0] == press


def test_break_has_a_reason_and_ends() -> None:
    one = clerk()
    pressed = next_press(one, replace(IDLE, waiting=0), begin=0.0, until=WORK[1] + 1)
    assert pressed is not None
    assert pressed[0] == Press(KeyAction.PAUSE, "3"), "a meal is the third reason on the keypad"
    assert pressed[1] >= WORK[0]
    paused = replace(IDLE, status=WindowStatus.PAUSED, away=True)
    back = next_press(one, paused, begin=pressed[1] + 1, until=pressed[1] + 3600)
    assert back is not None
    assert back[0] == Press(KeyAction.PAUSE)
    assert clerks.BREAK[0] <= back[1] - pressed[1] <= clerks.BREAK[1] + 2
    again = first_press(one, IDLE, begin=back[1] + 1, until=back[1] + 60)
    assert again is not None
    assert again[0] is KeyAction.CALL_NEXT


def test_break_that_was_found_at_the_start_ends_too() -> None:
    paused = replace(IDLE, status=WindowStatus.PAUSED, away=True)
    assert first_press(clerk(), paused, begin=0.0, until=clerks.BREAK[1] + 1) is not None


def test_window_closed_by_somebody_who_plays_along_stays_closed() -> None:
    paused = replace(IDLE, status=WindowStatus.PAUSED)
    assert first_press(clerk(), paused, begin=0.0, until=3600.0) is None
