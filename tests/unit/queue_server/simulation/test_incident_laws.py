"""What holds on every simulated day, whatever happens to residents and clerks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.admission import AdmissionRules
from queue_server.simulation.comparison import run_plan
from queue_server.simulation.engine import simulate
from queue_server.simulation.hall_day import HallDay
from queue_server.simulation.plan_file import parse_plan
from queue_server.simulation.record import End, Outcome
from queue_server.simulation.residents import Day, Interrupt, Leg, Park, Pause, Send
from queue_server.simulation.synthetic import synthetic_day
from tests.unit.queue_server.simulation.small_halls import (
    WEDNESDAY,
    desk,
    hall_of,
    offer,
    random_day,
    small_hall,
)

SERVICES = ["a", "b", "c"]
WINDOWS = "1234"
SPANS = [((540.0, 1020.0),), ((540.0, 720.0), (780.0, 1020.0)), ((600.0, 700.0),), ((660.0, 1020.0),)]


def hall(seed: int, overtime: int | None) -> HallDay:
    random = Random(seed)
    rules = AdmissionRules(
        max_waiting=random.choice([None, 12]),
        tickets_per_person=2,
        overtime=None if overtime is None else timedelta(minutes=overtime),
    )
    desks = [
        desk(
            window,
            *random.sample(SERVICES, random.randint(1, 3)),
            spans=random.choice(SPANS),
            late=random.random() < 0.5,
        )
        for window in WINDOWS[: random.randint(1, 4)]
    ]
    names = {name: offer(name) for name in SERVICES} | {"both": offer("a", "b")}
    offers = {name: replace(one, admission=rules, takes_cards=True) for name, one in names.items()}
    return replace(hall_of(*desks, offers=offers), card_class="senior")


def eventful(seed: int, count: int) -> Day:
    """Residents of all kinds; half of them go through anything, some of them several times under one name."""
    random = Random(seed)
    day = random_day(count, [*SERVICES, "both"], seed)
    crowd = [
        replace(one, course=_course(random), person=random.choice([None, one.id, one.id % 5]))
        for one in day.residents
    ]
    reasons = ["meal", "meeting"]
    pauses = [
        Pause(
            random.choice(WINDOWS),
            random.uniform(500, 1100),
            random.expovariate(0.05),
            random.choice(reasons),
        )
        for _ in range(random.randint(0, 12))
    ]
    return day.of_residents(crowd, sorted(pauses, key=lambda pause: pause.minute))


def _course(random: Random) -> tuple[Leg, ...]:
    if random.random() < 0.5:
        return ()
    kinds: list[Park | Send | Interrupt | None] = [
        Park(random.expovariate(0.1)),
        Send(random.choice([None, *SERVICES]), random.choice([None, *WINDOWS])),
        Interrupt(random.choice([None, 5.0, 60.0])),
        None,
    ]
    legs = [Leg(random.expovariate(0.3), random.choice(kinds)) for _ in range(random.randint(1, 4))]
    return (*legs, Leg(1.0), Leg(1.0))


days = st.builds(eventful, st.integers(0, 10_000), st.integers(0, 90))
halls = st.builds(hall, st.integers(0, 10_000), st.sampled_from([None, None, 0, 60]))


@given(halls, days)
def test_every_ticket_ends_once_and_nobody_is_lost(chosen: HallDay, day: Day) -> None:
    run = simulate(chosen, day)
    came_again = Counter(End.INTERRUPTED for wait in run.waits if wait.end is End.INTERRUPTED)
    turns = run.issued + sum(run.turned_away.values())
    assert len(day.residents) <= turns <= len(day.residents) + came_again.total()
    final = {wait.resident: wait.end for wait in run.waits}
    assert len(final) == run.issued
    assert End.TRANSFERRED not in final.values()
    outcomes = Counter(session.outcome for session in run.sessions)
    waits = Counter(wait.end for wait in run.waits)
    for outcome, end in [
        (Outcome.SERVED, End.SERVED),
        (Outcome.TRANSFERRED, End.TRANSFERRED),
        (Outcome.INTERRUPTED, End.INTERRUPTED),
    ]:
        assert outcomes[outcome] == waits[end]
    assert outcomes[Outcome.PARKED] == len(run.asides)


@given(halls, days)
def test_each_wait_of_a_visit_begins_where_the_one_before_ended(chosen: HallDay, day: Day) -> None:
    run = simulate(chosen, day)
    by_visit: dict[int, list[tuple[float, float, str | None]]] = {}
    left = dict.fromkeys((wait.resident for wait in run.waits), 0.0)
    for wait in run.waits:
        assert wait.since <= wait.until
        assert wait.since >= left[wait.resident]
        left[wait.resident] = wait.until
        by_visit.setdefault(wait.resident, []).append((wait.since, wait.until, wait.window))
    sessions: dict[int, list[tuple[float, float]]] = {}
    for session in sorted(run.sessions, key=lambda one: (one.called, one.ended)):
        sessions.setdefault(session.resident, []).append((session.called, session.ended))
    for own in sessions.values():
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(own))
    for aside in run.asides:
        assert aside.since <= aside.ready <= aside.until


@given(halls, days)
def test_a_window_has_one_resident_and_never_calls_in_a_pause(chosen: HallDay, day: Day) -> None:
    run = simulate(chosen, day)
    for window in run.windows:
        own = sorted((s.called, s.ended) for s in run.sessions if s.window == window.window)
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(own))
        busy = sum(ended - called for called, ended in own)
        assert window.busy <= busy + 1e-6
        assert sum(window.pauses.values()) + window.busy <= window.staffed + 1e-6


@given(halls, days)
def test_nobody_holds_two_waiting_numbers_of_a_service_where_cards_tell_persons_apart(
    chosen: HallDay, day: Day
) -> None:
    run = simulate(chosen, day)
    persons = {one.id: one.person for one in day.residents if one.person is not None}
    wishes = {one.id: one.wish for one in day.residents}
    # From taking the number to its very end, for those who were never sent elsewhere or passed in between.
    spells: dict[tuple[int, str], list[tuple[float, float]]] = {}
    moved = {w.resident for w in run.waits if w.end is not End.SERVED or w.calls_in_vain}
    for wait in run.waits:
        if wait.resident in persons and wait.resident not in moved and wishes[wait.resident] in SERVICES:
            assert wait.finished is not None
            spells.setdefault((persons[wait.resident], wait.service), []).append((wait.since, wait.finished))
    for own in spells.values():
        assert all(earlier[1] <= later[0] + 1e-9 for earlier, later in pairwise(sorted(own)))
    taken = Counter(persons[resident] for resident in {wait.resident for wait in run.waits} & persons.keys())
    assert max(taken.values(), default=0) <= 2


@given(halls, days)
def test_a_day_is_the_same_every_time(chosen: HallDay, day: Day) -> None:
    assert simulate(chosen, day) == simulate(chosen, day)


@given(st.integers(0, 1000), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_nobody_is_lost_in_drawn_transfers(seed: int, transfers: float, parking: float) -> None:
    text = f"[transfers]\nshare = {transfers!r}\n[parking]\nshare = {parking!r}\n"
    day = synthetic_day(small_hall(), WEDNESDAY, 60, seed)
    run = run_plan(parse_plan(text, small_hall(), "trial"), day)
    ends = {wait.resident: wait.end for wait in run.waits}
    assert ends.keys() == {one.id for one in day.residents}
    assert set(ends.values()) <= {End.SERVED, End.NO_SHOW}
