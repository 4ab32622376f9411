"""The real queue server on a free port of loopback, over a database file; can be stopped and started again in place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.loader import parse_hall
from config.model import HallConfig
from queue_server.bootstrap import QueueServer, build_server
from queue_server.client import QueueClient, new_request_id
from queue_server.web.server import Server
from queue_server.wire.events import EVENT_ADAPTER, Event
from queue_server.wire.messages import IssuedTicket, IssueTicketRequest
from tests.fakes.empty_hall import empty_hall

THREADS = 48

HALL = """
[hall]
id = "test-hall"
name = { zh = "测试大厅", en = "Test hall" }

[rules]
rating_window_seconds = 30

[[services]]
id = "civil"
prefix = "A"
name = { zh = "民政", en = "Civil affairs" }

[[windows]]
id = "1"
number = 1
services = ["civil"]
keypad = "keypad-1"
evaluator = "evaluator-1"
sign = "sign-1"

[[windows]]
id = "2"
number = 2
services = ["civil"]
keypad = "keypad-2"
sign = "sign-2"

[[displays]]
kind = "board"
id = "board-1"

[[displays]]
kind = "announcer"
id = "voice-1"
speech = "loudspeaker-1"

[[devices]]
id = "loudspeaker-1"
kind = "speech"
driver = "simulated"

[[devices]]
id = "keypad-1"
kind = "keypad"
driver = "ff68"
link = "LINE"
address = 1

[[devices]]
id = "evaluator-1"
kind = "evaluator"
driver = "ff68"
link = "LINE"
address = 0x81

[[devices]]
id = "sign-1"
kind = "led_display"
driver = "a090"
link = "LINE"
address = 1

[[devices]]
id = "keypad-2"
kind = "keypad"
driver = "ff68"
link = "LINE"
address = 2

[[devices]]
id = "sign-2"
kind = "led_display"
driver = "a090"
link = "LINE"
address = 2
"""


def hall_text(line: Path | str = "/dev/null") -> str:
    """The hall file, its one line at that path."""
    return HALL.replace("LINE", str(line))


@dataclass(frozen=True)
class _Life:
    """From one start to one stop."""

    built: QueueServer
    server: Server
    thread: threading.Thread


class RunningServer:
    """Serves one hall; ``client`` is for the test's own use."""

    def __init__(
        self, folder: Path, hall: HallConfig | None = None, *, identity_key: bytes | None = None
    ) -> None:
        self.hall = hall or parse_hall(hall_text())
        self._identity_key = identity_key
        self._database = empty_hall(folder)
        self.port = 0
        self._life = self._begin()
        self.token: str = self._life.built.tokens.create("test", "device", datetime.now(UTC))
        self.client: QueueClient = self.new_client()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def new_client(self, name: str = "", role: str = "device") -> QueueClient:
        """With a token of its own if it has a name."""
        tokens = self._life.built.tokens
        token = tokens.create(name, role, datetime.now(UTC)) if name else self.token
        return QueueClient(self.url, token, timeout=2.0)

    def start(self) -> None:
        """Serve, on the same port as before."""
        self._life = self._begin()

    def stop(self, *, gently: bool = False) -> None:
        """Cut every connection, as a kill does; ``gently`` ends the streams first. A second call does nothing."""
        life = self._life
        if life.thread.is_alive():
            if gently:
                life.built.hub.close()
            life.server.stop()
            life.thread.join(5)
            life.built.close()

    def _begin(self) -> _Life:
        built = build_server(self.hall, self._database, identity_key=self._identity_key, threads=THREADS)
        server = Server(built.app, "127.0.0.1", self.port, THREADS)
        self.port = server.port
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        return _Life(built, server, thread)

    def issue(self, count: int = 1) -> list[IssuedTicket]:
        return [
            self.client.issue_ticket(IssueTicketRequest(request_id=new_request_id(), service="civil"))
            for _ in range(count)
        ]

    def events(self) -> list[Event]:
        """The first thousand of the log."""
        stored = self._life.built.store.events_after(0, 1000)
        return [EVENT_ADAPTER.validate_json(event.data) for event in stored]

    def device(self, device: str) -> tuple[str, str]:
        """State and reason as the server knows them."""
        views = {view.device: view for view in self.client.snapshot().devices}
        return (views[device].state.value, views[device].reason) if device in views else ("", "")


@contextmanager
def running_server(
    folder: Path, hall: HallConfig | None = None, *, identity_key: bytes | None = None
) -> Iterator[RunningServer]:
    """A server for the time of a test; it tells persons apart if it has a key."""
    server = RunningServer(folder, hall, identity_key=identity_key)
    try:
        yield server
    finally:
        server.client.close()
        server.stop(gently=True)
