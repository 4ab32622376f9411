"""Ratings, slips and devices, over HTTP on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from queue_server.wire.events import DeviceChanged, PrintChanged, RatingRecorded, ReprintRequested
from tests.fakes.served_hall import ServedHall


def finished_session(hall: ServedHall) -> str:
    hall.issue()
    hall.window("1", "call-next")
    session: str = hall.window("1", "finish")["ticket"]["session_id"]
    return session


def rating(hall: ServedHall, session: str, **more: object) -> dict[str, Any]:
    """What an evaluator's computer sends."""
    pressed = hall.clock.now().isoformat()
    return {"token": hall.device_token, "session_id": session, "level": 5, "pressed_at": pressed, **more}


def test_a_session_is_rated_once(hall: ServedHall) -> None:
    session = finished_session(hall)
    hall.clock.advance(seconds=20)
    assert hall.ok("/ratings", **rating(hall, session))["session_id"] == session
    assert hall.refused("/ratings", **rating(hall, session)) == (409, "already_rated")
    event = hall.events()[-1]
    assert isinstance(event, RatingRecorded)
    assert (event.window, event.session_id) == ("1", session)


def test_a_rating_in_time_may_arrive_late(hall: ServedHall) -> None:
    session = finished_session(hall)
    pressed = hall.clock.now() + timedelta(seconds=50)
    hall.clock.advance(hours=3)
    hall.ok("/ratings", **rating(hall, session, pressed_at=pressed.isoformat()))


def test_a_rating_too_late_or_too_early(hall: ServedHall) -> None:
    hall.issue()
    serving = hall.window("1", "call-next")["ticket"]["session_id"]
    assert hall.refused("/ratings", **rating(hall, serving)) == (409, "rating_too_early")
    hall.window("1", "finish")
    hall.clock.advance(seconds=66)
    assert hall.refused("/ratings", **rating(hall, serving)) == (409, "rating_too_late")


@pytest.mark.parametrize("session", ["no-such-session", "\x00", "会话"])
def test_a_session_nobody_knows(hall: ServedHall, session: str) -> None:
    assert hall.refused("/ratings", **rating(hall, session)) == (404, "unknown_session")


def test_a_slip_is_followed_to_the_paper(hall: ServedHall) -> None:
    ticket = hall.issue(kiosk="kiosk-1")
    assert [slip.number for slip in hall.snapshot().unprinted] == ["A001"]
    for state in ("printing", "failed", "printing", "printed"):
        assert hall.ok(f"/tickets/{ticket['id']}/print-state", state=state)["print_state"] == state
    assert hall.snapshot().unprinted == ()
    assert hall.refused(f"/tickets/{ticket['id']}/print-state", state="failed") == (409, "illegal_transition")


def test_a_report_that_says_nothing_new_is_no_event(hall: ServedHall) -> None:
    ticket = hall.issue(kiosk="kiosk-1")
    for reason in ("paper out", "paper out"):
        hall.ok(f"/tickets/{ticket['id']}/print-state", state="failed", reason=reason)
    changes = [event for event in hall.events() if isinstance(event, PrintChanged)]
    assert [(event.state, event.reason) for event in changes] == [("failed", "paper out")]


def test_staff_ask_for_a_slip_again(hall: ServedHall) -> None:
    ticket = hall.issue(kiosk="kiosk-1")
    hall.ok(f"/tickets/{ticket['id']}/print-state", state="printed")
    assert hall.ok(f"/tickets/{ticket['id']}/reprint")["print_state"] == "queued"
    event = hall.events()[-1]
    assert isinstance(event, ReprintRequested)
    assert (event.kiosk, event.ticket.number) == ("kiosk-1", "A001")
    hall.ok(f"/tickets/{ticket['id']}/print-state", state="reprinted")
    assert hall.snapshot().unprinted == ()


def test_who_cannot_print(hall: ServedHall) -> None:
    ticket = hall.issue()
    path = f"/tickets/{ticket['id']}/reprint"
    assert hall.refused(path) == (404, "unknown_kiosk")
    assert hall.refused(path, kiosk="kiosk-2") == (409, "no_printer")
    assert hall.refused("/tickets/nothing/reprint", kiosk="kiosk-1") == (404, "not_found")
    hall.window("1", "call-next")
    hall.window("1", "no-show")
    assert hall.ok(path, kiosk="kiosk-1")["print_state"] == "queued", "who comes back may need a slip"
    hall.ok(f"/tickets/{ticket['id']}/cancel", reason="试验")
    assert hall.refused(path, kiosk="kiosk-1") == (409, "illegal_transition")


def report(hall: ServedHall, state: str, since: datetime, **more: str) -> int:
    body = {"device": "printer-1", "state": state, "since": since.isoformat(), **more}
    return hall.post("/device-states", body).status_code


def test_a_device_has_one_state(hall: ServedHall) -> None:
    for state in ("online", "online", "fault"):
        assert (
            report(hall, state, hall.clock.now(), reason="paper\x00 out" if state == "fault" else "") == 200
        )
    changes = [event.device.state for event in hall.events() if isinstance(event, DeviceChanged)]
    assert changes == ["online", "fault"]
    (device,) = hall.snapshot().devices
    assert (device.device, device.state, device.reason) == ("printer-1", "fault", "paper  out")
    assert (
        hall.post(
            "/device-states", {"device": "x", "state": "online", "since": "2026-03-02T10:00:00Z"}
        ).status_code
        == 404
    )


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_devices_clock_may_be_absurd(hall: ServedHall, since: str) -> None:
    body = {"device": "printer-1", "state": "online", "since": since}
    assert hall.post("/device-states", body).status_code == 200
    (device,) = hall.snapshot().devices
    assert 1970 <= device.since.year <= 2026
