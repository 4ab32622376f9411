"""The keys of a full queue: the counter agent between the real server and emulated keypads, evaluators and signs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.loader import parse_hall
from counter.bootstrap import CounterAgent
from drivers.evaluator.ff68_emulator import EvaluatorEmulator, EvaluatorMode
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.pty_link import open_pty
from drivers.rs485.line_emulator import LineEmulator
from drivers.rs485.repeats import WINDOW
from queue_server.client import new_request_id
from queue_server.wire.messages import IssueTicketRequest, PauseReason, TicketStatus, WindowView
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, hall_text, running_server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")

CALL, RECALL, START, FINISH, NO_SHOW, CONFIRM, PAUSE, TRANSFER = (
    "0C",
    "0D",
    "0A",
    "0B",
    "0E",
    "0F",
    "12",
    "13",
)
PARK, CALL_BACK, UNDO, RESTORE = (CONFIRM, "2"), (CONFIRM, "3"), (CONFIRM, "5"), (CONFIRM, "7")
TAX = """
[[services]]
id = "tax"
prefix = "B"
name = { zh = "税务", en = "Tax" }

[[windows]]
id = "3"
number = 13
services = ["tax"]

[[packages]]
id = "new-shop"
prefix = "T"
name = { zh = "开店一件事", en = "Opening a shop" }
services = ["civil", "tax"]
"""


class Desk:
    """Window 1 with all its devices."""

    def __init__(self, folder: Path, server: RunningServer, line: LineEmulator) -> None:
        self.server = server
        self.keypad, self.evaluator, self.sign = KeypadEmulator(1), EvaluatorEmulator(0x81), SignEmulator(1)
        for device in (self.keypad, self.evaluator, self.sign):
            line.add(device)
        self.agent = CounterAgent(server.hall, server.new_client(), folder / "counter")
        self._pressed_at = 0.0

    def press(self, key: str, digits: str = "") -> bool:
        """Type and wait for the shown result, slower than repeats are told apart."""
        time.sleep(max(0.0, self._pressed_at + WINDOW + 0.1 - time.monotonic()))
        self.keypad.press(key, digits)
        wait_until(lambda: self.keypad.state().success is not None, seconds=10)
        self._pressed_at = time.monotonic()
        return self.keypad.state().success is True

    def shows(self, ticket: str, sign: str) -> None:
        """The keypad's digits and the sign's text."""
        wait_until(lambda: self.keypad.state().ticket == ticket, seconds=10)
        wait_until(lambda: self.sign.state().text.strip() == sign, seconds=10)

    @property
    def window(self) -> WindowView:
        return self.server.client.snapshot().windows[0]

    def next_tickets(self) -> list[str]:
        return [ticket.number for ticket in self.server.client.snapshot().next_tickets]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    line = LineEmulator(open_pty(tmp_path / "line"))
    with running_server(tmp_path, parse_hall(hall_text(tmp_path / "line") + TAX)) as server:
        made = Desk(tmp_path, server, line)
        line.start()
        made.agent.start()
        wait_until(lambda: made.keypad.state().waiting == "000", seconds=10)
        yield made
        made.agent.stop()
        line.close()


def test_a_number_is_called_out_of_turn_and_the_call_undone(desk: Desk) -> None:
    desk.server.issue(3)
    assert desk.press(CALL, "2")
    desk.shows("002", "请A002")
    assert desk.press(*UNDO)
    desk.shows("", "空闲")
    assert desk.next_tickets() == ["A001", "A002", "A003"]
    assert not desk.press(*UNDO)
    assert not desk.press(CALL, "77")


def test_a_number_is_parked_and_called_back(desk: Desk) -> None:
    desk.server.issue(2)
    assert desk.press(CALL)
    assert desk.press(*PARK)
    desk.shows("", "空闲")
    assert desk.press(CALL)
    desk.shows("002", "请A002")
    assert desk.press(FINISH)
    assert desk.press(*CALL_BACK)
    desk.shows("001", "请A001")
    assert not desk.press(RECALL), "it was called just now"


def test_a_passed_number_is_restored(desk: Desk) -> None:
    desk.server.issue(2)
    assert desk.press(CALL)
    assert desk.press(NO_SHOW)
    assert desk.press(CALL)
    assert desk.press(*RESTORE)
    desk.shows("002", "请A002")
    assert desk.next_tickets() == ["A001"]


def test_a_ticket_goes_to_the_window_whose_number_is_typed(desk: Desk) -> None:
    (issued,) = desk.server.issue()
    assert desk.press(CALL)
    assert not desk.press(TRANSFER, "9")
    assert desk.press(TRANSFER, "13")
    desk.shows("", "空闲")
    waits = desk.server.client.ticket(issued.ticket.id).ticket
    assert (waits.service, waits.for_window, waits.status) == ("tax", "3", TicketStatus.WAITING)


def test_a_pause_has_its_reason(desk: Desk) -> None:
    assert desk.press(PAUSE, "3")
    desk.shows("", "暂停服务")
    assert desk.window.pause_reason is PauseReason.MEAL
    assert desk.press(PAUSE)
    desk.shows("", "空闲")


def test_a_step_of_a_package_is_rated_and_the_ticket_goes_on(desk: Desk) -> None:
    request = IssueTicketRequest(request_id=new_request_id(), service="new-shop")
    desk.server.client.issue_ticket(request)
    assert desk.press(CALL)
    desk.shows("001", "请T001")
    assert desk.press(START)
    assert desk.press(FINISH)
    wait_until(lambda: desk.evaluator.state().mode is EvaluatorMode.INVITING)
    desk.evaluator.press(3)
    wait_until(lambda: desk.evaluator.state().mode is EvaluatorMode.THANKED)
    (waits,) = desk.server.client.snapshot().next_tickets
    assert (waits.number, waits.service) == ("T001", "tax")
