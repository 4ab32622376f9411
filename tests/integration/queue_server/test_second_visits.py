"""What a second-visit card is good for, and what is said when it is not; over HTTP on both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes.full_hall import FULL_HALL, FullHall

REASON = {"reason": "系统故障"}


def card_of(hall: FullHall, service: str = "civil", window: str = "1") -> Any:
    hall.called(service, window)
    return hall.at(window, "interrupt", **REASON)["card"]


def refused(hall: FullHall, service: str, code: str) -> dict[str, str]:
    """What is told of a card that is not taken."""
    answer = hall.post("/tickets", {"request_id": hall.new_id(), "service": service, "second_visit": code})
    error = json.loads(answer.text)["error"]
    assert (answer.status_code, error["code"]) == (409, "bad_second_visit")
    (told,) = error["details"]
    assert code not in answer.text
    return dict(told)


def test_a_card_is_good_for_its_own_service_alone(full: FullHall) -> None:
    code = card_of(full)["code"]
    for other in ("household", "newborn"):
        told = refused(full, other, code)
        assert (told["problem"], told["service"], told["valid_until"]) == (
            "other-service",
            "civil",
            "2026-04-01",
        )
        assert (
            told["sentence_zh"] == "这张二次优先卡只用于“民政”，可用一次，2026 年 4 月 1 日前（含当日）有效。"
        )
        assert told["sentence_en"] == (
            "This second-visit card is good for “Civil affairs” only, once, up to and including 2026-04-01."
        )
    assert full.issue(second_visit=code)["priority"] == "again"


def test_a_card_of_a_package_is_good_for_its_step_or_the_package(full: FullHall) -> None:
    full.called("newborn")
    full.at("1", "finish")
    full.at("4", "call-next")
    card = full.at("4", "interrupt", **REASON)["card"]
    assert (card["service"], card["package"]) == ("tax", "newborn")
    told = refused(full, "civil", card["code"])
    assert (told["service"], told["package"]) == ("tax", "newborn")
    assert "“税务”或“新生儿一件事”" in told["sentence_zh"]
    assert "“Tax” or “Newborn child”" in told["sentence_en"]
    again = full.issue("newborn", second_visit=card["code"])
    assert (again["priority"], again["service"]) == ("again", "household")
    assert refused(full, "tax", card["code"])["problem"] == "used"


def test_a_used_card_and_one_out_of_date_say_so(full: FullHall) -> None:
    used, late = card_of(full)["code"], card_of(full)["code"]
    full.issue(second_visit=used)
    told = refused(full, "civil", used)
    assert (told["problem"], "已经用过" in told["sentence_zh"]) == ("used", True)
    full.clock.advance(days=31)
    full.issue()
    told = refused(full, "civil", late)
    assert (told["problem"], told["service"]) == ("expired", "civil")
    assert "2026 年 4 月 1 日" in told["sentence_zh"]
    assert "2026-04-01" in told["sentence_en"]


def test_of_a_code_that_no_card_has_nothing_is_known(full: FullHall) -> None:
    told = refused(full, "civil", "ABCDEFGH")
    assert set(told) == {"problem", "sentence_zh", "sentence_en"}
    assert told["problem"] == "unknown"


def test_a_repeat_is_told_the_same(full: FullHall) -> None:
    body = {"request_id": "one", "service": "tax", "second_visit": card_of(full)["code"]}
    first, second = (full.post("/tickets", body) for _ in range(2))
    assert first.text == second.text
    assert "other-service" in first.text


@pytest.mark.parametrize("given_up", ["service", "class"])
def test_what_the_hall_has_given_up_since(made_url: str, given_up: str) -> None:
    hall = FullHall(made_url)
    code = card_of(hall, "tax", "4")["code"]
    hall.close()
    text = FULL_HALL.replace("second_visit = true\n", "") if given_up == "class" else FULL_HALL
    if given_up == "service":
        text = text.replace('id = "tax"', 'id = "levy"').replace('"tax"', '"levy"')
    after = FullHall(made_url, hall=text)
    try:
        told = refused(after, "civil", code)
        assert told["problem"] == ("unknown" if given_up == "class" else "other-service")
        assert "None" not in told["sentence_zh"]
    finally:
        after.close()
