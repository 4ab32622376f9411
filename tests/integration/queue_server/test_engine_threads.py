"""Four who do whatever comes to their minds, all at once, leave the hall in order.

`make fuzz` plays far longer: twice FUZZ_EXAMPLES steps a thread.
"""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.empty_hall import empty_hall
from tests.fakes.engine_actor import Actor
from tests.fakes.engine_laws import Watch
from tests.fakes.hall_clock import HallClock
from tests.fakes.played_engine import PlayedEngine

THREADS = 4
ROUNDS = 4
EACH = int(os.environ.get("PAIHAO_FUZZ_EXAMPLES", "200")) // 2
"""Steps of one thread in one round."""


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[PlayedEngine]:
    engine = PlayedEngine(empty_hall(tmp_path), HallClock())
    yield engine
    engine.close()


def play(actor: Actor, engine: PlayedEngine, start: threading.Barrier) -> None:
    start.wait(10)
    for _ in range(EACH):
        actor.act(engine)
        if actor.chance.random() < 0.1:
            first, now = actor.repeat(engine)
            assert first == now


@pytest.mark.fuzz
def test_four_who_act_at_once_leave_the_hall_in_order(shared: PlayedEngine) -> None:
    actors = [Actor(f"actor-{number}", random.Random(number)) for number in range(THREADS)]
    watch = Watch([shared])
    for _ in range(ROUNDS):
        start = threading.Barrier(THREADS)
        with ThreadPoolExecutor(THREADS) as pool:
            for playing in [pool.submit(play, actor, shared, start) for actor in actors]:
                playing.result()
        watch.check()
        watch.check_snapshot()
        shared.clock.advance(seconds=15)
    truth = watch.check()
    assert set(truth.tickets) == {ticket for actor in actors for ticket in actor.tickets}
    rated = [session for actor in actors for session in actor.rated]
    assert len(set(rated)) == len(rated)
    seqs = [event.seq for event in shared.published]
    assert sorted(seqs) == list(range(1, len(seqs) + 1)), "every event was published once"
