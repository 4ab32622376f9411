"""Four who do whatever comes to their minds, all at once, leave the hall in order.

`make fuzz` plays far longer: twice FUZZ_EXAMPLES commands a thread.
"""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.ticket import Status
from tests.fakes.engine_laws import Watch
from tests.fakes.full_hall import SERVICES, WINDOWS
from tests.fakes.hall_clock import HallClock
from tests.fakes.played_engine import KEYS, Asked, Done, PlayedEngine, engine_file, issue, key, on_ticket

THREADS = 4
EACH = int(os.environ.get("PAIHAO_FUZZ_EXAMPLES", "200")) // 2
"""Commands of one thread in one round."""
ROUNDS = 4
REASON = "试验"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[PlayedEngine]:
    engine = PlayedEngine(engine_file(tmp_path), HallClock())
    yield engine
    engine.close()


class Actor:
    """Does whatever comes to its mind, from what it has seen itself."""

    def __init__(self, engine: PlayedEngine, name: int) -> None:
        self.engine = engine
        self.name = f"actor-{name}"
        self.chance = random.Random(name)
        self.tickets: list[str] = []
        self.numbers: list[str] = ["A001"]
        self.made: list[Done] = []
        self.count = 0

    def act(self) -> None:
        kinds: list[Callable[[], Asked]] = [
            self.number,
            self.number,
            self.key,
            self.key,
            self.named,
            self.ticket,
        ]
        path, request, work = self.chance.choice(kinds)()
        self.count += 1
        done = self.engine.run(path, request, work, actor=f"{self.name}-{self.count}")
        if done.body is not None and path == "/tickets":
            self.tickets.append(done.body["ticket"]["id"])
            self.numbers.append(done.body["ticket"]["number"])
        self.made.append(done)
        if self.chance.random() < 0.1:
            again = self.chance.choice(self.made)
            assert self.engine.again(again.command, again.work).answer == again.answer

    def number(self) -> Asked:
        person = self.chance.choice([None, None, "zhang-test", "li-test"])
        priority = self.chance.choice([None, None, "urgent", "old"])
        return issue(self.chance.choice([*SERVICES, "newborn"]), person, priority=priority)

    def key(self) -> Asked:
        return key(self.chance.choice(WINDOWS), self.chance.choice([*KEYS, "call-next", "call-next"]))

    def named(self) -> Asked:
        window, number = self.chance.choice(WINDOWS), self.chance.choice(self.numbers)
        verb = self.chance.choice(["call", "call-back", "restore", "transfer", "interrupt"])
        bodies: dict[str, dict[str, Any]] = {
            "call": {"number": number, "reason": REASON},
            "call-back": {"number": self.chance.choice([None, number])},
            "restore": {"number": self.chance.choice([None, number])},
            "transfer": {"service": self.chance.choice(SERVICES)},
            "interrupt": {"reason": REASON},
        }
        return key(window, verb, **bodies[verb])

    def ticket(self) -> Asked:
        if not self.tickets:
            return self.number()
        verb = self.chance.choice(["cancel", "restore", "transfer"])
        bodies: dict[str, dict[str, str]] = {
            "cancel": {"reason": REASON},
            "restore": {},
            "transfer": {"service": self.chance.choice(SERVICES)},
        }
        return on_ticket(self.chance.choice(self.tickets), verb, **bodies[verb])


@pytest.mark.fuzz
def test_four_who_act_at_once_leave_the_hall_in_order(shared: PlayedEngine) -> None:
    actors = [Actor(shared, number) for number in range(THREADS)]
    watch = Watch([shared])
    for _ in range(ROUNDS):
        start = threading.Barrier(THREADS)

        def play(actor: Actor, start: threading.Barrier = start) -> None:
            start.wait(10)
            for _ in range(EACH):
                actor.act()

        with ThreadPoolExecutor(THREADS) as pool:
            for playing in [pool.submit(play, actor) for actor in actors]:
                playing.result()
        watch.check()
        watch.check_snapshot()
        shared.clock.advance(seconds=15)
    truth = watch.check()
    assert set(truth.tickets) == {ticket for actor in actors for ticket in actor.tickets}
    seqs = [event.seq for event in shared.published]
    assert sorted(seqs) == list(range(1, len(seqs) + 1)), "every event was published once"
    assert {ticket.status for ticket in truth.tickets.values()} >= {Status.WAITING, Status.CANCELLED}
