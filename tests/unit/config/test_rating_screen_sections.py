"""Rating screens in a hall file: their defaults, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from config.loader import read_hall
from config.mistakes import HallFileError, Mistake
from config.model import HallConfig, RatingScreenSection

NAME = {"zh": "厅", "en": "Hall"}


def hall(*screens: dict[str, Any]) -> HallConfig:
    """A hall of two windows, one of them with an evaluator."""
    window = {"services": ["s"]}
    return read_hall(
        {
            "hall": {"id": "h", "name": NAME},
            "services": [{"id": "s", "prefix": "A", "name": NAME}],
            "windows": [
                {"id": "1", "number": 1, "evaluator": "e", **window},
                {"id": "2", "number": 2, **window},
            ],
            "kiosks": [{"id": "k"}],
            "displays": [{"kind": "board", "id": "b"}],
            "rating_screens": list(screens),
            "devices": [{"id": "e", "kind": "evaluator", "driver": "simulated"}],
        }
    )


def mistake(*screens: dict[str, Any]) -> Mistake:
    with pytest.raises(HallFileError) as caught:
        hall(*screens)
    (found,) = caught.value.mistakes
    return found


def test_a_screen_that_says_little_is_a_usual_one_and_may_stand_beside_an_evaluator() -> None:
    made = hall({"id": "r", "window": "1"})
    assert made.rating_screen("r") == RatingScreenSection(id="r", window="1", width=1024, height=600)
    assert not made.rating_screen("r").fullscreen
    with pytest.raises(KeyError):
        made.rating_screen("other")


def test_a_hall_needs_none() -> None:
    assert hall().rating_screens == ()


def test_a_window_that_is_not_there_is_named_with_the_nearest() -> None:
    found = mistake({"id": "r", "window": "l2"})
    assert found.path == ("rating_screens", 0, "window")
    assert 'no window "l2"' in found.problem
    assert '"2"' in found.suggestion


def test_a_window_has_one_screen() -> None:
    found = mistake({"id": "r", "window": "1"}, {"id": "q", "window": "1"})
    assert found.path == ("rating_screens", 1, "window")
    assert found.problem == 'Window "1" has the rating screen "r" already.'


@pytest.mark.parametrize("taken", ["e", "k", "b"])
def test_the_id_is_its_own_because_its_state_is_reported_under_it(taken: str) -> None:
    found = mistake({"id": taken, "window": "1"})
    assert found.path == ("rating_screens", 0, "id")
    assert "taken by the" in found.problem


def test_two_screens_have_two_ids() -> None:
    found = mistake({"id": "r", "window": "1"}, {"id": "r", "window": "2"})
    assert 'The id "r" is taken by the rating screen "r" already.' in found.problem


@pytest.mark.parametrize("size", [(1024, 600), (1280, 800), (1366, 768), (1920, 1080), (1024, 768)])
def test_usual_panels_fit(size: tuple[int, int]) -> None:
    assert hall({"id": "r", "window": "1", "width": size[0], "height": size[1]}).rating_screen("r").width


@pytest.mark.parametrize("size", [(800, 1280), (2560, 1080), (1024, 900)])
def test_other_shapes_are_refused(size: tuple[int, int]) -> None:
    found = mistake({"id": "r", "window": "1", "width": size[0], "height": size[1]})
    assert "is not between 4:3 and 16:9" in found.problem
