from __future__ import annotations

import pytest

from screen.geometry import Box
from screen.pressing import Pressing
from screen.screen_port import Target, Touch, TouchKind

LEFT, RIGHT = Target("left", Box(0, 0, 100, 100)), Target("right", Box(100, 0, 100, 100))
OVER = Target("over", Box(50, 0, 100, 100))


def moved(*steps: tuple[TouchKind, int]) -> tuple[str, list[str]]:
    """What was chosen, and what was pressed after each step."""
    pressing, chosen, pressed = Pressing(), "", []
    for kind, x in steps:
        chosen = pressing.take(Touch(kind, x, 50), (LEFT, RIGHT))
        pressed.append(pressing.target)
    return chosen, pressed


def test_a_tap_chooses() -> None:
    assert moved((TouchKind.DOWN, 10), (TouchKind.UP, 12)) == ("left", ["left", ""])


@pytest.mark.parametrize("end", [150, 500])
def test_a_finger_that_slides_off_chooses_nothing(end: int) -> None:
    steps = (TouchKind.DOWN, 10), (TouchKind.MOVE, end), (TouchKind.UP, end)
    assert moved(*steps) == ("", ["left", "", ""])
    assert moved((TouchKind.DOWN, 10), (TouchKind.UP, end)) == ("", ["left", ""])
    back = (TouchKind.DOWN, 10), (TouchKind.MOVE, end), (TouchKind.MOVE, 10), (TouchKind.UP, 10)
    assert moved(*back)[0] == ""


def test_a_finger_lifted_that_was_never_put_down_chooses_nothing() -> None:
    assert moved((TouchKind.UP, 10)) == ("", [""])
    assert moved((TouchKind.DOWN, 500), (TouchKind.UP, 500)) == ("", ["", ""])


def test_the_first_of_two_that_overlap_counts() -> None:
    pressing = Pressing()
    pressing.take(Touch(TouchKind.DOWN, 60, 50), (OVER, LEFT))
    assert pressing.target == "over"
    pressing.release()
    assert pressing.take(Touch(TouchKind.UP, 60, 50), (OVER, LEFT)) == ""
