"""A hall's own texts on its signs: the counter agent between the real server and strip screens on a pseudo-terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.loader import parse_hall
from counter.bootstrap import CounterAgent
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.pty_link import open_pty
from drivers.rs485.line_emulator import LineEmulator
from queue_server.client import new_request_id
from queue_server.wire.messages import WindowCommand
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, hall_text, running_server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")

TEXTS = """
[signs]
idle = "{window}号窗口"
idle_colour = "yellow"
calling = "请{number}号到{window}号窗口"
closed = "今日不办公"
"""


class Hall:
    """Window 1 is always open; window 2 serves a service that has closed by the time of the test, or not opened yet."""

    def __init__(self, folder: Path, server: RunningServer, line: LineEmulator) -> None:
        self.server, self.line = server, line
        self.signs = {number: SignEmulator(number) for number in (1, 2)}
        for sign in self.signs.values():
            line.add(sign)
        self.agent = CounterAgent(server.hall, server.new_client(), folder / "counter")

    def says(self, number: int, text: str) -> bool:
        return self.signs[number].state().text == text


def written_hall(line: Path) -> str:
    """Window 2 serves only what nobody can ask for but in the last minute of the week."""
    never = '\n[[services]]\nid = "late"\nprefix = "B"\nname = { zh = "夜间", en = "Late" }\nopen = ["sun 23:59-24:00"]\n'
    first, window, rest = hall_text(line).partition('[[windows]]\nid = "2"')
    return TEXTS + first + never + window + rest.replace('services = ["civil"]', 'services = ["late"]', 1)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    link = open_pty(tmp_path / "line")
    line = LineEmulator(link)
    with running_server(tmp_path, parse_hall(written_hall(tmp_path / "line"))) as server:
        made = Hall(tmp_path, server, line)
        line.start()
        made.agent.start()
        yield made
        made.agent.stop()
        line.close()


def test_signs_say_what_the_hall_wrote_and_turn_the_pages_of_a_wide_text(hall: Hall) -> None:
    wait_until(lambda: hall.says(1, "1号窗口"), seconds=10)
    assert set(hall.signs[1].state().colours) == {2}
    wait_until(lambda: hall.says(2, "今日不办公"), seconds=10)
    hall.server.issue()
    hall.server.client.window("1", "call-next", WindowCommand(request_id=new_request_id()))
    wait_until(lambda: hall.says(1, "请A001号到1号窗"), seconds=10)
    wait_until(lambda: hall.says(1, "口"), seconds=15)
    wait_until(lambda: hall.says(1, "请A001号到1号窗"), seconds=10)
