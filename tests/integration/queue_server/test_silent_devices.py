"""A device whose program has died does not keep its last word for ever."""

from __future__ import annotations

from queue_server.wire.messages import DeviceCondition
from tests.fakes.served_hall import ServedHall


def report(hall: ServedHall, state: str = "online") -> None:
    body = {"device": "printer-1", "state": state, "reason": "", "since": hall.clock.now().isoformat()}
    assert hall.post("/device-states", body).status_code == 200


def state(hall: ServedHall) -> tuple[DeviceCondition, str]:
    (view,) = hall.snapshot().devices
    return view.state, view.reason


def test_a_device_that_is_reported_each_minute_stays_as_it_is(hall: ServedHall) -> None:
    report(hall)
    before = len(hall.events())
    for _ in range(10):
        hall.clock.advance(minutes=1)
        report(hall)
        hall.server.silence.look()
    assert state(hall) == (DeviceCondition.ONLINE, "")
    assert len(hall.events()) == before


def test_a_silent_device_is_unknown_and_staff_are_told_once(hall: ServedHall) -> None:
    report(hall)
    hall.clock.advance(minutes=4)
    for _ in range(3):
        hall.server.silence.look()
    assert state(hall) == (DeviceCondition.UNKNOWN, "not-heard")
    assert hall.event_types()[-2:] == ["device.changed", "device.changed"]


def test_a_device_that_is_heard_again_is_what_it_says(hall: ServedHall) -> None:
    report(hall)
    hall.clock.advance(minutes=4)
    hall.server.silence.look()
    report(hall)
    hall.server.silence.look()
    assert state(hall) == (DeviceCondition.ONLINE, "")


def test_after_a_restart_every_device_has_its_time(hall: ServedHall) -> None:
    report(hall, "fault")
    hall.server.close()
    again = ServedHall(hall.url)
    again.clock.time = hall.clock.now()
    again.server.silence.look()
    assert state(again) == (DeviceCondition.FAULT, "")
    again.clock.advance(minutes=5)
    again.server.silence.look()
    assert state(again) == (DeviceCondition.UNKNOWN, "not-heard")
    again.close()
