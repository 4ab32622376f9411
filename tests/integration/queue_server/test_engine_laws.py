"""Whatever is done in whatever order by whomever, the hall is in order; two servers share its database.

`make fuzz` plays far longer: FUZZ_EXAMPLES / 8 halls of up to 50 steps each.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from queue_server.domain.refusal import Code
from queue_server.wire import messages as m
from tests.fakes.engine_laws import Watch, read_truth
from tests.fakes.full_hall import SERVICES, WINDOWS
from tests.fakes.hall_clock import HallClock
from tests.fakes.played_engine import (
    KEYS,
    Asked,
    Done,
    PlayedEngine,
    engine_file,
    issue,
    key,
    of_day,
    on_ticket,
    rating,
)

EXAMPLES = int(os.environ.get("PAIHAO_FUZZ_EXAMPLES", "240")) // 8
STEPS = 50
NIGHTS = 2
REASON = "试验"

windows = st.sampled_from(WINDOWS)
services = st.sampled_from(SERVICES)
SIMPLE_KEYS = st.sampled_from(
    [*KEYS, "call-next", "call-next", "call-next", "finish", "start", "no-show", "undo"]
)
PRIORITIES = st.sampled_from([None, None, None, "urgent", "old"])
PERSONS = st.sampled_from([None, None, "zhang-test", "li-test"])


@cache
def empty_hall() -> Path:
    """A database with the newest schema and nothing in it, made once."""
    folder = Path(tempfile.mkdtemp(prefix="paihao-engine-"))
    engine_file(folder)
    return folder / "hall.db"


class EngineMachine(RuleBasedStateMachine):
    """Two servers share a database; residents, clerks, evaluators and a supervisor speak to either."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="paihao-engine-")
        shutil.copy(empty_hall(), Path(self._folder.name) / "hall.db")
        url = f"sqlite:///{Path(self._folder.name) / 'hall.db'}"
        self.clock = HallClock()
        self.engines = [PlayedEngine(url, self.clock) for _ in range(2)]
        self.watch = Watch(self.engines)
        self.done: list[Done] = []
        self.tickets: list[str] = []
        self.numbers: list[str] = []
        self.sessions: list[str] = []
        self.cards: list[str] = []
        self.rated: set[str] = set()
        self.nights = 0

    @override
    def teardown(self) -> None:
        self.watch.check()
        self.watch.check_snapshot()
        for engine in self.engines:
            engine.close()
        self._folder.cleanup()

    def ask(self, server: int, asked: Asked) -> Any:
        """The answer; a refusal must leave everything as it was."""
        engine = self.engines[server]
        before = read_truth(engine)
        done = engine.run(*asked, actor=f"actor-{server}")
        self.done.append(done)
        if isinstance(done.answer, Code):
            after = read_truth(engine)
            assert after.day != before.day or after == before, f"{done.answer} changed something"
        return done.body

    # --- residents ------------------------------------------------------------------------------------------------

    @rule(
        server=st.integers(0, 1),
        service=st.sampled_from([*SERVICES, "civil", "newborn"]),
        person=PERSONS,
        priority=PRIORITIES,
        override_=st.sampled_from([None, None, None, REASON]),
    )
    def take_a_number(
        self, server: int, service: str, person: str | None, priority: str | None, override_: str | None
    ) -> None:
        kiosk = "kiosk-1" if override_ is None else None
        asked = issue(service, person, priority=priority, override=override_, kiosk=kiosk)
        self.keep(self.ask(server, asked))

    @rule(server=st.integers(0, 1), service=services, priorities=st.lists(PRIORITIES, min_size=2, max_size=5))
    def come_all_at_once(self, server: int, service: str, priorities: list[str | None]) -> None:
        for priority in priorities:
            self.keep(self.ask(server, issue(service, None, priority=priority)))

    @precondition(lambda self: self.cards)
    @rule(server=st.integers(0, 1), data=st.data())
    def come_again(self, server: int, data: st.DataObject) -> None:
        card = data.draw(st.sampled_from(self.cards))
        body = self.ask(server, issue("civil", None, second_visit=card))
        if body is not None:
            self.cards.remove(card)
            assert body["ticket"]["priority"] == "again"
        self.keep(body)

    def keep(self, body: Any) -> None:
        if body is not None:
            self.tickets.append(body["ticket"]["id"])
            self.numbers.append(body["ticket"]["number"])

    @precondition(lambda self: self.sessions)
    @rule(server=st.integers(0, 1), level=st.integers(1, 5), data=st.data())
    def rate(self, server: int, level: int, data: st.DataObject) -> None:
        session = data.draw(st.sampled_from(self.sessions))
        if self.ask(server, rating(session, level, self.clock.now())) is not None:
            assert session not in self.rated, "a session was rated twice"
            self.rated.add(session)

    # --- clerks ---------------------------------------------------------------------------------------------------

    @rule(server=st.integers(0, 1), window=windows, verb=SIMPLE_KEYS)
    def press(self, server: int, window: str, verb: str) -> None:
        body = self.ask(server, key(window, verb))
        if body is not None and verb == "call-next" and body["ticket"] is not None:
            self.sessions.append(body["ticket"]["session_id"])

    @rule(
        server=st.integers(0, 1),
        window=windows,
        verb=st.sampled_from(["log-in", "hand-over"]),
        clerk=st.sampled_from([1024, 2048]),
    )
    def staff(self, server: int, window: str, verb: str, clerk: int) -> None:
        self.ask(server, key(window, verb, clerk=clerk))

    @rule(server=st.integers(0, 1), window=windows, reason=st.sampled_from([None, *m.PauseReason]))
    def pause(self, server: int, window: str, reason: m.PauseReason | None) -> None:
        self.ask(server, key(window, "pause", reason=reason))

    @precondition(lambda self: self.numbers)
    @rule(server=st.integers(0, 1), window=windows, digits=st.booleans(), data=st.data())
    def call_a_number(self, server: int, window: str, digits: bool, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        said = number.lstrip("ABCN") if digits else number
        body = self.ask(server, key(window, "call", number=said, reason=REASON))
        if body is not None:
            self.sessions.append(body["ticket"]["session_id"])

    @rule(
        server=st.integers(0, 1),
        window=windows,
        verb=st.sampled_from(["restore", "call-back"]),
        data=st.data(),
    )
    def bring_back(self, server: int, window: str, verb: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from([None, None, *self.numbers]))
        self.ask(server, key(window, verb, number=number))

    @rule(
        server=st.integers(0, 1),
        window=windows,
        service=st.none() | services,
        to_window=st.none() | windows,
    )
    def transfer(self, server: int, window: str, service: str | None, to_window: str | None) -> None:
        self.ask(server, key(window, "transfer", service=service, window=to_window))

    @rule(server=st.integers(0, 1), window=windows)
    def interrupt(self, server: int, window: str) -> None:
        body = self.ask(server, key(window, "interrupt", reason=REASON))
        if body is not None:
            self.cards.append(body["card"]["code"])

    @precondition(lambda self: self.tickets)
    @rule(
        server=st.integers(0, 1),
        verb=st.sampled_from(["cancel", "restore", "transfer", "print-state"]),
        service=services,
        data=st.data(),
    )
    def move_a_ticket(self, server: int, verb: str, service: str, data: st.DataObject) -> None:
        bodies: dict[str, dict[str, str]] = {
            "cancel": {"reason": REASON},
            "restore": {},
            "transfer": {"service": service},
            "print-state": {"state": data.draw(st.sampled_from(["printing", "printed", "failed"]))},
        }
        ticket = data.draw(st.sampled_from(self.tickets))
        self.ask(server, on_ticket(ticket, verb, **bodies[verb]))

    # --- the day, the clock, and accidents ------------------------------------------------------------------------

    @rule(
        server=st.integers(0, 1), verbs=st.lists(st.sampled_from(["finish", "park", "no-show"]), min_size=4)
    )
    def clear_the_windows_and_close(self, server: int, verbs: list[str]) -> None:
        for window, verb in zip(WINDOWS, verbs, strict=False):
            self.ask(server, key(window, verb))
        self.ask(server, of_day("close"))
        self.ask(1 - server, of_day("reopen"))

    @rule(server=st.integers(0, 1), verb=st.sampled_from(["close", "reopen", "reopen", "reopen"]))
    def end_the_day(self, server: int, verb: str) -> None:
        self.ask(server, of_day(verb))

    @rule(seconds=st.sampled_from([0.001, 1, 5, 10, 15, 60, 600, 1800, 3600]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    @precondition(lambda self: self.nights < NIGHTS)
    @rule()
    def sleep_a_night(self) -> None:
        self.nights += 1
        self.clock.advance(days=1)

    @precondition(lambda self: self.done)
    @rule(server=st.integers(0, 1), data=st.data())
    def repeat(self, server: int, data: st.DataObject) -> None:
        engine, earlier = self.engines[server], data.draw(st.sampled_from(self.done))
        before = read_truth(engine)
        assert engine.again(earlier.command, earlier.work).answer == earlier.answer
        assert read_truth(engine) == before

    @rule(server=st.integers(0, 1), window=windows, verb=SIMPLE_KEYS)
    def die(self, server: int, window: str, verb: str) -> None:
        before = read_truth(self.engines[server])
        self.engines[server].crash(key(window, verb)[2])
        after = read_truth(self.engines[server])
        assert after == before or after.day != before.day

    @invariant()
    def the_hall_is_in_order(self) -> None:
        EngineMachine.steps += 1
        truth = self.watch.check()
        assert set(truth.tickets) == set(self.tickets), "a ticket was lost, or came from nowhere"

    @invariant()
    def nobody_is_shown_anything_else(self) -> None:
        if EngineMachine.steps % 5 == 0:
            self.watch.check_snapshot()


@pytest.mark.fuzz
def test_any_order_of_verbs_leaves_the_hall_in_order() -> None:
    run_state_machine_as_test(
        EngineMachine,
        settings=settings(
            max_examples=max(EXAMPLES, 1),
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert EngineMachine.steps > EXAMPLES * STEPS // 4, "most walks go far"
