"""What the choice of the next number costs as the queue grows: in the rules alone, and through the whole server.

    python -m benchmarks.dispatch_cost

Eight services and three classes wait at a window that takes all of them. Every call is followed by a new number, so the queue
keeps its length. The server is asked in this process, without a socket, and keeps everything in SQLite on disk.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from config.loader import parse_hall
from config.model import HallConfig
from queue_server.bootstrap import build_server
from queue_server.cli.logs import configure_logging
from queue_server.domain import ticket as moves
from queue_server.domain.dispatch import Plan, Rules, choose
from queue_server.domain.lines import Lines
from queue_server.domain.ticket import ORDINARY, Ticket

LETTERS = "ABCDEFGH"
CLASSES = ("military", "senior")
SERVICES = tuple(f"s{letter.lower()}" for letter in LETTERS)
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def run(*, waiting: tuple[int, ...] = (10, 1_000, 10_000), samples: int = 400) -> dict[str, Any]:
    """Microseconds of the domain, milliseconds of the server, and how they grow from the shortest queue to the longest."""
    domain = {size: domain_call(size, samples * 5) for size in waiting}
    server = server_calls(waiting, samples)
    first, last = waiting[0], waiting[-1]
    return {
        "choose_and_call_p50_us": {str(size): round(seconds * 1e6, 1) for size, seconds in domain.items()},
        "call_next_p50_ms": {str(size): round(seconds * 1e3, 2) for size, seconds in server.items()},
        "domain_ratio": round(domain[last] / domain[first], 2),
        "server_ratio": round(server[last] / server[first], 2),
    }


def domain_call(waiting: int, samples: int) -> float:
    """Median seconds of choosing, calling and taking out one of so many who wait."""
    positions = count(1)
    lines = Lines(_ticket(next(positions)) for _ in range(waiting))
    plan, rules, in_a_row = Plan("1", SERVICES), Rules.of(CLASSES), 0
    seconds = []
    for _ in range(samples):
        begun = time.perf_counter()
        decision = choose(plan, lines, rules, in_a_row, NOON)
        if decision is None:
            raise RuntimeError("nobody waits")
        lines.remove(decision.ticket)
        moves.call(decision.ticket, window="1", at=NOON)
        seconds.append(time.perf_counter() - begun)
        in_a_row = decision.in_a_row
        lines.add(_ticket(next(positions)))
    return median(seconds)


def _ticket(position: int) -> Ticket:
    return Ticket(
        id=str(position),
        number=f"A{position:05}",
        service=SERVICES[position % len(SERVICES)],
        business_day=date(2026, 3, 4),
        position=position,
        issued_at=NOON - timedelta(seconds=10_000 - min(position, 10_000)),
        priority=(ORDINARY, ORDINARY, *CLASSES)[position % 4],
        turn=position,
    )


def hall() -> HallConfig:
    """One window for all services."""
    parts = ['[hall]\nid = "bench"\nname = { zh = "测试大厅", en = "Benchmark" }\n']
    parts += [
        f'[[services]]\nid = "{service}"\nprefix = "{letter}"\nlast_number = 9999\n'
        f'name = {{ zh = "事项{letter}", en = "Service {letter}" }}\n'
        for service, letter in zip(SERVICES, LETTERS, strict=True)
    ]
    parts.append(f'[[windows]]\nid = "1"\nnumber = 1\nservices = {json.dumps(SERVICES)}\n')
    return parse_hall("\n".join(parts))


def server_calls(waiting: tuple[int, ...], samples: int) -> dict[int, float]:
    """Median seconds of call-next with so many waiting.

    The servers stand side by side and are asked in turns, so that whatever else the machine does meets all of them.
    """
    configure_logging("warning")
    with contextlib.ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="paihao-bench-")))
        asked: dict[int, _Asking] = {}
        for size in waiting:
            server = build_server(hall(), f"sqlite:///{folder / str(size)}.db")
            parts.callback(server.close)
            token = server.tokens.create("bench", "supervisor", datetime.now(UTC))
            asked[size] = _Asking(server.app.test_client(), token)
            asked[size].fill(size)
        seconds: dict[int, list[float]] = {size: [] for size in waiting}
        for _ in range(samples):
            for size, asking in asked.items():
                seconds[size].append(asking.call())
        return {size: median(times) for size, times in seconds.items()}


class _Asking:
    """Numbers and calls by the API."""

    def __init__(self, client: Any, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._issued = 0

    def fill(self, waiting: int) -> None:
        """Let so many wait."""
        for _ in range(waiting):
            self._issue()

    def call(self) -> float:
        """Seconds of one call, after which somebody else takes a number."""
        begun = time.perf_counter()
        self._post("/api/v1/windows/1/call-next", {})
        seconds = time.perf_counter() - begun
        self._issue()
        return seconds

    def _issue(self) -> None:
        body = {"service": SERVICES[self._issued % len(SERVICES)]}
        priority = (ORDINARY, ORDINARY, *CLASSES)[self._issued % 4]
        self._post("/api/v1/tickets", body if priority == ORDINARY else {**body, "priority": priority})
        self._issued += 1

    def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = self._client.post(path, json={"request_id": uuid.uuid4().hex, **body}, headers=self._headers)
        if answer.status_code >= 300:
            raise RuntimeError(f"the server answered {answer.status_code}: {answer.get_data(as_text=True)}")


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
