"""From a call to its event at 300 listening displays, and what the listeners cost.

All listeners are raw sockets read by one selector thread of this process, so its own work is part of the figure.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.servers import Server, queue_server


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

    def _take(self, data: bytes) -> bytes:
        *whole, rest = data.split(b"\n\n")
        now = time.monotonic()
        for event in whole:
            if b"ticket.called" in event:
                ticket = event.split(b'"id":"', 1)[1].split(b'"', 1)[0].decode()
                self.seen.setdefault(ticket, []).append(now)
        return rest


def run(*, listeners: int = 300, calls: int = 40) -> dict[str, Any]:
    """Percentiles over every (call, listener) pair, counted from just before the request is sent."""
    with queue_server() as server:
        group = Listeners()
        group.open(server, listeners)
        watcher = threading.Thread(target=group.watch)
        watcher.start()
        sent = _make_calls(server, calls)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and _received(group) < calls * listeners:
            time.sleep(0.05)
        group.stopping.set()
        watcher.join()
        delays = sorted((at - sent[t]) * 1e3 for t, times in group.seen.items() for at in times)
        memory = _resident_mib(server.pid)
    return {
        "listeners": listeners,
        "expected": calls * listeners,
        "received": len(delays),
        "p50_ms": round(delays[len(delays) // 2], 2),
        "p99_ms": round(delays[int(len(delays) * 0.99)], 2),
        "server_rss_mib": memory,
    }


def _make_calls(server: Server, calls: int) -> dict[str, float]:
    client, sent = server.client(), {}
    for _ in range(calls):
        client.post("/api/v1/tickets", {"request_id": uuid.uuid4().hex, "service": "social-security"})
    for _ in range(calls):
        time.sleep(0.2)
        begun = time.monotonic()
        _, answer = client.post("/api/v1/windows/1/call-next", {"request_id": uuid.uuid4().hex})
        sent[answer["ticket"]["id"]] = begun
    return sent


def _received(group: Listeners) -> int:
    return sum(len(times) for times in list(group.seen.values()))


def _resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    pages = next(line for line in status if line.startswith("VmRSS"))
    return round(int(pages.split()[1]) / 1024, 1)
