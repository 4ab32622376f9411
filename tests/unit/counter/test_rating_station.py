from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from typing_extensions import override

from config.model import WindowSection
from counter.desk import Desk
from counter.rating import RatingStation
from drivers.evaluator.port import RatingPress
from drivers.evaluator.simulated import SimulatedEvaluator
from queue_server.wire.messages import RatingOpen, TicketStatus, WindowAnswer
from tests.fakes.one_window import OneWindow
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import at, called, finished, forwarded, snapshot, ticket, window

WINDOW = WindowSection(id="w1", number=3, services=("civil",), evaluator="evaluator-1")


class Shelf:
    """Keeps ratings, unless the disk is full."""

    def __init__(self) -> None:
        self.full = False
        self.kept: list[Mapping[str, Any]] = []

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        assert kind == "rating"
        self.kept.append(body)


class Table:
    """A window with an evaluator at work on a thread."""

    def __init__(self) -> None:
        self.server = OneWindow()
        self.shelf = Shelf()
        self.seconds = 0.0
        self.desk = Desk(WINDOW, rating_window_seconds=60, now=self.now)
        self.heard = 0
        self.evaluator = SimulatedEvaluator()
        self.station = RatingStation(
            self.desk, self.server, self.shelf, now=self.now, heard=self.note, clock=lambda: self.seconds
        )
        self.desk.take(snapshot())

    def now(self) -> datetime:
        return at(self.seconds)

    def note(self) -> None:
        self.heard += 1

    def press(self, level: int | None, *, at: float | None = None) -> RatingPress:
        """Press, maybe a while ago, and wait until the press was looked at."""
        before = self.heard
        press = self.evaluator.press(level, at=at)
        wait_until(lambda: self.heard > before)
        return press

    def settled(self) -> None:
        """Wait until the station looks for a press again."""
        self.press(None)


@pytest.fixture
def table() -> Iterator[Table]:
    made = Table()
    stop = threading.Event()
    thread = threading.Thread(target=made.station.run, args=(made.evaluator, stop))
    thread.start()
    yield made
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def finish_a012(table: Table) -> None:
    table.desk.take(finished(10, "A012"))
    table.seconds = 12
    wait_until(lambda: table.evaluator.inviting)


def test_a_rating_goes_to_the_session_that_was_finished(table: Table) -> None:
    finish_a012(table)
    press = table.press(5)
    wait_until(lambda: table.evaluator.thanked == (press,))
    (request,) = table.server.ratings.values()
    assert (request.session_id, request.level, request.pressed_at) == ("s-A012-w1", 5, at(12))


def test_the_invitation_comes_once_from_answer_and_event_together(table: Table) -> None:
    ended = ticket("A012", status=TicketStatus.FINISHED, window="w1")
    answer = WindowAnswer(ticket=ended.model_copy(update={"finished_at": at(0)}), waiting=0)
    table.desk.take_answer("finish", answer)
    wait_until(lambda: table.evaluator.invitations == 1)
    table.desk.take(finished(0, "A012"))
    table.settled()
    table.settled()
    assert table.evaluator.invitations == 1


def test_nobody_is_rated_before_a_finish(table: Table) -> None:
    table.press(5)
    table.settled()
    assert table.server.ratings == {}
    assert table.evaluator.thanked == ()


def test_the_next_call_ends_the_time_for_rating(table: Table) -> None:
    finish_a012(table)
    table.desk.take(called(13, "A013"))
    table.seconds = 14
    table.press(1)
    table.settled()
    assert table.server.ratings == {}
    assert table.evaluator.thanked == ()


def test_time_ends_the_time_for_rating(table: Table) -> None:
    finish_a012(table)
    table.seconds = 71
    table.press(1)
    table.settled()
    assert table.server.ratings == {}


def test_a_second_press_is_neither_stored_nor_thanked(table: Table) -> None:
    finish_a012(table)
    press = table.press(4)
    table.press(1)
    table.settled()
    assert table.evaluator.thanked == (press,)
    assert [request.level for request in table.server.ratings.values()] == [4]


def test_a_key_without_meaning_leaves_the_session_to_be_rated(table: Table) -> None:
    finish_a012(table)
    table.press(None)
    press = table.press(3)
    wait_until(lambda: table.evaluator.thanked == (press,))


def test_while_the_server_is_away_the_rating_is_kept_and_thanked(table: Table) -> None:
    finish_a012(table)
    table.server.away.set()
    press = table.press(5)
    wait_until(lambda: table.evaluator.thanked == (press,))
    (body,) = table.shelf.kept
    assert (body["session_id"], body["level"]) == ("s-A012-w1", 5)


def test_what_cannot_be_kept_is_not_thanked_and_may_be_tried_again(table: Table) -> None:
    finish_a012(table)
    table.server.away.set()
    table.shelf.full = True
    table.press(5)
    table.settled()
    assert table.evaluator.thanked == ()
    table.shelf.full = False
    press = table.press(5)
    wait_until(lambda: table.evaluator.thanked == (press,))


def test_a_session_rated_elsewhere_is_refused_and_not_thanked(table: Table) -> None:
    finish_a012(table)
    table.press(5)
    other = Table()
    other.server = table.server
    other.station = RatingStation(other.desk, other.server, other.shelf, now=other.now)
    other.desk.take(finished(10, "A012"))
    stop = threading.Event()
    thread = threading.Thread(target=other.station.run, args=(other.evaluator, stop))
    thread.start()
    other.evaluator.press(1)
    wait_until(lambda: other.desk.armed() is None)
    stop.set()
    thread.join(5)
    assert other.evaluator.thanked == ()


def test_a_package_step_is_rated_by_answer_and_event_once(table: Table) -> None:
    table.desk.take(called(1, "A012"))
    waits = ticket("A012", service="tax")
    table.desk.take_answer("finish", WindowAnswer(ticket=waits, waiting=0))
    wait_until(lambda: table.evaluator.invitations == 1)
    table.desk.take(forwarded(2, "A012"))
    table.settled()
    press = table.press(4)
    wait_until(lambda: table.evaluator.thanked == (press,))
    assert list(table.server.ratings) == ["s-A012-w1"]
    assert table.evaluator.invitations == 1


def test_a_restarted_agent_invites_for_the_rest_of_the_time(table: Table) -> None:
    open_rating = RatingOpen(session_id="s-A012-w1", rate_until=at(40))
    table.seconds = 30
    table.desk.take(snapshot(windows=(window("w1", rating=open_rating),), time=at(30)))
    wait_until(lambda: table.evaluator.inviting)
    press = table.press(3)
    wait_until(lambda: table.evaluator.thanked == (press,))
    assert list(table.server.ratings) == ["s-A012-w1"]


def test_a_press_before_the_next_call_counts_although_it_is_looked_at_after(table: Table) -> None:
    finish_a012(table)
    table.desk.take(called(15, "A013"))
    table.seconds = 16
    press = table.press(5, at=14)
    wait_until(lambda: table.evaluator.thanked == (press,))
    (request,) = table.server.ratings.values()
    assert (request.session_id, request.pressed_at) == ("s-A012-w1", at(14))


def test_a_press_on_an_old_invitation_is_nobodys_and_the_evaluator_asks_again(table: Table) -> None:
    """The evaluator still shows the invitation of A012 while A013 is served, and somebody presses it then."""
    finish_a012(table)
    table.desk.take(called(20, "A013"))
    table.desk.take(finished(30, "A013"))
    table.seconds = 31
    wait_until(lambda: table.evaluator.invitations == 2)
    table.press(1, at=25)
    wait_until(lambda: table.evaluator.invitations == 3)
    assert (table.server.ratings, table.evaluator.thanked) == ({}, ())
    table.seconds = 35
    press = table.press(5)
    wait_until(lambda: table.evaluator.thanked == (press,))
    (request,) = table.server.ratings.values()
    assert (request.session_id, request.level) == ("s-A013-w1", 5)


def test_an_evaluator_that_thanks_for_the_session_before_asks_for_the_one_of_now(table: Table) -> None:
    finish_a012(table)
    table.desk.take(called(20, "A013"))
    table.desk.take(finished(21, "A013"))
    table.seconds = 22
    wait_until(lambda: table.evaluator.invitations == 2)
    table.press(5, at=19)
    wait_until(lambda: len(table.evaluator.thanked) == 1)
    wait_until(lambda: table.evaluator.invitations == 3)
    assert list(table.server.ratings) == ["s-A012-w1"]


class Insistent(SimulatedEvaluator):
    """Says a press again that nobody thanked for; like a device whose frames carry no number, in the same words."""

    @override
    def next_rating(self, timeout: float) -> RatingPress | None:
        press = super().next_rating(timeout)
        return press and RatingPress(press.level, b"the same frame", press.at)


def test_what_an_evaluator_says_again_is_not_taken_for_the_next_session() -> None:
    table = Table()
    table.evaluator = Insistent()
    stop = threading.Event()
    thread = threading.Thread(target=table.station.run, args=(table.evaluator, stop))
    thread.start()
    finish_a012(table)
    table.desk.take(called(20, "A013"))
    table.seconds = 29.9
    table.press(1)
    table.desk.take(finished(30, "A013"))
    table.seconds = 30.5
    wait_until(lambda: table.evaluator.invitations == 2)
    table.press(1, at=30.6)
    wait_until(lambda: table.evaluator.invitations == 3)
    assert table.server.ratings == {}
    table.seconds = 33
    table.press(1)
    wait_until(lambda: list(table.server.ratings) == ["s-A013-w1"])
    stop.set()
    thread.join(5)
