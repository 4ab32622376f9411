"""Which windows share their work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.staffing.pools import Pool, find_pools


def pools(work: dict[str, float], *takes: str) -> list[Pool]:
    return find_pools(work, [frozenset(services) for services in takes])


def test_windows_that_take_the_same_are_one_pool() -> None:
    assert pools({"a": 10, "b": 2}, "ab", "ab", "ab") == [Pool(("a", "b"), 3)]


def test_windows_without_a_service_in_common_are_apart() -> None:
    assert pools({"a": 10, "b": 20}, "a", "b", "b") == [Pool(("a",), 1), Pool(("b",), 2)]


def test_a_general_window_links_special_ones() -> None:
    assert pools({"a": 10, "b": 10}, "a", "ab", "b") == [Pool(("a", "b"), 3)]


def test_a_bottleneck_is_a_pool_of_its_own() -> None:
    """The general window is kept busy by a; nobody takes b off the window that is idle anyway."""
    assert pools({"a": 100, "b": 5}, "a", "ab", "b") == [Pool(("a",), 2), Pool(("b",), 1)]


def test_a_service_that_only_one_window_takes_may_be_the_bottleneck() -> None:
    assert pools({"a": 10, "b": 10, "c": 30}, "ab", "ab", "abc") == [Pool(("c",), 1), Pool(("a", "b"), 2)]


def test_a_bottleneck_of_two_services_is_found() -> None:
    found = pools({"a": 50, "b": 50, "c": 1, "d": 1}, "a", "ab", "b", "bc", "cd", "d", "d")
    assert found[0].services == ("a", "b")
    assert found[0].windows == 4


def test_a_service_that_no_window_takes_has_none() -> None:
    assert pools({"a": 1, "z": 1}, "a") == [Pool(("z",), 0), Pool(("a",), 1)]
    assert pools({"a": 1}) == [Pool(("a",), 0)]
    assert pools({}, "a") == []


work = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 500), max_size=6)
halls = st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=4), max_size=7)


@given(work, halls)
def test_every_service_is_in_one_pool_and_no_window_in_two(
    amounts: dict[str, float], takes: list[frozenset[str]]
) -> None:
    found = find_pools(amounts, takes)
    assert sorted(service for pool in found for service in pool.services) == sorted(amounts)
    assert sum(pool.windows for pool in found) <= sum(bool(services & set(amounts)) for services in takes)
    for pool in found:
        taken = any(services & set(pool.services) for services in takes)
        assert bool(pool.windows) == taken
    assert find_pools(dict(reversed(amounts.items())), takes) == found
