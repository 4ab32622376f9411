"""What holds on every simulated day, whoever comes and whatever the windows do."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.dispatch import Help
from queue_server.domain.ticket import ORDINARY
from queue_server.simulation.engine import simulate
from queue_server.simulation.hall_day import Desk, HallDay
from queue_server.simulation.record import End, Run, Session
from queue_server.simulation.residents import Day, Span
from tests.unit.queue_server.simulation.small_halls import (
    ALL_DAY,
    desk,
    hall_of,
    offer,
    random_day,
    short_ageing,
)

SERVICES = ["a", "b", "c"]
SPANS: list[tuple[Span, ...]] = [
    ALL_DAY,
    ((540.0, 720.0), (780.0, 1020.0)),
    ((600.0, 700.0),),
    ((660.0, 1020.0),),
]

windows = st.lists(
    st.tuples(
        st.lists(st.sampled_from(SERVICES), min_size=1, max_size=3, unique=True),
        st.sampled_from(SPANS),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


def build(chosen: list[tuple[list[str], tuple[Span, ...], bool]]) -> HallDay:
    helps = (Help("a", 2, timedelta(minutes=10)),)
    desks: list[Desk] = [
        desk(str(number), *services, spans=spans, helps=helps if "a" not in services else (), late=late)
        for number, (services, spans, late) in enumerate(chosen)
    ]
    everything = {service: offer(service) for service in SERVICES} | {"both": offer("a", "b")}
    return hall_of(*desks, offers=everything)


days = st.builds(random_day, st.integers(0, 120), st.just([*SERVICES, "both"]), st.integers(0, 10_000))


def by_window(run: Run) -> dict[str, list[Session]]:
    found: dict[str, list[Session]] = {}
    for session in sorted(run.sessions, key=lambda one: (one.called, one.ended)):
        found.setdefault(session.window, []).append(session)
    return found


@given(windows, days)
def test_nobody_gets_lost(chosen: list[tuple[list[str], tuple[Span, ...], bool]], day: Day) -> None:
    run = simulate(build(chosen), day)
    steps = Counter(wait.resident for wait in run.waits)
    final = {wait.resident: wait.end for wait in run.waits}
    assert run.issued + sum(run.turned_away.values()) == len(day.residents)
    assert len(final) == run.issued
    # Of a package only the last wait may end in anything but being served.
    assert sum(wait.end is End.SERVED for wait in run.waits) == sum(steps.values()) - sum(
        end is not End.SERVED for end in final.values()
    )
    assert sum(session.served for session in run.sessions) == sum(
        wait.end is End.SERVED for wait in run.waits
    )


@given(windows, days)
def test_a_window_has_one_resident_at_most_and_time_never_goes_back(
    chosen: list[tuple[list[str], tuple[Span, ...], bool]], day: Day
) -> None:
    run = simulate(build(chosen), day)
    for sessions in by_window(run).values():
        assert all(session.called <= session.ended for session in sessions)
        assert all(earlier.ended <= later.called for earlier, later in pairwise(sessions))
    for wait in run.waits:
        assert wait.since <= wait.until
        assert wait.finished is None or wait.until <= wait.finished
    ended = [session.ended for session in run.sessions]
    assert ended == sorted(ended)


@given(windows, days)
def test_only_an_open_window_calls_and_only_what_it_may(
    chosen: list[tuple[list[str], tuple[Span, ...], bool]], day: Day
) -> None:
    hall = build(chosen)
    run = simulate(hall, day)
    desks = {one.plan.window: one for one in hall.desks}
    for session in run.sessions:
        of_window = desks[session.window]
        inside = any(start <= session.called < end for start, end in of_window.spans)
        after_hours = of_window.late is not None and session.called >= of_window.spans[-1][1]
        assert inside or after_hours
        assert session.service in {*of_window.plan.services, *(rule.service for rule in of_window.plan.helps)}
    for figures in run.windows:
        assert 0.0 <= figures.utilisation <= 1.0 + 1e-9


@given(
    st.integers(0, 10_000),
    st.integers(20, 200),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from([5, 30, 240]),
)
def test_an_ordinary_resident_is_called_among_so_many_calls_while_one_waits(
    seed: int, count: int, in_a_row: int, staffed: int, ageing: int
) -> None:
    desks = [desk(str(number), "a", "b") for number in range(staffed)]
    hall = hall_of(*desks, rules=short_ageing(ageing, in_a_row))
    run = simulate(hall, random_day(count, ["a", "b"], seed, loyal=True))
    ordinary = [wait for wait in run.waits if wait.priority == ORDINARY]
    for sessions in by_window(run).values():
        for first in range(len(sessions) - in_a_row):
            row = sessions[first : first + in_a_row + 1]
            if all(any(w.since < one.called <= w.until for w in ordinary) for one in row):
                assert any(one.priority == ORDINARY for one in row)


@given(st.integers(0, 10_000), st.integers(20, 200))
def test_within_a_class_of_a_service_nobody_is_overtaken(seed: int, count: int) -> None:
    run = simulate(
        hall_of(desk("1", "a", "b"), desk("2", "b")), random_day(count, ["a", "b"], seed, loyal=True)
    )
    lanes: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for wait in sorted(run.waits, key=lambda one: (one.since, one.resident)):
        lanes.setdefault((wait.service, wait.priority), []).append((wait.since, wait.until))
    for lane in lanes.values():
        assert all(earlier[1] <= later[1] for earlier, later in pairwise(lane))


@given(windows, days)
def test_a_day_is_the_same_every_time(
    chosen: list[tuple[list[str], tuple[Span, ...], bool]], day: Day
) -> None:
    hall = build(chosen)
    assert simulate(hall, day) == simulate(hall, day)
