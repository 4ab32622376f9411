"""The evaluator in memory: what a test can ask of it beyond the port."""

from __future__ import annotations

import pytest

from drivers.errors import NoAnswer
from drivers.evaluator.simulated import SimulatedEvaluator


def test_a_press_is_the_one_that_arrives_and_is_thanked() -> None:
    evaluator = SimulatedEvaluator()
    press = evaluator.press(5)
    assert evaluator.next_rating(0) is press
    evaluator.thank(press)
    assert evaluator.thanked == (press,)


def test_invitations_are_counted() -> None:
    evaluator = SimulatedEvaluator()
    evaluator.invite()
    evaluator.invite()
    assert evaluator.invitations == 2
    assert evaluator.inviting


def test_it_fails_on_command_and_recovers() -> None:
    evaluator = SimulatedEvaluator()
    press = evaluator.press(3)
    evaluator.fail_with(NoAnswer("on command"))
    with pytest.raises(NoAnswer, match="on command"):
        evaluator.invite()
    evaluator.fail_with(None)
    assert evaluator.next_rating(0) is press
