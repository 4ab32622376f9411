"""What the guidance desk and supervisors read and do at the staff page, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from queue_server.service.desk_lists import OF_EACH_LANE
from tests.fakes.served_hall import ServedHall, error_code
from tests.fakes.staff_browser import StaffBrowser


@pytest.fixture
def browser(sqlite_hall: ServedHall) -> StaffBrowser:
    return StaffBrowser(sqlite_hall)


def found(browser: StaffBrowser, number: str) -> list[tuple[str, str]]:
    tickets = browser.get(f"/api/numbers/{number}")["tickets"]
    return [(ticket["number"], ticket["status"]) for ticket in tickets]


def listed(browser: StaffBrowser, name: str) -> list[str]:
    return [ticket["number"] for ticket in browser.now()[name]]


def call_help(hall: ServedHall, kiosk: str) -> None:
    body = {"request_id": hall.new_id(), "kiosk": kiosk}
    assert hall.post("/help-calls", body, token=hall.device_token).status_code == 202


# --- lists ------------------------------------------------------------------------------------------------------


def test_who_waits_in_the_order_of_calls(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter("clerk")
    assert listed(browser, "waiting") == []
    for service in ("civil", "few", "civil"):
        hall.issue(service)
    hall.issue("civil", priority="military")
    hall.clock.advance(minutes=1)
    assert listed(browser, "waiting") == ["A003", "A001", "D08", "A002"]
    [first] = [one for one in browser.now()["waiting"] if one["number"] == "A003"]
    assert (first["priority"], first["service"]) == ("military", "civil")


def test_a_number_that_was_sent_to_a_window_is_listed(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter("clerk")
    hall.issue()
    hall.issue()
    hall.window("1", "call-next")
    hall.ok("/windows/1/transfer", window="2")
    sent = {one["number"]: one["for_window"] for one in browser.now()["waiting"]}
    assert sent == {"A001": "2", "A002": None}


def test_long_lines_are_cut_and_no_service_is_left_out(sqlite_hall: ServedHall) -> None:
    browser = StaffBrowser(sqlite_hall).enter("clerk")
    for _ in range(30):
        sqlite_hall.issue()
    sqlite_hall.issue("few")
    numbers = listed(browser, "waiting")
    assert len(numbers) == OF_EACH_LANE + 1
    assert "D08" in numbers


def test_passed_numbers_the_latest_first(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter("clerk")
    for _ in range(2):
        hall.issue()
        hall.window("1", "call-next")
        hall.clock.advance(minutes=1)
        hall.window("1", "no-show")
    [latest, first] = browser.now()["passed"]
    assert (latest["number"], first["number"], first["window"]) == ("A002", "A001", "1")
    assert first["passed_at"].startswith("2026-03-02T10:01")
    browser.done(f"/tickets/{first['id']}/restore")
    assert listed(browser, "passed") == ["A002"]
    assert listed(browser, "waiting") == ["A001"]


def test_a_new_day_lists_nobody(hall: ServedHall) -> None:
    hall.issue()
    hall.clock.advance(days=1)
    assert listed(StaffBrowser(hall).enter(), "waiting") == []


# --- help calls -------------------------------------------------------------------------------------------------


def test_calls_for_help_stay_until_they_are_answered(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter("clerk")
    for _ in range(2):
        call_help(hall, "kiosk-2")
        hall.clock.advance(minutes=1)
    [call] = browser.now()["help_calls"]
    assert (call["kiosk"], call["since"]) == ("kiosk-2", "2026-03-02T10:00:00+08:00")
    assert browser.done("/help-calls/kiosk-2/answer") == {"kiosk": "kiosk-2", "waiting": False}
    assert browser.now()["help_calls"] == []


def test_a_page_that_opens_later_knows_of_open_calls(made_url: str) -> None:
    before = ServedHall(made_url)
    before.issue()
    call_help(before, "kiosk-1")
    before.close()
    after = ServedHall(made_url)
    assert [call["kiosk"] for call in StaffBrowser(after).enter().now()["help_calls"]] == ["kiosk-1"]
    after.clock.advance(days=1)
    after.issue()
    assert StaffBrowser(after).enter(name="li-test").now()["help_calls"] == []
    after.close()


# --- numbers ----------------------------------------------------------------------------------------------------


def test_a_number_is_found_as_people_say_it(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter("clerk")
    assert found(browser, "A001") == []
    for service in ("civil", "mornings", "few"):
        hall.issue(service)
    for said in ("a001", "A1", "A001"):
        assert found(browser, said) == [("A001", "waiting")]
    assert found(browser, "1") == [("A001", "waiting"), ("C001", "waiting")]
    assert found(browser, "8") == [("D08", "waiting")]
    assert found(browser, "9999") == []


@pytest.mark.parametrize("number", ["七", "A0001234567", "A 1", "-1", "ABC1", "A007;"])
def test_what_is_no_number(browser: StaffBrowser, number: str) -> None:
    browser.enter()
    assert browser.refused("GET", f"/api/numbers/{number}") == (422, "invalid_parameter")


# --- commands ---------------------------------------------------------------------------------------------------


def test_a_number_for_somebody_once(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter("clerk")
    wish: dict[str, Any] = {"service": "civil", "priority": "pre-reviewed", "override": "导办台已核对证件"}
    answers = {browser.command("/tickets", request_id="one-wish", **wish).text for _ in range(3)}
    [answer] = map(json.loads, answers)
    assert (answer["ticket"]["number"], answer["people_ahead"]) == ("A001", 0)
    refused = browser.command("/tickets", service="civil", priority="pre-reviewed")
    assert (refused.status_code, error_code(refused)) == (403, "not_allowed")


def test_what_can_be_done_about_a_ticket(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter("clerk")
    ticket = sqlite_hall.issue()
    path = f"/tickets/{ticket['id']}"
    assert browser.done(f"{path}/transfer", service="few")["service"] == "few"
    assert browser.done(f"{path}/reprint", kiosk="kiosk-1")["print_state"] == "queued"
    assert browser.done(f"{path}/cancel", reason="取错号")["status"] == "cancelled"
    gone = browser.command(f"{path}/restore")
    assert (gone.status_code, error_code(gone)) == (409, "illegal_transition")


def test_why_a_number_was_called(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter("clerk")
    ticket = sqlite_hall.issue()
    sqlite_hall.clock.advance(minutes=4)
    assert browser.refused("GET", f"/api/tickets/{ticket['id']}/why") == (404, "not_found")
    sqlite_hall.window("1", "call-next")
    why = browser.get(f"/api/tickets/{ticket['id']}/why")
    assert why["why"]["rule"] == "longest-wait"
    assert "4 分钟" in why["sentence_zh"]


def test_verbs_with_more_than_a_press(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter("clerk")
    sqlite_hall.issue()
    called = browser.done("/windows/1/call", number="A001", reason="材料已补齐")
    assert called["ticket"]["number"] == "A001"
    browser.done("/windows/1/pause", reason="meal")
    assert browser.now()["windows"][0]["pause_reason"] == "meal"
    card = browser.done("/windows/1/interrupt", reason="系统故障")["card"]
    assert (len(card["code"]), card["valid_until"]) == (8, "2026-04-01")


# --- supervisors ------------------------------------------------------------------------------------------------

REPORTS = ["/api/advice", "/api/follow-ups", *(f"/api/reports/{name}" for name in ("waiting", "evaluation"))]


@pytest.mark.parametrize("path", REPORTS)
def test_reports_are_those_of_the_api_and_for_supervisors_alone(
    sqlite_hall: ServedHall, browser: StaffBrowser, path: str
) -> None:
    days = "?from=2026-02-01&to=2026-03-01" if "reports" in path else ""
    assert browser.enter("clerk").refused("GET", path + days) == (403, "forbidden")
    answer = browser.enter("supervisor", "chen-test").open("GET", path + days)
    assert answer.status_code == 200
    assert set(json.loads(answer.text)) == set(
        json.loads(sqlite_hall.get(path.removeprefix("/api") + days).text)
    )


def test_reports_without_days_are_refused(browser: StaffBrowser) -> None:
    assert browser.enter().refused("GET", "/api/reports/waiting") == (422, "invalid_parameter")


@pytest.mark.parametrize("verb", ["close", "reopen"])
def test_a_clerk_closes_no_day(browser: StaffBrowser, verb: str) -> None:
    answer = browser.enter("clerk").command(f"/day/{verb}")
    assert (answer.status_code, error_code(answer)) == (403, "forbidden")


def test_a_day_is_closed_and_opened_again(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter()
    hall.issue()
    assert browser.done("/day/close")["expired"] == 1
    assert browser.now()["day_closed"] is True
    closed = browser.command("/tickets", service="civil")
    assert (closed.status_code, error_code(closed)) == (409, "day_closed")
    browser.done("/day/reopen")
    assert browser.now()["day_closed"] is False
    assert browser.done("/tickets", service="civil")["ticket"]["number"] == "A002"


def test_a_follow_up_is_closed_in_the_name_of_who_did_it(
    sqlite_hall: ServedHall, browser: StaffBrowser
) -> None:
    sqlite_hall.issue()
    sqlite_hall.window("1", "call-next")
    session = sqlite_hall.window("1", "finish")["ticket"]["session_id"]
    pressed = sqlite_hall.clock.now().isoformat()
    sqlite_hall.ok(
        "/ratings", token=sqlite_hall.device_token, session_id=session, level=1, pressed_at=pressed
    )
    browser.enter(name="chen-test")
    [open_one] = browser.get("/api/follow-ups")["follow_ups"]
    path = f"/follow-ups/{open_one['id']}/close"
    short = browser.command(path, result="短")
    assert (short.status_code, error_code(short)) == (422, "invalid_body")
    assert browser.done(path, result="已向群众说明情况")["closed_by"] == "chen-test"


def test_the_words_of_grades_and_reasons_are_among_the_texts(browser: StaffBrowser) -> None:
    texts = browser.get("/api/welcome")["texts"]
    assert texts["zh"]["rating.grade.1"] == "非常不满意"
    assert set(texts["zh"]) == set(texts["en"])


# --- second-visit cards -----------------------------------------------------------------------------------------


def test_a_card_that_was_asked_for_is_followed_without_its_code(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter("clerk")
    hall.issue()
    hall.window("1", "call-next")
    made = browser.done("/windows/1/interrupt", reason="停电")
    ticket, code = made["ticket"]["id"], made["card"]["code"]
    assert browser.now()["cards"] == []
    path = f"/tickets/{ticket}/second-visit-card"
    assert browser.done(f"{path}/print", kiosk="kiosk-1")["state"] == "queued"
    [card] = browser.now()["cards"]
    assert (card["number"], card["kiosk"], card["state"], card["reason"]) == ("A001", "kiosk-1", "queued", "")
    told = {"token": hall.device_token, "kiosk": "kiosk-1"}
    hall.ok(f"{path}/print-state", state="failed", reason="paper-out", **told)
    [card] = browser.now()["cards"]
    assert (card["state"], card["reason"]) == ("failed", "paper-out")
    browser.done(f"{path}/print", kiosk="kiosk-1")
    hall.ok(f"{path}/print-state", state="printed", **told)
    assert [card["state"] for card in browser.now()["cards"]] == ["printed"]
    assert code not in str(browser.now())


def test_a_kiosk_that_never_answers_has_not_printed(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter("clerk")
    hall.issue()
    hall.window("1", "call-next")
    ticket = browser.done("/windows/1/interrupt", reason="停电")["ticket"]["id"]
    browser.done(f"/tickets/{ticket}/second-visit-card/print", kiosk="kiosk-1")
    hall.clock.advance(seconds=121)
    hall.issue()
    [card] = browser.now()["cards"]
    assert (card["state"], card["reason"]) == ("failed", "no-answer")
    hall.clock.advance(days=1)
    hall.issue()
    assert StaffBrowser(hall).enter(name="li-test").now()["cards"] == []
