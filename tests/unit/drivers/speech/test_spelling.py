"""Calls in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speech.spelling import (
    call_in_both,
    call_in_chinese,
    call_in_english,
    spell_in_chinese,
    spell_in_english,
)


@pytest.mark.parametrize(
    "number, chinese, english",
    [
        ("A012", "A零一二", "A, 0 1 2"),
        ("B100", "B一零零", "B, 1 0 0"),
        ("AB007", "A，B零零七", "A, B, 0 0 7"),
        ("C9999", "C九九九九", "C, 9 9 9 9"),
        ("345", "三四五", "3 4 5"),
        ("a012", "A零一二", "A, 0 1 2"),
        ("A", "A", "A"),
        ("", "", ""),
    ],
)
def test_numbers_are_spelled_digit_by_digit(number: str, chinese: str, english: str) -> None:
    assert spell_in_chinese(number) == chinese
    assert spell_in_english(number) == english


def test_a_call_for_the_eye_and_for_the_ear() -> None:
    chinese = call_in_chinese("A012", 3)
    assert chinese.caption == "请 A012号 到 3号窗口办理"
    assert chinese.spoken == "请 A零一二号 到 3号窗口办理"
    english = call_in_english("A012", 12)
    assert english.caption == "A012, please go to window 12"
    assert english.spoken == "Number A, 0 1 2, please go to window 12"
    both = call_in_both("A012", 3)
    assert both.spoken.splitlines() == [chinese.spoken, "Number A, 0 1 2, please go to window 3"]
    assert both.caption.splitlines()[0] == chinese.caption


@given(st.from_regex(r"[A-HJ-NP-Z]{1,2}[0-9]{1,4}", fullmatch=True))
def test_no_digit_of_a_ticket_is_left_to_be_read_as_a_number(number: str) -> None:
    spelled = spell_in_chinese(number)
    assert not any(character.isascii() and character.isdigit() for character in spelled)
    digits = [character for character in spell_in_english(number) if character.isdigit()]
    assert "".join(digits) == number.lstrip("ABCDEFGHJKLMNPQRSTUVWXYZ")
