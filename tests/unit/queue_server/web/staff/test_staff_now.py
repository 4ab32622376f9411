"""The state that every browser gets."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from queue_server.service.desk_lists import DeskLists
from queue_server.service.ports import StoredEvent
from queue_server.web.staff.now import FRESH_FOR_S, NowBoard
from queue_server.web.staff.today import TodayLog
from queue_server.wire.messages import AlarmList, AlarmView, ServiceQueue, Snapshot, WindowStatus, WindowView
from tests.fakes.hall_clock import MONDAY_MORNING
from tests.fakes.manual_clock import ManualClock

ALARM = AlarmView(
    kind="long-pause",
    service=None,
    window="2",
    value=11.0,
    threshold=10.0,
    since=MONDAY_MORNING,
    cause_zh="2 号窗口已暂停 11 分钟。",
    cause_en="Window 2 has paused for 11 min.",
    action_zh="恢复窗口。",
    action_en="Resume it.",
)


class Hall:
    """A hall whose snapshots are counted."""

    def __init__(self) -> None:
        self.seq = 1
        self.day = date(2026, 3, 2)
        self.asked = 0

    def snapshot(self) -> Snapshot:
        self.asked += 1
        return Snapshot(
            seq=self.seq,
            server_time=MONDAY_MORNING,
            business_day=self.day,
            hall="test-hall",
            services=(ServiceQueue(service="civil", open=True, waiting=3, expected_wait=None),),
            windows=(
                WindowView(window="1", status=WindowStatus.SERVING, ticket=None, waiting=3),
                WindowView(window="2", status=WindowStatus.PAUSED, ticket=None, waiting=3),
            ),
            recent_calls=(),
            next_tickets=(),
            passed=(),
            unprinted=(),
            devices=(),
        )

    def lists(self) -> DeskLists:
        """Nobody is listed, and the first window would call two."""
        return DeskLists((), (), {"1": ("b", "a")})

    def alarms(self) -> AlarmList:
        """One alarm."""
        return AlarmList(made_at=MONDAY_MORNING, alarms=(ALARM,))

    def events_after(self, seq: int, _limit: int) -> Sequence[StoredEvent]:
        """One number was taken on the second of March."""
        facts: list[tuple[str, dict[str, Any]]] = [
            ("day.opened", {"business_day": "2026-03-02"}),
            ("ticket.issued", {"ticket": {"service": "civil"}}),
        ]
        log = [StoredEvent(at, kind, json.dumps(fact)) for at, (kind, fact) in enumerate(facts, 1)]
        return [event for event in log if event.seq > seq]


def board_of(hall: Hall, clock: ManualClock) -> NowBoard:
    return NowBoard(
        hall.snapshot, hall.lists, hall.alarms, TodayLog(hall.events_after, lambda: 2), "edition-1", clock
    )


def test_the_state_puts_hall_and_day_together() -> None:
    state = json.loads(board_of(Hall(), ManualClock()).text(1))
    assert state["edition"] == "edition-1"
    assert state["today"] == {
        "issued": 1,
        "waiting": 3,
        "serving": 1,
        "finished": 0,
        "no_show": 0,
        "mean_wait_minutes": None,
    }
    assert state["services"][0]["issued"] == 1
    assert [alarm["window"] for alarm in state["alarms"]] == ["2"]
    assert [window["next"] for window in state["windows"]] == [["b", "a"], []]
    assert state["day_closed"] is False
    assert datetime.fromisoformat(state["server_time"]) == MONDAY_MORNING


def test_before_the_first_change_of_a_day_its_counts_are_nothing() -> None:
    hall = Hall()
    hall.day = date(2026, 3, 3)
    state = json.loads(board_of(hall, ManualClock()).text(1))
    assert (state["today"]["issued"], state["services"][0]["issued"]) == (0, 0)


def test_the_hall_is_read_once_for_all_that_ask() -> None:
    hall, clock = Hall(), ManualClock()
    board = board_of(hall, clock)
    threads = [threading.Thread(target=board.text, args=(1,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hall.asked == 1
    hall.seq = 2
    board.text(1)
    assert hall.asked == 1
    assert json.loads(board.text(2))["seq"] == 2
    assert hall.asked == 2


def test_waits_are_made_anew_also_when_nothing_happens() -> None:
    hall, clock = Hall(), ManualClock()
    board = board_of(hall, clock)
    board.text(1)
    clock.advance(FRESH_FOR_S - 1)
    board.text(1)
    assert hall.asked == 1
    clock.advance(1)
    board.text(1)
    assert hall.asked == 2
