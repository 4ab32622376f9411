"""Starts and ends the servers under measurement, each in a process and a folder of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.http_client import LeanClient

ROOT = Path(__file__).resolve().parent.parent
HALL = ROOT / "config" / "halls" / "demo.toml"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, what opens its door, and its process id."""

    port: int
    token: str
    pid: int
    folder: Path

    def client(self) -> LeanClient:
        """A new connection."""
        return LeanClient(self.port, self.token)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def queue_server(folder: Path | None = None, *, hall: Path = HALL) -> Iterator[Server]:
    """Our server, started with the command that ``make run`` uses."""
    with _folder(folder) as place:
        database, port = f"sqlite:///{place / 'hall.db'}", free_port()
        token = make_token(database)
        with running_server(database, port, place, hall=hall) as pid:
            yield Server(port, token, pid, place)


@contextlib.contextmanager
def running_server(database: str, port: int, folder: Path, *, hall: Path = HALL) -> Iterator[int]:
    """Our server process on that database and port, accepting connections; yields its process id."""
    command = ["-m", "queue_server", "--hall", str(hall), "--database", database]
    with _process([*command, "--bind", f"127.0.0.1:{port}"], folder) as pid:
        wait_until_up(port)
        yield pid


@contextlib.contextmanager
def reference_server() -> Iterator[Server]:
    """The forty-line reference."""
    with _folder(None) as place:
        port = free_port()
        with _process(["-m", "benchmarks.reference_server", str(place / "r.db"), str(port)], place) as pid:
            wait_until_up(port)
            yield Server(port, "", pid, place)


def make_token(database: str) -> str:
    """A device token for that database, made through the product's own command."""
    command = [
        sys.executable,
        "-m",
        "queue_server",
        "token",
        "--database",
        database,
        "--role",
        "device",
        "bench",
    ]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()[-1]


def wait_until_up(port: int, seconds: float = 20) -> None:
    """Return when something accepts connections on the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.01)
    raise TimeoutError(f"nothing listens on port {port} after {seconds} s")


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="paihao-bench-") as made:
        yield Path(made)


@contextlib.contextmanager
def _process(arguments: list[str], folder: Path) -> Iterator[int]:
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, stdout=log, stderr=log, env={**os.environ}
        )
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=15)
