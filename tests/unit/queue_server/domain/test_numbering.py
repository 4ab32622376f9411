"""How numbers are written and counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.numbering import NumberRange

ranges = st.tuples(st.integers(1, 9999), st.integers(1, 9999)).map(
    lambda ends: NumberRange("A", min(ends), max(ends))
)


@pytest.mark.parametrize(
    "last, number, written", [(999, 7, "A007"), (99, 7, "A07"), (9999, 123, "A0123"), (9, 9, "A9")]
)
def test_digits_come_from_the_range(last: int, number: int, written: str) -> None:
    assert NumberRange("A", 1, last).written(number) == written


@given(ranges)
def test_a_day_gives_each_number_of_the_range_once(numbers: NumberRange) -> None:
    latest = 0
    given_out: list[str] = []
    while (following := numbers.after(latest)) is not None and len(given_out) < 50:
        given_out.append(numbers.written(following))
        latest = following
    assert len(set(given_out)) == len(given_out) == min(50, numbers.last - numbers.first + 1)
    assert len({len(written) for written in given_out}) == 1


@given(ranges)
def test_after_the_last_there_is_none(numbers: NumberRange) -> None:
    assert numbers.after(numbers.last) is None
    assert numbers.after(0) == numbers.first


def test_a_number_outside_the_range_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="outside"):
        NumberRange("A", 5, 9).written(4)
