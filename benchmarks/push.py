"""From a call to its event at 300 listening displays, and what the listeners cost.

All listeners are raw sockets read by one selector thread of this process, so its own work is part of the figure.

A call is on the disk before anybody hears of it, and one sync of the disk may take longer than everything else together.
So the hall is measured twice, on the disk and in memory, beside what the disk alone takes at the same time.
"""

from __future__ import annotations

import os
import selectors
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.servers import Server, queue_server

IN_MEMORY = Path("/dev/shm")  # noqa: S108 # the one place of Linux that is no disk
_PAUSE_S = 0.1
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Listeners:
    """Open event streams and the times at which each saw a ticket's call, seconds on the monotonic clock."""

    sockets: list[socket.socket] = field(default_factory=list)
    seen: dict[str, list[float]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def open(self, server: Server, count: int) -> None:
        """Open ``count`` streams."""
        request = (
            "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {server.token}\r\nAccept: text/event-stream\r\n\r\n"
        )
        for _ in range(count):
            stream = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            stream.sendall(request.encode())
            if b" 200 " not in stream.recv(4096):
                raise RuntimeError("a listener was turned away")
            stream.setblocking(False)
            self.sockets.append(stream)

    def watch(self) -> None:
        """Note the time of every call seen, until told to stop."""
        with selectors.DefaultSelector() as selector:
            buffers = dict.fromkeys(self.sockets, b"")
            for stream in self.sockets:
                selector.register(stream, selectors.EVENT_READ, stream)
            while not self.stopping.is_set():
                for key, _ in selector.select(timeout=0.2):
                    source: socket.socket = key.data
                    buffers[source] = self._take(buffers[source] + source.recv(65536))

    def close(self) -> None:
        """Hang up."""
        for stream in self.sockets:
            stream.close()

    def _take(self, data: bytes) -> bytes:
        *whole, rest = data.split(b"\n\n")
        now = time.monotonic()
        for event in whole:
            if b"ticket.called" in event:
                ticket = event.split(b'"id":"', 1)[1].split(b'"', 1)[0].decode()
                self.seen.setdefault(ticket, []).append(now)
        return rest


def run(*, listeners: int = 300, calls: int = 100) -> dict[str, Any]:
    """Percentiles over every (call, listener) pair, counted from just before the request is sent."""
    results: dict[str, Any] = {
        "listeners": listeners,
        "calls": calls,
        "on_disk": _measure(None, listeners, calls),
    }
    if IN_MEMORY.is_dir():
        results["in_memory"] = _measure(IN_MEMORY, listeners, calls)
    return results


def _measure(parent: Path | None, listeners: int, calls: int) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paihao-bench-", dir=parent)))
        server = stack.enter_context(queue_server(folder))
        group = Listeners()
        stack.callback(group.close)
        group.open(server, listeners)
        watcher = threading.Thread(target=group.watch)
        watcher.start()
        busy_before = _cpu_seconds(server.pid)
        syncs: list[float] = []
        sent = _make_calls(server, calls, lambda: syncs.append(_sync(folder)))
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and _received(group) < calls * listeners:
            time.sleep(0.05)
        group.stopping.set()
        watcher.join()
        return {
            "lost": calls * listeners - _received(group),
            "call_to_event": _percentiles([at - sent[t] for t, times in group.seen.items() for at in times]),
            "first_to_last_listener": _percentiles(
                [max(times) - min(times) for times in group.seen.values()]
            ),
            "sync_of_the_disk": _percentiles(syncs),
            "server_cpu_ms_per_call": round((_cpu_seconds(server.pid) - busy_before) / calls * 1e3, 2),
            "server_rss_mib": _resident_mib(server.pid),
            "server_threads": len(list(Path(f"/proc/{server.pid}/task").iterdir())),
        }


def _make_calls(server: Server, calls: int, between: Callable[[], None]) -> dict[str, float]:
    client, sent = server.client(), {}
    for _ in range(calls):
        client.post("/api/v1/tickets", {"request_id": uuid.uuid4().hex, "service": "social-security"})
    for _ in range(calls):
        time.sleep(_PAUSE_S)
        between()
        begun = time.monotonic()
        _, answer = client.post("/api/v1/windows/1/call-next", {"request_id": uuid.uuid4().hex})
        sent[answer["ticket"]["id"]] = begun
    client.close()
    return sent


def _received(group: Listeners) -> int:
    return sum(len(times) for times in list(group.seen.values()))


def _sync(folder: Path) -> float:
    """Seconds that the disk takes for one page, the least that a commit asks of it."""
    with (folder / "probe").open("ab", buffering=0) as probe:
        begun = time.monotonic()
        probe.write(bytes(4096))
        os.fdatasync(probe.fileno())
        return time.monotonic() - begun


def _percentiles(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    last = len(ordered) - 1
    places = {"p50_ms": last // 2, "p99_ms": int(last * 0.99), "max_ms": last}
    return {name: round(ordered[place] * 1e3, 2) for name, place in places.items()}


def _cpu_seconds(pid: int) -> float:
    # Fields 14 and 15 of proc_pid_stat(5); the second, a name in parentheses, may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


def _resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    pages = next(line for line in status if line.startswith("VmRSS"))
    return round(int(pages.split()[1]) / 1024, 1)
