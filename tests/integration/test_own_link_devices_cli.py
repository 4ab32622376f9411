"""The technician's command line on devices that share no line: Onbon signs and USB keypads."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from drivers.cli.program import run
from drivers.emulators import build_emulator
from drivers.link.tcp_listener import TcpListener
from drivers.registry import open_link


class Terminal:
    """What a command line printed, and its exit code."""

    def __init__(self) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()

    def run(self, *arguments: str, words: tuple[str, ...] = ()) -> int:
        return run(arguments, links=open_link, words=iter(words), out=self.out, err=self.err)

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_show_puts_a_text_on_an_onbon_sign(terminal: Terminal) -> None:
    with closing(TcpListener()) as end:
        sign = build_emulator("onbon", end, address=3)
        sign.emulator.start()
        words = ("show", "--driver", "onbon", "--link", end.address, "--address")
        with closing(sign.emulator):
            assert terminal.run(*words, "3", "A023号", "--colour", "green") == 0
            assert (sign.state()["text"], sign.state()["on"], sign.state()["brightness"]) == (
                "A023号",
                True,
                15,
            )
            assert sign.state()["clock"]
            sign.do("fault memory-full")
            assert terminal.run(*words, "3", "A024号") == 1
            assert terminal.run(*words, "4", "A024号") == 1
    assert terminal.err.getvalue().splitlines() == [
        f"{end.address}: the sign 3 refuses: memory",
        f"{end.address}: the sign 4 does not answer",
    ]


def test_emulate_an_onbon_sign(terminal: Terminal, tmp_path: Path) -> None:
    words = ("emulate", "onbon", "--link", str(tmp_path / "tty"), "--address", "7", "--json")
    assert terminal.run(*words, words=("fault busy", "restart", "fault none", "fault", "quit")) == 0
    shown = [found["state"] for found in terminal.objects if found["event"] == "state"]
    assert shown[0] == {
        "address": 7,
        "text": "",
        "on": True,
        "brightness": 15,
        "clock": None,
        "fault": "none",
    }
    assert [state["fault"] for state in shown] == ["none", "busy", "none"]
    assert [found["line"] for found in terminal.objects if found["event"] == "not_understood"] == ["fault"]


HALL = """
hall = {{ id = "h", name = {{ zh = "厅", en = "Hall" }} }}
services = [{{ id = "s", prefix = "A", name = {{ zh = "办", en = "S" }} }}]
windows = [{{ id = "1", number = 1, services = ["s"], keypad = "k", sign = "l" }}]
devices = [
    {{ id = "k", kind = "keypad", driver = "usb-numeric", path = "{path}" }},
    {{ id = "l", kind = "led_display", driver = "onbon", link = "{link}" }},
]
"""


def test_check_tells_a_sign_that_works_and_a_path_that_is_no_keypad(
    terminal: Terminal, tmp_path: Path
) -> None:
    no_keypad = tmp_path / "notes.txt"
    no_keypad.write_text("nothing to type on", "utf-8")
    hall = tmp_path / "hall.toml"
    with closing(TcpListener()) as end:
        hall.write_text(HALL.format(path=no_keypad, link=end.address), "utf-8")
        sign = build_emulator("onbon", end)
        sign.emulator.start()
        with closing(sign.emulator):
            assert terminal.run("check", str(hall), "--json") == 1
            assert sign.state()["text"] == "l"
    found = {row["device"]: (row["verdict"], row["detail"]) for row in terminal.objects}
    assert found["l"][0] == "works"
    assert found["k"][0] == "fault"
    assert found["k"][1].endswith(f"{no_keypad} is not an input device: it is no device file.")


def test_two_devices_cannot_have_one_path(terminal: Terminal, tmp_path: Path) -> None:
    hall = tmp_path / "hall.toml"
    text = HALL.format(path="/dev/input/event0", link="/dev/ttyUSB0")
    text = text.replace('sign = "l"', 'sign = "l" }, { id = "2", number = 2, services = ["s"], keypad = "k2"')
    text = text.replace(
        "devices = [",
        'devices = [ { id = "k2", kind = "keypad", driver = "usb-numeric", path = "/dev/input/event0",'
        ' keys = { "KPENTER" = "call-next", "0C" = "recall" } },',
    )
    hall.write_text(text, "utf-8")
    assert terminal.run("check", str(hall)) == 2
    assert '"/dev/input/event0" is the path of "k2" too.' in terminal.err.getvalue()
    assert '"0C" is not a key.' in terminal.err.getvalue()
    assert 'Write it like "KPENTER" or "6+KPENTER".' in terminal.err.getvalue()
