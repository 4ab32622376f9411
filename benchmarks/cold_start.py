"""From starting the server process to the first ticket, on a new and on a used database."""

from __future__ import annotations

import contextlib
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.http_client import LeanClient


def run(*, rounds: int = 3) -> dict[str, Any]:
    """Seconds; the first start of a database also makes its tables."""
    with tempfile.TemporaryDirectory(prefix="paihao-bench-") as place:
        times = [_once(Path(place)) for _ in range(rounds + 1)]
    return {"first_seconds": times[0], "later_seconds": times[1:]}


def _once(folder: Path) -> float:
    database, port = f"sqlite:///{folder / 'hall.db'}", servers.free_port()
    token = servers.make_token(database)
    begun = time.perf_counter()
    with (
        servers.running_server(database, port, folder),
        contextlib.closing(LeanClient(port, token)) as client,
    ):
        status, answer = client.post(
            "/api/v1/tickets", {"request_id": uuid.uuid4().hex, "service": "social-security"}
        )
        if status != 201:
            raise RuntimeError(f"the server answered {status}: {answer}")
        return round(time.perf_counter() - begun, 2)
