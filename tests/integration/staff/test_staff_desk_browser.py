"""A clerk at a window's desk in a real browser: every verb of the engine, what it asks for, and what it says when it may not be done."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Route, expect

from queue_server.client import new_request_id
from queue_server.wire.messages import PrintState, TicketStatus, WindowCommand, WindowStatus
from tests.fakes.staff_person import FAINT, NAMELESS, SMALL_TARGETS, Staff

pytestmark = [pytest.mark.slow, pytest.mark.browser]


class Desk:
    """Window 1's console, opened by a clerk."""

    def __init__(self, staff: Staff, numbers: int = 2) -> None:
        self.staff = staff
        self.page = staff.page
        self.tickets = [staff.issue() for _ in range(numbers)]
        staff.log_in()
        expect(self.page.locator(".tile")).to_have_count(3)
        self.page.keyboard.press("1")
        self.console = self.page.get_by_label("1 号窗口操作台")
        self.state = self.console.locator(".state .word")
        self.number = self.console.locator(".current .number")
        self.progress = self.console.locator(".progress")
        self.dialog = self.page.locator("dialog[open]")
        self.notices = self.page.locator("#notices")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def call(self, number: str = "A001") -> None:
        self.press("n")
        expect(self.number).to_have_text(number)

    def list(self, name: str) -> Locator:
        return self.console.locator(f'[data-list="{name}"]')

    def status(self, place: int = 0) -> TicketStatus:
        return self.staff.server.client.ticket(self.tickets[place].id).ticket.status


@pytest.fixture
def desk(staff: Staff) -> Desk:
    return Desk(staff)


def test_who_waits_is_listed_with_marks_and_waits(staff: Staff) -> None:
    desk = Desk(staff, numbers=1)
    staff.issue(priority="military")
    rows = desk.list("waiting").locator("li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("A002")
    expect(rows.nth(0).locator(".badge")).to_have_text("军")
    expect(rows.nth(0).locator(".badge")).to_have_attribute("title", "军人、消防救援人员")
    expect(rows.nth(1)).to_contain_text("等 0 分钟")


def test_a_number_is_called_again_after_a_pause_and_not_for_ever(desk: Desk) -> None:
    desk.call()
    expect(desk.console.locator(".calls")).to_contain_text("已叫 1/3 次")
    recall = desk.console.locator('[data-verb="recall"]')
    expect(recall).to_contain_text(re.compile(r"重呼 1?\d 秒"))
    expect(recall).to_have_attribute("aria-disabled", "true")
    # A press that is only a little early waits for its turn; a later one is told why not.
    expect(recall).to_contain_text(re.compile(r"重呼 1[0-2] 秒"))
    desk.press("r")
    expect(desk.progress).to_have_text(re.compile(r"请等 1?\d 秒再重呼。"))


def test_the_session_has_a_running_time(desk: Desk) -> None:
    desk.call()
    desk.press("s")
    expect(desk.console.locator(".timer")).to_have_text(re.compile(r"已办 00:0[1-9]"))


def test_a_session_that_takes_long_warns(desk: Desk) -> None:
    desk.call()
    desk.press("s")
    expect(desk.state).to_have_text("办理中")
    for minutes, tone, text in ((26, "near", "将满 30 分钟"), (31, "over", "超过 30 分钟")):
        shift_clock(desk, minutes)
        expect(desk.console.locator(".timer")).to_have_attribute("data-tone", tone)
        expect(desk.console.locator(".timer")).to_contain_text(text)


def shift_clock(desk: Desk, minutes: int) -> None:
    """Let the states that come say that it is later than it is."""
    now = desk.page.evaluate("fetch('/staff/api/now').then(answer => answer.text())")
    state = json.loads(now)
    started = state["windows"][0]["ticket"]["started_at"]
    desk.page.evaluate(
        """([started, minutes]) => { const real = Date.now.bind(Date), later = Date.parse(started) + minutes * 60000 - real();
        Date.now = () => real() + later; }""",
        [started, minutes],
    )


def test_a_call_can_be_taken_back_for_a_moment(desk: Desk) -> None:
    desk.call()
    undo = desk.console.locator('[data-verb="undo"]')
    expect(undo).to_contain_text(re.compile(r"撤销 \d+ 秒"))
    desk.press("u")
    expect(desk.number).to_have_text("—")
    expect(desk.notices).to_contain_text("已撤销对 A001 的呼叫")
    assert desk.status() is TicketStatus.WAITING
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_a_number_is_parked_and_called_back_by_one_tap(desk: Desk) -> None:
    desk.call()
    desk.press("k")
    expect(desk.list("parked")).to_contain_text("A001")
    desk.call("A002")
    desk.press("f")
    expect(desk.number).to_have_text("—")
    desk.list("parked").get_by_role("button", name="回呼 A001").click()
    expect(desk.number).to_have_text("A001")
    expect(desk.list("parked")).to_contain_text("没有挂起的号码")


def test_a_passed_number_comes_back_by_one_tap_and_by_number(desk: Desk) -> None:
    for place in (0, 1):
        desk.call(f"A00{place + 1}")
        desk.press("x")
        expect(desk.state).to_have_text("空闲")
    passed = desk.list("passed")
    expect(passed.locator("li")).to_have_count(2)
    expect(passed.locator("li").nth(0)).to_contain_text("恢复（剩 30 分）")
    passed.get_by_role("button", name="恢复 A001").click()
    expect(passed.locator("li")).to_have_count(1)
    desk.press("v")
    desk.page.keyboard.type("a2")
    desk.press("Enter")
    expect(desk.dialog).to_have_count(0)
    expect(passed).to_contain_text("没有过号")
    assert [desk.status(place) for place in (0, 1)] == [TicketStatus.WAITING] * 2


def test_a_number_is_called_out_of_turn_with_a_reason(desk: Desk) -> None:
    desk.press("c")
    desk.page.keyboard.type("A002")
    submit = desk.dialog.locator("[type=submit]")
    submit.click()
    expect(desk.dialog.get_by_role("alert")).to_have_text("请填写：原因")
    desk.dialog.get_by_role("button", name="材料已补齐").click()
    submit.click()
    expect(desk.dialog).to_have_count(0)
    expect(desk.number).to_have_text("A002")
    desk.press("y")
    expect(desk.dialog).to_contain_text("A002 由工作人员直接呼叫，原因：材料已补齐。")


def test_a_press_on_a_waiting_number_calls_it(desk: Desk) -> None:
    desk.list("waiting").get_by_role("button", name="直接叫 A002").click()
    expect(desk.dialog).to_contain_text("不按顺序呼叫 A002")
    desk.dialog.get_by_label("原因").fill("自己的话")
    desk.press("Enter")
    expect(desk.number).to_have_text("A002")


def test_why_this_number_was_called(desk: Desk) -> None:
    desk.call()
    desk.console.get_by_role("button", name="叫号原因").click()
    expect(desk.dialog.locator(".sentence")).to_contain_text("A001 在本窗口可办的号码中等候最久")
    expect(desk.dialog.locator("tbody tr")).to_have_count(1)
    expect(desk.dialog.locator("tr.chosen")).to_contain_text("A001")
    desk.press("Escape")
    expect(desk.dialog).to_have_count(0)
    expect(desk.console.get_by_role("button", name="叫号原因")).to_be_focused()


def test_what_is_refused_is_said_in_words_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.press("c")
    desk.page.keyboard.type("Z99")
    desk.dialog.get_by_role("button", name="特殊照顾").click()
    desk.dialog.locator("[type=submit]").click()
    expect(desk.dialog.get_by_role("alert")).to_have_text("今天没有这个号码，或者没有可以这样处理的号码。")
    expect(desk.dialog.get_by_label("号码")).to_have_value("Z99")
    desk.dialog.get_by_label("号码").fill("2")
    desk.press("Enter")
    expect(desk.number).to_have_text("A002")


def test_a_number_goes_to_another_window(desk: Desk) -> None:
    desk.call()
    desk.press("t")
    desk.dialog.locator("label", has_text="2 号窗口").click()
    desk.dialog.get_by_role("button", name="取错号").click()
    desk.dialog.locator("[type=submit]").click()
    expect(desk.notices).to_contain_text("A001 已转办")
    ticket = desk.staff.server.client.ticket(desk.tickets[0].id).ticket
    assert (ticket.status, ticket.for_window) == (TicketStatus.WAITING, "2")
    expect(desk.list("waiting")).not_to_contain_text("A001")


def test_an_interrupted_visit_gives_a_card_to_copy_and_to_print(desk: Desk) -> None:
    desk.call()
    desk.press("s")
    expect(desk.state).to_have_text("办理中")
    desk.press("i")
    desk.dialog.get_by_role("button", name="系统故障").click()
    desk.dialog.locator("[type=submit]").click()
    code = desk.dialog.locator(".code")
    expect(code).to_have_text(re.compile(r"^[2-9A-Z]{4} [2-9A-Z]{4}$"))
    shown = code.text_content()
    desk.page.emulate_media(media="print")
    expect(code).to_be_visible()
    expect(desk.console).to_be_hidden()
    for name in ("用本机打印", "在取号机打印"):
        expect(desk.dialog.get_by_role("button", name=name)).to_be_hidden()
    desk.page.emulate_media(media="screen")
    desk.press("Escape")
    desk.console.get_by_role("button", name="再看优先卡").click()
    expect(desk.dialog.locator(".code")).to_have_text(shown or "")
    assert desk.status() is TicketStatus.INTERRUPTED


def test_a_card_is_sent_to_a_kiosk_until_it_is_on_paper(desk: Desk) -> None:
    desk.call()
    desk.press("i")
    desk.dialog.get_by_role("button", name="系统故障").click()
    desk.dialog.locator("[type=submit]").click()
    asked, state = desk.dialog.locator(".card-print button"), desk.dialog.locator(".card-state")
    expect(state).to_be_hidden()
    desk.dialog.get_by_label("在哪台取号机打印这张卡").select_option("kiosk-2")
    asked.click()
    expect(state).to_have_text("已请取号机 kiosk-2 打印，等待打印机")
    desk.staff.report_card(desk.tickets[0], "kiosk-2", PrintState.FAILED, "paper-out")
    expect(state).to_have_text("取号机 kiosk-2 没有打印出来：缺纸，请换纸卷")
    expect(asked).to_have_text("再打一次")
    asked.click()
    expect(state).to_have_text("已请取号机 kiosk-2 打印，等待打印机")
    desk.staff.report_card(desk.tickets[0], "kiosk-2", PrintState.PRINTED)
    expect(state).to_have_text("已打印，请到取号机 kiosk-2 取卡")
    events = [event.type for event in desk.staff.server.events()]
    assert events.count("card.requested") == 2
    # Nothing of the card is anywhere but in the dialog that shows it.
    code = (desk.dialog.locator(".code").text_content() or "").replace(" ", "")
    assert code not in desk.page.url
    assert code not in "".join(event.model_dump_json() for event in desk.staff.server.events())
    assert desk.page.evaluate(SMALL_TARGETS) == []
    assert desk.page.evaluate(NAMELESS) == []
    assert desk.page.evaluate(FAINT) == []


def test_a_window_pauses_with_a_reason(desk: Desk) -> None:
    desk.press("p")
    desk.dialog.locator("label", has_text="开会").click()
    desk.dialog.locator("[type=submit]").click()
    expect(desk.state).to_contain_text("暂停服务 · 开会")
    [window] = [w for w in desk.staff.server.client.snapshot().windows if w.window == "1"]
    assert (window.status, window.pause_reason) == (WindowStatus.PAUSED, "meeting")


def test_the_other_clerk_takes_over_by_staff_number(desk: Desk) -> None:
    desk.press("o")
    desk.page.keyboard.type("99")
    desk.press("Enter")
    expect(desk.dialog.get_by_role("alert")).to_have_text("没有这个工号。")
    desk.dialog.get_by_label("工号").fill("名字")
    desk.press("Enter")
    expect(desk.dialog.get_by_role("alert")).to_contain_text("填写的内容不对")
    desk.dialog.get_by_label("工号").fill("2048")
    desk.press("Enter")
    expect(desk.console.locator(".clerk")).to_have_text("在岗 clerk-b")


def test_an_answer_that_is_lost_in_a_dialog_is_asked_for_again_with_the_same_id(desk: Desk) -> None:
    ids: list[str] = []

    def lose_answers(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "")["request_id"])
        if len(ids) <= 5:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/windows/1/call", lose_answers)
    desk.press("c")
    desk.page.keyboard.type("A002")
    desk.dialog.get_by_role("button", name="特殊照顾").click()
    desk.dialog.locator("[type=submit]").click()
    expect(desk.dialog.get_by_role("alert")).to_contain_text("不知道是否已经完成", timeout=15_000)
    desk.dialog.locator("[type=submit]").click()
    expect(desk.dialog).to_have_count(0)
    assert len(ids) == 6
    assert len(set(ids)) == 1
    expect(desk.number).to_have_text("A002")


def test_an_unknown_end_stays_on_the_page_until_somebody_decides(desk: Desk) -> None:
    desk.page.route("**/windows/1/call-next", lambda route: route.abort())
    desk.press("n")
    notice = desk.notices.locator(".bad")
    expect(notice).to_contain_text("服务器没有应答", timeout=15_000)
    desk.page.unroute("**/windows/1/call-next")
    notice.get_by_role("button", name="再试一次").click()
    expect(desk.number).to_have_text("A001")


def test_keys_are_listed_and_do_nothing_while_a_dialog_is_open(desk: Desk) -> None:
    desk.press("?")
    expect(desk.dialog).to_contain_text("叫号原因")
    desk.press("n")
    expect(desk.number).to_have_text("—")
    desk.press("Escape", "n")
    expect(desk.number).to_have_text("A001")


def test_the_desk_is_worked_by_keyboard_alone_and_the_focus_is_seen(desk: Desk) -> None:
    desk.press("Tab")
    seen = set()
    for _ in range(30):
        desk.press("Tab")
        if desk.page.evaluate("document.activeElement === document.body"):
            continue  # Past the last one, before the first.
        assert desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        seen.add(desk.page.evaluate("document.activeElement.dataset.verb ?? ''"))
    assert {"call-next", "park", "transfer", "pause", "why"} <= seen


def test_another_keypad_moves_the_desk(desk: Desk) -> None:
    client = desk.staff.server.client
    client.window("1", "call-next", WindowCommand(request_id=new_request_id()))
    expect(desk.number).to_have_text("A001")
