"""All signs of a hall, as events come and the hours pass."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from config.loader import read_hall
from display.signs import Signs
from display.window_sign import SignAgent
from drivers.led_display.simulated import SimulatedSign
from queue_server.client import FeedLost, ServerUnreachable
from queue_server.wire.events import Event
from queue_server.wire.messages import Snapshot
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import (
    NINE,
    at,
    called,
    day_closed,
    day_reopened,
    finished,
    handed_over,
    interrupted,
    parked,
    queue,
    snapshot,
    undone,
)

HALL = read_hall(
    {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
        "services": [
            {
                "id": "civil",
                "prefix": "A",
                "name": {"zh": "民政", "en": "Civil"},
                "open": ["daily 09:00-12:00"],
            },
            {"id": "tax", "prefix": "B", "name": {"zh": "税务", "en": "Tax"}},
        ],
        "windows": [
            {"id": "w1", "number": 1, "services": ["civil"]},
            {"id": "w2", "number": 2, "services": ["civil", "tax"]},
        ],
    }
)

NOBODY_WAITS = snapshot(services=(queue(0),))


class Row:
    """Two signs and a clock that the test sets."""

    def __init__(self) -> None:
        self.now = NINE
        self.beside: Snapshot | None = None
        """What the server answers beside the feed."""
        self.signs = Signs(HALL, lambda: self.now, fetch=self._fetch, clock_seconds=0.02)
        self.screens = {window: SimulatedSign() for window in ("w1", "w2")}
        self._stop = threading.Event()
        self._threads = []
        for window, screen in self.screens.items():
            agent = SignAgent(window, answered=lambda: None, silent=lambda _: None, pulse_seconds=0.01)
            self.signs.add(window, agent)
            self._threads.append(threading.Thread(target=agent.run, args=(screen, self._stop)))
        for thread in self._threads:
            thread.start()
        self.signs.start()

    def end(self) -> None:
        self.signs.stop(2)
        self._stop.set()
        for thread in self._threads:
            thread.join(5)

    def say(self, *texts: str) -> None:
        wait_until(lambda: self._texts() == texts)

    def _fetch(self) -> Snapshot:
        if self.beside is None:
            raise ServerUnreachable("away")
        return self.beside

    def _texts(self) -> tuple[str, ...]:
        return tuple("" if screen.shown is None else screen.shown.text for screen in self.screens.values())


@pytest.fixture
def row() -> Iterator[Row]:
    made = Row()
    yield made
    made.end()


def test_a_sign_says_nothing_before_anything_is_known(row: Row) -> None:
    row.signs.take(FeedLost(NINE, "away"))
    row.say("", "")
    row.signs.take(snapshot())
    row.say("空闲", "空闲")


def test_a_window_closes_at_noon_without_any_event(row: Row) -> None:
    row.signs.take(NOBODY_WAITS)
    row.say("空闲", "空闲")
    row.now = NINE + timedelta(hours=3)
    row.say("停止服务", "空闲")
    row.now = NINE + timedelta(days=1)
    row.say("空闲", "空闲")


def test_the_last_resident_is_served_before_the_window_closes(row: Row) -> None:
    row.signs.take(NOBODY_WAITS)
    row.signs.take(called(101, "A012", "w1", waiting=1))
    row.now = NINE + timedelta(hours=4)
    row.say("请A012", "空闲")
    row.signs.take(finished(102, "A012", "w1", waiting=1))
    row.say("空闲", "空闲")
    row.signs.take(called(103, "A013", "w1", waiting=0))
    row.signs.take(finished(104, "A013", "w1", waiting=0))
    row.say("停止服务", "空闲")


def test_a_window_closes_also_while_the_server_is_away(row: Row) -> None:
    row.signs.take(NOBODY_WAITS)
    row.signs.take(called(101, "A013", "w2", waiting=0))
    row.signs.take(FeedLost(at(200), "away"))
    row.now = NINE + timedelta(hours=4)
    row.say("停止服务", "请A013")


@pytest.mark.parametrize("end", [parked(102, "A012"), undone(102, "A012"), interrupted(102, "A012")])
def test_a_ticket_that_leaves_its_window_leaves_the_sign(row: Row, end: Event) -> None:
    row.signs.take(NOBODY_WAITS)
    row.signs.take(called(101, "A012", "w1", waiting=1))
    row.say("请A012", "空闲")
    row.signs.take(end)
    row.say("空闲", "空闲")


def test_a_parked_number_is_called_back_and_a_window_is_handed_over(row: Row) -> None:
    row.signs.take(NOBODY_WAITS)
    row.signs.take(called(101, "A012", "w1"))
    row.signs.take(parked(102, "A012", "w1"))
    row.signs.take(handed_over(103, "w1"))
    row.signs.take(called(104, "A012", "w1"))
    row.say("请A012", "空闲")


def test_a_closed_day_shows_at_once_and_its_end_when_the_server_says_so(row: Row) -> None:
    row.signs.take(snapshot(services=(queue(4),)))
    row.signs.take(called(101, "A012", "w1"))
    row.signs.take(day_closed(102))
    row.say("请A012", "停止服务")
    row.beside = snapshot(103, services=(queue(0), queue(0, service="tax")))
    row.signs.take(day_reopened(103))
    row.say("空闲", "空闲")
