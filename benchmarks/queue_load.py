"""Tickets and calls a second with four issuing and four calling clients, ours beside the reference.

Three phases, each bounded in count: only issuing, only calling, both at once. Duplicated numbers and tickets called
twice are counted over everything that was acknowledged.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.http_client import LeanClient
from benchmarks.servers import Server, queue_server, reference_server

CLIENTS = 4
SERVICES = ("social-security", "medical-insurance", "civil-affairs", "business")
Request = Callable[[LeanClient, int], str | None]


@dataclass
class Phase:
    """What one phase measured; latencies in milliseconds."""

    latencies: list[float] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def summary(self) -> dict[str, float]:
        """Rate and percentiles."""
        ordered = sorted(self.latencies)
        return {
            "per_second": round(len(ordered) / self.seconds, 1),
            "p50_ms": round(ordered[len(ordered) // 2], 2),
            "p99_ms": round(ordered[int(len(ordered) * 0.99)], 2),
        }


@dataclass(frozen=True)
class Target:
    """How to ask one server for a ticket and for the next call."""

    issue: Request
    call: Request


def ours(services: tuple[str, ...]) -> Target:
    """Requests of our API; every request has an id of its own, as a real client's has."""

    def issue(client: LeanClient, worker: int) -> str | None:
        body = {"request_id": uuid.uuid4().hex, "service": services[worker % len(services)]}
        status, answer = client.post("/api/v1/tickets", body)
        return _number(status, answer, 201)

    def call(client: LeanClient, worker: int) -> str | None:
        status, answer = client.post(
            f"/api/v1/windows/{worker + 1}/call-next", {"request_id": uuid.uuid4().hex}
        )
        return _number(status, answer, 200)

    return Target(issue, call)


def reference() -> Target:
    """Requests of the reference."""

    def issue(client: LeanClient, _worker: int) -> str | None:
        return str(client.post("/tickets", {})[1]["number"])

    def call(client: LeanClient, worker: int) -> str | None:
        number = client.post(f"/windows/{worker + 1}/call-next", {})[1]["number"]
        return None if number is None else str(number)

    return Target(issue, call)


def _number(status: int, answer: Any, wanted: int) -> str | None:
    if status != wanted:
        raise RuntimeError(f"the server answered {status}: {answer}")
    ticket = answer["ticket"]
    return None if ticket is None else str(ticket["number"])


def run_phase(server: Server, jobs: list[tuple[Request, int]], count: int) -> Phase:
    """Run every job ``count`` times on a connection of its own, all at the same time."""
    phase, lock, start = Phase(), threading.Lock(), threading.Barrier(len(jobs) + 1)

    def work(request: Request, worker: int) -> None:
        with contextlib.closing(server.client()) as client:
            latencies, numbers = [], []
            start.wait()
            for _ in range(count):
                begun = time.perf_counter()
                number = request(client, worker)
                latencies.append((time.perf_counter() - begun) * 1e3)
                if number is not None:
                    numbers.append(number)
            with lock:
                phase.latencies += latencies
                phase.numbers += numbers

    threads = [threading.Thread(target=work, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    phase.seconds = time.perf_counter() - begun
    return phase


def measure(server: Server, target: Target, count: int) -> dict[str, Any]:
    """The three phases on one server."""
    issuers = [(target.issue, worker) for worker in range(CLIENTS)]
    callers = [(target.call, worker) for worker in range(CLIENTS)]
    run_phase(server, issuers, 25)
    issuing = run_phase(server, issuers, count)
    calling = run_phase(server, callers, count)
    mixed = run_phase(server, issuers + callers, count // 2)
    return {
        "issue": issuing.summary(),
        "call": calling.summary(),
        "mixed": mixed.summary(),
        "duplicate_numbers": _repeats(issuing.numbers),
        "double_calls": _repeats(calling.numbers),
    }


def _repeats(numbers: list[str]) -> int:
    return sum(count - 1 for count in Counter(numbers).values())


def run(*, count: int = 230, rounds: int = 3) -> dict[str, Any]:
    """Alternate both servers, fresh each round, and compare the medians of their rates."""
    results: dict[str, list[dict[str, Any]]] = {"ours": [], "reference": []}
    for _ in range(rounds):
        with reference_server() as server:
            results["reference"].append(measure(server, reference(), count))
        with queue_server() as server:
            results["ours"].append(measure(server, ours(SERVICES), count))
    ratios = {
        phase: round(_rate(results["ours"], phase) / _rate(results["reference"], phase), 2)
        for phase in ("issue", "call", "mixed")
    }
    return {
        "ratio_to_reference": ratios,
        "duplicate_numbers": sum(r["duplicate_numbers"] for r in results["ours"]),
        "double_calls": sum(r["double_calls"] for r in results["ours"]),
        "rounds": results,
    }


def _rate(rounds: list[dict[str, Any]], phase: str) -> float:
    return float(median(r[phase]["per_second"] for r in rounds))
