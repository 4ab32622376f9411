"""The staff page's stream, over real sockets."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config.loader import parse_hall
from queue_server.bootstrap import open_tokens
from queue_server.client import new_request_id
from queue_server.web.staff.stream import HEARTBEAT_S
from queue_server.wire.messages import WindowCommand
from tests.fakes.polling import wait_until
from tests.fakes.running_server import THREADS, RunningServer, running_server
from tests.fakes.served_hall import HALL


class Visitor:
    """A browser that is logged in and reads its stream."""

    def __init__(self, server: RunningServer, token: str) -> None:
        self.port = server.port
        self.cookie = self._log_in(token)
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        self._connection.request("GET", "/staff/events", headers={"Cookie": self.cookie})
        self._answer = self._connection.getresponse()
        self.status = self._answer.status

    def _log_in(self, token: str) -> str:
        return self.request("POST", "/staff/api/session", {"token": token})["Set-Cookie"].split(";")[0]

    def request(self, method: str, path: str, body: object = None) -> http.client.HTTPMessage:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Paihao-Staff": "1",
            "Content-Type": "application/json",
            "Cookie": getattr(self, "cookie", ""),
        }
        connection.request(method, path, json.dumps(body), headers)
        answer = connection.getresponse()
        assert answer.status in (200, 204), answer.read()
        answer.read()
        connection.close()
        return answer.headers

    def next(self) -> tuple[str, Any]:
        """Kind and content of the next event; an empty kind at the end."""
        kind = ""
        while line := self._answer.readline().decode():
            if line.startswith("event: "):
                kind = line[7:].strip()
            elif line.startswith("data: "):
                return kind, json.loads(line[6:])
        return "", None

    def state(self, *, skipping: str = "alive") -> Any:
        """The next state."""
        while (event := self.next())[0] == skipping:
            pass
        assert event[0] == "now"
        return event[1]

    def close(self) -> None:
        self._connection.close()
        self._answer.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path, parse_hall(HALL)) as running:
        yield running


@pytest.fixture
def token(server: RunningServer, tmp_path: Path) -> str:
    return open_tokens(f"sqlite:///{tmp_path / 'hall.db'}").create("zhang-test", "clerk", datetime.now(UTC))


@pytest.fixture
def visitor(server: RunningServer, token: str) -> Iterator[Visitor]:
    one = Visitor(server, token)
    yield one
    one.close()


def test_the_state_comes_at_once_and_whenever_something_happens(
    server: RunningServer, visitor: Visitor
) -> None:
    assert visitor.state()["today"]["issued"] == 0
    server.issue()
    assert visitor.state()["services"][0]["waiting"] == 1
    server.client.window("1", "call-next", WindowCommand(request_id=new_request_id()))
    assert visitor.state()["windows"][0]["ticket"]["number"] == "A001"


def test_many_changes_at_once_are_few_states(server: RunningServer, visitor: Visitor) -> None:
    visitor.state()
    server.issue(60)
    states = [visitor.state()]
    while states[-1]["today"]["issued"] < 60:
        states.append(visitor.state())
    assert len(states) < 30


def test_silence_is_broken_by_a_sign_of_life(visitor: Visitor) -> None:
    visitor.state()
    began = datetime.now(UTC)
    assert visitor.next()[0] == "alive"
    assert (datetime.now(UTC) - began).total_seconds() < HEARTBEAT_S + 2


def test_a_log_out_ends_the_streams_of_the_session(visitor: Visitor) -> None:
    visitor.state()
    visitor.request("DELETE", "/staff/api/session")
    assert visitor.next()[0] == "signed-out"
    assert visitor.next() == ("", None)


def test_a_revoked_token_ends_the_stream(server: RunningServer, visitor: Visitor, tmp_path: Path) -> None:
    visitor.state()
    open_tokens(f"sqlite:///{tmp_path / 'hall.db'}").revoke("zhang-test")
    server.issue()
    assert visitor.next()[0] == "signed-out"


def test_pages_never_take_the_last_threads(server: RunningServer, token: str) -> None:
    visitors = [Visitor(server, token) for _ in range(THREADS - 32)]
    one_more = Visitor(server, token)
    assert [visitor.status for visitor in visitors] == [200] * len(visitors)
    assert one_more.status == 503
    server.issue()
    for visitor in (*visitors, one_more):
        visitor.close()
    wait_until(lambda: _opens(server, token), seconds=20)


def test_the_end_of_the_server_ends_the_stream(server: RunningServer, visitor: Visitor) -> None:
    visitor.state()
    server.stop(gently=True)
    assert visitor.next() == ("", None)


def _opens(server: RunningServer, token: str) -> bool:
    visitor = Visitor(server, token)
    visitor.close()
    return visitor.status == 200
