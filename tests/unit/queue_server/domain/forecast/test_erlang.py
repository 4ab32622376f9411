"""Erlang's formulas: known values, limits, and properties over a wide range."""

from __future__ import annotations

from math import exp, factorial, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import erlang

MUNICIPAL_DAY = 704 / 480 * 10.0
"""704 residents in eight hours, ten minutes each: 14.7 erlang."""

loads = st.floats(0.01, 300)
extra = st.integers(1, 60)


@pytest.mark.parametrize(
    "counters, delayed, wait, within_15", [(16, 0.65, 4.9, 0.912), (17, 0.458, 1.96, 0.986)]
)
def test_a_municipal_day(counters: int, delayed: float, wait: float, within_15: float) -> None:
    assert erlang.delay_probability(MUNICIPAL_DAY, counters) == pytest.approx(delayed, abs=0.005)
    assert erlang.mean_wait(MUNICIPAL_DAY, counters, 10.0) == pytest.approx(wait, abs=0.05)
    longer = erlang.waiting_longer(MUNICIPAL_DAY, counters, 10.0, 15.0)
    assert 1.0 - longer == pytest.approx(within_15, abs=0.001)


def test_one_counter_is_busy_as_often_as_its_load() -> None:
    assert erlang.delay_probability(0.7, 1) == pytest.approx(0.7)
    assert erlang.mean_wait(0.5, 1, 10.0) == pytest.approx(10.0)


@given(st.floats(0.05, 20), st.integers(1, 25))
def test_agrees_with_the_textbook_sum(load: float, counters: int) -> None:
    if load >= counters:
        assert erlang.delay_probability(load, counters) == 1.0
        return
    last = load**counters / factorial(counters) * counters / (counters - load)
    total = sum(load**k / factorial(k) for k in range(counters)) + last
    assert erlang.delay_probability(load, counters) == pytest.approx(last / total, rel=1e-9)


def test_large_halls_do_not_overflow() -> None:
    found = erlang.delay_probability(5000.0, 5050)
    assert found == pytest.approx(erlang.halfin_whitt(50 / 5000**0.5), rel=0.02)
    assert 0.0 <= erlang.delay_probability(1.0, 3000) < 1e-12


def test_an_overloaded_hall_never_catches_up() -> None:
    assert erlang.mean_wait(4.0, 4, 10.0) == inf
    assert erlang.waiting_longer(5.0, 4, 10.0, 600.0) == 1.0


@given(loads, extra)
def test_one_more_counter_never_hurts(load: float, more: int) -> None:
    counters = int(load) + more
    assert erlang.delay_probability(load, counters + 1) <= erlang.delay_probability(load, counters)
    assert erlang.mean_wait(load, counters + 1, 7.0) <= erlang.mean_wait(load, counters, 7.0)


@given(loads, st.floats(0, 30), st.floats(0.05, 0.99))
def test_the_fewest_counters_that_keep_a_promise(load: float, within: float, share: float) -> None:
    counters = erlang.servers_for(load, 8.0, within, share)
    assert erlang.waiting_longer(load, counters, 8.0, within) <= 1.0 - share
    if counters > int(load) + 1:
        assert erlang.waiting_longer(load, counters - 1, 8.0, within) > 1.0 - share


@given(st.floats(2, 500), st.floats(0.05, 0.9))
def test_the_square_root_rule_is_right_within_one_counter(load: float, delayed: float) -> None:
    exact = erlang.servers_for(load, 8.0, 0.0, 1.0 - delayed)
    assert abs(erlang.square_root_servers(load, delayed) - exact) <= 1


def test_counters_for_a_utilisation() -> None:
    assert erlang.servers_for_utilisation(MUNICIPAL_DAY) == 18
    assert erlang.servers_for_utilisation(0.0) == 1


def balance(queue: erlang.ImpatientQueue, most: int = 400) -> list[float]:
    """The shares of time with 0, 1, 2 … residents in the hall, by plain balance equations."""
    shares = [1.0]
    for present in range(1, most):
        leaving = min(present, queue.servers) / queue.service_minutes
        leaving += max(present - queue.servers, 0) / queue.patience_minutes
        shares.append(shares[-1] * queue.arrivals / leaving)
    total = sum(shares)
    return [share / total for share in shares]


@given(st.floats(0.1, 3), st.floats(1, 20), st.integers(1, 20), st.floats(2, 60))
def test_impatient_residents_by_balance(arrivals: float, each: float, counters: int, patience: float) -> None:
    queue = erlang.ImpatientQueue(arrivals, each, counters, patience)
    shares = balance(queue)
    waiting = sum((n - counters) * share for n, share in enumerate(shares) if n > counters)
    assert queue.delay_probability == pytest.approx(sum(shares[counters:]), rel=1e-6, abs=1e-12)
    assert queue.mean_queue == pytest.approx(waiting, rel=1e-6, abs=1e-9)
    served = sum(min(n, counters) / each * share for n, share in enumerate(shares))
    assert queue.leaving == pytest.approx(1.0 - served / arrivals, rel=1e-6, abs=1e-9)


def test_endless_patience_is_erlang_c() -> None:
    queue = erlang.ImpatientQueue(704 / 480, 10.0, 16, 1e8)
    assert queue.delay_probability == pytest.approx(erlang.delay_probability(MUNICIPAL_DAY, 16), rel=1e-4)
    assert queue.mean_wait == pytest.approx(erlang.mean_wait(MUNICIPAL_DAY, 16, 10.0), rel=1e-4)
    patient = erlang.waiting_longer(MUNICIPAL_DAY, 16, 10.0, 15.0)
    assert queue.waiting_longer(15.0) == pytest.approx(patient, rel=1e-4)


def test_waiting_longer_with_one_counter_by_integration() -> None:
    arrivals, each, patience = 0.2, 6.0, 15.0
    queue = erlang.ImpatientQueue(arrivals, each, 1, patience)

    def density(t: float) -> float:
        """Of the virtual wait, up to a factor: arrivals refill while patience thins."""
        return exp(arrivals * patience * (1.0 - exp(-t / patience)) - t / each)

    step = 0.01
    above = sum(density(10.0 + step * (i + 0.5)) for i in range(30000)) * step
    everything = sum(density(step * (i + 0.5)) for i in range(30000)) * step
    assert queue.waiting_longer(10.0) / queue.delay_probability == pytest.approx(above / everything, rel=1e-4)


@given(st.floats(0.01, 50), st.floats(1, 30), st.integers(1, 60), st.floats(1, 40), st.floats(0, 240))
def test_impatient_queues_give_shares(
    arrivals: float, each: float, counters: int, patience: float, minutes: float
) -> None:
    queue = erlang.ImpatientQueue(arrivals, each, counters, patience)
    assert 0.0 <= queue.waiting_longer(minutes) <= queue.delay_probability + 1e-12 <= 1.0 + 1e-9
    assert -1e-9 <= queue.leaving <= 1.0 + 1e-9


def test_an_empty_hall() -> None:
    queue = erlang.ImpatientQueue(0.0, 10.0, 3, 20.0)
    assert (queue.delay_probability, queue.mean_wait, queue.leaving) == (0.0, 0.0, 0.0)
    assert erlang.delay_probability(0.0, 3) == 0.0


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0])
def test_impossible_promises_are_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        erlang.servers_for(3.0, 10.0, 5.0, share)
    with pytest.raises(ValueError, match="share"):
        erlang.square_root_servers(3.0, share)


def test_impossible_halls_are_refused() -> None:
    with pytest.raises(ValueError, match="counters"):
        erlang.delay_probability(-1.0, 3)
    with pytest.raises(ValueError, match="counters"):
        erlang.delay_probability(1.0, 0)
    with pytest.raises(ValueError, match="minutes"):
        erlang.ImpatientQueue(1.0, 10.0, 3, 0.0)
