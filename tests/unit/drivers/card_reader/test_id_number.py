"""The check of identity numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_reader.id_number import birth_date, check_character, is_valid

EXAMPLE = "11010519491231002X"


def test_the_standards_example_is_valid() -> None:
    assert is_valid(EXAMPLE)
    assert check_character(EXAMPLE[:17]) == "X"
    assert birth_date(EXAMPLE) == date(1949, 12, 31)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "11010519491231002x",
        "110105194912310021",
        "11010519491331002X",
        "11010519490229002X",
        "1101051949123100X2",
        "１1010519491231002X",
        "11010519491231002X\n",
        "11010519491231002",
        "11010500000101002X",
    ],
)
def test_anything_else_is_not(number: str) -> None:
    assert not is_valid(number)


@pytest.mark.parametrize("first", ["", "1" * 16, "1" * 18, "1101051949123100²", "1101051949123100X"])
def test_a_check_character_needs_seventeen_digits(first: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        check_character(first)


numbers = st.builds(
    lambda region, born, order: f"{region:06d}{born:%Y%m%d}{order:03d}",
    st.integers(0, 999999),
    st.dates(date(1000, 1, 1), date(9999, 12, 31)),
    st.integers(0, 999),
)


@given(numbers)
def test_a_number_with_its_check_character_is_valid(first_17: str) -> None:
    assert is_valid(first_17 + check_character(first_17))


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first_17: str, place: int, by: int) -> None:
    number = first_17 + check_character(first_17)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not is_valid(wrong)


@given(numbers, st.integers(0, 15))
def test_two_swapped_neighbours_are_always_found(first_17: str, place: int) -> None:
    number = first_17 + check_character(first_17)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_valid(swapped)
