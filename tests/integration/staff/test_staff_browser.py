"""Staff at a real browser: log in, have slips printed again, work windows, and sit out a server that starts again."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Route, expect

from queue_server.client import new_request_id
from queue_server.wire.messages import DeviceCondition, PrintState, WindowCommand
from tests.fakes.event_reader import EventReader
from tests.fakes.polling import wait_until
from tests.fakes.queue_process import run
from tests.fakes.running_server import THREADS
from tests.fakes.staff_person import FAINT, NAMELESS, SMALL_TARGETS, Staff

pytestmark = [pytest.mark.slow, pytest.mark.browser]

SERVER_BACK_MS = 20_000


def test_a_printed_token_lets_a_clerk_in(staff: Staff) -> None:
    token = run("token", "--database", staff.database, "--role", "clerk", "zhang-test").strip()
    page = staff.page
    staff.open_page()
    enter = page.get_by_role("button", name="登录")
    enter.click()
    expect(page.get_by_role("alert").first).to_contain_text("请先填入令牌")
    page.get_by_label("您的令牌").fill("guess")
    enter.click()
    expect(page.locator("#login-problem")).to_contain_text("令牌不对")
    page.get_by_label("您的令牌").fill(f" {token}\n")
    page.keyboard.press("Enter")
    expect(page.locator("#person-name")).to_have_text("zhang-test")
    expect(page.locator("#person-role")).to_have_text("窗口人员")
    assert token not in page.content()
    assert page.evaluate("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})") == "{}"
    page.reload()
    expect(page.locator("#live")).to_have_text("实时")
    page.get_by_role("button", name="退出").click()
    expect(page.locator("#login-note")).to_have_text("已退出。")
    page.reload()
    expect(page.get_by_label("您的令牌")).to_be_visible()


def test_a_lost_slip_is_printed_again(staff: Staff) -> None:
    staff.log_in()
    page = staff.page
    staff.view("导办台")
    expect(page.locator("#slips")).to_contain_text("没有待补打的小票")
    staff.report_device("printer-1", DeviceCondition.FAULT, "paper-out")
    staff.report_device("printer-2", DeviceCondition.ONLINE)
    ticket = staff.issue("kiosk-1")
    staff.report_print(ticket, PrintState.FAILED, "paper-out")
    row = page.locator('[data-number="A001"]')
    expect(row).to_contain_text("没有打印出来：缺纸")
    expect(row).to_contain_text("民政")
    expect(page).to_have_title("(2) 值守台 · 测试大厅")
    # Its own kiosk has no paper: the other one is proposed.
    choice = row.get_by_label("在哪台取号机补打 A001")
    expect(choice).to_have_value("kiosk-2")
    choice.select_option("kiosk-1")
    row.get_by_role("button", name="补打 A001").click()
    expect(page.locator("#notices")).to_contain_text("已请取号机 kiosk-1 补打 A001")
    expect(row).to_contain_text("等待打印")
    assert staff.server.client.ticket(ticket.id).ticket.print_state is PrintState.QUEUED
    staff.report_print(ticket, PrintState.REPRINTED)
    expect(row).to_have_count(0)
    expect(page.locator("#slips")).to_contain_text("没有待补打的小票")


def test_a_slip_that_is_being_printed_is_no_alarm(staff: Staff) -> None:
    staff.log_in()
    ticket = staff.issue("kiosk-1")
    expect(staff.page.locator('[data-service="civil"] .large')).to_have_text("1 人")
    expect(staff.page.locator('[data-number="A001"]')).to_have_count(0)
    staff.report_print(ticket, PrintState.PRINTED)


def test_a_window_is_worked_by_mouse(staff: Staff) -> None:
    staff.log_in()
    for _ in range(3):
        staff.issue()
    page = staff.page
    tile = page.get_by_role("button", name="2 号窗口")
    expect(tile).to_contain_text("等候 3 人")
    tile.click()
    console = page.get_by_label("2 号窗口操作台")
    steps = [
        ("呼叫下一位", "已叫号", "A001"),
        ("开始办理", "办理中", "A001"),
        ("办结并呼叫下一位", "已叫号", "A002"),
        ("过号", "空闲", "—"),
        ("呼叫下一位", "已叫号", "A003"),
        ("办结", "空闲", "—"),
    ]
    for button, state, number in steps:
        console.get_by_role("button", name=button, exact=True).click()
        expect(console.locator(".state .word")).to_have_text(state)
        expect(console.locator(".current .number")).to_have_text(number)
        expect(tile.locator(".number")).to_have_text(number)
    console.get_by_role("button", name="呼叫下一位", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("2 号窗口：现在没有人等候")
    expect(page.locator('[data-count="finished"] dd')).to_have_text("2")
    expect(page.locator('[data-count="no_show"] dd')).to_have_text("1")


def test_a_window_is_worked_by_keyboard(staff: Staff) -> None:
    staff.log_in()
    staff.issue()
    page = staff.page
    expect(page.locator(".tile")).to_have_count(3)
    page.keyboard.press("n")
    page.keyboard.press("1")
    console = page.get_by_label("1 号窗口操作台")
    # What cannot be done now does nothing.
    page.keyboard.press("f")
    for key, state in (("n", "已叫号"), ("s", "办理中"), ("f", "空闲")):
        page.keyboard.press(key)
        expect(console.locator(".state .word")).to_have_text(state)
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(console.locator(".state .word")).to_contain_text("暂停服务 · 就餐")
    page.keyboard.press("P")
    expect(console.locator(".state .word")).to_have_text("空闲")
    console.get_by_role("button", name="快捷键已开").click()
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect(console).to_have_count(0)
    expect(page.locator('[data-window="1"]')).to_contain_text("空闲")


def test_a_double_click_calls_one(staff: Staff) -> None:
    staff.log_in()
    for _ in range(3):
        staff.issue()
    staff.page.get_by_role("button", name="1 号窗口").click()
    call = staff.page.locator('[data-verb="call-next"]')
    call.dblclick()
    expect(staff.page.locator("#console .current .number")).to_have_text("A001")
    expect(call).to_have_text("办结并呼叫下一位N")
    assert staff.server.client.snapshot().services[0].waiting == 2


def test_a_press_that_comes_too_early_waits_for_its_turn(staff: Staff) -> None:
    staff.log_in()
    staff.issue()
    page = staff.page
    page.get_by_role("button", name="1 号窗口").click()
    expect(page.locator("#console .current .number")).to_have_text("—")
    for key in "nsf":
        page.keyboard.press(key)
    expect(page.locator('[data-count="finished"] dd')).to_have_text("1")


def test_a_press_that_waits_gives_way_to_the_next_one(staff: Staff) -> None:
    staff.log_in()
    for _ in range(2):
        staff.issue()
    page = staff.page
    page.get_by_role("button", name="1 号窗口").click()
    state, number = page.locator("#console .state .word"), page.locator("#console .current .number")
    page.keyboard.press("n")
    expect(number).to_have_text("A001")
    page.keyboard.press("f")
    expect(state).to_have_text("空闲")
    # Too late for A001, and not meant for A002.
    page.keyboard.press("s")
    page.keyboard.press("n")
    expect(number).to_have_text("A002")
    page.keyboard.press("k")
    expect(page.locator('[data-list="parked"]')).to_contain_text("A002")
    expect(state).to_have_text("空闲")


def test_a_press_whose_answer_is_lost_is_done_once(staff: Staff) -> None:
    staff.log_in()
    for _ in range(2):
        staff.issue()
    ids: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "")["request_id"])
        if len(ids) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    staff.page.route("**/call-next", lose_the_first_answer)
    staff.page.get_by_role("button", name="1 号窗口").click()
    staff.page.keyboard.press("n")
    expect(staff.page.locator("#notices")).to_contain_text("请 A001 到 1 号窗口")
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert staff.server.client.snapshot().services[0].waiting == 1


def test_refusals_are_told_in_plain_words(staff: Staff) -> None:
    staff.log_in()
    staff.issue()
    page = staff.page
    page.route("**/finish", lambda route: route.continue_(url=route.request.url.replace("finish", "recall")))
    page.get_by_role("button", name="1 号窗口").click()
    for key, state in (("n", "已叫号"), ("s", "办理中")):
        page.keyboard.press(key)
        expect(page.locator("#console .state .word")).to_have_text(state)
    page.keyboard.press("f")
    expect(page.locator("#notices .bad")).to_contain_text("号码的状态已经变了")


def test_devices_that_need_somebody_come_first(staff: Staff) -> None:
    staff.report_device("reader-1", DeviceCondition.OFFLINE, "link_lost")
    staff.report_device("printer-2", DeviceCondition.ONLINE)
    staff.log_in()
    rows = staff.page.locator(".device")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("离线")
    expect(rows.nth(0)).to_contain_text("线路断开，请检查插头和电源")
    expect(rows.nth(1)).to_contain_text("还没有报告过")
    expect(rows.nth(2)).to_contain_text("在线")
    marks = [rows.nth(row).locator("svg").get_attribute("data-mark") for row in range(3)]
    assert marks == ["offline", "unknown", "online"]
    staff.report_device("printer-1", DeviceCondition.FAULT, "something-new")
    expect(rows.nth(0)).to_contain_text("原因代码 something-new")
    expect(staff.page.locator("#devices-count")).to_have_text("2 台需要处理")


def test_the_page_recovers_when_the_server_starts_again(staff: Staff) -> None:
    staff.log_in()
    staff.issue()
    page = staff.page
    page.get_by_role("button", name="1 号窗口").click()
    banner = page.locator("#banner")
    expect(page.locator('[data-count="waiting"] dd')).to_have_text("1")
    expect(banner).to_be_hidden()
    staff.server.stop()
    expect(banner).to_contain_text("数据更新于", timeout=SERVER_BACK_MS)
    expect(page.locator('[data-count="waiting"] dd')).to_have_text("1")
    expect(page.locator('[data-verb="call-next"]')).to_have_attribute("aria-disabled", "true")
    staff.server.start()
    expect(banner).to_be_hidden(timeout=SERVER_BACK_MS)
    expect(page.locator("#live")).to_have_text("实时")
    page.keyboard.press("n")
    expect(page.locator("#console .current .number")).to_have_text("A001")
    staff.issue()
    expect(page.locator('[data-count="issued"] dd')).to_have_text("2")


def test_a_revoked_token_ends_the_page(staff: Staff) -> None:
    staff.log_in()
    staff.tokens.revoke("zhang-test")
    staff.issue()
    expect(staff.page.locator("#login-note")).to_have_text("登录已失效，请重新登录。", timeout=10_000)
    expect(staff.page.locator("#desk")).to_be_hidden()


def test_without_a_free_stream_the_page_asks_from_time_to_time(staff: Staff) -> None:
    readers = [EventReader(staff.server.port, staff.server.token) for _ in range(THREADS - 32)]
    staff.open_page()
    staff.page.get_by_label("您的令牌").fill(staff.tokens.create("li-test", "supervisor", datetime.now(UTC)))
    staff.page.keyboard.press("Enter")
    expect(staff.page.locator("#live")).to_have_text("定时更新")
    expect(staff.page.locator("#banner")).to_contain_text("每隔几秒更新一次")
    staff.issue()
    expect(staff.page.locator('[data-count="waiting"] dd')).to_have_text("1", timeout=15_000)
    for reader in readers:
        reader.close()
    expect(staff.page.locator("#live")).to_have_text("实时", timeout=30_000)


def test_a_page_keeps_one_stream(staff: Staff) -> None:
    staff.log_in()
    hub = staff.server._life.built.hub
    assert hub.count() == 1
    staff.page.reload()
    expect(staff.page.locator("#live")).to_have_text("实时")
    wait_until(lambda: hub.count() == 1, seconds=30)


@pytest.mark.parametrize("width, height", [(1920, 1080), (1366, 768), (1024, 768), (768, 1024), (390, 844)])
def test_everything_fits_and_is_large_enough_for_a_finger(staff: Staff, width: int, height: int) -> None:
    staff.page.set_viewport_size({"width": width, "height": height})
    ticket = staff.issue("kiosk-1")
    staff.report_print(ticket, PrintState.FAILED, "paper-out")
    staff.report_device("printer-1", DeviceCondition.FAULT, "paper-out")
    staff.call_help("kiosk-2")
    staff.log_in("supervisor")
    for key in ("1", "h", "g", "j", "w"):
        staff.page.keyboard.press(key)
        for _ in range(2):
            assert staff.page.evaluate("document.documentElement.scrollWidth") <= width, key
            assert staff.page.evaluate(SMALL_TARGETS) == []
            assert staff.page.evaluate(NAMELESS) == []
            assert staff.page.evaluate(FAINT) == []
            staff.page.locator("#desk [data-language]").click()
    expect(staff.page.get_by_label("1 号窗口操作台")).to_be_visible()


def test_the_page_speaks_english_too(staff: Staff) -> None:
    staff.log_in()
    staff.page.locator("#desk [data-language]").click()
    expect(staff.page.locator("#hall-name")).to_have_text("Test hall")
    expect(staff.page.get_by_role("button", name="Window 1")).to_contain_text("Idle")
    staff.page.reload()
    expect(staff.page.locator("#live")).to_have_text("Live")
    assert staff.page.evaluate("document.documentElement.lang") == "en"
    missing = "[...document.querySelectorAll('*')].map(e => e.childElementCount ? '' : e.textContent).filter(text => /^[a-z]+\\.[a-z_]+$/.test(text))"
    assert staff.page.evaluate(missing) == []


def test_the_hall_of_another_keypad_is_seen_at_once(staff: Staff) -> None:
    staff.log_in()
    staff.issue()
    staff.server.client.window("2", "call-next", WindowCommand(request_id=new_request_id()))
    expect(staff.page.locator('[data-window="2"] .number')).to_have_text("A001")


def test_expected_waits_in_words(staff: Staff) -> None:
    staff.log_in()
    staff.view("大厅")
    wait = staff.page.locator('[data-service="civil"] td:nth-of-type(2)')
    expect(wait).to_have_text("马上可办")
    for text in ("约 5 分钟", "10–15 分钟"):
        staff.issue()
        expect(wait).to_have_text(text)
    for window in ("1", "2"):
        staff.server.client.window(window, "pause", WindowCommand(request_id=new_request_id()))
    expect(wait).to_have_text("没有窗口开放")
