"""Where days come from: a typical hall, learnt arrivals, and the hall file as one day sees it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import sqrt
from random import Random
from statistics import fmean, pstdev, variance

import pytest

from queue_server.domain.forecast.arrivals import DayCounts, learn_arrivals, typical_profile
from queue_server.domain.forecast.residual import Handling
from queue_server.simulation.comparison import compare
from queue_server.simulation.habits import Crowd, Habits, minutes
from queue_server.simulation.hall_day import hall_day, without
from queue_server.simulation.hours import read_hours
from queue_server.simulation.synthetic import forecast_day, random_count, synthetic_day
from tests.unit.queue_server.simulation.small_halls import WEDNESDAY, day_of, small_hall

OPEN_ALWAYS = '[[services]]\nid = "info"\nprefix = "C"\nname = { zh = "咨询", en = "Info" }\n'
SUNDAY = date(2026, 3, 8)


def test_a_typical_day_has_so_many_residents_within_the_hours() -> None:
    hall = small_hall()
    day = synthetic_day(hall, WEDNESDAY, 1000, 5)
    assert len(day.residents) == 1000
    assert [one.minute for one in day.residents] == sorted(one.minute for one in day.residents)
    assert compare(hall, day).results[0].figures.turned_away == {}
    wishes = Counter(one.wish for one in day.residents)
    # The card takes half as long, has a window of its own and no break.
    assert wishes["card"] > 2 * wishes["tax"] > 0
    assert 0 < wishes["start-up"] < wishes["tax"] / 4


def test_the_same_seed_is_the_same_day() -> None:
    hall = small_hall()
    assert synthetic_day(hall, WEDNESDAY, 50, 5) == synthetic_day(hall, WEDNESDAY, 50, 5)
    assert synthetic_day(hall, WEDNESDAY, 50, 5) != synthetic_day(hall, WEDNESDAY, 50, 6)


def test_nobody_comes_when_nothing_is_open_but_another_weekdays_hours_may_hold() -> None:
    with pytest.raises(ValueError, match="2026-03-08"):
        synthetic_day(small_hall(), SUNDAY, 10, 1)
    assert len(synthetic_day(small_hall(), SUNDAY, 10, 1, weekday=4).residents) == 10


def test_residents_are_as_their_habits_say() -> None:
    habits = Habits(shows_up=0.8, returns=0.25, patience=30.0, tells=0.4, priority_share=0.3, variation=0.5)
    crowd = Crowd(habits, ["military", "senior"], Random(1))
    many = [crowd.resident(number, 600.0, "tax", [Handling(8.0, 0.5)]) for number in range(20_000)]
    patience = [one.patience for one in many if one.patience is not None]
    assert fmean(patience) == pytest.approx(30.0, rel=0.03)
    assert fmean(one.absences > 0 for one in many) == pytest.approx(0.2, abs=0.01)
    assert fmean(one.returns_after is not None for one in many) == pytest.approx(0.25, abs=0.01)
    assert fmean(one.tells for one in many) == pytest.approx(0.4, abs=0.012)
    assert Counter(one.priority for one in many)["senior"] == pytest.approx(3000, rel=0.06)
    handling = [one.handling[0] for one in many]
    assert fmean(handling) == pytest.approx(8.0, rel=0.02)
    assert pstdev(handling) / fmean(handling) == pytest.approx(0.5, abs=0.03)


def test_handling_without_variation_is_the_mean() -> None:
    assert minutes(Handling(8.0, 0.0), Random(1)) == pytest.approx(8.0)


def test_residents_of_a_forecast_come_as_the_arrivals_were_learnt() -> None:
    profile = typical_profile([(540, 720), (780, 1020)])
    past = [DayCounts(weekday, {40: 12, 56: 4}) for weekday in range(5)] * 8
    learnt = learn_arrivals(past, profile=profile, expected_total=16.0)
    days = [
        forecast_day(
            small_hall(),
            WEDNESDAY,
            {"tax": learnt, "gone": learnt},
            seed,
            handling={"tax": Handling(9.0, 0.4)},
        )
        for seed in range(200)
    ]
    per_day = [len(day.residents) for day in days]
    assert fmean(per_day) == pytest.approx(learnt.day_total(2), rel=0.06)
    at_ten = [sum(600.0 <= one.minute < 615.0 for one in day.residents) for day in days]
    assert fmean(at_ten) == pytest.approx(learnt.quarter(2, 40).mean, rel=0.1)
    everybody = [one for day in days for one in day.residents]
    assert {one.wish for one in everybody} == {"tax"}
    assert {one.walk for one in everybody} == {0.0}
    assert fmean(one.handling[0] for one in everybody) == pytest.approx(9.0, rel=0.05)


def test_nobody_of_a_forecast_comes_on_a_day_off() -> None:
    learnt = learn_arrivals([], profile=typical_profile([(540, 1020)]), expected_total=50.0)
    assert forecast_day(small_hall(), SUNDAY, {"tax": learnt}, 1).residents == ()


@pytest.mark.parametrize("mean, dispersion", [(0.4, 1.0), (6.0, 1.0), (6.0, 2.5)])
def test_counts_have_their_mean_and_dispersion(mean: float, dispersion: float) -> None:
    random = Random(4)
    counts = [random_count(mean, dispersion, random) for _ in range(8000)]
    assert fmean(counts) == pytest.approx(mean, abs=5.0 * sqrt(mean * dispersion / 8000))
    assert variance(counts) / fmean(counts) == pytest.approx(dispersion, rel=0.1)
    assert random_count(0.0, 2.0, random) == 0


def test_services_that_never_close_take_the_days_hours_and_windows_those_of_their_services() -> None:
    hall = small_hall(OPEN_ALWAYS + '[[windows]]\nid = "3"\nnumber = 3\nservices = ["info"]\n')
    day = hall_day(hall, day_of([]))
    assert day.offers["info"].spans == ((540.0, 1020.0),)
    assert day.offers["tax"].spans == ((540.0, 720.0), (780.0, 1020.0))
    assert day.offers["start-up"].services == ("tax", "card")
    assert [desk.spans for desk in day.desks] == [((540.0, 1020.0),), ((540.0, 780.0),), ((540.0, 1020.0),)]


def test_a_window_stays_for_services_that_have_closed_before_it_goes() -> None:
    first, noon = hall_day(small_hall(), day_of([])).desks
    assert first.late is not None
    assert first.late.services == ("tax", "card")
    assert noon.late is None


def test_hours_are_read_as_people_type_them() -> None:
    assert read_hours("13:30-17:00, 09:00-12:00") == ((540.0, 720.0), (810.0, 1020.0))
    with pytest.raises(ValueError, match="09:00-12:00"):
        read_hours("9 to 5")


def test_breaks_are_taken_out_of_spans() -> None:
    assert without(((1, 5), (7, 9)), ((0, 2), (4, 8))) == ((2, 4), (8, 9))
    assert without(((1, 5),), ((0, 9),)) == ()
    assert without(((1, 5),), ()) == ((1, 5),)
