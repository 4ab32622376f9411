"""A day of the hall's own database, as a simulation reads it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from queue_server.__main__ import main
from queue_server.simulation import Pause, UnusableHistory
from queue_server.storage.histories import SqlHistory
from tests.fakes.hall_clock import MONDAY_MORNING, ZONE
from tests.fakes.served_hall import HALL, ServedHall

PACKAGE = """
[[packages]]
id = "both"
prefix = "P"
name = { zh = "一件事", en = "Both" }
services = ["civil", "few"]
"""


def history(hall: ServedHall) -> SqlHistory:
    return SqlHistory(hall.server.database, "test-hall", ZONE)


def serve(hall: ServedHall, window: str, minutes: float) -> None:
    hall.window(window, "call-next")
    hall.window(window, "start")
    hall.clock.advance(minutes=minutes)
    hall.window(window, "finish")


def test_every_end_of_a_visit_is_told(hall: ServedHall) -> None:
    served, missed, left = (hall.issue() for _ in range(3))
    hall.issue()
    hall.clock.advance(minutes=5)
    serve(hall, "1", 7)
    hall.window("1", "call-next")
    hall.window("1", "no-show")
    hall.ok(f"/tickets/{left['id']}/cancel", reason="left")
    recording = history(hall).day(None)
    assert recording.on == MONDAY_MORNING.date()
    first, second, third, fourth = recording.tickets
    assert (first.service, first.issued, first.called, first.finished) == ("civil", 600.0, 605.0, 612.0)
    assert second.passed
    assert second.finished is None
    assert (third.called, third.left) == (None, 612.0)
    assert (fourth.called, fourth.left, fourth.finished) == (None, None, None)
    assert {served["id"], missed["id"]} != {left["id"]}


def test_each_service_of_a_package_is_a_visit_of_its_own(made_url: str) -> None:
    hall = ServedHall(made_url, hall=HALL + PACKAGE)
    hall.issue("both")
    hall.clock.advance(minutes=3)
    serve(hall, "1", 4)
    hall.clock.advance(minutes=2)
    serve(hall, "3", 6)
    first, second = history(hall).day(None).tickets
    hall.close()
    assert (first.service, first.issued, first.called, first.finished) == ("civil", 600.0, 603.0, 607.0)
    assert (second.service, second.issued, second.called, second.finished) == ("few", 607.0, 609.0, 615.0)


def test_what_clerks_did_beside_is_told(hall: ServedHall) -> None:
    for _ in range(3):
        hall.issue()
    hall.window("1", "call-next")
    hall.window("1", "start")
    hall.clock.advance(minutes=2)
    hall.window("1", "park")
    hall.clock.advance(minutes=6)
    hall.window("1", "call-back")
    hall.clock.advance(minutes=3)
    hall.ok("/windows/1/transfer", window="2")
    hall.clock.advance(minutes=1)
    hall.window("2", "call-next")
    hall.clock.advance(minutes=4)
    hall.window("2", "finish")
    hall.window("1", "call-next")
    hall.clock.advance(minutes=1)
    hall.window("1", "no-show")
    hall.clock.advance(minutes=5)
    hall.window("1", "restore")
    hall.window("1", "call-next")
    hall.clock.advance(minutes=2)
    hall.ok("/windows/1/interrupt", reason="papers are missing")
    first, second, third = history(hall).day(None).tickets
    assert (first.called, first.started, first.finished) == (600.0, 600.0, 611.0)
    assert first.asides == ((602.0, 608.0),)
    assert first.onward is not None
    assert (first.onward.service, first.onward.only_window) == ("civil", "2")
    assert (first.onward.called, first.onward.finished) == (612.0, 616.0)
    assert {second.missed, third.missed} == {0, 1}
    missed = second if second.missed else third
    assert missed.returned_after == 5.0
    assert {second.interrupted, third.interrupted} == {False, True}


def test_pauses_are_told_with_their_reasons(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "call-next")
    hall.ok("/windows/1/pause", reason="meeting")
    hall.ok("/windows/1/pause", reason="meal")
    hall.clock.advance(minutes=4)
    hall.window("1", "finish")
    hall.clock.advance(minutes=10)
    hall.window("1", "resume")
    hall.clock.advance(minutes=30)
    hall.window("2", "pause")
    assert history(hall).day(None).pauses == [
        Pause("1", 604.0, 10.0, "meeting"),
        Pause("2", 644.0, 796.0, "other"),
    ]


def test_an_undone_call_back_leaves_the_number_aside(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "call-next")
    hall.clock.advance(minutes=1)
    hall.window("1", "park")
    hall.clock.advance(minutes=1)
    hall.window("1", "call-back")
    hall.window("1", "undo")
    hall.clock.advance(minutes=7)
    hall.window("1", "call-back")
    hall.clock.advance(minutes=2)
    hall.window("1", "finish")
    (ticket,) = history(hall).day(None).tickets
    assert (ticket.called, ticket.asides, ticket.finished) == (600.0, ((601.0, 609.0),), 611.0)


def test_a_database_of_several_days_wants_a_date(hall: ServedHall) -> None:
    with pytest.raises(UnusableHistory, match="has no tickets"):
        history(hall).day(None)
    hall.issue()
    hall.clock.advance(days=1)
    hall.issue()
    with pytest.raises(UnusableHistory, match="2 days, 2026-03-02 to 2026-03-03"):
        history(hall).day(None)
    assert len(history(hall).day(date(2026, 3, 3)).tickets) == 1
    with pytest.raises(UnusableHistory, match="no tickets of 2026-03-09"):
        history(hall).day(date(2026, 3, 9))


def test_the_command_plays_a_day_of_the_database(sqlite_hall: ServedHall, tmp_path: Path) -> None:
    for _ in range(6):
        sqlite_hall.issue()
    for _ in range(6):
        serve(sqlite_hall, "1", 5)
    hall_file, result = tmp_path / "hall.toml", tmp_path / "result.json"
    hall_file.write_text(HALL, encoding="utf-8")
    words = ["simulate", str(hall_file), "--history", sqlite_hall.url, "--json", str(result)]
    assert main(words) == 0
    assert "served" in json.dumps(json.loads(result.read_text(encoding="utf-8")))


def test_an_address_that_is_no_database_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hall_file = tmp_path / "hall.toml"
    hall_file.write_text(HALL, encoding="utf-8")
    assert main(["simulate", str(hall_file), "--history", "ftp://somewhere/day"]) == 2
    assert "sqlite" in capsys.readouterr().err
