"""The staff page over HTTP: who gets in, who is kept out, and what can be done there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from queue_server.web.routes import WINDOW_VERBS
from queue_server.web.staff.attempts import MOST_FAILURES
from tests.fakes.served_hall import ServedHall, error_code
from tests.fakes.staff_browser import HOST, PAGE_HEADERS, StaffBrowser

GUARDED = [
    ("GET", "/api/session"),
    ("DELETE", "/api/session"),
    ("GET", "/api/hall"),
    ("GET", "/api/now"),
    ("GET", "/events"),
    ("GET", "/api/numbers/A001"),
    ("GET", "/api/tickets/none/why"),
    ("GET", "/api/advice"),
    ("GET", "/api/reports/waiting"),
    ("POST", "/api/tickets"),
    *(("POST", f"/api/tickets/none/{verb}") for verb in ("reprint", "cancel", "restore", "transfer")),
    ("POST", "/api/help-calls/kiosk-1/answer"),
    ("GET", "/api/follow-ups"),
    ("GET", "/api/reports/evaluation"),
    ("POST", "/api/follow-ups/none/close"),
    ("POST", "/api/day/close"),
    ("POST", "/api/day/reopen"),
    *(("POST", f"/api/windows/1/{verb}") for verb in WINDOW_VERBS),
]
ROW = {"request_id": "one"}


@pytest.fixture
def browser(sqlite_hall: ServedHall) -> StaffBrowser:
    return StaffBrowser(sqlite_hall)


def cookie_of(answer: TestResponse) -> str:
    """Name and value of the cookie that an answer sets."""
    return answer.headers["Set-Cookie"].split(";")[0]


# --- sessions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_a_person_logs_in_and_out(sqlite_hall: ServedHall, browser: StaffBrowser, role: str) -> None:
    assert browser.get("/api/welcome")["signed_in"] is False
    answer = browser.log_in(sqlite_hall.new_token("zhang-test", role))
    assert (answer.status_code, answer.json and answer.json["role"]) == (200, role)
    who = browser.get("/api/session")
    assert (who["name"], who["role"]) == ("zhang-test", role)
    assert who["expires_at"].startswith("2026-03-02T14:00:00")
    assert browser.get("/api/welcome")["signed_in"] is True
    assert browser.open("DELETE", "/api/session").status_code == 204
    assert browser.refused("GET", "/api/session") == (401, "unauthorized")


def test_the_cookie_is_out_of_reach_and_holds_no_token(
    sqlite_hall: ServedHall, browser: StaffBrowser
) -> None:
    token = sqlite_hall.new_token("zhang-test", "clerk")
    answer = browser.log_in(token)
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/staff"} <= set(cookie.split("; "))
    assert "Max-Age=43200" in cookie
    assert token not in cookie + answer.text
    secure = browser.http.post(
        "/staff/api/session",
        base_url=f"https://{HOST}",
        json={"token": token},
        headers=PAGE_HEADERS | {"Origin": f"https://{HOST}"},
    )
    assert "Secure" in secure.headers["Set-Cookie"].split("; ")


@pytest.mark.parametrize("method, path", GUARDED)
def test_strangers_get_nothing(browser: StaffBrowser, method: str, path: str) -> None:
    assert browser.refused(method, path, ROW if method == "POST" else None) == (401, "unauthorized")


def test_a_token_is_no_ticket_to_the_page_without_a_session(browser: StaffBrowser) -> None:
    headers = PAGE_HEADERS | {"Authorization": f"Bearer {browser.hall.token}"}
    assert browser.open("GET", "/api/now", headers=headers).status_code == 401


def test_devices_are_turned_away(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    token = sqlite_hall.new_token("kiosk-1", "device")
    assert browser.refused("POST", "/api/session", {"token": token}) == (403, "forbidden")
    assert browser.refused("GET", "/api/session") == (401, "unauthorized")


@pytest.mark.parametrize("token", ["", "wrong", "é", "x" * 300, " \n"])
def test_wrong_tokens(browser: StaffBrowser, token: str) -> None:
    assert browser.refused("POST", "/api/session", {"token": token}) == (401, "unauthorized")


@pytest.mark.parametrize("body", [None, [], {"token": 1}, {"token": "a", "more": 1}, {}])
def test_bodies_that_are_no_log_in(browser: StaffBrowser, body: object) -> None:
    assert browser.open("POST", "/api/session", body).status_code in (415, 422)


def test_a_session_ends_after_twelve_hours(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter()
    sqlite_hall.clock.advance(hours=11, minutes=59)
    browser.get("/api/session")
    sqlite_hall.clock.advance(minutes=1)
    assert browser.refused("GET", "/api/session") == (401, "unauthorized")


def test_a_session_ends_with_its_token(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter(name="zhang-test")
    sqlite_hall.server.tokens.revoke("zhang-test")
    assert browser.refused("POST", "/api/windows/1/pause", ROW) == (401, "unauthorized")


def test_a_new_token_of_the_same_name_ends_old_sessions(
    sqlite_hall: ServedHall, browser: StaffBrowser
) -> None:
    browser.enter(name="zhang-test")
    sqlite_hall.server.tokens.create("zhang-test", "supervisor", sqlite_hall.clock.now())
    assert browser.refused("GET", "/api/now") == (401, "unauthorized")


def test_a_copied_cookie_ends_with_the_log_out(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    answer = browser.log_in(sqlite_hall.new_token("zhang-test", "clerk"))
    thief = StaffBrowser(sqlite_hall).bring(cookie_of(answer))
    assert thief.get("/api/session")["name"] == "zhang-test"
    browser.open("DELETE", "/api/session")
    assert thief.refused("GET", "/api/session") == (401, "unauthorized")


def test_an_altered_cookie_is_worth_nothing(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    name, _, value = cookie_of(browser.log_in(sqlite_hall.new_token("zhang-test", "clerk"))).partition("=")
    for place in range(0, len(value), 7):
        swapped = "A" if value[place] != "A" else "B"
        forger = StaffBrowser(sqlite_hall).bring(f"{name}={value[:place]}{swapped}{value[place + 1 :]}")
        assert forger.refused("GET", "/api/session") == (401, "unauthorized")


def test_sessions_outlive_the_server(sqlite_url: str) -> None:
    before = ServedHall(sqlite_url)
    cookie = cookie_of(StaffBrowser(before).log_in(before.new_token("zhang-test", "clerk")))
    before.close()
    after = ServedHall(sqlite_url)
    assert StaffBrowser(after).bring(cookie).get("/api/session")["name"] == "zhang-test"
    after.close()
    [key] = Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("*.session-key")
    assert key.stat().st_mode & 0o077 == 0


def test_failed_log_ins_lock_their_address_for_a_while(
    sqlite_hall: ServedHall, browser: StaffBrowser
) -> None:
    good = sqlite_hall.new_token("zhang-test", "clerk")
    for _ in range(MOST_FAILURES):
        assert browser.log_in("wrong").status_code == 401
    locked = browser.log_in(good)
    assert (locked.status_code, error_code(locked)) == (429, "too_many_attempts")
    assert 0 < int(locked.headers["Retry-After"]) <= 60
    assert StaffBrowser(sqlite_hall, "10.0.0.8").log_in(good).status_code == 200


def test_a_log_in_forgives_failures(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    good = sqlite_hall.new_token("zhang-test", "clerk")
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            browser.log_in("wrong")
        assert browser.log_in(good).status_code == 200


# --- foreign pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"X-Paihao-Staff": ""},
        {"X-Paihao-Staff": "0"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "http://evil.test"},
        {"Origin": f"http://{HOST}.evil.test"},
        {"Origin": "http://hall.test:8001"},
        {"Origin": "http://[hall.test"},
    ],
)
def test_commands_of_other_pages_are_refused(browser: StaffBrowser, change: dict[str, str]) -> None:
    browser.enter()
    headers = PAGE_HEADERS | change
    for method, path in (
        ("POST", "/api/windows/1/pause"),
        ("POST", "/api/session"),
        ("DELETE", "/api/session"),
    ):
        answer = browser.open(method, path, ROW if method == "POST" else None, headers)
        assert (answer.status_code, error_code(answer)) == (403, "forbidden")
    assert browser.now()["windows"][0]["status"] == "idle"
    browser.get("/api/session")


def test_a_form_cannot_speak_for_the_page(browser: StaffBrowser) -> None:
    browser.enter()
    answer = browser.http.post(
        "/staff/api/windows/1/pause",
        base_url=f"http://{HOST}",
        data={"request_id": "one"},
        headers=PAGE_HEADERS,
    )
    assert (answer.status_code, error_code(answer)) == (415, "unsupported_media_type")


# --- the page's files -----------------------------------------------------------------------------------------


def test_the_page_and_everything_it_names(browser: StaffBrowser) -> None:
    page = browser.open("GET", "")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert browser.open("GET", "/").text == page.text
    names = set(re.findall(r'(?:src|href)="/staff([^"]+)"', page.text))
    styles = browser.open("GET", "/static/staff.css").text
    names |= set(re.findall(r'url\("/staff([^"]+)"\)', styles))
    pending = [name for name in names if name.endswith(".js")]
    while pending:
        found = {
            f"/static/{one}"
            for one in re.findall(r'from "\./([^"]+)"', browser.open("GET", pending.pop()).text)
        }
        pending += found - names
        names |= found
    assert len(names) > 10
    for name in names:
        assert browser.open("GET", name).status_code == 200, name


def test_nothing_comes_from_elsewhere_and_no_script_is_inline(browser: StaffBrowser) -> None:
    page = browser.open("GET", "")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert re.findall(r"<script(?![^>]*src=)|<style| style=| on\w+=", page.text) == []
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/static/nothing.js", "/static/../routes.py", "/fonts/OFL.txt", "/nothing"])
def test_files_that_are_not_the_pages(browser: StaffBrowser, path: str) -> None:
    assert browser.refused("GET", path) == (404, "not_found")


def test_a_page_is_asked_for_each_time_but_sent_once(browser: StaffBrowser) -> None:
    first = browser.open("GET", "/static/main.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = browser.open("GET", "/static/main.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert browser.open("GET", "/api/welcome").headers["Cache-Control"] == "no-store"


def test_texts_are_there_in_both_languages(browser: StaffBrowser) -> None:
    welcome = browser.get("/api/welcome")
    assert welcome["hall"] == {"name": {"zh": "测试大厅", "en": "Test hall"}, "timezone": "Asia/Shanghai"}
    assert set(welcome["texts"]) == {"zh", "en"}
    assert welcome["texts"]["zh"]["done.call_next"] == "请 {number} 到 {window} 号窗口"


# --- what is seen ---------------------------------------------------------------------------------------------


def test_the_hall_with_its_names_and_places(browser: StaffBrowser) -> None:
    plan = browser.enter("clerk", "li-test").get("/api/hall")
    assert plan["person"] == {"name": "li-test", "role": "clerk"}
    assert plan["devices"] == [
        {"id": "printer-1", "sort": "ticket_printer", "place": {"kind": "kiosk", "name": "kiosk-1"}},
        {"id": "reader-1", "sort": "card_reader", "place": {"kind": "kiosk", "name": "kiosk-1"}},
    ]
    assert plan["kiosks"] == [{"id": "kiosk-1", "printer": "printer-1"}, {"id": "kiosk-2", "printer": None}]
    assert plan["windows"][0] == {"id": "1", "number": 1, "services": ["civil", "household"], "helps": []}
    assert plan["rules"]["max_calls"] == 3
    assert [priority["mark"] for priority in plan["priorities"]][:2] == ["二", "军"]


def test_the_day_in_numbers(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter()
    assert browser.now()["today"]["issued"] == 0
    for _ in range(4):
        hall.issue()
    hall.clock.advance(minutes=6)
    for verb in ("call-next", "start", "finish", "call-next", "no-show", "call-next", "start"):
        hall.window("1", verb)
    now = browser.now()
    assert now["today"] == {
        "issued": 4,
        "waiting": 1,
        "serving": 1,
        "finished": 1,
        "no_show": 1,
        "mean_wait_minutes": 6,
    }
    assert (now["services"][0]["issued"], now["services"][0]["finished"]) == (4, 1)
    assert (now["windows"][0]["finished"], now["windows"][0]["status"]) == (1, "serving")
    hall.clock.advance(days=1)
    hall.issue()
    tomorrow = browser.enter(name="li-test").now()["today"]
    assert (tomorrow["issued"], tomorrow["finished"], tomorrow["mean_wait_minutes"]) == (1, 0, None)


def test_missing_slips_with_reason_and_time(hall: ServedHall) -> None:
    browser = StaffBrowser(hall).enter()
    ticket = hall.issue(kiosk="kiosk-1")
    assert [slip["print_state"] for slip in browser.now()["unprinted"]] == ["queued"]
    hall.clock.advance(minutes=2)
    hall.ok(f"/tickets/{ticket['id']}/print-state", state="failed", reason="paper-out")
    [slip] = browser.now()["unprinted"]
    assert (slip["number"], slip["print_state"], slip["reason"]) == ("A001", "failed", "paper-out")
    assert slip["since"].startswith("2026-03-02T10:02")
    browser.done(f"/tickets/{ticket['id']}/reprint")
    assert [(slip["print_state"], slip["reason"]) for slip in browser.now()["unprinted"]] == [("queued", "")]
    hall.ok(f"/tickets/{ticket['id']}/print-state", state="reprinted")
    assert browser.now()["unprinted"] == []


def test_devices_as_they_reported(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    report = {
        "device": "printer-1",
        "state": "fault",
        "reason": "paper-out",
        "since": "2026-03-02T09:00:00+08:00",
    }
    assert sqlite_hall.post("/device-states", report).status_code == 200
    assert browser.enter().now()["devices"] == [report]


# --- what is done ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_every_key_of_a_window(sqlite_hall: ServedHall, role: str) -> None:
    browser = StaffBrowser(sqlite_hall).enter(role)
    for _ in range(3):
        sqlite_hall.issue()
    seen = []
    for verb in ("call-next", "recall", "start", "finish", "call-next", "no-show", "pause", "resume"):
        sqlite_hall.clock.advance(seconds=15)
        ticket = browser.done(f"/windows/1/{verb}")["ticket"]
        seen.append((verb, ticket and ticket["number"], browser.now()["windows"][0]["status"]))
    assert seen == [
        ("call-next", "A001", "called"),
        ("recall", "A001", "called"),
        ("start", "A001", "serving"),
        ("finish", "A001", "idle"),
        ("call-next", "A002", "called"),
        ("no-show", "A002", "idle"),
        ("pause", None, "paused"),
        ("resume", None, "idle"),
    ]


def test_a_press_that_is_sent_again_is_done_once(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter()
    for _ in range(2):
        sqlite_hall.issue()
    answers = {browser.command("/windows/1/call-next", request_id="one-press").text for _ in range(3)}
    assert [json.loads(answer)["ticket"]["number"] for answer in answers] == ["A001"]
    # A window's verb is one command, whichever door it comes through.
    assert sqlite_hall.post("/windows/1/call-next", {"request_id": "one-press"}).text in answers
    other = browser.command("/windows/2/call-next", request_id="one-press")
    assert (other.status_code, error_code(other)) == (409, "request_id_conflict")


@pytest.mark.parametrize(
    "path, body, expected",
    [
        ("/windows/1/recall", {}, (409, "no_current_ticket")),
        ("/windows/9/call-next", {}, (404, "unknown_window")),
        ("/windows/1/explode", {}, (404, "not_found")),
        ("/windows/1/pause", {"extra": 1}, (422, "invalid_body")),
        ("/tickets/none/reprint", {}, (404, "not_found")),
    ],
)
def test_refusals_are_those_of_the_api(
    browser: StaffBrowser, path: str, body: dict[str, object], expected: tuple[int, str]
) -> None:
    answer = browser.enter("clerk").command(path, **body)
    assert (answer.status_code, error_code(answer)) == expected


def test_a_reprint_goes_to_the_kiosk_that_was_chosen(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    ticket = sqlite_hall.issue(kiosk="kiosk-1")
    path = f"/tickets/{ticket['id']}/reprint"
    answer = browser.enter("clerk").command(path, kiosk="kiosk-2")
    assert (answer.status_code, error_code(answer)) == (409, "no_printer")
    assert browser.done(path, kiosk="kiosk-1")["print_state"] == "queued"
    requested = [event for event in sqlite_hall.events() if event.type == "print.requested"]
    assert [event.kiosk for event in requested] == ["kiosk-1"]


def test_the_description_of_the_api_knows_nothing_of_the_page(sqlite_hall: ServedHall) -> None:
    assert "/staff" not in sqlite_hall.http.get("/api/v1/openapi.json").text


def test_requests_are_measured_by_their_template(sqlite_hall: ServedHall, browser: StaffBrowser) -> None:
    browser.enter().done("/windows/1/pause")
    metrics = sqlite_hall.http.get("/metrics").text
    assert 'route="/staff/api/windows/<window>/<verb>"' in metrics
