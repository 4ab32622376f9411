"""What a second-visit card is good for, and when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.second_visit import CardProblem, SecondVisit

LAST = date(2026, 4, 1)


def card(package: str | None = None, *, used: bool = False) -> SecondVisit:
    return SecondVisit("K7Q2M9XD", "tax", package, LAST, used)


@pytest.mark.parametrize(
    "package, wish, problem",
    [
        (None, "tax", None),
        (None, "civil", CardProblem.OTHER_SERVICE),
        (None, "newborn", CardProblem.OTHER_SERVICE),
        ("newborn", "tax", None),
        ("newborn", "newborn", None),
        ("newborn", "civil", CardProblem.OTHER_SERVICE),
        ("newborn", None, None),
    ],
)
def test_its_own_service_or_package(
    package: str | None, wish: str | None, problem: CardProblem | None
) -> None:
    assert card(package).problem(LAST, wish) is problem


@given(st.integers(-40, 40), st.booleans(), st.sampled_from([None, "tax", "civil"]))
def test_until_its_last_day_and_once(days: int, used: bool, wish: str | None) -> None:
    problem = card(used=used).problem(LAST + timedelta(days=days), wish)
    if used:
        assert problem is CardProblem.USED
    elif days > 0:
        assert problem is CardProblem.EXPIRED
    else:
        assert problem is (CardProblem.OTHER_SERVICE if wish == "civil" else None)


def test_its_code_is_in_no_log() -> None:
    assert "K7Q2M9XD" not in repr(card())
