"""Seasons: hours that hold for a part of every year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.model import ALWAYS, OpenPeriod, Season, ServiceSection

LEAP_YEAR = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
MORNINGS = OpenPeriod.parse("mon-fri 08:30-12:00")
DAYS = st.sampled_from(LEAP_YEAR)


def season(first: date | str, last: date | str) -> Season:
    texts = [day if isinstance(day, str) else f"{day:%m-%d}" for day in (first, last)]
    return Season(first=texts[0], last=texts[1], open=(MORNINGS,))


def days_of(one: Season) -> set[date]:
    return {day for day in LEAP_YEAR if one.covers(day)}


@given(DAYS, DAYS)
def test_a_season_has_all_days_from_its_first_to_its_last(first: date, last: date) -> None:
    covered = days_of(season(first, last))
    assert {first, last} <= covered
    length = (last - first).days % 366 + 1
    assert len(covered) == length


@given(DAYS, DAYS, DAYS, DAYS)
def test_seasons_overlap_when_they_share_a_day(a: date, b: date, c: date, d: date) -> None:
    one, other = season(a, b), season(c, d)
    assert one.overlaps(other) is bool(days_of(one) & days_of(other))
    assert one.overlaps(other) is other.overlaps(one)


def test_a_season_may_run_over_the_new_year() -> None:
    winter = season("11-15", "03-15")
    assert winter.covers(date(2026, 12, 31))
    assert winter.covers(date(2027, 1, 1))
    assert not winter.covers(date(2026, 7, 1))


def test_the_29th_of_february_may_begin_or_end_one() -> None:
    assert season("02-29", "02-29").covers(date(2028, 2, 29))
    assert season("02-20", "02-29").covers(date(2026, 2, 28))


@pytest.mark.parametrize(
    "text", ["02-30", "13-01", "00-10", "4-10", "04/10", "0410", "04-1", "04-10 ", "", "０４-10"]
)
def test_what_is_no_day_of_the_year_is_explained(text: str) -> None:
    with pytest.raises(ValidationError, match='write month and day, like "04-10"'):
        season(text, "12-31")


def test_a_season_is_written_as_a_file_has_it() -> None:
    written = season("04-10", "09-15").model_dump(mode="json")
    assert written == {"from": "04-10", "to": "09-15", "open": ["mon-fri 08:30-12:00"]}
    assert Season.model_validate(written) == season("04-10", "09-15")


def test_a_services_hours_of_a_day_are_those_of_its_season() -> None:
    service = ServiceSection.model_validate(
        {
            "id": "tax",
            "prefix": "A",
            "name": {"zh": "税务", "en": "Tax"},
            "seasons": [season("06-01", "08-31"), season("12-01", "02-01")],
        }
    )
    assert service.hours_on(date(2026, 7, 1)) == (MORNINGS,)
    assert service.hours_on(date(2027, 1, 1)) == (MORNINGS,)
    assert service.hours_on(date(2026, 10, 1)) == ALWAYS
