"""The board as it is drawn: whole texts, the pulse, pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from config.model import HallConfig, Orientation
from display.board import PAGE_SECONDS, PULSE_SECONDS, PULSES
from display.board_picture import BoardPicture
from display.hall_state import HallState, WindowCall
from queue_server.wire.messages import ExpectedWait, PauseReason, ServiceQueue, TicketStatus, Unavailable
from screen.screen_port import Layout, Touch, TouchKind
from tests.fakes.kiosk_stage import QUEUES, demo_hall
from tests.fakes.played_board import PlayedBoard, busy_state, call, waiting

STATES = {
    "connecting": HallState(),
    "busy": busy_state(),
    "offline": busy_state(online=False),
    "morning": replace(busy_state(), recent_calls=(), upcoming=(), passed=(), windows=()),
    "long-numbers": replace(
        busy_state(),
        recent_calls=tuple(call(f"AB{9990 + n}", "4", n, priority="military") for n in range(9)),
        upcoming=tuple(waiting(f"AB{n}", "senior") for n in range(9000, 9008)),
        passed=tuple(call(f"AB{n}", "4", 3, priority="booked") for n in range(8000, 8008)),
    ),
    "closed": replace(busy_state(), recent_calls=(), upcoming=(), windows=(), day_closed=True),
    "closed-and-serving": replace(
        busy_state(), recent_calls=(call("A012", "2", 9, TicketStatus.SERVING),), day_closed=True
    ),
    "unavailable": replace(
        busy_state(),
        services=tuple(
            queue.model_copy(update={"open": False, "waiting": 0, "unavailable": why})
            for queue, why in zip(QUEUES, Unavailable, strict=True)
        ),
    ),
}


def large_hall() -> HallConfig:
    """Twenty windows."""
    hall = demo_hall()
    windows = (
        hall.windows[0].model_copy(update={"id": str(number), "number": number}) for number in range(1, 21)
    )
    return hall.model_copy(update={"windows": tuple(windows)})


def all_windows_paused() -> HallState:
    reasons = (*PauseReason, None)
    windows = (WindowCall(str(number), True, None, reasons[number % 6]) for number in range(1, 21))
    calls = (call(f"A{200 + number}", str(number), number, priority="senior") for number in range(10, 20))
    return replace(busy_state(), windows=tuple(windows), recent_calls=tuple(calls))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("orientation", Orientation)
def test_every_text_is_whole_and_free(orientation: Orientation, state: str) -> None:
    board = PlayedBoard(orientation)
    board.tell(STATES[state])
    assert_whole_and_free(board)


@pytest.mark.parametrize("orientation", Orientation)
def test_twenty_windows_have_room_and_each_paused_one_has_its_turn(orientation: Orientation) -> None:
    board = PlayedBoard(orientation, hall=large_hall())
    board.tell(all_windows_paused())
    seen: list[str] = []
    for _ in range(4):
        assert_whole_and_free(board)
        seen += [text for text in board.read() if text.count("号窗口") == 2 and "、" in text]
        board.clock.pass_time(PAGE_SECONDS)
    numbers = {number for text in seen for number in re.findall(r"[0-9]+", text)}
    assert numbers == {str(number) for number in range(1, 21)}


def assert_whole_and_free(board: PlayedBoard) -> None:
    """No text is cut, leaves the board or covers another."""
    board.read()
    drawn = board.canvas.texts
    assert [text.text for text in drawn if text.cut] == []
    assert all(board.canvas.box.encloses(text.box) for text in drawn)
    for index, one in enumerate(drawn):
        covered = [
            other.text for other in drawn[index + 1 :] if one.box.inset(1).overlaps(other.box.inset(1))
        ]
        assert covered == [], one.text


@pytest.mark.parametrize("orientation", Orientation)
def test_the_newest_number_dominates(orientation: Orientation) -> None:
    board = PlayedBoard(orientation)
    board.tell(busy_state())
    board.read()
    sizes = {drawn.text: drawn.style.size for drawn in board.canvas.texts}
    assert sizes["A012"] >= 200
    assert sizes["A012"] > 2 * max(size for text, size in sizes.items() if text != "A012")
    assert sizes["B031"] >= 60


def test_the_board_reads_as_a_resident_needs_it() -> None:
    board = PlayedBoard()
    board.tell(busy_state())
    read = board.read()
    assert {"A012", "2号窗口", "社会保障", "12人", "约 15–25 分钟", "A013", "A009", "09:42"} <= set(read)
    assert {"军", "优先  Priority", "老", "约", "暂停服务  Paused", "4号窗口 用餐"} <= set(read)
    assert "请 A012号 到 2号窗口办理" in read
    board.tell(busy_state(online=False))
    read = board.read()
    assert "与服务器的连接中断，以下为 09:42 的信息" in read
    assert "请 A012号 到 2号窗口办理" not in read


def test_the_empty_board_of_the_morning_says_what_to_do() -> None:
    board = PlayedBoard()
    board.tell(STATES["morning"])
    read = board.read()
    assert {"请留意叫号", "暂无", "叫号三次未到作过号，请到服务台恢复"} <= set(read)


def test_a_closed_day_is_seen_with_and_without_a_call() -> None:
    board = PlayedBoard()
    board.tell(STATES["closed"])
    read = board.read()
    assert read.count("今日已停止取号") == 1
    assert "未办理的事项请改日再来，谢谢配合" in read
    board.tell(STATES["closed-and-serving"])
    assert {"A012", "今日已停止取号"} <= set(board.read())


def test_a_mark_stands_beside_its_number() -> None:
    board = PlayedBoard()
    board.tell(busy_state())
    board.read()
    boxes = {drawn.text: drawn.box for drawn in board.canvas.texts}
    for number, mark in {"C007": "孕", "A013": "老", "B032": "约"}.items():
        assert 0 < boxes[mark].x - boxes[number].right < 60
        assert boxes[number].y <= boxes[mark].centre[1] <= boxes[number].bottom


def test_a_new_call_pulses_twice_and_then_rests() -> None:
    board = PlayedBoard()
    board.tell(busy_state())
    glows = []
    for _ in range(int(PULSES * PULSE_SECONDS * 100)):
        board.board.update()
        glows.append(board.board._moment().glow)
        board.clock.pass_time(0.01)
    peaks = [b for a, b, c in zip(glows, glows[1:], glows[2:], strict=False) if b == 1 and (a < 1 or c < 1)]
    assert max(glows) == 1
    assert len(peaks) in {PULSES, 2 * PULSES}, "each pulse rises to its peak and falls once"
    board.clock.pass_time(0.1)
    assert board.board.update() > 1
    assert board.board._moment().glow == 0


def test_only_a_new_call_or_a_recall_pulses() -> None:
    board = PlayedBoard()
    board.tell(busy_state())
    board.clock.pass_time(10)
    board.tell(replace(busy_state(), seq=101, upcoming=()))
    assert board.board.update() > 0
    recalled = (call("A012", "2", -0.2), *busy_state().recent_calls[1:])
    board.tell(replace(busy_state(), seq=102, recent_calls=recalled))
    assert board.board.update() == 0


def test_more_services_than_rows_take_turns() -> None:
    hall = demo_hall()
    more = tuple(
        hall.services[0].model_copy(
            update={
                "id": f"more-{n}",
                "name": hall.services[0].name.model_copy(update={"zh": f"业务{n}", "en": f"Service {n}"}),
            }
        )
        for n in range(9)
    )
    queues = tuple(
        ServiceQueue(service=service.id, open=True, waiting=1, expected_wait=ExpectedWait(low=0, high=0))
        for service in more
    )
    board = PlayedBoard(hall=hall.model_copy(update={"services": (*hall.services, *more)}))
    board.tell(replace(busy_state(), services=(*QUEUES, *queues)))
    seen: set[str] = set()
    for _ in range(4):
        seen |= set(board.read())
        board.clock.pass_time(PAGE_SECONDS)
    assert {f"业务{n}" for n in range(9)} <= seen


def test_drawing_changes_nothing_and_nothing_can_be_touched() -> None:
    board = PlayedBoard()
    board.tell(busy_state())
    board.clock.pass_time(5)
    board.board.update()
    before = board.board.look()
    board.board.draw(board.canvas)
    board.board.handle(Touch(TouchKind.DOWN, 5, 5))
    assert board.board.look() == before
    assert board.board.layout() == Layout("board")


def test_the_picture_changes_with_the_minute_but_not_within_it() -> None:
    board = PlayedBoard()
    board.tell(busy_state())
    board.clock.pass_time(5)
    board.board.update()
    before = board.board.look()
    board.clock.pass_time(10)
    board.board.update()
    assert board.board.look() == before
    board.clock.pass_time(60)
    board.board.update()
    assert board.board.look() != before


def test_a_picture_of_few_services_has_one_page() -> None:
    board = PlayedBoard()
    board.tell(busy_state())
    assert isinstance(board.board._picture, BoardPicture)
    assert board.board._picture.pages(board.board._view) == 1
