"""A window whose sign has a link of its own: the counter agent runs it beside the lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config.loader import parse_hall
from counter.bootstrap import CounterAgent
from drivers.led_display.onbon_emulator import OnbonEmulator, OnbonFault
from drivers.link.tcp_listener import TcpListener
from queue_server.client import WindowVerb, new_request_id
from queue_server.wire.messages import WindowCommand
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, running_server

HALL = """
[hall]
id = "test-hall"
name = { zh = "测试大厅", en = "Test hall" }

[[services]]
id = "civil"
prefix = "A"
name = { zh = "民政", en = "Civil affairs" }

[[windows]]
id = "1"
number = 1
services = ["civil"]
sign = "sign-1"

[[devices]]
id = "sign-1"
kind = "led_display"
driver = "onbon"
link = "LINK"
controller = 3
answer_timeout_seconds = 0.2
brightness = { "0" = 5 }
"""


class Window:
    """The server, the agent, and a sign on the network."""

    def __init__(self, server: RunningServer, link: TcpListener, sign: OnbonEmulator) -> None:
        self.server, self.link, self.sign = server, link, sign

    def do(self, verb: WindowVerb) -> None:
        self.server.client.window("1", verb, WindowCommand(request_id=new_request_id()))

    @property
    def text(self) -> str:
        return self.sign.state().text

    def wait_for(self, text: str) -> None:
        wait_until(lambda: self.text == text, seconds=10)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    with closing(TcpListener()) as link, closing(OnbonEmulator(link, number=3)) as sign:
        sign.start()
        hall = parse_hall(HALL.replace("LINK", link.address))
        with running_server(tmp_path, hall) as server:
            agent = CounterAgent(hall, server.new_client(), tmp_path / "counter")
            agent.start()
            yield Window(server, link, sign)
            agent.stop()


def test_the_sign_follows_the_window(window: Window) -> None:
    window.wait_for("空闲")
    window.server.issue()
    window.do("call-next")
    window.wait_for("请A001")
    window.do("start")
    window.wait_for("A001 办理中")
    assert window.sign.state().brightness == 5
    assert window.sign.state().clock is not None
    wait_until(lambda: window.server.device("sign-1") == ("online", ""))


def test_a_sign_that_is_busy_is_a_fault_and_comes_back(window: Window) -> None:
    window.wait_for("空闲")
    window.sign.set_fault(OnbonFault.BUSY)
    window.do("pause")
    wait_until(lambda: window.server.device("sign-1") == ("fault", "refused"), seconds=10)
    window.sign.set_fault(OnbonFault.NONE)
    window.wait_for("暂停服务")
    wait_until(lambda: window.server.device("sign-1") == ("online", ""))


def test_a_sign_that_lost_power_shows_again_what_is(window: Window) -> None:
    window.wait_for("空闲")
    window.link.unplug()
    window.sign.switch_off_and_on()
    window.do("pause")
    wait_until(lambda: window.server.device("sign-1")[0] == "offline", seconds=10)
    window.link.plug_in()
    window.wait_for("暂停服务")
