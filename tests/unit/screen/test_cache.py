"""The dictionary that forgets."""

from __future__ import annotations

import pytest

from screen.cache import Bounded


def made(key: int) -> str:
    return "x" * key


def test_least_recently_used_is_forgotten_first() -> None:
    cache: Bounded[int, str] = Bounded(2)
    for key in (1, 2, 1, 3):
        assert cache.get(key, lambda key=key: made(key)) == made(key)  # type: ignore[misc]
    assert len(cache) == 2
    assert cache.get(1, lambda: "made again") == "x"
    assert cache.get(2, lambda: "made again") == "made again"


@pytest.mark.parametrize(
    "weights, held", [((3, 3, 3), 3), ((3, 3, 3, 3), 3), ((3, 3, 8), 1), ((20,), 1), ((20, 1), 1)]
)
def test_weight_is_bounded_too(weights: tuple[int, ...], held: int) -> None:
    cache: Bounded[int, str] = Bounded(100, weigh=len, most=10)
    for key, weight in enumerate(weights):
        cache.get(key, lambda weight=weight: made(weight))  # type: ignore[misc]
    assert len(cache) == held
