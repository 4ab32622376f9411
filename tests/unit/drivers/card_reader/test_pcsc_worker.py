"""Calls with a deadline, on a thread that may be lost."""

from __future__ import annotations

import threading

import pytest

from drivers.card_reader.pcsc_worker import DeadlineExceeded, DeadlineWorker

SOON = 0.03
LONG = 5.0


def test_gives_what_the_call_gives_or_raises() -> None:
    worker = DeadlineWorker("calls")
    assert worker.call(lambda: 42, LONG) == 42
    with pytest.raises(ZeroDivisionError):
        worker.call(lambda: 1 // 0, LONG)
    with pytest.raises(TimeoutError, match="its own"):
        worker.call(raise_time_out, LONG)
    assert worker.end(list, wait=LONG)


def raise_time_out() -> None:
    raise TimeoutError("its own")


def test_all_calls_are_on_one_thread() -> None:
    worker = DeadlineWorker("calls")
    idents = {worker.call(threading.get_ident, LONG) for _ in range(5)}
    assert len(idents) == 1
    assert threading.get_ident() not in idents
    assert worker.end(list, wait=LONG)


def test_a_call_that_does_not_return_is_left_and_tidied_up_after() -> None:
    worker, released, tidied = DeadlineWorker("calls"), threading.Event(), threading.Event()
    with pytest.raises(DeadlineExceeded):
        worker.call(lambda: released.wait(LONG), SOON)
    assert not worker.end(tidied.set, wait=SOON)
    assert not tidied.is_set()
    released.set()
    assert tidied.wait(LONG)


def test_the_end_waits_for_what_tidies_up() -> None:
    worker, tidied = DeadlineWorker("calls"), threading.Event()
    assert worker.end(tidied.set, wait=LONG)
    assert tidied.is_set()
