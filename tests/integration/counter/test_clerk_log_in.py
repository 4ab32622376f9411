"""A clerk logs in on a keypad: the counter agent between the real server and emulated keypads on a pseudo-terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.loader import parse_hall
from counter.bootstrap import CounterAgent
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.link.pty_link import open_pty
from drivers.rs485.line_emulator import LineEmulator
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, hall_text, running_server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")

CALL, CONFIRM = "0C", "0F"
CLERKS = '\n[[clerks]]\nid = "clerk-a"\nnumber = 1024\n'


class Keypads:
    """Two windows of a hall that requires a log-in."""

    def __init__(self, folder: Path, server: RunningServer, line: LineEmulator) -> None:
        self.server = server
        self.keypads = {number: KeypadEmulator(number) for number in (1, 2)}
        for keypad in self.keypads.values():
            line.add(keypad)
        self.agent = CounterAgent(server.hall, server.new_client(), folder / "counter")

    def press(self, number: int, key: str, digits: str = "") -> bool:
        """Type and wait for the shown result."""
        self.keypads[number].press(key, digits)
        wait_until(lambda: self.keypads[number].state().success is not None, seconds=10)
        return self.keypads[number].state().success is True

    def staffed(self) -> dict[str, str | None]:
        return {view.window: view.clerk for view in self.server.client.snapshot().windows}


@pytest.fixture
def keypads(tmp_path: Path) -> Iterator[Keypads]:
    text = hall_text(tmp_path / "line").replace("[rules]", "[rules]\nrequire_log_in = true") + CLERKS
    link = open_pty(tmp_path / "line")
    line = LineEmulator(link)
    with running_server(tmp_path, parse_hall(text)) as server:
        made = Keypads(tmp_path, server, line)
        line.start()
        made.agent.start()
        wait_until(lambda: made.keypads[1].state().waiting == "000", seconds=10)
        yield made
        made.agent.stop()
        line.close()


def test_a_clerk_logs_in_calls_moves_and_logs_out(keypads: Keypads) -> None:
    keypads.server.issue(2)
    assert not keypads.press(1, CALL)
    assert keypads.press(1, CONFIRM, "1024")
    assert keypads.staffed() == {"1": "clerk-a", "2": None}
    wait_until(lambda: keypads.keypads[1].acknowledged)
    assert keypads.press(2, CONFIRM, "1024")
    assert keypads.staffed() == {"1": None, "2": "clerk-a"}
    assert keypads.press(2, CALL)
    wait_until(lambda: keypads.keypads[2].state().ticket == "001")
    assert keypads.press(2, CONFIRM, "4")
    assert keypads.staffed() == {"1": None, "2": None}


@pytest.mark.parametrize("digits", ["1025", "", "5"])
def test_who_is_no_clerk_is_refused_on_the_keypad(keypads: Keypads, digits: str) -> None:
    assert not keypads.press(1, CONFIRM, digits)
    wait_until(lambda: keypads.keypads[1].state().beeps == 1)
    assert keypads.staffed() == {"1": None, "2": None}
