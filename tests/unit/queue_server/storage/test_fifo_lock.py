"""The lock that is served in the order of arrival."""

from __future__ import annotations

import threading

import pytest

from queue_server.storage.fifo_lock import FifoLock
from tests.fakes.polling import wait_until


def test_threads_are_served_in_the_order_of_arrival() -> None:
    lock, served = FifoLock(), []

    def work(number: int) -> None:
        with lock:
            served.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    with lock:
        for arrived, thread in enumerate(threads, 1):
            thread.start()
            wait_until(lambda count=arrived: len(lock._queue) == count)  # type: ignore[misc]
    for thread in threads:
        thread.join(10)
    assert served == list(range(20))


def test_one_at_a_time() -> None:
    lock, inside, most = FifoLock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(200):
            with lock:
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (inside, most) == (0, 1)


def test_an_exception_gives_the_lock_back() -> None:
    lock = FifoLock()
    with pytest.raises(ValueError, match="mine"), lock:
        raise ValueError("mine")
    with lock:
        pass
