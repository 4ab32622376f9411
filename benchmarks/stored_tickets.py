"""Whether the queue slows down as tickets pile up: the same requests at 1,000 and at 100,000 stored tickets.

Everything stored is still waiting, which is harder than a long history.
"""

from __future__ import annotations

import json
import string
import tempfile
import threading
import time
import uuid
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
    """p50 of issuing and of calling at both sizes, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="paihao-bench-") as place:
        services = -(-(stored[1] + 4 * samples) // PER_SERVICE) + 1
        hall = hall_file(Path(place), services)
        with servers.queue_server(Path(place), hall=hall) as server:
            sizes, done = {}, 0
            for size in stored:
                _fill(server, services, done, size)
                sizes[str(size)] = _sample(server, services, samples)
                done = size
    small, large = sizes[str(stored[0])], sizes[str(stored[1])]
    ratio = {verb: round(large[verb] / small[verb], 2) for verb in ("issue_p50_ms", "call_p50_ms")}
    return {"stored": sizes, "ratio": ratio}


def _fill(server: servers.Server, services: int, done: int, wanted: int) -> None:
    workers = 8
    share = [range(done + worker, wanted, workers) for worker in range(workers)]

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


def _sample(server: servers.Server, services: int, samples: int) -> dict[str, float]:
    client = server.client()
    issue, call = [], []
    for number in range(samples):
        begun = time.perf_counter()
        _issue(client, number % services)
        between = time.perf_counter()
        client.post("/api/v1/windows/1/call-next", {"request_id": uuid.uuid4().hex})
        issue.append(between - begun)
        call.append(time.perf_counter() - between)
    client.close()
    return {"issue_p50_ms": round(median(issue) * 1e3, 2), "call_p50_ms": round(median(call) * 1e3, 2)}
