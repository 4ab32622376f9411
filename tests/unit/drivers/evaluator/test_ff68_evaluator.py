"""The evaluator driver against raw bytes: what it sends, what it takes, and how it treats repeats."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config import model
from drivers.evaluator.ff68 import Ff68Evaluator
from drivers.evaluator.port import RatingPress
from tests.fakes.raw_line import RawLine

GOOD = bytes.fromhex("FF 68 03 03 68 81 11 02 94 16")
THANKS = bytes.fromhex("FF 68 03 03 68 81 01 02 84 16")
SETTINGS = model.Ff68Evaluator(
    id="evaluator-1", kind="evaluator", driver="ff68", link="emulator:line", address=0x81
)


@pytest.fixture
def raw() -> Iterator[RawLine]:
    raw = RawLine()
    yield raw
    raw.close()


@pytest.fixture
def evaluator(raw: RawLine) -> Ff68Evaluator:
    return Ff68Evaluator(raw.line, SETTINGS)


def press(raw: RawLine, evaluator: Ff68Evaluator, frame: bytes = GOOD) -> RatingPress | None:
    raw.device_says(frame)
    return evaluator.next_rating(0)


def test_a_value_is_a_grade_and_its_thanks_carry_the_value(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    rating = press(raw, evaluator)
    assert rating is not None
    assert rating.level == 4
    evaluator.thank(rating)
    assert raw.host_said(10) == THANKS


def test_a_press_carries_the_time_at_which_it_was_made(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    raw.device_says(GOOD)
    raw.clock.advance(3)
    rating = evaluator.next_rating(0)
    assert rating is not None
    assert rating.at == raw.clock() - 3


def test_the_checksum_of_the_thanks_is_sixteen_less(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    rating = press(raw, evaluator)
    assert rating is not None
    evaluator.thank(rating)
    assert raw.host_said(10)[-2] == rating.token[-2] - 0x10


def test_invitation_and_stars(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    evaluator.invite()
    evaluator.show_stars(5)
    expected = "FF 68 03 03 68 81 01 0B 8D 16 FF 68 03 03 68 81 02 05 88 16"
    assert raw.host_said(20) == bytes.fromhex(expected)


def test_the_site_says_what_values_mean(raw: RawLine) -> None:
    turned = SETTINGS.model_copy(update={"levels": {"2": 1}})
    rating = press(raw, Ff68Evaluator(raw.line, turned))
    assert rating is not None
    assert rating.level == 1


def test_a_value_without_meaning_is_a_press_without_grade(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    rating = press(raw, evaluator, bytes.fromhex("FF 68 03 03 68 81 11 07 99 16"))
    assert rating is not None
    assert rating.level is None


def test_a_repeat_before_the_thanks_is_no_second_rating(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    assert press(raw, evaluator) is not None
    raw.clock.advance(0.3)
    assert press(raw, evaluator) is None
    assert raw.host_is_silent()


def test_a_repeat_after_the_thanks_is_thanked_again(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    rating = press(raw, evaluator)
    assert rating is not None
    evaluator.thank(rating)
    raw.host_said(10)
    raw.clock.advance(0.3)
    assert press(raw, evaluator) is None
    assert raw.host_said(10) == THANKS


def test_the_same_value_after_half_a_second_is_a_new_rating(raw: RawLine, evaluator: Ff68Evaluator) -> None:
    assert press(raw, evaluator) is not None
    raw.clock.advance(0.5)
    assert press(raw, evaluator) is not None


@pytest.mark.parametrize(
    "frame",
    [
        "FF 68 03 03 68 81 01 02 84 16",  # a host's command
        "FF 68 02 02 68 81 11 92 16",  # no value
        "FF 68 04 04 68 81 11 02 02 96 16",  # two values
        "FF 68 03 03 68 82 11 02 95 16",  # another evaluator
        "FF 68 03 03 68 81 11 02 94 00",  # wrong end byte
    ],
)
def test_what_is_no_rating_is_left_alone(raw: RawLine, evaluator: Ff68Evaluator, frame: str) -> None:
    raw.device_says(bytes.fromhex(frame), heard=False)
    assert evaluator.next_rating(0.1) is None
    assert raw.host_is_silent()
