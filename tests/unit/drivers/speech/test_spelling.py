"""Ticket numbers for the ear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speech.spelling import spell_in_chinese, spell_in_english


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


def test_one_has_two_words() -> None:
    assert spell_in_chinese("A101", one="幺") == "A幺零幺"
    assert spell_in_english("A101") == "A, 1 0 1"


@given(st.from_regex(r"[A-HJ-NP-Z]{1,2}[0-9]{1,4}", fullmatch=True))
def test_no_digit_of_a_ticket_is_left_to_be_read_as_a_number(number: str) -> None:
    spelled = spell_in_chinese(number)
    assert not any(character.isascii() and character.isdigit() for character in spelled)
    digits = [character for character in spell_in_english(number) if character.isdigit()]
    assert "".join(digits) == number.lstrip("ABCDEFGHJKLMNPQRSTUVWXYZ")
