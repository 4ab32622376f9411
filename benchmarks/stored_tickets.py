"""Whether the queue slows down as tickets pile up: the same requests at 1,000 and at 100,000 stored tickets.

Everything stored is still waiting, which is harder than a long history.
"""

from __future__ import annotations

import contextlib
import json
import string
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import servers
from benchmarks.http_client import LeanClient

PER_SERVICE = 9999
LETTERS = [letter for letter in string.ascii_uppercase if letter not in "IO"]


def hall_file(folder: Path, services: int) -> Path:
    """A hall of ``services`` services with the widest number range, all served by one window."""
    ids = [f"s{n}" for n in range(services)]
    parts = ['[hall]\nid = "bench"\nname = { zh = "测试大厅", en = "Benchmark" }\n']
    for letter, service in zip(LETTERS, ids, strict=False):
        name = f'{{ zh = "事项{letter}", en = "Service {letter}" }}'
        parts.append(
            f'[[services]]\nid = "{service}"\nprefix = "{letter}"\nname = {name}\nlast_number = 9999\n'
        )
    parts.append(f'[[windows]]\nid = "1"\nnumber = 1\nservices = {json.dumps(ids)}\n')
    path = folder / "bench.toml"
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def run(*, stored: tuple[int, int] = (1_000, 100_000), samples: int = 400) -> dict[str, Any]:
    """p50 of issuing and of calling at both sizes, and their ratio.

    Both servers stand side by side and are asked in turns, so that whatever else the machine does meets both.
    """
    with contextlib.ExitStack() as parts:
        place = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="paihao-bench-")))
        services = -(-(stored[1] + 4 * samples) // PER_SERVICE) + 1
        hall, running = hall_file(place, services), {}
        for size in stored:
            folder = place / str(size)
            folder.mkdir()
            running[size] = parts.enter_context(servers.queue_server(folder, hall=hall))
            _fill(running[size], services, size)
        times: dict[int, Times] = {size: Times() for size in stored}
        for number in range(samples):
            for size in stored:
                times[size].sample(running[size], number % services)
    small, large = (times[size].summary() for size in stored)
    ratio = {verb: round(large[verb] / small[verb], 2) for verb in small}
    return {"stored": {str(stored[0]): small, str(stored[1]): large}, "ratio": ratio}


@dataclass
class Times:
    """Seconds that issuing and calling took at one size."""

    issue: list[float] = field(default_factory=list)
    call: list[float] = field(default_factory=list)
    client: LeanClient | None = None

    def sample(self, server: servers.Server, service: int) -> None:
        """Issue one ticket and call one."""
        client = self.client = self.client or server.client()
        begun = time.perf_counter()
        _issue(client, service)
        between = time.perf_counter()
        client.post("/api/v1/windows/1/call-next", {"request_id": uuid.uuid4().hex})
        self.issue.append(between - begun)
        self.call.append(time.perf_counter() - between)

    def summary(self) -> dict[str, float]:
        """Milliseconds."""
        return {
            "issue_p50_ms": round(median(self.issue) * 1e3, 2),
            "call_p50_ms": round(median(self.call) * 1e3, 2),
        }


def _fill(server: servers.Server, services: int, wanted: int) -> None:
    workers = 8
    share = [range(worker, wanted, workers) for worker in range(workers)]

    def work(numbers: range) -> None:
        client = server.client()
        for number in numbers:
            _issue(client, number % services)
        client.close()

    threads = [threading.Thread(target=work, args=(numbers,)) for numbers in share]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _issue(client: LeanClient, service: int) -> None:
    status, answer = client.post(
        "/api/v1/tickets", {"request_id": uuid.uuid4().hex, "service": f"s{service}"}
    )
    if status != 201:
        raise RuntimeError(f"the server answered {status}: {answer}")
