"""Events as sentences of the page's log."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.loader import load_hall
from i18n import Catalogue
from queue_server.wire import events as wire
from queue_server.wire.messages import (
    CallRule,
    DeviceCondition,
    DeviceView,
    PauseReason,
    PrintState,
    ServiceQueue,
    TicketStatus,
    TicketView,
    Why,
)
from virtual_hall.narration import Narrator

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 21, 9, 42, tzinfo=UTC)
QUEUE = ServiceQueue(service="social-security", open=True, waiting=3, expected_wait=None)


@pytest.fixture
def narrator() -> Narrator:
    catalogue = Catalogue.load(ROOT / "virtual_hall" / "texts")
    return Narrator(load_hall(ROOT / "config" / "halls" / "demo.toml"), catalogue)


def ticket(**changes: object) -> TicketView:
    known: dict[str, object] = {
        "id": "x",
        "number": "A012",
        "service": "social-security",
        "status": TicketStatus.CALLED,
        "business_day": date(2026, 11, 21),
        "issued_at": NOW,
        "window": "3",
        "calls": 2,
    }
    return TicketView.model_validate(known | changes)


@pytest.mark.parametrize(
    "kind, sentence, tone",
    [
        (wire.TicketIssued, "A012 取号 · 社会保障 · 前面 2 人", "plain"),
        (wire.TicketCalled, "请 A012 到 3 号窗口", "call"),
        (wire.TicketRecalled, "再请 A012 到 3 号窗口（第 2 次）", "call"),
        (wire.TicketStarted, "3 号窗口开始办理 A012", "plain"),
        (wire.TicketNoShow, "A012 过号（3 号窗口叫了 2 次）", "bad"),
    ],
)
def test_tickets(narrator: Narrator, kind: type[wire.TicketEvent], sentence: str, tone: str) -> None:
    line = narrator.tell(kind(seq=1, at=NOW, hall="h", ticket=ticket(), queue=QUEUE))  # type: ignore[arg-type]
    assert line is not None
    assert (line.zh, line.tone) == (sentence, tone)
    assert "A012" in line.en
    assert line.as_json()["at"] == "2026-11-21T09:42:00+00:00"


def test_every_other_event_has_a_sentence_or_is_left_out_on_purpose(narrator: Narrator) -> None:
    finished = wire.TicketFinished(seq=1, at=NOW, hall="h", ticket=ticket(), queue=QUEUE, rate_until=NOW)
    told = [
        narrator.tell(event)
        for event in (
            finished,
            wire.WindowPaused(seq=1, at=NOW, hall="h", window="1"),
            wire.WindowResumed(seq=1, at=NOW, hall="h", window="1"),
            wire.RatingRecorded(seq=1, at=NOW, hall="h", window="1", session_id="s"),
            wire.ReprintRequested(seq=1, at=NOW, hall="h", ticket=ticket(), kiosk="kiosk-1"),
            wire.DayOpened(seq=1, at=NOW, hall="h", business_day=date(2026, 11, 21)),
            wire.WindowStaffed(seq=1, at=NOW, hall="h", window="1", clerk="clerk-a"),
        )
    ]
    assert [line.zh if line else "" for line in told] == [
        "3 号窗口办完 A012，请评价",
        "1 号窗口暂停服务",
        "1 号窗口恢复服务",
        "1 号窗口收到一次评价",
        "工作人员请 kiosk-1 补打 A012",
        "新的一天开始，号码从头排",
        "",
    ]


def told(narrator: Narrator, kind: type[wire.TicketEvent], given: TicketView, **facts: object) -> str:
    """The Chinese sentence."""
    line = narrator.tell(kind(seq=1, at=NOW, hall="h", ticket=given, queue=QUEUE, **facts))  # type: ignore[arg-type]
    assert line is not None
    assert given.number in line.en
    return line.zh


def test_detours_of_a_ticket(narrator: Narrator) -> None:
    waiting = ticket(window=None, status=TicketStatus.WAITING)
    step = {"from_service": "household", "from_window": "2", "session_id": "s", "rate_until": NOW}
    sent = {"from_service": "household", "from_window": "2"}
    assert [
        told(narrator, wire.TicketRestored, waiting),
        told(narrator, wire.TicketParked, ticket(window="3")),
        told(narrator, wire.TicketTransferred, waiting, **sent),
        told(narrator, wire.TicketTransferred, ticket(for_window="1"), **sent),
        told(narrator, wire.TicketForwarded, waiting, **step),
        told(narrator, wire.TicketCancelled, waiting),
        told(narrator, wire.TicketInterrupted, ticket(), window="3"),
        told(narrator, wire.TicketCallUndone, waiting, window="3"),
    ] == [
        "A012 过号后回来，重新排队",
        "3 号窗口把 A012 挂起",
        "A012 转到 社会保障",
        "A012 转到 1 号窗口 · 社会保障",
        "A012 在 2 号窗口办完户籍身份证，接着等社会保障；请评价",
        "A012 已作废",
        "A012 今天没办完，下次优先",
        "3 号窗口撤销呼叫，A012 回到原位",
    ]


def test_who_goes_first_and_why(narrator: Narrator) -> None:
    first = ticket(priority="military", package="newborn", window=None)
    assert (
        told(narrator, wire.TicketIssued, first)
        == "A012 取号 · 新生儿一件事 · 军人、消防救援人员优先 · 前面 2 人"
    )
    for rule in CallRule:
        sentence = told(narrator, wire.TicketCalled, ticket(), why=Why(rule=rule))
        assert sentence.startswith("请 A012 到 3 号窗口")
        assert sentence.endswith("）") == (rule is not CallRule.LONGEST_WAIT)


def test_the_hall_around_the_tickets(narrator: Narrator) -> None:
    common = {"seq": 1, "at": NOW, "hall": "h"}
    day = {"business_day": date(2026, 11, 21)}
    for reason in PauseReason:
        line = narrator.tell(wire.WindowPaused.model_validate({**common, "window": "1", "reason": reason}))
        assert line is not None
        assert line.zh.startswith("1 号窗口暂停服务：")
    posts = {"window": "1", "from_clerk": "a", "to_clerk": "b", "reason": "hand-over"}
    lines = [
        narrator.tell(wire.WindowHandedOver.model_validate(common | posts)),
        narrator.tell(wire.HelpCalled.model_validate(common | {"kiosk": "kiosk-1"})),
        narrator.tell(wire.HelpAnswered.model_validate(common | {"kiosk": "kiosk-1"})),
        narrator.tell(wire.DayClosed.model_validate(common | day | {"expired": 7})),
        narrator.tell(wire.DayReopened.model_validate(common | day)),
    ]
    assert [line.zh if line else "" for line in lines] == [
        "1 号窗口换人",
        "kiosk-1 有人请工作人员帮忙",
        "工作人员已去 kiosk-1",
        "今天的号已发完，7 个号过期",
        "重新开始发号",
    ]


@pytest.mark.parametrize("state", list(PrintState))
def test_slips(narrator: Narrator, state: PrintState) -> None:
    line = narrator.tell(wire.PrintChanged(seq=1, at=NOW, hall="h", ticket=ticket(), state=state))
    assert (line is None) == (state in {PrintState.QUEUED, PrintState.PRINTING})


def device(state: DeviceCondition) -> wire.DeviceChanged:
    view = DeviceView(device="sign-1", state=state, reason="", since=NOW)
    return wire.DeviceChanged(seq=1, at=NOW, hall="h", device=view)


def test_device_is_told_of_when_it_needs_somebody_and_when_it_is_well_again(narrator: Narrator) -> None:
    states = [
        DeviceCondition.UNKNOWN,
        DeviceCondition.ONLINE,
        DeviceCondition.OFFLINE,
        DeviceCondition.UNKNOWN,
        DeviceCondition.ONLINE,
        DeviceCondition.ONLINE,
    ]
    told = [narrator.tell(device(state)) for state in states]
    assert [line.zh if line else None for line in told] == [
        None,
        None,
        "sign-1 断开",
        None,
        "sign-1 正常",
        None,
    ]


def test_unknown_service_and_window_are_called_by_their_ids(narrator: Narrator) -> None:
    odd = ticket(service="new-one", window="window-99")
    line = narrator.tell(wire.TicketCalled(seq=1, at=NOW, hall="h", ticket=odd, queue=QUEUE))
    assert line is not None
    assert line.zh == "请 A012 到 window-99 号窗口"


def test_a_card_is_told_of_by_its_number_alone(narrator: Narrator) -> None:
    asked = wire.CardPrintRequested(seq=1, at=NOW, hall="qinghe", ticket=ticket(), kiosk="kiosk-1")
    line = narrator.tell(asked)
    assert line is not None
    assert line.zh == "工作人员请 kiosk-1 打印 A012 的二次优先卡"
    told = []
    for state in (PrintState.PRINTING, PrintState.FAILED, PrintState.PRINTED):
        changed = wire.CardPrintChanged(
            seq=2, at=NOW, hall="qinghe", ticket=ticket(), kiosk="kiosk-1", state=state
        )
        told.append(narrator.tell(changed))
    assert told[0] is None
    assert [(line.zh, line.tone) for line in told[1:] if line] == [
        ("kiosk-1 没有打出 A012 的二次优先卡", "bad"),
        ("kiosk-1 打出了 A012 的二次优先卡", "quiet"),
    ]
