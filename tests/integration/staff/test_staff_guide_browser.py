"""The guidance desk and the supervisor's views in a real browser."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from queue_server.client import new_request_id
from queue_server.wire.messages import Interrupt, PrintState, RatingRequest, TicketStatus, WindowCommand
from tests.fakes.staff_person import Staff

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def guide(staff: Staff) -> Staff:
    staff.log_in()
    staff.view("导办台")
    return staff


def tab_count(page: Page, tab: str) -> Locator:
    return page.locator(f'[data-tab="{tab}"] .count')


def find(staff: Staff, number: str) -> Locator:
    staff.page.get_by_label("号码，如 A007 或 7").fill(number)
    staff.page.keyboard.press("Enter")
    return staff.page.locator(f'[data-found="{number}"]')


def move(staff: Staff, window: str, *verbs: str) -> None:
    for verb in verbs:
        staff.server.client.window(window, verb, WindowCommand(request_id=new_request_id()))  # type: ignore[arg-type]


# --- the guidance desk ------------------------------------------------------------------------------------------


def test_a_call_for_help_stays_until_somebody_has_gone(guide: Staff) -> None:
    page = guide.page
    expect(page.locator("#help")).to_contain_text("没有人在等帮办")
    guide.call_help("kiosk-2")
    guide.call_help("kiosk-2")
    expect(page.locator('[data-kiosk="kiosk-2"]')).to_contain_text("取号机 kiosk-2")
    expect(tab_count(page, "guide")).to_have_text("1")
    # A page that is opened later knows of it, and so does a server that starts again.
    guide.server.stop()
    guide.server.start()
    page.reload()
    page.get_by_role("button", name="取号机 kiosk-2 的帮办已处理").click()
    expect(page.locator("#help")).to_contain_text("没有人在等帮办")
    expect(tab_count(page, "guide")).to_be_hidden()


def test_a_number_for_somebody_with_priority(guide: Staff) -> None:
    page = guide.page
    guide.issue()
    form = page.locator("#issue")
    expect(form.locator("label", has_text="民政")).to_contain_text("等候 1 人")
    form.locator("label", has_text="军人").click()
    expect(form.locator(".show")).to_have_text("请出示军人或消防救援人员证件")
    form.get_by_label("小票").select_option("kiosk-2")
    form.get_by_role("button", name="取号").click()
    expect(form.locator(".result")).to_contain_text("A002")
    expect(form.locator(".result")).to_contain_text("前面 0 人")
    expect(page.locator("#notices")).to_contain_text("已请取号机 kiosk-2 补打 A002")
    [ticket] = [t for t in guide.server.client.snapshot().next_tickets if t.number == "A002"]
    assert (ticket.priority, ticket.print_state) == ("military", PrintState.QUEUED)


def test_a_priority_that_staff_give_needs_no_more_than_a_choice(guide: Staff) -> None:
    form = guide.page.locator("#issue")
    form.locator("label", has_text="材料已预审").click()
    form.get_by_role("button", name="取号").click()
    expect(form.locator(".result")).to_contain_text("A001")
    assert guide.server.client.snapshot().next_tickets[0].priority == "pre-reviewed"


@pytest.mark.parametrize("code, problem", [("ABCD-EFGH", "没有查到这张二次优先卡"), ("短", "填写的内容不对")])
def test_a_refusal_keeps_what_was_typed(guide: Staff, code: str, problem: str) -> None:
    form = guide.page.locator("#issue")
    form.get_by_text("二次优先卡、破例取号").click()
    form.get_by_label("二次优先卡号").fill(code)
    form.get_by_role("button", name="取号").click()
    expect(form.get_by_role("alert")).to_contain_text(problem)
    expect(form.get_by_label("二次优先卡号")).to_have_value(code)


def test_a_service_with_cards_sends_people_to_the_kiosk(guide: Staff) -> None:
    form = guide.page.locator("#issue")
    form.locator("label", has_text="户籍").click()
    form.get_by_role("button", name="取号").click()
    expect(form.get_by_role("alert")).to_have_text("这项业务须刷证取号，请到取号机办理。")


def test_a_number_whose_answer_is_lost_is_given_once(guide: Staff) -> None:
    form, ids = guide.page.locator("#issue"), []

    def lose_answers(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "")["request_id"])
        if len(ids) <= 5:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    guide.page.route("**/staff/api/tickets", lose_answers)
    form.get_by_role("button", name="取号").click()
    expect(form.get_by_role("alert")).to_contain_text("不知道是否已经完成", timeout=15_000)
    form.get_by_role("button", name="取号").click()
    expect(form.locator(".result")).to_contain_text("A001")
    assert len(set(ids)) == 1
    assert guide.server.client.snapshot().services[0].waiting == 1


def test_a_number_is_found_and_cancelled(guide: Staff) -> None:
    ticket = guide.issue()
    found = find(guide, "A001")
    expect(found).to_contain_text("等候")
    found.get_by_role("button", name="取消号码").click()
    dialog = guide.page.locator("dialog[open]")
    dialog.get_by_role("button", name="群众要求取消").click()
    dialog.locator("[type=submit]").click()
    expect(found).to_contain_text("已取消")
    expect(found.get_by_role("button")).to_have_count(0)
    assert guide.server.client.ticket(ticket.id).ticket.status is TicketStatus.CANCELLED


def test_a_waiting_number_gets_another_service(guide: Staff) -> None:
    guide.issue()
    guide.page.locator("#queue").get_by_role("button", name="处理 A001").click()
    found = guide.page.locator('[data-found="A001"]')
    found.get_by_role("button", name="改办事项").click()
    dialog = guide.page.locator("dialog[open]")
    dialog.locator("label", has_text="限号").click()
    dialog.locator("[type=submit]").click()
    expect(found).to_contain_text("限号")


def test_a_passed_number_comes_back_and_its_slip_too(guide: Staff) -> None:
    ticket = guide.issue("kiosk-1")
    guide.report_print(ticket, PrintState.PRINTED)
    move(guide, "1", "call-next", "no-show")
    found = find(guide, "A001")
    expect(found).to_contain_text("过号 · 1 号窗口")
    found.get_by_role("button", name="恢复排队").click()
    expect(found).to_contain_text("等候")
    found.get_by_role("button", name="补打小票").click()
    guide.page.locator("dialog[open] [type=submit]").click()
    expect(guide.page.locator("#notices")).to_contain_text("已请取号机 kiosk-1 补打 A001")
    assert guide.server.client.ticket(ticket.id).ticket.print_state is PrintState.QUEUED


def test_a_card_whose_paper_did_not_come_is_printed_from_the_desk(guide: Staff) -> None:
    ticket = guide.issue()
    move(guide, "1", "call-next")
    body = Interrupt(request_id=new_request_id(), reason="停电")
    card = guide.server.client.window("1", "interrupt", body).card
    assert card is not None
    find(guide, "A001").get_by_role("button", name="打印二次优先卡").click()
    dialog = guide.page.locator("dialog[open]")
    expect(dialog).to_contain_text("A001 的卡。卡号只打在卡上，这里不显示。")
    dialog.get_by_role("button", name="在取号机打印").click()
    expect(dialog.locator(".card-state")).to_have_text("已请取号机 kiosk-1 打印，等待打印机")
    guide.report_card(ticket, "kiosk-1", PrintState.FAILED, "paper-out")
    guide.page.keyboard.press("Escape")
    row = guide.page.locator(".slip")
    expect(row).to_contain_text("二次优先卡")
    expect(row).to_contain_text("没有打印出来：缺纸，请换纸卷")
    expect(tab_count(guide.page, "guide")).to_have_text("1")
    row.get_by_role("button", name="再打 A001 的二次优先卡").click()
    expect(guide.page.locator("#notices")).to_contain_text("已请取号机 kiosk-1 打印 A001 的二次优先卡")
    guide.report_card(ticket, "kiosk-1", PrintState.PRINTED)
    expect(row).to_have_count(0)
    assert card.code not in guide.page.content(), "who was not at the window never sees the code"


def test_numbers_that_are_none(guide: Staff) -> None:
    find(guide, "A077")
    expect(guide.page.locator("#find .problem")).to_have_text("今天没有 A077 这个号码。")
    find(guide, "七号")
    expect(guide.page.locator("#find .problem")).to_have_text("填写的内容不对，号码写作 A007 或 7。")


# --- the hall and supervisors -----------------------------------------------------------------------------------


def test_a_clerk_sees_alarms_but_not_what_supervisors_decide(guide: Staff) -> None:
    for _ in range(21):
        guide.issue()
    expect(tab_count(guide.page, "hall")).to_have_text("3")
    guide.view("大厅")
    alarm = guide.page.locator('[data-alarm="queue-length"]')
    expect(alarm).to_contain_text("“民政”有 21 人等候（上限 20 人）。")
    expect(alarm).to_contain_text("下一步：加开窗口")
    expect(guide.page.locator('[data-tab="lead"]')).to_have_count(0)


def test_the_day_is_closed_and_opened_again(staff: Staff) -> None:
    for _ in range(2):
        staff.issue()
    staff.log_in("supervisor")
    staff.view("值班")
    page = staff.page
    page.get_by_role("button", name="停止今日取号").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("现在有 2 人等候，他们的号码将全部作废。")
    # Enter alone closes no day.
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert not staff.server.client.snapshot().day_closed
    page.get_by_role("button", name="停止今日取号").click()
    dialog.get_by_role("button", name="停止今日取号").click()
    expect(page.locator("#day-closed")).to_have_text("今天已停止取号。")
    expect(page.locator("#notices")).to_contain_text("2 个号码作废")
    page.get_by_role("button", name="恢复今日取号").click()
    dialog.locator("[type=submit]").click()
    expect(page.locator("#day-closed")).to_be_hidden()


def test_the_day_stays_open_while_a_window_holds_a_number(staff: Staff) -> None:
    staff.issue()
    move(staff, "1", "call-next")
    staff.log_in("supervisor")
    staff.view("值班")
    staff.page.get_by_role("button", name="停止今日取号").click()
    dialog = staff.page.locator("dialog[open]")
    dialog.get_by_role("button", name="停止今日取号").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请先办结")


def test_a_bad_rating_is_followed_up(staff: Staff) -> None:
    staff.issue()
    move(staff, "1", "call-next")
    finished = staff.server.client.window("1", "finish", WindowCommand(request_id=new_request_id())).ticket
    assert finished is not None
    assert finished.session_id is not None
    staff.server.client.rate(
        RatingRequest(
            request_id=new_request_id(),
            session_id=finished.session_id,
            level=2,
            reasons=(213,),
            pressed_at=datetime.now(UTC),
        )
    )
    staff.log_in("supervisor")
    staff.view("值班")
    row = staff.page.locator(".follow-up")
    expect(row).to_contain_text("1 号窗口 · 民政 · 不满意")
    expect(row).to_contain_text(re.compile(r"请在 \d{4}-\d\d-\d\d 前整改"))
    expect(tab_count(staff.page, "lead")).to_have_text("1")
    row.get_by_role("button", name="填写 1 号窗口差评的处理结果").click()
    dialog = staff.page.locator("dialog[open]")
    dialog.get_by_label("处理结果").fill("短")
    staff.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("处理结果至少 4 个字")
    dialog.get_by_label("处理结果").fill("已向群众说明并道歉")
    staff.page.keyboard.press("Enter")
    expect(staff.page.locator("#follow-ups")).to_contain_text("没有待整改的差评")
    staff.page.get_by_text("近 30 天已整改 1 件").click()
    expect(row).to_contain_text("处理结果：已向群众说明并道歉")
    expect(row).to_contain_text("zhang-test")


def test_advice_and_reports_are_there_also_when_there_is_nothing_to_tell(staff: Staff) -> None:
    staff.log_in("supervisor")
    staff.view("值班")
    expect(staff.page.locator("#advice .hint")).to_contain_text("还没有过去的取号记录", timeout=15_000)
    expect(staff.page.locator("#accuracy")).to_contain_text("这几天还没有可以比较的等候")
    expect(staff.page.locator("#evaluation [data-by=window] tbody tr")).to_have_count(3)
    expect(staff.page.locator("#evaluation [data-by=clerk] tbody tr")).to_have_count(2)
    expect(staff.page.locator("#evaluation dl")).to_contain_text("满意率")
