"""The record of a day's calls, and the states it makes."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import CallRecord, DayRecord, QueueNow

NOBODY = QueueNow(waiting=0, open_counters=2, service_minutes=8.0)


def record(*calls: tuple[float, float], opened: float | None = 540.0) -> DayRecord:
    day = DayRecord(opened, group="hall")
    for issued, called in calls:
        day.add(CallRecord("a", issued, called))
    return day


def test_before_the_first_call_only_the_hall_is_known() -> None:
    found = record().state("a", 555.0, QueueNow(3, 2, 8.0, head_issued=550.0))
    assert (found.queue, found.group, found.minute) == ("a", "hall", 555.0)
    assert (found.waiting, found.open_counters, found.service_minutes) == (3, 2, 8.0)
    assert (found.rate_30, found.rate_60, found.les, found.mean_last_10) == (0.0, 0.0, None, None)
    assert found.hol == 5.0


def test_nobody_waits_nobody_is_head() -> None:
    assert record((545, 546)).state("a", 550.0, NOBODY).hol is None


def test_rates_are_calls_of_the_last_half_and_whole_hour() -> None:
    day = record(*((600.0 + 5 * call, 610.0 + 5 * call) for call in range(12)))
    found = day.state("a", 666.0, NOBODY)
    assert found.rate_30 == pytest.approx(6 / 30)
    assert found.rate_60 == pytest.approx(12 / 60)
    later = day.state("a", 701.0, NOBODY)
    assert later.rate_30 == 0.0
    assert later.rate_60 == pytest.approx(5 / 60)


def test_rates_count_from_the_opening() -> None:
    day = record((538, 541), (539, 543))
    assert day.state("a", 560.0, NOBODY).rate_60 == pytest.approx(2 / 22)
    assert record((541, 542)).state("a", 543.0, NOBODY).rate_30 == pytest.approx(1 / 5)


def test_without_an_opening_they_count_from_the_first_number() -> None:
    day = record((600, 601), (601, 605), opened=None)
    assert day.state("a", 610.0, NOBODY).rate_30 == pytest.approx(2 / 10)


def test_les_is_how_long_ago_the_last_called_took_a_number() -> None:
    day = record((545, 550), (548, 560))
    assert day.state("a", 570.0, NOBODY).les == 22.0


def test_the_last_ten_waits_are_averaged() -> None:
    day = record((500, 600), *((600 + call, 604 + call) for call in range(10)))
    assert day.state("a", 620.0, NOBODY).mean_last_10 == 4.0


def test_queues_do_not_mix() -> None:
    day = record((545, 550))
    day.add(CallRecord("b", 541.0, 570.0))
    assert day.state("a", 571.0, NOBODY).les == 26.0
    assert day.state("b", 571.0, NOBODY).mean_last_10 == 29.0
    assert day.state("c", 571.0, NOBODY).les is None


@given(st.lists(st.tuples(st.floats(480, 1000), st.floats(0, 200)), max_size=60), st.floats(0, 400))
def test_counts_what_a_plain_look_at_all_calls_counts(calls: list[tuple[float, float]], later: float) -> None:
    made = sorted(((issued, issued + wait) for issued, wait in calls), key=lambda call: call[1])
    day = record(*made, opened=480.0)
    now = max([500.0, *(called for _, called in made)]) + later
    found = day.state("a", now, NOBODY)
    for rate, span in ((found.rate_30, 30.0), (found.rate_60, 60.0)):
        counted = sum(now - span <= called for _, called in made)
        assert rate == pytest.approx(counted / min(now - 480.0, span))
    if made:
        last = made[-10:]
        assert found.mean_last_10 == pytest.approx(
            sum(called - issued for issued, called in last) / len(last)
        )
        assert found.les == pytest.approx(now - made[-1][0])


def test_a_long_day_stays_quick() -> None:
    source, day = random.Random(1), DayRecord(0.0)
    begun = time.process_time()
    for call in range(20_000):
        minute = 480.0 + call * 0.02
        day.add(CallRecord("a", minute - source.random() * 20, minute))
        if call % 4 == 0:
            day.state("a", minute, replace(NOBODY, waiting=5, head_issued=minute - 3))
    assert time.process_time() - begun < 2.0
