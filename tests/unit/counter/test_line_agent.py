from __future__ import annotations

import threading
from typing import Any

from counter.device_states import NOT_HEARD, DeviceStates
from counter.line_agent import LineAgent, Station
from drivers.errors import LinkLost, LinkUnavailable
from drivers.status import Condition, DeviceStatus
from queue_server.wire.messages import DeviceStateReport
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import NINE


class Cable:
    """A line that can be pulled; its devices hear of it when they use it."""

    def __init__(self) -> None:
        self.lost = False
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Desk:
    """Opens cables on demand."""

    def __init__(self) -> None:
        self.plugged = True
        self.cables: list[Cable] = []

    def open_line(self) -> Cable:
        if not self.plugged:
            raise LinkUnavailable("no such port")
        self.cables.append(Cable())
        return self.cables[-1]


class Told:
    """The reports, newest per device."""

    def __init__(self) -> None:
        self.reports: list[DeviceStateReport] = []
        self.states = DeviceStates(self.reports.append, lambda: NINE)

    def now(self, device: str) -> tuple[str, str]:
        report = next((each for each in reversed(self.reports) if each.device == device), None)
        return (report.state.value, report.reason) if report is not None else ("", "")


def wait_for_end(cable: Any, stop: threading.Event) -> None:
    while not stop.wait(0.01):
        if cable.lost:
            raise LinkLost("unplugged")


class Plain:
    """A device that lives on its cable."""

    def __init__(self, cable: Cable) -> None:
        self.cable = cable

    @property
    def lost(self) -> bool:
        return self.cable.lost

    def close(self) -> None:
        return


def test_a_line_is_opened_lost_and_opened_again() -> None:
    desk, told = Desk(), Told()
    stations = [Station("keypad-1", Plain, wait_for_end), Station("sign-1", Plain, wait_for_end)]
    agent = LineAgent("line-1", desk.open_line, stations, listener=told.states.take)
    agent.start()
    wait_until(lambda: told.now("keypad-1") == ("unknown", NOT_HEARD))
    told.states.heard("keypad-1")
    assert told.now("keypad-1") == ("online", "")
    desk.plugged = False
    desk.cables[0].lost = True
    wait_until(lambda: told.now("keypad-1")[0] == "offline" and told.now("sign-1")[0] == "offline")
    wait_until(lambda: told.now("keypad-1") == ("offline", "link_unavailable"))
    assert desk.cables[0].closed
    desk.plugged = True
    wait_until(lambda: told.now("sign-1") == ("unknown", NOT_HEARD))
    assert agent.stop()
    assert all(cable.closed for cable in desk.cables)


def test_a_device_that_misbehaves_leaves_its_neighbours_at_work() -> None:
    desk, told, worked = Desk(), Told(), threading.Event()

    def misbehave(_device: Any, _stop: threading.Event) -> None:
        raise ZeroDivisionError

    def work(_device: Any, stop: threading.Event) -> None:
        worked.set()
        stop.wait()

    stations = [Station("bad", Plain, misbehave), Station("good", Plain, work)]
    agent = LineAgent("line-1", desk.open_line, stations, listener=told.states.take)
    agent.start()
    wait_until(lambda: told.now("bad") == ("fault", "driver_crashed"))
    assert worked.wait(5)
    assert told.now("good") == ("unknown", NOT_HEARD)
    assert not desk.cables[0].closed
    assert agent.stop()


def test_only_changes_are_told() -> None:
    told = Told()
    for _ in range(3):
        told.states.heard("sign-1")
        told.states.heard("sign-1")
    told.states.take(DeviceStatus("sign-1", Condition.FAULT, "no_answer", NINE))
    assert [report.state.value for report in told.reports] == ["online", "fault"]
