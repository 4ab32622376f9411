"""Telling repeats from new presses."""

from __future__ import annotations

import pytest

from drivers.rs485.repeats import Kind, RepeatFilter

CALL, RECALL = b"call", b"recall"


def test_the_same_frame_within_half_a_second_is_a_repeat() -> None:
    filter_ = RepeatFilter()
    assert filter_.judge(CALL, 0.0) is Kind.NEW
    assert filter_.judge(CALL, 0.49) is Kind.REPEAT


def test_the_same_frame_after_half_a_second_is_a_new_press() -> None:
    filter_ = RepeatFilter()
    filter_.judge(CALL, 0.0)
    assert filter_.judge(CALL, 0.5) is Kind.NEW


def test_another_frame_is_never_a_repeat() -> None:
    filter_ = RepeatFilter()
    assert [filter_.judge(raw, 0.1) for raw in (CALL, RECALL)] == [Kind.NEW, Kind.NEW]


def test_a_frame_between_two_repeats_changes_nothing() -> None:
    filter_ = RepeatFilter()
    kinds = [filter_.judge(raw, at) for raw, at in [(CALL, 0.0), (RECALL, 0.2), (CALL, 0.3)]]
    assert kinds == [Kind.NEW, Kind.NEW, Kind.REPEAT]


def test_a_press_that_takes_long_is_not_carried_out_twice() -> None:
    """A keypad that waits for its echo repeats every 300 ms for as long as the server takes."""
    filter_ = RepeatFilter()
    kinds = [filter_.judge(CALL, 0.3 * turn) for turn in range(5)]
    assert kinds == [Kind.NEW] + [Kind.REPEAT] * 4


def test_a_repeat_of_an_answered_frame_shows_that_the_answer_was_lost() -> None:
    filter_ = RepeatFilter()
    filter_.judge(CALL, 0.0)
    filter_.answered(CALL, 0.1)
    assert filter_.judge(CALL, 0.3) is Kind.UNHEARD


@pytest.mark.parametrize("answered_at", [0.3, 0.35])
def test_a_repeat_sent_before_the_answer_could_be_heard_needs_none(answered_at: float) -> None:
    filter_ = RepeatFilter()
    filter_.judge(CALL, 0.0)
    filter_.answered(CALL, answered_at)
    assert filter_.judge(CALL, 0.3) is Kind.REPEAT


def test_a_new_press_of_the_same_key_is_unanswered_again() -> None:
    filter_ = RepeatFilter()
    filter_.judge(CALL, 0.0)
    filter_.answered(CALL, 0.1)
    kinds = [filter_.judge(CALL, 1.0), filter_.judge(CALL, 1.3)]
    assert kinds == [Kind.NEW, Kind.REPEAT]


def test_answering_a_forgotten_frame_does_nothing() -> None:
    filter_ = RepeatFilter()
    filter_.answered(CALL, 0.0)
    assert filter_.judge(CALL, 0.1) is Kind.NEW
