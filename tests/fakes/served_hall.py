"""A whole queue server in the test's own process, spoken to in HTTP without a socket, over either database."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

from werkzeug.test import Client, TestResponse

from config.loader import parse_hall
from config.model import HallConfig
from queue_server.bootstrap import build_server
from queue_server.wire.events import EVENT_ADAPTER, Event
from queue_server.wire.messages import Snapshot
from tests.fakes.hall_clock import HallClock

API = "/api/v1"

HALL = """
[hall]
id = "test-hall"
name = { zh = "测试大厅", en = "Test hall" }

[rules]
on_call_next = "finish"
rating_window_seconds = 60

[[services]]
id = "civil"
prefix = "A"
name = { zh = "民政", en = "Civil affairs" }
minutes = 10

[[services]]
id = "household"
prefix = "B"
name = { zh = "户籍", en = "Household" }
card = "required"

[[services]]
id = "mornings"
prefix = "C"
name = { zh = "上午", en = "Mornings" }
open = ["mon-fri 09:00-12:00"]

[[services]]
id = "few"
prefix = "D"
name = { zh = "限号", en = "Few numbers" }
first_number = 8
last_number = 10

[[windows]]
id = "1"
number = 1
services = ["civil", "household"]

[[windows]]
id = "2"
number = 2
services = ["civil"]

[[windows]]
id = "3"
number = 3
services = ["mornings", "few"]

[[kiosks]]
id = "kiosk-1"
printer = "printer-1"
card_readers = ["reader-1"]

[[kiosks]]
id = "kiosk-2"

[[displays]]
kind = "board"
id = "board-1"

[[devices]]
id = "printer-1"
kind = "ticket_printer"
driver = "simulated"

[[devices]]
id = "reader-1"
kind = "card_reader"
driver = "simulated"
"""


@cache
def parsed(hall: str) -> HallConfig:
    """A hall file; most tests have the same."""
    return parse_hall(hall)


class ServedHall:
    """``post`` and ``get`` speak as a supervisor unless told otherwise."""

    def __init__(self, url: str, *, hall: str = HALL, identity_key: bytes | None = None) -> None:
        self.url = url
        self.clock = HallClock()
        self.server = build_server(parsed(hall), url, clock=self.clock, identity_key=identity_key, threads=36)
        self.http = Client(self.server.app)
        self.token = self.new_token(f"boss-{uuid.uuid4().hex}", "supervisor")

    @cached_property
    def device_token(self) -> str:
        """For what only programs with hardware may do."""
        return self.new_token(f"device-{uuid.uuid4().hex}", "device")

    def close(self) -> None:
        self.server.close()

    def new_token(self, name: str, role: str) -> str:
        return self.server.tokens.create(name, role, datetime.now(UTC))

    def new_id(self) -> str:
        return uuid.uuid4().hex

    def post(self, path: str, body: object, *, token: str | None = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.http.post(API + path, json=body, headers=headers)

    def get(self, path: str, *, token: str | None = None) -> TestResponse:
        return self.http.get(API + path, headers={"Authorization": f"Bearer {token or self.token}"})

    def ok(self, path: str, *, token: object = None, **body: object) -> Any:
        """The answer to a command that succeeds."""
        answer = self.post(path, {"request_id": self.new_id(), **body}, token=str(token) if token else None)
        assert answer.status_code in (200, 201), answer.text
        return json.loads(answer.text)

    def refused(self, path: str, *, token: object = None, **body: object) -> tuple[int, str]:
        """Status and code of a command that does not."""
        answer = self.post(path, {"request_id": self.new_id(), **body}, token=str(token) if token else None)
        return answer.status_code, error_code(answer)

    def issue(self, service: str = "civil", **more: object) -> Any:
        return self.ok("/tickets", service=service, **more)["ticket"]

    def window(self, window: str, verb: str) -> Any:
        return self.ok(f"/windows/{window}/{verb}")

    def snapshot(self) -> Snapshot:
        return Snapshot.model_validate_json(self.get("/snapshot").text)

    def events(self, after: int = 0) -> list[Event]:
        """The whole log."""
        found: list[Event] = []
        store = self.server.store
        while batch := store.events_after(found[-1].seq if found else after, 500):
            found += [EVENT_ADAPTER.validate_json(event.data) for event in batch]
        return found

    def event_types(self, after: int = 0) -> list[str]:
        return [event.type for event in self.events(after)]


def error_code(answer: TestResponse) -> str:
    """The code in an error answer, whose shape is checked."""
    error = json.loads(answer.text)["error"]
    assert set(error) == {"code", "message", "details"}
    assert answer.mimetype == "application/json"
    return str(error["code"])
