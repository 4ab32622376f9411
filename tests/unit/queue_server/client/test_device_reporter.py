from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.client.devices import DeviceReporter
from queue_server.client.http import QueueClient
from queue_server.client.token import TokenUnusable, read_token
from queue_server.wire.messages import DeviceCondition, DeviceStateReport
from tests.fakes.polling import wait_until
from tests.fakes.scripted_server import Reply, ScriptedServer, error_reply
from tests.fakes.wire_samples import NINE

STATES = "/api/v1/device-states"


def state(device: str, condition: DeviceCondition = DeviceCondition.ONLINE) -> DeviceStateReport:
    return DeviceStateReport(device=device, state=condition, since=NINE)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def reporter(server: ScriptedServer) -> Iterator[DeviceReporter]:
    made = DeviceReporter(QueueClient(server.url, "secret", timeout=0.5), first_pause=0.02)
    yield made
    made.close()


def told(server: ScriptedServer) -> list[tuple[str, str]]:
    return [(body["device"], body["state"]) for body in server.bodies(STATES)]


def test_the_newest_state_of_each_device_arrives(server: ScriptedServer, reporter: DeviceReporter) -> None:
    server.script("POST", STATES, error_reply(503, "busy"), error_reply(503, "busy"), Reply(204, b""))
    reporter.report(state("keypad-1"))
    reporter.report(state("sign-1"))
    reporter.report(state("keypad-1", DeviceCondition.OFFLINE))
    assert reporter.wait_empty(5)
    wait_until(lambda: told(server)[-1] in {("keypad-1", "offline"), ("sign-1", "online")})
    latest = dict(told(server))
    assert latest == {"keypad-1": "offline", "sign-1": "online"}


def test_everything_is_repeated_after_the_server_was_away(
    server: ScriptedServer, reporter: DeviceReporter
) -> None:
    server.script("POST", STATES, Reply(204, b""))
    reporter.report(state("keypad-1"))
    assert reporter.wait_empty(5)
    server.script("POST", STATES, error_reply(503, "busy"), Reply(204, b""))
    reporter.report(state("sign-1"))
    wait_until(lambda: told(server).count(("keypad-1", "online")) == 2)
    assert reporter.wait_empty(5)


def test_every_device_is_reported_anew_while_nothing_changes_and_while_one_does(
    server: ScriptedServer,
) -> None:
    server.script("POST", STATES, Reply(204, b""))
    reporter = DeviceReporter(QueueClient(server.url, "secret", timeout=0.5), heartbeat=0.1)
    reporter.report(state("keypad-1"))
    reporter.report(state("sign-1", DeviceCondition.OFFLINE))
    wait_until(lambda: told(server).count(("keypad-1", "online")) >= 3)

    def one_changes() -> bool:
        reporter.report(state("printer-1", DeviceCondition.WARNING))
        return told(server).count(("sign-1", "offline")) >= 6

    wait_until(one_changes)
    reporter.close()
    assert {known for known in told(server) if known[0] != "printer-1"} == {
        ("keypad-1", "online"),
        ("sign-1", "offline"),
    }


def test_a_refused_device_holds_nobody_up(server: ScriptedServer, reporter: DeviceReporter) -> None:
    server.script("POST", STATES, error_reply(404, "unknown_device"), Reply(204, b""))
    reporter.report(state("stranger"))
    reporter.report(state("sign-1"))
    assert reporter.wait_empty(5)
    assert ("sign-1", "online") in told(server)


def test_a_token_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("abc.DEF-123\nsecond line\n")
    assert read_token(path) == "abc.DEF-123"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"two words", "密码".encode()])
def test_an_unusable_token_file_is_named_but_not_quoted(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TokenUnusable, match=str(path)):
        read_token(path)
