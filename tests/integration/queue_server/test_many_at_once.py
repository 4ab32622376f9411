"""Many clients at once, in threads and in two processes, on both databases."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from queue_server.wire.events import TicketCalled, TicketIssued
from tests.fakes.served_hall import ServedHall

CLIENTS = 4
EACH = 25


def issue_some(hall: ServedHall) -> list[str]:
    return [hall.issue()["number"] for _ in range(EACH)]


def call_some(hall: ServedHall, window: str) -> list[str]:
    answers = [hall.window(window, "call-next")["ticket"] for _ in range(EACH)]
    return [ticket["number"] for ticket in answers if ticket is not None]


def check_log(hall: ServedHall, issued: list[str], called: list[str]) -> None:
    assert len(set(issued)) == len(issued)
    assert len(set(called)) == len(called)
    assert set(called) <= set(issued)
    events = hall.events()
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert sorted(e.ticket.number for e in events if isinstance(e, TicketIssued)) == sorted(issued)
    assert [e.ticket.number for e in events if isinstance(e, TicketCalled)] == sorted(called)
    assert hall.snapshot().services[0].waiting == len(issued) - len(called)


def test_four_issue_while_four_call(hall: ServedHall) -> None:
    with ThreadPoolExecutor(2 * CLIENTS) as pool:
        issuing = [pool.submit(issue_some, hall) for _ in range(CLIENTS)]
        calling = [pool.submit(call_some, hall, window) for window in ("1", "2", "1", "2")]
        issued = [number for future in issuing for number in future.result(60)]
        called = [number for future in calling for number in future.result(60)]
    assert len(issued) == CLIENTS * EACH
    check_log(hall, issued, called)


def _in_a_process(
    url: str, work: Callable[[ServedHall], list[str]], results: multiprocessing.Queue[str]
) -> None:
    hall = ServedHall(url)
    try:
        results.put(json.dumps(work(hall)))
    finally:
        hall.close()


def _call_at_one(hall: ServedHall) -> list[str]:
    return call_some(hall, "1")


def _call_at_two(hall: ServedHall) -> list[str]:
    return call_some(hall, "2")


@pytest.mark.slow
def test_two_processes_on_one_database(hall: ServedHall) -> None:
    issued = _in_processes(hall.url, issue_some, issue_some)
    called = _in_processes(hall.url, _call_at_one, _call_at_two)
    check_log(hall, issued, called)


def _in_processes(url: str, *jobs: Callable[[ServedHall], list[str]]) -> list[str]:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = context.Queue()
    processes = [context.Process(target=_in_a_process, args=(url, job, results)) for job in jobs]
    for process in processes:
        process.start()
    answers = [number for _ in processes for number in json.loads(results.get(timeout=60))]
    for process in processes:
        process.join(30)
    return answers


def test_readers_never_see_half_a_change(sqlite_hall: ServedHall) -> None:
    stop = threading.Event()
    wrong: list[str] = []

    def watch() -> None:
        while not stop.is_set():
            snapshot = sqlite_hall.snapshot()
            events = sqlite_hall.events()[: snapshot.seq]
            issued = sum(isinstance(event, TicketIssued) for event in events)
            called = sum(isinstance(event, TicketCalled) for event in events)
            if snapshot.services[0].waiting != issued - called:
                wrong.append(f"{snapshot.services[0].waiting} of {issued} - {called} at {snapshot.seq}")

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        issue_some(sqlite_hall)
        call_some(sqlite_hall, "1")
    finally:
        stop.set()
        watcher.join(30)
    assert wrong == []
