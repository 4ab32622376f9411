from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.http import QueueClient
from queue_server.client.request_id import new_request_id
from queue_server.client.retry import retrying
from queue_server.wire.messages import (
    DeviceCondition,
    DeviceStateReport,
    IdentityClaim,
    IdentityScheme,
    IssueTicketRequest,
    WindowCommand,
)
from tests.fakes.scripted_server import Reply, ScriptedServer, error_reply
from tests.fakes.wire_samples import NINE, snapshot, ticket

CALL = "/api/v1/windows/w1/call-next"
DONE = {"ticket": ticket().model_dump(mode="json"), "waiting": 4}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def client(server: ScriptedServer) -> Iterator[QueueClient]:
    queue_client = QueueClient(server.url, "secret", timeout=0.5)
    yield queue_client
    queue_client.close()


def call(client: QueueClient, request_id: str = "r1") -> str | None:
    answer = client.window("w1", "call-next", WindowCommand(request_id=request_id))
    return answer.ticket.number if answer.ticket else None


def test_a_command_carries_token_and_request_id(server: ScriptedServer, client: QueueClient) -> None:
    server.script("POST", CALL, Reply(200, DONE))
    assert call(client, "r-77") == "A012"
    asked = server.asked[0]
    assert asked.body == {"request_id": "r-77"}
    assert asked.headers["authorization"] == "Bearer secret"
    assert asked.headers["content-type"] == "application/json"


def test_every_call_has_its_path(server: ScriptedServer, client: QueueClient) -> None:
    issued = {"ticket": DONE["ticket"], "people_ahead": 2, "expected_wait": None}
    server.script("POST", "/api/v1/tickets", Reply(201, issued))
    server.script("GET", "/api/v1/tickets/a%2Fb", Reply(200, issued))
    server.script("GET", "/api/v1/snapshot", Reply(200, snapshot().model_dump(mode="json")))
    server.script("POST", "/api/v1/device-states", Reply(204, b""))
    identity = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")
    request = IssueTicketRequest(request_id="r1", service="civil", identity=identity)
    assert client.issue_ticket(request).people_ahead == 2
    assert client.ticket("a/b").ticket.number == "A012"
    assert client.snapshot() == snapshot()
    state = DeviceStateReport(device="keypad-1", state=DeviceCondition.ONLINE, since=NINE)
    client.report_device(state)
    assert server.bodies("/api/v1/device-states")[0]["state"] == "online"


def test_a_refusal_keeps_its_status_and_code(server: ScriptedServer, client: QueueClient) -> None:
    server.script("POST", CALL, error_reply(409, "window_paused"))
    with pytest.raises(Refused, match="window_paused") as caught:
        call(client)
    assert (caught.value.status, caught.value.code, caught.value.concerns_access) == (
        409,
        "window_paused",
        False,
    )


@pytest.mark.parametrize(
    "reply",
    [
        error_reply(500, "broken"),
        error_reply(503, "busy"),
        error_reply(429, "too_many"),
        Reply(200, b"<html>not us</html>"),
        Reply(200, {"surprise": True}),
        Reply(404, b"<html>a proxy</html>"),
        Reply(302, b"", headers={"Location": "http://127.0.0.1:9/"}),
        Reply(200, DONE, cut=20),
        Reply(200, DONE, delay=2.0),
        Reply(200, DONE, drip=0.02),
    ],
    ids=["500", "503", "429", "no-json", "other-json", "proxy", "redirect", "cut", "slow", "drip"],
)
def test_what_tells_nothing_is_unreachable(server: ScriptedServer, client: QueueClient, reply: Reply) -> None:
    server.script("POST", CALL, reply)
    began = time.monotonic()
    with pytest.raises(ServerUnreachable):
        call(client)
    assert time.monotonic() - began < 1.5
    assert len(server.asked) == 1, "a repeat is the caller's word"


def test_nobody_listening_is_unreachable() -> None:
    with ScriptedServer() as gone:
        url = gone.url
    with pytest.raises(ServerUnreachable):
        call(QueueClient(url, "secret", timeout=0.5))


def test_a_restarted_server_is_reached_again(client: QueueClient, server: ScriptedServer) -> None:
    server.script("POST", CALL, Reply(200, DONE))
    assert call(client) == "A012"
    server.close()
    with pytest.raises(ServerUnreachable):
        call(client)
    with ScriptedServer(port=server.port) as again:
        again.script("POST", CALL, Reply(200, DONE))
        assert retrying(lambda: call(client), seconds=3) == "A012"


def test_many_threads_share_a_client(server: ScriptedServer, client: QueueClient) -> None:
    server.script("POST", CALL, Reply(200, DONE))
    answers: list[str | None] = []
    threads = [threading.Thread(target=lambda: answers.append(call(client))) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert answers == ["A012"] * 24


def test_retrying_repeats_the_same_request(server: ScriptedServer, client: QueueClient) -> None:
    server.script("POST", CALL, error_reply(503, "busy"), error_reply(503, "busy"), Reply(200, DONE))
    request_id = new_request_id()
    assert retrying(lambda: call(client, request_id), seconds=5) == "A012"
    assert server.bodies(CALL) == [{"request_id": request_id}] * 3


def test_retrying_gives_up_at_its_deadline_and_at_once_when_refused() -> None:
    clock, tries = [0.0], []

    def fail() -> None:
        tries.append(clock[0])
        raise ServerUnreachable("away")

    def pause(seconds: float) -> None:
        clock[0] += seconds

    with pytest.raises(ServerUnreachable):
        retrying(fail, seconds=3, pause=pause, clock=lambda: clock[0])
    assert 4 <= len(tries) <= 8
    assert tries[-1] < 3

    def refuse() -> None:
        tries.append(-1)
        raise Refused(409, "no", "no")

    with pytest.raises(Refused):
        retrying(refuse, seconds=3, pause=pause, clock=lambda: clock[0])
    assert tries.count(-1) == 1


def test_retrying_ends_with_its_program() -> None:
    stop = threading.Event()
    stop.set()
    tries = []

    def fail() -> None:
        tries.append(1)
        raise ServerUnreachable("away")

    with pytest.raises(ServerUnreachable):
        retrying(fail, seconds=60, pause=stop.wait)
    assert len(tries) == 1
