"""What the page of a ticket says in every state, in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from config.loader import parse_hall
from i18n import Catalogue
from queue_server.service.hall import Hall
from queue_server.web.phone.desk import MESSAGES
from queue_server.web.phone.view import GIVEN_BACK, NEAR, ONGOING, Scene, TicketPage, Wording
from queue_server.wire.messages import ExpectedWait, IssuedTicket, TicketStatus, TicketView
from tests.fakes.full_hall import FULL_HALL
from tests.fakes.hall_clock import MONDAY_MORNING

CATALOGUE = Catalogue.load(MESSAGES)


def wording(language: str = "zh", rules: str = "") -> Wording:
    hall = Hall(parse_hall(FULL_HALL.replace("[rules]", f"[rules]\n{rules}")))
    return Wording(hall, CATALOGUE.words(language))


def issued(
    status: str = "waiting", *, ahead: int = 8, wait: ExpectedWait | None = None, **more: Any
) -> IssuedTicket:
    ticket = {
        "id": "abcdefgh12345678",
        "number": "A012",
        "service": "civil",
        "status": status,
        "business_day": MONDAY_MORNING.date(),
        "issued_at": MONDAY_MORNING,
        **more,
    }
    return IssuedTicket(ticket=TicketView.model_validate(ticket), people_ahead=ahead, expected_wait=wait)


def page(found: IssuedTicket, *, language: str = "zh", rules: str = "", today: bool = True) -> TicketPage:
    now = MONDAY_MORNING + timedelta(minutes=10)
    return wording(language, rules).page(found, now, today=today, to_rate=None, rated=False)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("status", list(TicketStatus))
def test_every_state_has_its_words(status: str, language: str) -> None:
    told = page(issued(status, window="1", finished_at=MONDAY_MORNING, no_shows=1), language=language)
    assert told.headline
    assert told.sentence
    assert "{" not in told.headline + told.sentence + told.rule
    assert told.number == "A012"


@pytest.mark.parametrize(
    "more, language, good_for",
    [
        ({}, "zh", "下次来办“民政”时优先一次"),
        ({"service": "tax", "package": "newborn"}, "zh", "下次来办“税务”或“新生儿一件事”时优先一次"),
        ({"service": "tax", "package": "newborn"}, "en", "once, for “Tax” or “Newborn child”."),
        ({"package": "gone"}, "en", "once, for “Civil affairs”."),
    ],
)
def test_who_was_interrupted_is_told_what_the_card_is_good_for(
    more: dict[str, Any], language: str, good_for: str
) -> None:
    assert good_for in page(issued("interrupted", **more), language=language).sentence


@pytest.mark.parametrize("ahead, scene", [(NEAR + 1, Scene.WAITING), (NEAR, Scene.NEAR), (0, Scene.NEAR)])
def test_residents_are_told_to_come_near(ahead: int, scene: Scene) -> None:
    assert page(issued(ahead=ahead)).scene is scene


def test_who_is_next_is_told_so() -> None:
    assert page(issued(ahead=0)).headline == "下一位就是您"


@pytest.mark.parametrize(
    "wait, text",
    [
        (None, "暂无窗口办理"),
        (ExpectedWait(low=0, high=0), "马上可办"),
        (ExpectedWait(low=10, high=20), "约 10–20 分钟"),
    ],
)
def test_the_wait_is_an_interval(wait: ExpectedWait | None, text: str) -> None:
    assert dict(page(issued(wait=wait)).rows)["预计等候"] == text


def test_a_call_names_the_window_and_every_call_is_told_apart() -> None:
    first, second = (page(issued("called", window="2", calls=calls)) for calls in (1, 2))
    assert (first.headline, first.window) == ("请到 2 号窗口", "2")
    assert first.tag != second.tag


@pytest.mark.parametrize(
    "rules, told",
    [
        ("", "叫号 3 次未到即过号，过号后 30 分钟内可到服务台恢复，排在 3 人之后。"),
        (
            "max_calls = 2\nrestore_minutes = 0\nrestore_after = [0]",
            "叫号 2 次未到即过号，过号后当天可到服务台恢复，排到队尾。",
        ),
        ("restore_after = []", "叫号 3 次未到即过号，号码作废，须重新取号。"),
    ],
)
def test_the_rule_is_that_of_the_hall(rules: str, told: str) -> None:
    assert page(issued(), rules=rules).rule == told


@pytest.mark.parametrize(
    "passed, no_shows, rules, told",
    [
        (5, 1, "", "请在 10:35 前到服务台恢复，排在 3 人之后。"),
        (5, 2, "", "请在 10:35 前到服务台恢复，排到队尾。"),
        (-25, 1, "", "恢复的时间已过，请重新取号。"),
        (5, 1, "restore_minutes = 0", "请今天到服务台恢复，排在 3 人之后。"),
        (5, 1, "restore_after = []", "恢复的时间已过，请重新取号。"),
    ],
)
def test_how_to_come_back(passed: int, no_shows: int, rules: str, told: str) -> None:
    at = MONDAY_MORNING + timedelta(minutes=passed)
    assert page(issued("no-show", finished_at=at, no_shows=no_shows), rules=rules).sentence == told


def test_what_an_earlier_day_left_over_has_expired() -> None:
    for status in ("waiting", "called", "serving", "parked", "no-show"):
        assert page(issued(status, window="1"), today=False).scene is Scene.EXPIRED
    assert page(issued("finished"), today=False).scene is Scene.FINISHED


def test_a_priority_says_what_to_show() -> None:
    mark = page(issued(priority="old")).mark
    assert mark is not None
    assert (mark.sign, mark.name, mark.show) == ("老", "老人", "请出示身份证")
    assert page(issued()).mark is None
    assert page(issued("finished", priority="old")).mark is None


@pytest.mark.parametrize(
    "status, service, left, states",
    [
        ("waiting", "household", ("tax", "civil"), ["now", "next", "next"]),
        ("waiting", "tax", ("civil",), ["done", "now", "next"]),
        ("finished", "civil", (), ["done", "done", "done"]),
    ],
)
def test_the_steps_of_a_package(status: str, service: str, left: tuple[str, ...], states: list[str]) -> None:
    steps = page(issued(status, service=service, package="newborn", steps=left)).steps
    assert [step.state for step in steps] == states
    assert [step.name for step in steps] == ["户籍", "税务", "民政"]


def test_a_hall_that_has_changed_still_shows_old_tickets() -> None:
    told = page(issued("serving", service="gone", window="gone", package="gone", priority="gone"))
    assert (told.service, told.window, told.steps, told.mark) == ("gone", "gone", (), None)


def test_only_numbers_that_wait_can_be_given_back() -> None:
    assert GIVEN_BACK < ONGOING
    assert not page(issued("serving", window="1")).can_cancel
    assert page(issued()).can_cancel
