"""Who waits, in calling order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from queue_server.domain.dispatch import Plan, Rules, choose
from queue_server.domain.lines import Lane, Lines, lane_of
from queue_server.domain.ticket import ORDINARY, Ticket
from tests.fakes.hall_clock import MONDAY_MORNING

CLASSES = ("urgent", "old")
PRIORITIES = st.sampled_from([*CLASSES, ORDINARY])
LANES = st.tuples(st.sampled_from("ab"), PRIORITIES, st.sampled_from([None, None, "1"]))


def ticket(position: int, service: str, priority: str, for_window: str | None, turn: int = 0) -> Ticket:
    plain = Ticket(f"t{position}", f"A{position}", service, date(2026, 3, 2), position, MONDAY_MORNING)
    return replace(plain, turn=turn or position, priority=priority, for_window=for_window)


def crowd(lanes: list[tuple[str, str, str | None]]) -> list[Ticket]:
    return [ticket(position, *lane) for position, lane in enumerate(lanes, 1)]


@given(st.lists(LANES, max_size=30), st.integers(1, 4))
def test_ahead_is_who_is_really_called_before(
    lanes: list[tuple[str, str, str | None]], in_a_row: int
) -> None:
    """A window that starts afresh and serves nothing else, in less than an ageing time."""
    waiting = crowd(lanes)
    rules = Rules.of(CLASSES, in_a_row=in_a_row, ageing=timedelta(days=1))
    for service in "ab":
        lines, streak, called = Lines(waiting), 0, 0
        told = {t.id: lines.ahead(t, rules.ranks, in_a_row) for t in waiting if t.service == service}
        while (decision := choose(Plan("1", (service,)), lines, rules, streak, MONDAY_MORNING)) is not None:
            assert told[decision.ticket.id] == called
            lines.remove(decision.ticket)
            streak, called = decision.in_a_row, called + 1
        assert called == len(told)


@given(st.lists(LANES, min_size=1, max_size=20), st.integers(0, 6), st.data())
def test_who_is_let_in_behind_so_many_stands_behind_so_many(
    lanes: list[tuple[str, str, str | None]], places: int, data: st.DataObject
) -> None:
    waiting = crowd(lanes)
    name = Lane(*data.draw(LANES))
    lines = Lines(waiting)
    line = [
        t for t in waiting if (t.service, t.priority) == name[:2] and t.for_window in (None, name.for_window)
    ]
    behind = lines.behind(name, places)
    if not line:
        assert behind is None
        return
    assert behind is not None
    restored = ticket(999, *name, turn=behind.turn)
    before = [t for t in line if t.place < restored.place]
    assert len(before) == (min(places, len(line)) if places else len(line))


def test_nobody_is_taken_out_who_does_not_stand_there() -> None:
    there = ticket(1, "a", ORDINARY, None)
    lines = Lines([there])
    for stranger in (
        ticket(2, "a", ORDINARY, None),
        ticket(1, "b", ORDINARY, None),
        ticket(1, "a", "old", None),
        replace(there, id="other"),
    ):
        with pytest.raises(KeyError):
            lines.remove(stranger)
    assert list(lines) == [there]
    lines.remove(there)
    assert (len(lines), lines.first("a"), lines.count("a")) == (0, None, 0)


class LinesMachine(RuleBasedStateMachine):
    """Lines against a plain list."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = Lines()
        self.model: list[Ticket] = []
        self.position = 0

    @rule(lane=LANES)
    def somebody_comes(self, lane: tuple[str, str, str | None]) -> None:
        self._add(lane, 0)

    @precondition(lambda self: self.model)
    @rule(lane=LANES, data=st.data())
    def somebody_comes_back(self, lane: tuple[str, str, str | None], data: st.DataObject) -> None:
        self._add(lane, data.draw(st.sampled_from(self.model)).turn)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def somebody_goes(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from(self.model))
        self.model.remove(gone)
        self.lines.remove(gone)

    def _add(self, lane: tuple[str, str, str | None], turn: int) -> None:
        self.position += 1
        fresh = ticket(self.position, *lane, turn=turn)
        self.model.append(fresh)
        self.lines.add(fresh)

    @invariant()
    def both_tell_the_same(self) -> None:
        ordered = sorted(self.model, key=lambda t: t.place)
        assert len(self.lines) == len(ordered)
        assert sorted(self.lines, key=lambda t: t.place) == ordered
        for service in "ab":
            of = [t for t in ordered if t.service == service]
            assert self.lines.of(service) == of
            assert self.lines.count(service) == len(of)
            assert self.lines.first(service) == (of[0] if of else None)
            firsts = {lane_of(t): t for t in reversed(of)}
            for window in ("1", "2"):
                expected = {t.id for lane, t in firsts.items() if lane.for_window in (None, window)}
                assert {t.id for t in self.lines.heads(service, window)} == expected
            for lane in firsts:
                assert list(self.lines.lane(lane)) == [t for t in of if lane_of(t) == lane]


TestLines = LinesMachine.TestCase
