"""What a board says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from display.board_view import BoardView, Numbered, view_board
from display.hall_state import Connection, HallState, WindowCall
from display.paused_words import paused_groups
from i18n import Catalogue
from queue_server.wire.messages import (
    ExpectedWait,
    PauseReason,
    ServiceQueue,
    TicketStatus,
    Unavailable,
)
from tests.fakes.kiosk_stage import MORNING, ROOT, demo_hall
from tests.fakes.played_board import busy_state, call


def view(state: HallState, minutes_later: float = 0) -> BoardView:
    catalogue = Catalogue.load(ROOT / "display/messages")
    return view_board(state, demo_hall(), catalogue, MORNING + timedelta(minutes=minutes_later))


def test_the_newest_call_is_the_headline_and_the_caption_says_what_the_voice_says() -> None:
    shown = view(busy_state())
    assert shown.headline is not None
    assert (shown.headline.number, shown.headline.window.first) == (Numbered("A012", "军"), "2号窗口")
    assert shown.headline.label.first == "请"
    assert shown.headline.service.second == "Social security"
    assert shown.caption is not None
    assert shown.caption.first == "请 A012号 到 2号窗口办理"


def test_the_calls_before_it_come_with_their_age_and_without_the_headline_or_the_passed() -> None:
    rows = [(row.number.number, row.window, row.age) for row in view(busy_state()).calls]
    assert rows == [
        ("B031", "2号窗口", "1 分钟前"),
        ("C007", "3号窗口", "2 分钟前"),
        ("A011", "1号窗口", "4 分钟前"),
        ("D003", "4号窗口", "6 分钟前"),
    ]
    assert next(row.age for row in view(busy_state(), 3).calls) == "4 分钟前"


def test_a_resident_who_has_come_is_no_longer_asked_to() -> None:
    state = replace(busy_state(), recent_calls=(call("A012", "2", 0, TicketStatus.SERVING),))
    shown = view(state)
    assert shown.headline is not None
    assert shown.headline.label.first == "正在办理"
    assert shown.caption is None


def test_a_finished_or_passed_call_is_never_the_headline() -> None:
    done = (call("A012", "2", 0, TicketStatus.FINISHED), call("A009", "1", 1, TicketStatus.NO_SHOW))
    shown = view(replace(busy_state(), recent_calls=done))
    assert shown.headline is None
    assert [row.number.number for row in shown.calls] == ["A012"]


def test_a_call_to_a_window_that_this_hall_does_not_have_is_left_out() -> None:
    shown = view(replace(busy_state(), recent_calls=(call("A012", "no-such-window", 0),)))
    assert shown.headline is None
    assert shown.calls == ()


def test_a_call_of_a_clock_that_is_ahead_was_just_now() -> None:
    state = replace(busy_state(), recent_calls=(call("A012", "2", 0), call("A011", "1", -2)))
    assert view(state).calls[0].age == "刚刚"


def test_queues_say_people_and_wait_in_words() -> None:
    rows = {row.service: (row.people, row.wait, row.tone) for row in view(busy_state()).queues}
    assert rows["社会保障"] == ("12人", "约 15–25 分钟", "wait")
    assert rows["民政优抚"] == ("0人", "马上可办", "good")
    assert rows["企业登记"] == ("2人", "暂无窗口", "wait")
    assert rows["用电业务"] == ("", "不在办理时间", "muted")


@pytest.mark.parametrize("low, high, words", [(0, 5, "5 分钟以内"), (5, 5, "约 5 分钟")])
def test_short_waits(low: int, high: int, words: str) -> None:
    queue = ServiceQueue(
        service="business", open=True, waiting=1, expected_wait=ExpectedWait(low=low, high=high)
    )
    assert view(replace(busy_state(), services=(queue,))).queues[0].wait == words


def test_a_long_queue_is_told_by_its_tone_whatever_its_wait() -> None:
    queue = ServiceQueue(
        service="business", open=True, waiting=9, expected_wait=ExpectedWait(low=5, high=10), queue_long=True
    )
    assert view(replace(busy_state(), services=(queue,))).queues[0].tone == "wait"


@pytest.mark.parametrize(
    "unavailable, words",
    [
        (None, "不在办理时间"),
        (Unavailable.HOURS, "不在办理时间"),
        (Unavailable.HOLIDAY, "节假日不办理"),
        (Unavailable.QUEUE_FULL, "排队已满"),
        (Unavailable.INTERVAL_FULL, "本时段号已满"),
        (Unavailable.NO_TIME_LEFT, "今日号已满"),
        (Unavailable.DAY_CLOSED, "已停止取号"),
    ],
)
def test_a_service_without_numbers_says_why(unavailable: Unavailable | None, words: str) -> None:
    queue = ServiceQueue(
        service="business", open=False, waiting=0, expected_wait=None, unavailable=unavailable
    )
    row = view(replace(busy_state(), services=(queue,))).queues[0]
    assert (row.people, row.wait, row.tone) == ("", words, "muted")


@pytest.mark.parametrize("hours, words", [(4, "13:42 起取号"), (24, "不在办理时间"), (-1, "不在办理时间")])
def test_a_service_that_opens_again_today_says_when(hours: int, words: str) -> None:
    opens_at = (MORNING + timedelta(hours=hours)).astimezone(UTC)
    queue = ServiceQueue(service="business", open=False, waiting=0, expected_wait=None, opens_at=opens_at)
    assert view(replace(busy_state(), services=(queue,))).queues[0].wait == words


def test_numbers_carry_the_mark_of_their_priority() -> None:
    shown = view(busy_state())
    assert [row.number.mark for row in shown.calls] == ["", "孕", "", ""]
    assert shown.upcoming[:3] == (Numbered("A013", "老"), Numbered("A014"), Numbered("B032", "约"))
    unknown = replace(busy_state(), passed=(call("A009", "1", 5, priority="no-such-class"),))
    assert view(unknown).passed == (Numbered("A009"),)


def test_paused_windows_stand_together_by_reason() -> None:
    reasons = [PauseReason.OTHER, None, PauseReason.MEAL, PauseReason.OTHER]
    windows = [WindowCall(str(number), True, None, reason) for number, reason in enumerate(reasons, start=1)]
    shown = view(replace(busy_state(), windows=(*windows, WindowCall("no-such-window", True))))
    assert shown.paused == ("3号窗口 用餐", "1、4号窗口 临时离开", "2号窗口")
    assert view(replace(busy_state(), windows=(WindowCall("1"),))).paused == ()


def test_many_paused_windows_make_several_groups() -> None:
    words = Catalogue.load(ROOT / "display/messages").words("zh")
    windows = [WindowCall(f"w{number}", True, None, PauseReason.MEETING) for number in range(20, 0, -1)]
    groups = paused_groups(windows, {f"w{number}": number for number in range(1, 21)}, words)
    assert len(groups) == 5
    assert (groups[0], groups[-1]) == ("1、2、3、4号窗口 开会", "17、18、19、20号窗口 开会")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_words(language: str) -> None:
    words = Catalogue.load(ROOT / "display/messages").words(language)
    assert all(words(f"pause.{reason}") for reason in PauseReason)
    assert all(words(f"unavailable.{why}") for why in Unavailable)


def test_a_closed_day_is_told_until_it_is_opened_again() -> None:
    shown = view(replace(busy_state(), day_closed=True))
    assert shown.day_closed is not None
    assert shown.day_closed.first == "今日已停止取号"
    assert view(busy_state()).day_closed is None


@pytest.mark.parametrize(
    "status", [TicketStatus.PARKED, TicketStatus.WAITING, TicketStatus.INTERRUPTED, TicketStatus.CANCELLED]
)
def test_a_ticket_that_left_its_window_is_on_no_row(status: TicketStatus) -> None:
    shown = view(replace(busy_state(), recent_calls=(call("A012", "2", 0, status),)))
    assert (shown.headline, shown.calls) == (None, ())


def test_people_who_still_wait_for_a_closed_service_are_shown() -> None:
    queue = ServiceQueue(service="electricity", open=False, waiting=3, expected_wait=None)
    assert view(replace(busy_state(), services=(queue,))).queues[0].people == "3人"


def test_without_the_server_the_board_says_so_and_of_when_it_is() -> None:
    earlier = MORNING - timedelta(minutes=2)
    shown = view(busy_state(online=False, updated_at=earlier))
    assert shown.warning is not None
    assert shown.warning.first == "与服务器的连接中断，以下为 09:40 的信息"
    assert shown.headline is not None, "what is known stays"
    assert view(busy_state()).warning is None


def test_before_the_first_word_of_the_server_the_board_is_connecting() -> None:
    for state in (HallState(), HallState(connection=Connection(False, MORNING))):
        shown = view(state)
        assert shown.warning is not None
        assert shown.warning.first == "正在连接服务器，请稍候"
        assert shown.headline is None


def test_nothing_on_a_board_is_about_a_person() -> None:
    assert "id-A012" not in str(replace(view(busy_state()), headline=None))
