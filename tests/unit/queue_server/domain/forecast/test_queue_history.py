"""What past days teach about each queue, and what a queue without them borrows."""

from __future__ import annotations

from math import exp, log

import pytest

from queue_server.domain.forecast import Sample
from queue_server.domain.forecast.history import UNKNOWN_MINUTES_EACH, History, SampleIndex
from tests.fakes.invented_waits import MINUTES_EACH, invented_days, invented_state


def learn(samples: list[Sample]) -> History:
    days = {sample.day for sample in samples}
    return SampleIndex(samples, dict.fromkeys(days, 1.0)).learn(days)


def minutes(history: History, queue: str, waiting: int) -> float:
    return exp(history.log_wait(invented_state(queue, 700, waiting)))


def test_knows_the_queues_it_has_seen() -> None:
    history = learn(invented_days(range(6), scatter=0.1))
    for queue, each in MINUTES_EACH.items():
        assert minutes(history, queue, 9) == pytest.approx(10 * each, rel=0.06)


def test_learns_that_a_longer_queue_is_served_faster() -> None:
    samples = [
        Sample(invented_state("A", 600, waiting), day, 4.0 * (waiting + 1) ** 0.5)
        for day in range(5)
        for waiting in range(1, 40)
    ]
    history = learn(samples)
    assert history.queues["A"].slope == pytest.approx(0.5, abs=0.08)
    assert minutes(history, "A", 24) == pytest.approx(20.0, rel=0.1)


def test_few_samples_say_less_than_many() -> None:
    usual = invented_days(range(6), queues="A", scatter=0.1)
    one = Sample(invented_state("slow", 600, 4), 0, 5 * 40.0)
    few = minutes(learn([*usual, one]), "slow", 4)
    many = minutes(learn([*usual, *[one] * 200]), "slow", 4)
    assert 10 < few < 60
    assert many > 150


def test_a_new_queue_borrows_from_its_group_and_a_new_group_from_all() -> None:
    history = learn(invented_days(range(6), queues="C", scatter=0.1))
    assert minutes(history, "new", 9) == pytest.approx(120, rel=0.15)
    assert history.line(invented_state("new", 700, 9)) == history.groups["hall"]


def test_nothing_known_is_still_an_answer() -> None:
    history = SampleIndex([], {}).learn([])
    assert history.log_wait(invented_state("A", 700, 0)) == pytest.approx(log(UNKNOWN_MINUTES_EACH))


def test_days_left_out_teach_nothing() -> None:
    samples = [*invented_days([1], scatter=0.1), *invented_days([2], slower=8.0, scatter=0.1)]
    index = SampleIndex(samples, {1: 1.0, 2: 1.0})
    assert index.learn([1]) == SampleIndex(invented_days([1], scatter=0.1), {1: 1.0}).learn([1])


def test_recent_days_count_more() -> None:
    samples = [*invented_days([1], scatter=0.1), *invented_days([2], slower=3.0, scatter=0.1)]
    history = SampleIndex(samples, {1: 0.1, 2: 1.0}).learn([1, 2])
    assert minutes(history, "B", 9) > 120
