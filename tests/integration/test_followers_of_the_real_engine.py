"""Boards, keypads and evaluators that follow the events of the real engine know what a fresh snapshot says."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from config.loader import parse_hall
from counter import desk_state
from counter.desk_state import DeskState
from display import call_state
from display.hall_state import HallState
from evaluator import window_facts
from evaluator.window_facts import WindowFacts
from queue_server.client import rating_state
from queue_server.client.rating_state import RatingState
from queue_server.wire.events import Event
from queue_server.wire.messages import PauseReason, Snapshot
from tests.fakes.empty_hall import empty_hall
from tests.fakes.full_hall import FULL_HALL, SERVICES, WINDOWS, FullHall

STEPS = 250
LOOK_EVERY = 10
WORK = (
    *("issue",) * 6,
    *("call-next",) * 6,
    *("call", "recall", "start", "finish", "finish", "no-show", "restore", "park", "call-back"),
    *("transfer", "interrupt", "undo", "undo", "pause", "resume", "hand-over", "rate"),
    *("cancel-ticket", "transfer-ticket", "close", "reopen", "night"),
)
RARE = {"close": 0.1, "night": 0.05, "interrupt": 0.5}


class Busy:
    """A hall in which anything is tried; what the server refuses did not happen."""

    def __init__(self, hall: FullHall, seed: int) -> None:
        self.hall = hall
        self.dice = random.Random(seed)
        self.device = hall.new_token("counter", "device")
        self.refused: Counter[str] = Counter()
        self.tickets: list[str] = []

    def step(self) -> None:
        what = self.dice.choice(WORK)
        self.hall.clock.advance(seconds=self.dice.choice((1, 3, 8, 16)))
        if self.dice.random() > RARE.get(what, 1.0):
            return
        if what == "night":
            self.hall.clock.advance(days=1)
            self.tickets.clear()
            self.issue()
        elif what == "issue":
            self.issue()
        elif what in {"close", "reopen"}:
            self.send(f"/day/{what}", {})
        elif what == "rate":
            self.rate()
        elif what.endswith("-ticket"):
            self.staff(what.removesuffix("-ticket"))
        else:
            self.send(f"/windows/{self.dice.choice(WINDOWS)}/{what}", self.body(what))

    def issue(self) -> None:
        service = self.dice.choice((*SERVICES, "newborn"))
        priority = self.dice.choice(("ordinary", "ordinary", "urgent", "old"))
        answer = self.send("/tickets", {"service": service, "priority": priority})
        if answer is not None:
            self.tickets.append(answer["ticket"]["id"])

    def body(self, verb: str) -> dict[str, object]:
        if verb == "call":
            return {"number": str(self.dice.randint(1, 30)), "reason": "keypad"}
        if verb == "transfer":
            place = {"window": self.dice.choice(WINDOWS), "service": self.dice.choice(SERVICES)}
            left_out = self.dice.choice(("window", "service", ""))
            return {key: value for key, value in place.items() if key != left_out}
        if verb == "pause":
            return {"reason": self.dice.choice((*PauseReason, None))}
        if verb == "hand-over":
            return {"clerk": self.dice.choice((1024, 2048))}
        return {"reason": "no papers"} if verb == "interrupt" else {}

    def staff(self, verb: str) -> None:
        if self.tickets:
            body: dict[str, object] = {"reason": "asked for it"}
            if verb == "transfer":
                body["service"] = self.dice.choice(SERVICES)
            self.send(f"/tickets/{self.dice.choice(self.tickets)}/{verb}", body)

    def rate(self) -> None:
        for window in self.hall.snapshot().windows:
            if window.rating is not None and self.dice.random() < 0.5:
                pressed_at = self.hall.clock.now().isoformat()
                body = {"session_id": window.rating.session_id, "level": 4, "pressed_at": pressed_at}
                self.send("/ratings", body, token=self.device)

    def send(self, path: str, body: Mapping[str, object], *, token: str | None = None) -> Any:
        """The answer; None when it was refused."""
        answer = self.hall.post(path, {"request_id": self.hall.new_id(), **body}, token=token)
        assert answer.status_code < 500, answer.text
        parsed = json.loads(answer.text)
        if answer.status_code >= 400:
            self.refused[parsed["error"]["code"]] += 1
            return None
        return parsed


class Followers:
    """Everybody who follows the feed from the first snapshot on."""

    def __init__(self, hall: FullHall) -> None:
        self.hall = hall
        self.board = HallState()
        windows = parse_hall(FULL_HALL).windows
        self.desks = {window.id: DeskState(window.id, frozenset(window.services)) for window in windows}
        self.screens = {window.id: WindowFacts(window) for window in windows}
        self.ratings = {window: RatingState(window) for window in WINDOWS}
        self.seq = 0
        self.take(hall.snapshot())

    def take(self, item: Snapshot | Event) -> None:
        now = self.hall.clock.now()
        self.board = call_state.apply(self.board, item)
        for window in WINDOWS:
            self.desks[window] = desk_state.apply(self.desks[window], item)
            self.screens[window] = window_facts.apply(self.screens[window], item)
            self.ratings[window] = rating_state.apply(self.ratings[window], item, now)
        self.seq = item.seq

    def catch_up(self) -> None:
        for event in self.hall.events(self.seq):
            self.take(event)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[FullHall]:
    served = FullHall(empty_hall(tmp_path), rules="undo_seconds = 60")
    yield served
    served.close()


@pytest.mark.parametrize("seed", range(3))
def test_whoever_follows_knows_what_a_snapshot_says(hall: FullHall, seed: int) -> None:
    hall.issue()
    busy, followers = Busy(hall, seed), Followers(hall)
    for turn in range(STEPS):
        busy.step()
        # Evaluators look at each event as it comes: rating is a matter of seconds.
        followers.catch_up()
        if turn % LOOK_EVERY == 0:
            compare(followers, hall.snapshot())
    compare(followers, hall.snapshot())


def compare(followers: Followers, snapshot: Snapshot) -> None:
    fresh, board = call_state.apply(HallState(), snapshot), followers.board
    assert board.windows == fresh.windows
    assert (board.business_day, board.day_closed) == (fresh.business_day, fresh.day_closed)
    waiting = {queue.service: queue.waiting for queue in snapshot.services}
    assert {queue.service: queue.waiting for queue in board.services} == waiting
    calls = min(len(board.recent_calls), len(fresh.recent_calls))
    assert board.recent_calls[:calls] == fresh.recent_calls[:calls]
    passed = min(len(board.passed), len(fresh.passed))
    assert board.passed[:passed] == fresh.passed[:passed]
    assert board.unsure or board.upcoming == fresh.upcoming
    for view in snapshot.windows:
        desk = desk_state.apply(DeskState(view.window, followers.desks[view.window].services), snapshot)
        known = followers.desks[view.window]
        assert (known.held, known.paused, known.waiting) == (desk.held, desk.paused, desk.waiting)
        screen, told = followers.screens[view.window], followers.screens[view.window].window
        fresh_screen = window_facts.apply(WindowFacts(told), snapshot)
        assert (screen.held, screen.paused, screen.clerk) == (
            fresh_screen.held,
            fresh_screen.paused,
            fresh_screen.clerk,
        )
        assert (screen.pause_reason, screen.day_closed) == (fresh_screen.pause_reason, snapshot.day_closed)
        rating = rating_state.expire(followers.ratings[view.window], snapshot.server_time)
        armed = None if rating.armed is None else rating.armed.session_id
        assert armed == (None if view.rating is None else view.rating.session_id)
