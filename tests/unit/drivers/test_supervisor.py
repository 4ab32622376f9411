"""The supervisor: what it publishes, when it tries again, how it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from drivers.errors import DeviceUnusable, LinkLost, LinkUnavailable, NoAnswer
from drivers.status import Condition, DeviceStatus
from drivers.supervisor import Backoff, Clocks, DeviceSupervisor

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class ManualClocks:
    """Time that passes only in the supervisor's waits, and a record of them."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.waits: list[float] = []

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        self.waits.append(seconds)
        self.passed += seconds
        return stop.is_set()

    def clocks(self) -> Clocks:
        return Clocks(
            now=lambda: START + timedelta(seconds=self.passed), monotonic=lambda: self.passed, wait=self.wait
        )


class Device:
    def __init__(self) -> None:
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()


class Script:
    """Opens and runs a device as told, one step per attempt; the last attempt stays until it is stopped."""

    def __init__(self, *attempts: Exception | Callable[[], None]) -> None:
        self.attempts = list(attempts)
        self.devices: list[Device] = []
        self.settled = threading.Event()
        self.during_run: Exception | None = None

    def open(self) -> Device:
        if self.attempts and isinstance(self.attempts[0], Exception):
            raise self.attempts.pop(0)  # type: ignore[misc]
        self.devices.append(Device())
        return self.devices[-1]

    def run(self, device: Device, stop: threading.Event) -> None:
        if self.attempts:
            step = self.attempts.pop(0)
            assert not isinstance(step, Exception)
            step()
            return
        self.settled.set()
        stop.wait(10)


def raising(error: Exception) -> Callable[[], None]:
    def step() -> None:
        raise error

    return step


def supervise(script: Script, clocks: ManualClocks | None = None) -> list[DeviceStatus]:
    """Run the script to its last attempt and give what was published."""
    published: list[DeviceStatus] = []
    clocks = clocks or ManualClocks()
    with DeviceSupervisor(
        "printer-1", script.open, script.run, listener=published.append, clocks=clocks.clocks()
    ):
        assert script.settled.wait(5)
    return published


def words(published: list[DeviceStatus]) -> list[tuple[str, str]]:
    return [(status.condition.value, status.reason) for status in published]


def test_a_device_that_opens_is_unknown_and_then_online() -> None:
    published = supervise(Script())
    assert words(published) == [("unknown", "opening"), ("online", "")]
    assert {status.device for status in published} == {"printer-1"}


def test_a_device_that_does_not_open_is_offline_until_it_does() -> None:
    published = supervise(Script(LinkUnavailable("no port"), LinkUnavailable("no port")))
    assert words(published) == [("unknown", "opening"), ("offline", "link_unavailable"), ("online", "")]


def test_a_device_lost_while_it_runs_is_closed_and_opened_again() -> None:
    script = Script(raising(LinkLost("pulled")))
    published = supervise(script)
    assert words(published) == [
        ("unknown", "opening"),
        ("online", ""),
        ("offline", "link_lost"),
        ("online", ""),
    ]
    assert [device.closed.is_set() for device in script.devices] == [True, True]


def test_a_permanent_fault_is_a_fault() -> None:
    published = supervise(Script(raising(DeviceUnusable("self-test failed"))))
    assert ("fault", "unusable") in words(published)


def test_a_run_that_returns_is_a_lost_device() -> None:
    assert ("offline", "ended") in words(supervise(Script(lambda: None)))


def test_a_crash_in_the_driver_is_a_fault_and_does_not_end_supervision() -> None:
    with capture_logs() as logs:
        published = supervise(Script(ZeroDivisionError("a mistake"), raising(KeyError("another"))))
    assert words(published)[1:3] == [("fault", "driver_crashed"), ("online", "")]
    assert [entry["event"] for entry in logs].count("driver crashed") == 2


def test_the_wait_doubles_to_two_seconds() -> None:
    clocks = ManualClocks()
    supervise(Script(*[LinkUnavailable("no port") for _ in range(6)]), clocks)
    assert clocks.waits == [0.25, 0.5, 1.0, 2.0, 2.0, 2.0]


def test_a_permanent_fault_waits_longest_at_once() -> None:
    clocks = ManualClocks()
    supervise(Script(DeviceUnusable("not authorised")), clocks)
    assert clocks.waits == [2.0]


def test_a_device_that_stayed_is_tried_again_quickly() -> None:
    clocks = ManualClocks()

    def stay() -> None:
        clocks.passed += 60
        raise LinkLost("pulled")

    supervise(Script(*[LinkUnavailable("no port") for _ in range(5)], stay), clocks)
    assert clocks.waits[-1] == 0.25


def test_a_device_that_fails_at_once_is_not() -> None:
    clocks = ManualClocks()
    supervise(Script(*[raising(NoAnswer("silent")) for _ in range(4)]), clocks)
    assert clocks.waits == [0.25, 0.5, 1.0, 2.0]


@pytest.mark.parametrize("failures", [1, 5, 10_000])
def test_backoff_is_capped(failures: int) -> None:
    assert Backoff().after(failures, LinkLost("x")) <= 2.0


def test_since_is_when_the_status_changed() -> None:
    published = supervise(Script(*[LinkUnavailable("no port") for _ in range(3)]))
    by_word = {status.condition: status.since for status in published}
    assert by_word[Condition.OFFLINE] == START
    assert by_word[Condition.ONLINE] == START + timedelta(seconds=1.75)


def test_lost_and_back_are_logged_once_each() -> None:
    with capture_logs() as logs:
        supervise(Script(raising(LinkLost("pulled")), *[LinkUnavailable("no port") for _ in range(5)]))
    assert [(entry["event"], entry["device"]) for entry in logs] == [
        ("device lost", "printer-1"),
        ("device back", "printer-1"),
    ]


def test_an_open_device_may_warn_and_recover() -> None:
    published: list[DeviceStatus] = []
    done = threading.Event()

    def run(device: Device, stop: threading.Event) -> None:
        supervisor.set_condition(Condition.WARNING, "paper-near-end")
        supervisor.set_condition(Condition.WARNING, "paper-near-end")
        supervisor.set_condition(Condition.ONLINE)
        done.set()
        stop.wait(10)

    supervisor = DeviceSupervisor("printer-1", Device, run, listener=published.append)
    with supervisor:
        assert done.wait(5)
    assert words(published)[1:] == [("online", ""), ("warning", "paper-near-end"), ("online", "")]


def test_a_device_that_is_not_open_cannot_warn() -> None:
    supervisor = DeviceSupervisor("printer-1", Device, lambda *_: None)
    supervisor.set_condition(Condition.ONLINE)
    assert supervisor.status.condition is Condition.UNKNOWN


def test_current_is_the_open_device_and_none_otherwise() -> None:
    script = Script()
    supervisor = DeviceSupervisor("printer-1", script.open, script.run)
    currents = [supervisor.current]
    with supervisor:
        assert script.settled.wait(5)
        currents.append(supervisor.current)
    assert [*currents, supervisor.current] == [None, script.devices[0], None]


def test_stop_ends_a_long_wait_at_once() -> None:
    refused = threading.Event()

    def refuse() -> Device:
        refused.set()
        raise LinkUnavailable("no port")

    supervisor = DeviceSupervisor("p", refuse, lambda *_: None, backoff=Backoff(60.0, 60.0))
    supervisor.start()
    assert refused.wait(5)
    started = time.monotonic()
    assert supervisor.stop()
    assert time.monotonic() - started < 5.0


def test_stop_closes_a_device_that_does_not_look_at_the_event() -> None:
    running = threading.Event()

    def run(device: Device, stop: threading.Event) -> None:
        running.set()
        device.closed.wait(30)

    supervisor = DeviceSupervisor("p", Device, run)
    supervisor.start()
    assert running.wait(5)
    assert supervisor.stop(timeout=1.0)


def test_stop_before_start_does_nothing() -> None:
    assert DeviceSupervisor("p", Device, lambda *_: None).stop()


def test_a_listener_may_ask_for_the_status_it_is_told() -> None:
    seen: list[bool] = []
    script = Script()
    supervisor = DeviceSupervisor(
        "p", script.open, script.run, listener=lambda status: seen.append(supervisor.status == status)
    )
    with supervisor:
        assert script.settled.wait(5)
    assert seen == [True, True]
