"""Plan files: changes to a hall, all mistakes at once, and the same residents under every plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.model import Bilingual
from queue_server.simulation.comparison import compare, run_plan
from queue_server.simulation.hall_day import hall_day
from queue_server.simulation.plan import Plan, day_under, staffed_plan
from queue_server.simulation.plan_file import load_plan, parse_plan
from queue_server.simulation.reading import UnusablePlan
from queue_server.simulation.residents import Day, Span
from queue_server.simulation.synthetic import synthetic_day
from tests.unit.queue_server.simulation.small_halls import WEDNESDAY, day_of, resident, small_hall


def plan_of(text: str) -> Plan:
    return parse_plan(text, small_hall(), "trial")


def spans(plan: Plan, window: str) -> tuple[Span, ...]:
    desks = hall_day(plan.hall, day_of([]), plan.breaks).desks
    return next(desk.spans for desk in desks if desk.plan.window == window)


def mistakes_of(text: str) -> dict[str, str]:
    with pytest.raises(UnusablePlan) as raised:
        plan_of(text)
    return {mistake.place: mistake.problem for mistake in raised.value.mistakes}


def test_an_empty_plan_is_the_hall_as_it_is() -> None:
    plan = plan_of("")
    assert plan.hall == small_hall()
    assert (plan.id, plan.name.zh, plan.arrivals, plan.handling) == ("trial", "trial", {}, {})


def test_windows_open_close_and_pause() -> None:
    plan = plan_of("""
name = { zh = "试点", en = "Trial" }
[[windows]]
id = "1"
breaks = ["mon-fri 11:00-11:30", "sat 10:00-11:00"]
[[windows]]
id = "2"
closed = true
[[windows]]
id = "9"
new = true
services = ["card"]
planned = ["mon-wed 10:00-15:00", "thu 09:00-12:00"]
""")
    assert plan.name == Bilingual(zh="试点", en="Trial")
    # Window 1 is staffed while one of its services is open, and one of them has no break.
    assert spans(plan, "1") == ((540.0, 660.0), (690.0, 1020.0))
    assert spans(plan, "9") == ((600.0, 900.0),)
    assert [(window.id, window.number) for window in plan.hall.windows] == [("1", 1), ("9", 3)]


def test_services_order_helps_and_rules_change() -> None:
    plan = plan_of("""
[rules]
priority_in_a_row = 5
ageing_minutes = 12
restore_after = []
[[windows]]
id = "2"
services = ["card", "tax"]
order = "listed"
[[windows]]
id = "1"
services = ["tax"]
helps = [{ service = "card", when_waiting = 4 }]
[[services]]
id = "card"
max_waiting = 7
""")
    day = hall_day(plan.hall, day_of([]), plan.breaks)
    first, second = day.desks
    assert (second.plan.services, second.plan.listed) == (("card", "tax"), True)
    assert [(rule.service, rule.when_waiting) for rule in first.plan.helps] == [("card", 4)]
    assert (day.rules.in_a_row, day.rules.ageing.total_seconds(), day.passing.places) == (5, 720.0, ())
    assert day.offers["card"].admission.max_waiting == 7


def test_factors_for_all_and_for_one() -> None:
    plan = plan_of("""
arrivals = 1.5
handling = 0.5
[[services]]
id = "tax"
arrivals = 1.0
[[services]]
id = "start-up"
arrivals = 0
""")
    assert plan.arrivals == {"card": 1.5, "start-up": 0.0}
    assert plan.handling == {"tax": 0.5, "card": 0.5, "start-up": 0.5}


def test_all_mistakes_come_together_with_their_places() -> None:
    found = mistakes_of("""
nmae = "x"
arrivals = -1
[rules]
ageing_minutes = 0
announce_times = 2
[[windows]]
id = "1"
planed = ["daily 09:00-10:00"]
services = ["taxes"]
[[windows]]
id = "1"
[[windows]]
closed = true
[[windows]]
id = "7"
[[windows]]
id = "8"
new = true
[[windows]]
id = "2"
new = true
[[services]]
id = "start-up"
open = ["daily 09:00-10:00"]
[[services]]
id = "tax"
handling = "long"
""")
    assert set(found) == {
        "nmae",
        "arrivals",
        "rules.ageing_minutes",
        "rules.announce_times",
        "windows[0].planed",
        "windows[0].services[0]",
        "windows[1].id",
        "windows[2].id",
        "windows[3].id",
        "windows[4].services",
        "windows[5].new",
        "services[0].open",
        "services[1].handling",
    }
    assert found["windows[0].services[0]"] == 'There is no service "taxes".'
    assert found["rules.announce_times"] == 'A plan cannot change the rule "announce_times".'


def test_mistakes_say_their_lines_and_what_was_meant() -> None:
    with pytest.raises(UnusablePlan) as raised:
        plan_of('[[windows]]\nid = "1"\nservices = ["tx"]\n')
    unserved, unknown = raised.value.mistakes
    assert (unknown.line, unknown.suggestion) == (3, 'Did you mean "tax"?')
    assert 'windows[0].services[0] ("1", line 3)' in str(raised.value)
    # What the plan breaks elsewhere in the hall is told too.
    assert (unserved.place, unserved.item, unserved.problem) == ("", "tax", "No window serves this service.")


@pytest.mark.parametrize(
    "text", ["a = ", "[windows]\nid = 1", "rules = 3", "windows = [1]", "a = " + "[" * 5000]
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    assert mistakes_of(text)


def test_a_plan_is_named_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "more-windows.toml"
    path.write_text("arrivals = 2.0\n", encoding="utf-8")
    assert load_plan(path, small_hall()).id == "more-windows"
    with pytest.raises(UnusablePlan, match="cannot be read"):
        load_plan(tmp_path / "nowhere.toml", small_hall())


def day(residents: int = 400) -> Day:
    return synthetic_day(small_hall(), WEDNESDAY, residents, 7)


def test_more_residents_are_the_same_and_others_like_them() -> None:
    base, more = day(), day_under(plan_of("arrivals = 1.5"), day())
    known = {one.id: one for one in base.residents}
    assert 1.4 < len(more.residents) / len(base.residents) < 1.6
    assert {one.id: one for one in more.residents if one.id in known} == known
    assert len({one.id for one in more.residents}) == len(more.residents)
    # Whoever is added comes while the doors are open: nobody is turned away.
    assert run_plan(plan_of("arrivals = 3.0"), day(200)).turned_away == {}


def test_fewer_residents_are_some_of_the_same_and_nested() -> None:
    base = day()
    third, half = (
        {one.id for one in day_under(plan_of(f"arrivals = {share}"), base).residents} for share in (0.3, 0.5)
    )
    assert third < half < {one.id for one in base.residents}
    assert 0.4 < len(half) / len(base.residents) < 0.6
    assert day_under(plan_of("arrivals = 0"), base).residents == ()


def test_handling_changes_for_a_service_wherever_it_is_visited() -> None:
    base = day()
    faster = day_under(plan_of('[[services]]\nid = "card"\nhandling = 0.5'), base)
    for before, after in zip(base.residents, faster.residents, strict=True):
        factors = {"tax": (1.0,), "card": (0.5,), "start-up": (1.0, 0.5)}[before.wish]
        times = [minutes * factor for minutes, factor in zip(before.handling, factors, strict=True)]
        assert after.handling == pytest.approx(times)


def test_a_plan_that_changes_nothing_changes_nothing() -> None:
    comparison = compare(small_hall(), [day(), day()], [plan_of("")])
    base, same = comparison.results
    assert same.runs == base.runs
    assert same.change is not None
    assert (same.change.mean_wait, same.change.shorter, same.change.longer) == (0.0, 0.0, 0.0)
    assert same.change.residents == base.figures.days * 400


def test_a_window_more_shortens_waits_of_the_same_residents() -> None:
    more = plan_of('[[windows]]\nid = "3"\nnew = true\nservices = ["tax", "card"]')
    comparison = compare(small_hall(), day(90), [more])
    change = comparison.result("trial").change
    assert change is not None
    assert change.mean_wait < 0.0
    assert change.shorter > change.longer
    with pytest.raises(KeyError):
        comparison.result("nothing")
    with pytest.raises(ValueError, match="no day"):
        compare(small_hall(), [])


def test_staffing_by_shifts_is_a_plan_too() -> None:
    name = Bilingual(zh="排班", en="Roster")
    plan = staffed_plan(small_hall(), "roster", name, {"1": [(540, 720), (780, 1020)], "2": []})
    assert [window.id for window in plan.hall.windows] == ["1"]
    assert spans(plan, "1") == ((540.0, 720.0), (780.0, 1020.0))
    run = run_plan(plan, day_of([resident(1, 715, "tax", 1), resident(2, 725, "card", 1)]))
    assert [session.called for session in run.sessions] == [715.0, 780.0]
