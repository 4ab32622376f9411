"""The page of a ticket on a phone, over HTTP and without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from queue_server.wire.events import RatingRecorded, TicketCancelled
from queue_server.wire.messages import FollowUps
from tests.fakes.full_hall import FULL_HALL
from tests.fakes.hall_clock import ZONE
from tests.fakes.served_hall import ServedHall

HOST = "hall.test:8000"


class Phone:
    """Somebody's phone: follows links and sends the forms it was given, as a browser would."""

    def __init__(self, hall: ServedHall) -> None:
        self.http = Client(hall.server.app)
        self.text = ""

    def get(self, path: str, *, status: int = 200, language: str = "zh-CN,zh;q=0.9") -> str:
        answer = self.http.get(path, base_url=f"http://{HOST}", headers={"Accept-Language": language})
        assert answer.status_code == status, answer.text
        self.text = answer.text
        return answer.text

    def links(self) -> list[str]:
        return [unescape(link) for link in re.findall(r'href="(/t/[^"]+)"', self.text)]

    def follow(self, words: str) -> str:
        """Open the link to an address that has these words in it."""
        return self.get(next(link for link in self.links() if words in link))

    def form(self) -> tuple[str, dict[str, str]]:
        action = re.search(r'action="([^"]+)"', self.text)
        assert action is not None, self.text
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.text)
        return unescape(action[1]), {name: unescape(value) for name, value in fields}

    def send(self, *, origin: str | None = f"http://{HOST}", **more: object) -> TestResponse:
        action, fields = self.form()
        headers = {} if origin is None else {"Origin": origin}
        return self.http.post(action, base_url=f"http://{HOST}", data={**fields, **more}, headers=headers)

    def state(self, ticket: str, version: str = "") -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.get(f"/t/{ticket}/state.json?v={version}&lang=zh"))
        return answer


@pytest.fixture
def hall(sqlite_url: str) -> Iterator[ServedHall]:
    served = ServedHall(sqlite_url, hall=FULL_HALL, identity_key=b"k" * 32)
    yield served
    served.close()


@pytest.fixture
def phone(hall: ServedHall) -> Phone:
    return Phone(hall)


def finished(hall: ServedHall) -> str:
    hall.issue()
    hall.window("2", "call-next")
    ticket: str = hall.window("2", "finish")["ticket"]["id"]
    return ticket


def test_a_ticket_is_followed_from_the_number_to_the_thanks(hall: ServedHall, phone: Phone) -> None:
    for _ in range(5):
        hall.issue()
    ticket = hall.issue()["id"]
    text = phone.get(f"/t/{ticket}")
    assert all(words in text for words in ("正在排队", "A006", "民政", "5 人", "叫号 3 次未到即过号"))
    for _ in range(5):
        hall.window("2", "call-next")
    assert "下一位就是您" in phone.get(f"/t/{ticket}")
    hall.window("2", "call-next")
    assert "请到 2 号窗口" in phone.get(f"/t/{ticket}")
    hall.window("2", "start")
    assert "正在办理" in phone.get(f"/t/{ticket}")
    hall.window("2", "finish")
    assert "您对这次服务满意吗" in phone.get(f"/t/{ticket}")
    assert "checked" not in phone.text
    text = phone.follow("level=2")
    assert "213" in text
    assert "窗口人员业务不熟练" in text
    assert phone.send(reason=["213", "214"]).status_code == 303
    assert "谢谢您的评价" in phone.get(f"/t/{ticket}")
    (view,) = FollowUps.model_validate_json(hall.get("/follow-ups").text).follow_ups
    assert (view.level, view.reasons, view.window) == (2, (213, 214), "2")
    assert isinstance(hall.events()[-1], RatingRecorded)


def test_a_number_is_given_back_after_a_question(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue()["id"]
    phone.get(f"/t/{ticket}")
    assert "放弃 A001 号吗" in phone.follow("/cancel")
    answer = phone.send()
    assert (answer.status_code, urlsplit(answer.location).path) == (303, f"/t/{ticket}")
    assert "已放弃" in phone.get(f"/t/{ticket}")
    assert isinstance(hall.events()[-1], TicketCancelled)


def test_a_form_that_is_sent_twice_does_its_work_once(hall: ServedHall, phone: Phone) -> None:
    ticket = finished(hall)
    phone.get(f"/t/{ticket}")
    phone.follow("level=5")
    hall.clock.advance(seconds=1)
    assert phone.send().status_code == 303
    hall.clock.advance(seconds=1)
    assert phone.send().status_code == 303
    assert hall.event_types().count("rating.recorded") == 1
    phone.get(f"/t/{ticket}/rate", status=303)


def test_what_the_evaluator_took_the_phone_does_not_ask_for(hall: ServedHall, phone: Phone) -> None:
    ticket = finished(hall)
    phone.get(f"/t/{ticket}")
    phone.follow("level=4")
    pressed = hall.clock.now().isoformat()
    hall.ok("/ratings", token=hall.device_token, session_id=f"{ticket}.1", level=5, pressed_at=pressed)
    answer = phone.send()
    assert (answer.status_code, "已经评价过了" in answer.text) == (409, True)
    assert "谢谢您的评价" in phone.get(f"/t/{ticket}")


def test_a_phone_may_rate_until_the_end_of_the_next_day(hall: ServedHall, phone: Phone) -> None:
    late, later = finished(hall), finished(hall)
    hall.clock.time = datetime(2026, 3, 3, 23, 59, tzinfo=ZONE)
    phone.get(f"/t/{late}")
    phone.follow("level=5")
    assert phone.send(reason="510").status_code == 303
    phone.get(f"/t/{later}")
    phone.follow("level=5")
    hall.clock.advance(minutes=1)
    assert "评价时间已过" in phone.send().text
    assert "您对这次服务满意吗" not in phone.get(f"/t/{later}")


def test_every_step_of_a_package_is_rated(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue("newborn")["id"]
    hall.window("1", "call-next")
    hall.window("1", "finish")
    assert "评价刚才的服务" in phone.get(f"/t/{ticket}")
    assert "1 号窗口" in phone.follow("/rate")
    phone.follow("level=5")
    assert phone.send().status_code == 303
    assert "评价刚才的服务" not in phone.get(f"/t/{ticket}")
    for window in ("3", "2"):
        hall.window(window, "call-next")
        hall.window(window, "finish")
    for window in ("2", "3"):
        assert f"{window} 号窗口" in phone.get(f"/t/{ticket}")
        phone.follow("level=4")
        phone.send()
    assert "谢谢您的评价" in phone.get(f"/t/{ticket}")


def test_a_hall_that_does_not_ask_why(sqlite_url: str) -> None:
    served = ServedHall(
        sqlite_url, hall=FULL_HALL + "\n[evaluation]\nask_reasons = false\n", identity_key=b"k" * 32
    )
    try:
        phone = Phone(served)
        phone.get(f"/t/{finished(served)}")
        assert "checkbox" not in phone.follow("level=1")
        assert phone.send().status_code == 303
    finally:
        served.close()


@pytest.mark.parametrize("origin", [None, "null", "http://evil.test", f"http://{HOST}.evil.test"])
def test_forms_come_from_the_page_alone(hall: ServedHall, phone: Phone, origin: str | None) -> None:
    ticket = hall.issue()["id"]
    phone.get(f"/t/{ticket}/cancel")
    assert phone.send(origin=origin).status_code == 403
    assert hall.snapshot().next_tickets[0].id == ticket


@pytest.mark.parametrize("seal", ["", "x.y", "中文"])
def test_a_form_without_its_seal_does_nothing(hall: ServedHall, phone: Phone, seal: str) -> None:
    ticket, other = hall.issue()["id"], hall.issue()["id"]
    phone.get(f"/t/{ticket}/cancel")
    assert phone.send(seal=seal).status_code == 403
    _, fields = phone.form()
    phone.get(f"/t/{other}/cancel")
    assert phone.send(seal=fields["seal"]).status_code == 403, "the seal of another ticket"
    assert len(hall.snapshot().next_tickets) == 2


@pytest.mark.parametrize(
    "wrong", [{"level": "6"}, {"level": "x"}, {"reason": "x"}, {"reason": "511"}, {"session": "x.1"}]
)
def test_a_form_that_was_tampered_with(hall: ServedHall, phone: Phone, wrong: dict[str, str]) -> None:
    phone.get(f"/t/{finished(hall)}")
    phone.follow("level=2")
    assert phone.send(**wrong).status_code in (400, 404, 409, 422)
    assert "rating.recorded" not in hall.event_types()


def test_nobody_rates_the_session_of_another_ticket(hall: ServedHall, phone: Phone) -> None:
    mine, other = finished(hall), finished(hall)
    phone.get(f"/t/{mine}")
    phone.follow("level=1")
    assert phone.send(session=f"{other}.1").status_code == 404
    assert "rating.recorded" not in hall.event_types()


def test_who_is_served_cannot_give_the_number_back(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue()["id"]
    phone.get(f"/t/{ticket}/cancel")
    hall.window("2", "call-next")
    hall.window("2", "start")
    answer = phone.send()
    assert (answer.status_code, "现在不能这样做" in answer.text) == (409, True)
    phone.get(f"/t/{ticket}/cancel", status=303)


@pytest.mark.parametrize("unknown", ["AAAAAAAAAAAAAAAA", "x", "中文", "..%2f..", "a%00b12345678", "A" * 200])
def test_a_number_nobody_has(phone: Phone, unknown: str) -> None:
    for path in ("", "/state.json", "/cancel", "/rate"):
        text = phone.get(f"/t/{unknown}{path}", status=404)
        assert "%2f" in unknown or "没有这个号码" in text


def test_headers_leave_a_browser_no_room(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue()["id"]
    for path, referrer in (
        (f"/t/{ticket}", "no-referrer"),
        (f"/t/{ticket}/cancel", "same-origin"),
        ("/t/none", "no-referrer"),
    ):
        answer = phone.http.get(path, base_url=f"http://{HOST}")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == referrer
        assert "Set-Cookie" not in answer.headers
        assert "http" not in re.sub(r"http-equiv|/icon|http://www.w3.org", "", answer.text), (
            "nothing from elsewhere"
        )


def test_languages(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue()["id"]
    assert 'lang="zh-CN"' in phone.get(f"/t/{ticket}", language="fr")
    assert "You are next" in phone.get(f"/t/{ticket}", language="en-GB,en;q=0.8")
    assert "You are next" in phone.get(f"/t/{ticket}?lang=en")
    assert "Give up A001?" in phone.follow("/cancel")
    assert phone.send().location.endswith("lang=en")


def test_a_page_without_javascript_looks_again_by_itself(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue()["id"]
    assert '<noscript><meta http-equiv="refresh" content="10">' in phone.get(f"/t/{ticket}")
    hall.ok(f"/tickets/{ticket}/cancel", reason="试验")
    assert "refresh" not in phone.get(f"/t/{ticket}")


def test_the_state_is_sent_whole_only_when_it_has_changed(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue()["id"]
    first = phone.state(ticket)
    assert "A001" in str(first["main"])
    again = phone.state(ticket, str(first["version"]))
    assert "main" not in again
    assert (again["scene"], again["tag"], again["poll"]) == ("near", "", 10)
    hall.window("2", "call-next")
    called = phone.state(ticket, str(first["version"]))
    assert (called["scene"], called["title"]) == ("called", "A001 请到 2 号窗口")
    hall.clock.advance(seconds=20)
    hall.window("2", "recall")
    recalled = phone.state(ticket, str(called["version"]))
    assert recalled["tag"] != called["tag"]
    hall.window("2", "finish")
    assert phone.state(ticket)["poll"] is None


def test_too_many_requests_of_one_ticket_are_slowed_down(hall: ServedHall, phone: Phone) -> None:
    ticket, other = hall.issue()["id"], hall.issue()["id"]
    answers = [phone.http.get(f"/t/{ticket}/state.json") for _ in range(60)]
    slowed = [answer for answer in answers if answer.status_code == 429]
    assert slowed
    assert int(slowed[0].headers["Retry-After"]) >= 1
    phone.get(f"/t/{other}")


def test_a_yesterdays_number_has_expired(hall: ServedHall, phone: Phone) -> None:
    ticket = hall.issue()["id"]
    hall.clock.time += timedelta(days=1)
    assert "号码已过期" in phone.get(f"/t/{ticket}")


def test_the_page_keeps_its_files_apart(phone: Phone) -> None:
    for name in ("phone.js", "phone.css", "icon.svg"):
        answer = phone.http.get(f"/t/static/{name}", buffered=True)
        assert (answer.status_code, "max-age" in answer.headers["Cache-Control"]) == (200, True)
    assert phone.http.get("/t/static/..%2froutes.py").status_code == 404


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ticket=st.text(max_size=30), query=st.text(max_size=30))
@pytest.mark.fuzz
def test_any_address_is_answered_kindly(phone: Phone, ticket: str, query: str) -> None:
    answer = phone.http.get(f"/t/{quote(ticket, safe='')}", query_string={"lang": query, "v": query})
    assert answer.status_code < 500
