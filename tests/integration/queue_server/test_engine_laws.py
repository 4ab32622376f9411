"""Whatever is done in whatever order by whomever, the hall is in order; two servers share its database.

`make fuzz` plays far longer: FUZZ_EXAMPLES / 16 halls of about a hundred steps each.
"""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from queue_server.domain.refusal import Code
from tests.fakes.empty_hall import empty_hall
from tests.fakes.engine_actor import Actor
from tests.fakes.engine_laws import Watch, check_as_before, read_truth
from tests.fakes.full_hall import WINDOWS
from tests.fakes.hall_clock import HallClock
from tests.fakes.played_engine import KEYS, Asked, Done, PlayedEngine, issue, key

EXAMPLES = max(1, int(os.environ.get("PAIHAO_FUZZ_EXAMPLES", "320")) // 16)
RULES = 40
"""Played in one hall at most; one of them is up to six steps."""
NIGHTS = 2
SERVER = st.integers(0, 1)
SEED = st.integers(0, 2**32)
WAIT_S = st.sampled_from([0, 0, 0.001, 1, 5, 15, 60, 600, 1800])


class EngineMachine(RuleBasedStateMachine):
    """Residents, clerks, evaluators and a supervisor speak to either server, and the laws are checked after each step.

    What is done in a step comes of its seed: chance chooses better among verbs that fit than a list of rules does.
    """

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="paihao-engine-")
        url = empty_hall(Path(self._folder.name))
        self.clock = HallClock()
        self.engines = [PlayedEngine(url, self.clock) for _ in range(2)]
        self.watch = Watch(self.engines)
        self.actor = Actor("actor", random.Random())
        self.nights = 0

    @override
    def teardown(self) -> None:
        self.watch.check()
        self.watch.check_snapshot()
        for engine in self.engines:
            engine.close()
        self._folder.cleanup()

    @rule(server=SERVER, seed=SEED, seconds=WAIT_S, steps=st.integers(1, 6))
    def people_act(self, server: int, seed: int, seconds: float, steps: int) -> None:
        self.clock.advance(seconds=seconds)
        # Small seeds come often: what was done before makes them differ.
        self.actor.chance.seed(f"{seed} {len(self.actor.done)}")
        for step in range(steps):
            self.act(self.engines[(server + step // 3) % 2])
            self.the_hall_is_in_order()

    def act(self, engine: PlayedEngine) -> None:
        before = read_truth(engine)
        done = self.actor.act(engine)
        for each in done:
            note(f"{each.command.path} {each.command.body} -> {each.answer}")
        if all(isinstance(each.answer, Code) for each in done):
            after = read_truth(engine)
            assert after == before or after.day != before.day, "a refusal has changed something"
        assert len(set(self.actor.rated)) == len(self.actor.rated), "a session was rated twice"

    @rule(caller=SERVER, undoer=SERVER, window=st.sampled_from(WINDOWS), family=st.booleans())
    def a_call_is_taken_back(self, caller: int, undoer: int, window: str, family: bool) -> None:
        if family:
            # Whoever is at a window is at a step of a package, mostly.
            self.ask(caller, issue("newborn", None))
            self.ask(caller, key(window, "call-next"))
        before = read_truth(self.engines[caller])
        called = self.ask(caller, key(window, "call-next"))
        if called.body is None or called.body["ticket"] is None:
            return
        undone = self.ask(undoer, key(window, "undo"))
        assert undone.body is not None, undone.answer
        after = read_truth(self.engines[undoer])
        if after.day == before.day:
            check_as_before(before, after, window)

    def ask(self, server: int, asked: Asked) -> Done:
        done = self.actor.ask(self.engines[server], asked)
        note(f"{done.command.path} {done.command.body} -> {done.answer}")
        return done

    @precondition(lambda self: self.actor.done)
    @rule(server=SERVER, seed=SEED)
    def something_is_repeated(self, server: int, seed: int) -> None:
        self.actor.chance.seed(seed)
        before = read_truth(self.engines[server])
        first, now = self.actor.repeat(self.engines[server])
        assert first == now
        assert read_truth(self.engines[server]) == before

    @rule(server=SERVER, window=st.sampled_from(WINDOWS), verb=st.sampled_from(sorted(KEYS)))
    def the_program_dies_before_the_commit(self, server: int, window: str, verb: str) -> None:
        before = read_truth(self.engines[server])
        self.engines[server].crash(key(window, verb)[2])
        after = read_truth(self.engines[server])
        assert after == before or after.day != before.day, "at most the day was opened, by a refusal"

    @precondition(lambda self: self.nights < NIGHTS and len(self.actor.done) > RULES)
    @rule()
    def a_night_passes(self) -> None:
        self.nights += 1
        self.clock.advance(days=1)

    @invariant()
    def the_hall_is_in_order(self) -> None:
        EngineMachine.steps += 1
        truth = self.watch.check()
        assert set(truth.tickets) == set(self.actor.tickets), "a ticket was lost, or came from nowhere"

    @invariant()
    def nobody_is_shown_anything_else(self) -> None:
        if EngineMachine.steps % 5 == 0:
            self.watch.check_snapshot()


@pytest.mark.fuzz
def test_any_order_of_verbs_leaves_the_hall_in_order() -> None:
    run_state_machine_as_test(
        EngineMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=RULES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert EngineMachine.steps > EXAMPLES * RULES, "most walks go far"
