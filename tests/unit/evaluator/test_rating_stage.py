"""The rating screen as a resident and the hall meet it: what is shown, what a touch does, and what is sent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from evaluator.flow import SERVER_AWAY, Stored
from evaluator.hall_feed import Refreshed
from queue_server.client import FeedBack, FeedLost
from queue_server.wire.messages import PauseReason, RatingOpen, TicketStatus, WindowStatus
from screen.canvas import Canvas
from screen.screen_port import Message, Touch, TouchKind
from tests.fakes.rating_stage import CLERK, PlayedScreen, rating_hall
from tests.fakes.rating_views import VIEWS
from tests.fakes.wire_samples import called, day_closed, day_opened, handed_over, paused, resumed, started


def test_the_whole_way_from_the_call_to_the_thanks() -> None:
    screen = PlayedScreen()
    assert screen.view == "idle"
    screen.follow(called(2, "E005", "4"))
    assert screen.view == "serving"
    assert {"E005", "请到本窗口"} <= set(screen.read())
    screen.follow(started(3, "E005", "4"))
    assert "正在办理" in screen.read()
    session = screen.finish()
    assert screen.view == "invite"
    assert {"非常满意", "满意", "基本满意", "不满意", "非常不满意", "还剩 60 秒"} <= set(screen.read())
    screen.touch("grade:2")
    assert "您选了“不满意”" in screen.read()
    screen.touch("reason:213")
    screen.touch("submit")
    assert screen.view == "sending"
    (request,) = screen.sent.requests
    assert (request.session_id, request.level, request.reasons) == (session, 2, (213,))
    assert request.channel == "evaluator"
    screen.stored()
    assert screen.view == "thanks"
    assert "不满意" not in str(screen.read()), "the screen shows no rating that was given"
    screen.wait(6)
    assert screen.view == "idle"


def test_the_countdown_runs_from_the_finish() -> None:
    screen = PlayedScreen()
    event_came_late = 25.0
    screen.finish()
    screen.seconds += event_came_late
    assert "还剩 35 秒" in screen.read()
    screen.wait(36)
    assert screen.view == "idle"
    assert screen.sent.requests == []


def test_the_sender_may_try_until_the_time_is_over() -> None:
    screen = PlayedScreen()
    screen.finish()
    screen.wait(10)
    screen.touch("grade:5")
    screen.touch("submit")
    left = 60 - screen.seconds
    assert screen.sent.seconds == [pytest.approx(left, abs=1.0)]


def test_an_error_is_said_and_tried_again_in_time() -> None:
    screen = PlayedScreen()
    VIEWS["error"](screen)
    assert screen.view == "error"
    assert screen.targets() == ["language", "again"]
    screen.touch("again")
    assert screen.view == "sending"
    assert screen.sent.requests[0] == screen.sent.requests[1]
    screen.stored()
    assert screen.view == "thanks"


def test_without_time_or_hope_another_way_is_named() -> None:
    for view, text in (
        ("error-late", "连不上系统，评价的时间也到了"),
        ("error-refused", "系统没有接受这次评价，请告诉服务台"),
    ):
        screen = PlayedScreen()
        VIEWS[view](screen)
        assert screen.targets() == ["language"]
        assert {text, "也可以用手机扫小票上的二维码评价"} <= set(screen.read())
    hall = rating_hall()
    without = hall.model_copy(update={"hall": hall.hall.model_copy(update={"ticket_page_url": ""})})
    screen = PlayedScreen(without)
    VIEWS["error-late"](screen)
    assert not any("手机" in text for text in screen.read())


def test_the_second_tap_of_two_chooses_nothing() -> None:
    screen = PlayedScreen()
    screen.finish()
    screen.wait(1)
    place = screen.target("grade:3").centre
    for _ in range(2):
        screen.stage.handle(Touch(TouchKind.DOWN, *place))
        screen.stage.handle(Touch(TouchKind.UP, *place))
        screen.seconds += 0.1
    assert screen.view == "reasons"
    assert screen.around.flow.draft is not None
    assert screen.around.flow.draft.reasons == frozenset()


def test_a_finger_that_was_on_the_picture_before_chooses_nothing_on_the_next() -> None:
    screen = PlayedScreen()
    screen.wait(1)
    place = (120, 300)
    screen.stage.handle(Touch(TouchKind.DOWN, *place))
    screen.finish()
    screen.stage.handle(Touch(TouchKind.UP, *place))
    assert screen.view == "invite"


def test_the_language_is_the_residents_until_the_next_is_called() -> None:
    screen = PlayedScreen()
    screen.touch("language")
    assert "Please watch for your number" in screen.read()
    screen.follow(called(2, "E005", "4"))
    assert "请到本窗口" in screen.read()
    screen.touch("language")
    screen.follow(started(3, "E005", "4"))
    screen.finish()
    assert {"How was this service?", "Very dissatisfied"} <= set(screen.read())
    screen.wait(125)
    assert "请留意叫号" in screen.read(), "nobody is there any more"


def test_a_window_says_why_it_does_not_serve() -> None:
    screen = PlayedScreen()
    for event, text in (
        (paused(2, "4", PauseReason.EQUIPMENT), "暂停服务 · 设备检修"),
        (paused(3, "4"), "暂停服务"),
        (resumed(4, "4"), "请留意叫号"),
        (paused(5, "3"), "请留意叫号"),
        (day_closed(6), "今天已停止取号"),
        (day_opened(7, day_closed(6).business_day), "请留意叫号"),
    ):
        screen.follow(event)
        assert text in screen.read()


def test_closing_time_comes_with_a_fresh_snapshot() -> None:
    screen = PlayedScreen()
    screen.tell(Refreshed(screen.snapshot(services_open=False, seq=0)))
    assert "请留意叫号" in screen.read(), "older than what is known"
    screen.tell(Refreshed(screen.snapshot(services_open=False, seq=1)))
    assert "现在不在服务时间" in screen.read()


def test_who_serves_is_said_by_staff_number_alone() -> None:
    screen = PlayedScreen()
    assert not any("工号" in text for text in screen.read())
    screen.follow(screen.snapshot(seq=2, view={"clerk": CLERK}))
    assert "工作人员  工号 1024" in screen.read()
    screen.follow(handed_over(3, "4"))
    assert not any("工号" in text for text in screen.read()), "a clerk whom the hall file does not have"


def test_without_the_server_nothing_old_is_shown_but_an_invitation_stands() -> None:
    screen = PlayedScreen(known=False)
    assert "正在连接" in screen.read()
    screen.follow(screen.snapshot(view={"ticket": screen.held(TicketStatus.SERVING)}))
    screen.follow(FeedLost(screen.now(), "gone"))
    assert screen.view == "away"
    screen.follow(FeedBack(screen.now()))
    assert screen.view == "serving"
    screen.finish()
    screen.follow(FeedLost(screen.now(), "gone"))
    assert screen.view == "invite"
    assert "连接中断，正在重连" in screen.read()


def test_a_session_that_was_open_at_the_start_is_asked_for_the_rest_of_its_time() -> None:
    screen = PlayedScreen(known=False)
    screen.seconds = 40.0
    until = screen.now().replace() + (screen.now() - screen.now())
    rating = RatingOpen(
        session_id="s-1", rate_until=until.fromtimestamp(until.timestamp() + 20, until.tzinfo)
    )
    screen.follow(screen.snapshot(view={"status": WindowStatus.IDLE, "rating": rating}))
    assert "还剩 20 秒" in screen.read()
    screen.wait(21)
    assert screen.view == "idle"


def test_a_picture_that_fails_is_reported_and_the_screen_goes_on() -> None:
    screen = PlayedScreen()

    class Broken(Canvas):
        @override
        def clear(self, ground: tuple[int, int, int]) -> None:
            raise RuntimeError("no picture")

    screen.stage.draw(Broken(screen.surface, screen.canvas._fonts, size=screen.around.size))
    assert screen.works == [False]
    assert "请留意叫号" in screen.read()
    assert screen.works == [False, True]


def test_a_message_that_nobody_knows_changes_nothing() -> None:
    screen = PlayedScreen()
    for body in (None, 7, "noise", Stored("nobody")):
        screen.stage.handle(Message(body))
    assert (screen.view, screen.works) == ("idle", [])


TARGETS = ("grade:5", "grade:1", "reason:517", "reason:115", "submit", "back", "again", "language")
steps = st.lists(
    st.one_of(
        st.sampled_from(TARGETS),
        st.sampled_from(sorted(VIEWS)),
        st.builds(Touch, st.sampled_from(TouchKind), st.integers(-20, 1100), st.integers(-20, 700)),
        st.floats(0, 40),
    ),
    max_size=12,
)


@given(steps)
@settings(max_examples=30)
def test_any_sequence_can_be_drawn_and_comes_to_rest(sequence: list[str | Touch | float]) -> None:
    screen = PlayedScreen()
    for step in sequence:
        play(screen, step)
    screen.follow(screen.snapshot(seq=90))
    screen.wait(30, step=5.0)
    if screen.view == "sending":
        screen.refused(SERVER_AWAY)
    screen.wait(80, step=5.0)
    assert screen.view == "idle"
    screen.read()
    assert screen.works == []


def play(screen: PlayedScreen, step: str | Touch | float) -> None:
    if isinstance(step, float):
        screen.wait(step, step=3.0)
    elif isinstance(step, Touch):
        screen.stage.handle(step)
    elif step in TARGETS:
        if step in screen.targets():
            screen.touch(step)
    elif "idle" in step or step in {"called", "serving", "away"}:
        VIEWS[step](screen)
    else:
        screen.finish(f"E{round(screen.seconds * 4):03d}")
    if screen.view == "sending":
        screen.refused(SERVER_AWAY)
    screen.read()
