"""Threads for requests: as many as are busy, and the last one first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from typing_extensions import override
from waitress.task import Task

from queue_server.web.threads import GrowingThreads, LastComeFirstServed
from tests.fakes.polling import wait_until

LIMIT = 3


class Piece(Task):
    """Work that says who does it, and lasts until it may end."""

    def __init__(self, *, waits: bool = False) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.by: str | None = None
        if not waits:
            self.may_end.set()

    @override
    def service(self) -> None:
        self.by = threading.current_thread().name
        self.begun.set()
        assert self.may_end.wait(10)

    def cancel(self) -> None:
        self.begun.set()


@pytest.fixture
def threads() -> Iterator[GrowingThreads]:
    growing = GrowingThreads(LIMIT)
    yield growing
    growing.shutdown(timeout=5)


def do(threads: GrowingThreads, piece: Piece) -> Piece:
    threads.add_task(piece)
    assert piece.begun.wait(10)
    return piece


def _busy(threads: GrowingThreads, count: int) -> bool:
    return threads.active_count == count


def all_idle(threads: GrowingThreads) -> None:
    wait_until(partial(_busy, threads, 0))


def test_there_are_as_many_as_are_busy_at_once_up_to_the_limit(threads: GrowingThreads) -> None:
    busy = [do(threads, Piece(waits=True)) for _ in range(LIMIT)]
    waiting = Piece()
    threads.add_task(waiting)
    assert len({piece.by for piece in busy}) == LIMIT == len(threads.threads)
    assert not waiting.begun.is_set()
    busy[0].may_end.set()
    assert waiting.begun.wait(10)
    for piece in busy:
        piece.may_end.set()


def test_who_came_back_last_does_the_next_piece(threads: GrowingThreads) -> None:
    busy = [do(threads, Piece(waits=True)) for _ in range(LIMIT)]
    for others, piece in zip(range(LIMIT - 1, -1, -1), busy, strict=True):
        piece.may_end.set()
        wait_until(partial(_busy, threads, others))
    for _ in range(5):
        assert do(threads, Piece()).by == busy[-1].by
        all_idle(threads)


def test_everybody_goes_home(threads: GrowingThreads) -> None:
    for piece in [do(threads, Piece(waits=True)) for _ in range(LIMIT)]:
        piece.may_end.set()
    all_idle(threads)
    threads.shutdown(timeout=5)
    wait_until(lambda: not threads.threads)


def test_a_wait_may_be_given_up() -> None:
    condition = LastComeFirstServed(threading.Lock())
    with condition:
        assert not condition.wait(0.01)
        condition.notify()
        assert not condition.wait(0.01), "nobody waited then, so nobody was woken"


def test_all_are_woken() -> None:
    condition = LastComeFirstServed(threading.Lock())
    woken: list[bool] = []

    def sleep() -> None:
        with condition:
            woken.append(condition.wait(10))

    sleepers = [threading.Thread(target=sleep) for _ in range(4)]
    for sleeper in sleepers:
        sleeper.start()
    wait_until(lambda: _asleep(condition) == len(sleepers))
    with condition:
        condition.notify_all()
    for sleeper in sleepers:
        sleeper.join(10)
    assert woken == [True] * len(sleepers)


def _asleep(condition: LastComeFirstServed) -> int:
    with condition:
        return condition.waiting
