"""Why a number was called, in words, over HTTP on both databases."""

from __future__ import annotations

import json

import pytest

from tests.fakes.full_hall import FullHall
from tests.fakes.served_hall import error_code

FORBIDDEN = ("{", "}", "None")


def why_of_call(hall: FullHall, window: str, verb: str = "call-next", **body: object) -> tuple[str, str, str]:
    """Rule and both sentences of a window's next call."""
    answer = hall.why(hall.at(window, verb, **body)["ticket"]["id"])
    for sentence in (answer["sentence_zh"], answer["sentence_en"]):
        assert sentence
        assert not any(mark in sentence for mark in FORBIDDEN)
        assert answer["ticket"]["number"] in sentence
    return answer["why"]["rule"], answer["sentence_zh"], answer["sentence_en"]


def test_who_had_waited_longest(full: FullHall) -> None:
    full.issue("civil")
    full.issue("household")
    full.clock.advance(minutes=12)
    rule, zh, en = why_of_call(full, "1")
    assert rule == "longest-wait"
    assert "12 分钟" in zh
    assert "12 min" in en
    considered = full.why(full.snapshot().recent_calls[0].id)["why"]["considered"]
    assert [(c["number"], c["service"], c["waited_minutes"]) for c in considered] == [
        ("A001", "civil", 12),
        ("B001", "household", 12),
    ]


def test_a_priority(full: FullHall) -> None:
    full.issue()
    full.issue(priority="urgent")
    rule, zh, en = why_of_call(full, "1")
    assert rule == "priority"
    assert "军人" in zh
    assert "Military" in en


def test_an_ordinary_ones_turn(full: FullHall) -> None:
    for priority in ("urgent", "urgent", "urgent", "ordinary"):
        full.issue(priority=priority)
    full.call("1")
    full.call("1")
    rule, zh, en = why_of_call(full, "1")
    assert rule == "ratio"
    assert "2 个优先号" in zh
    assert "2 priority numbers" in en


def test_one_who_waited_too_long(full: FullHall) -> None:
    full.issue()
    full.clock.advance(minutes=31)
    full.issue(priority="old")
    assert why_of_call(full, "1")[0] == "aged"


def test_the_first_service_of_a_list(full: FullHall) -> None:
    full.issue("household")
    full.issue("tax")
    rule, zh, en = why_of_call(full, "3")
    assert rule == "listed"
    assert "税务" in zh
    assert "Tax" in en


def test_help(full: FullHall) -> None:
    full.issue("tax")
    for _ in range(3):
        full.issue("civil")
    full.clock.advance(minutes=1)
    full.call("4")
    full.issue("tax")
    rule, zh, en = why_of_call(full, "4")
    assert rule == "help"
    assert "民政" in zh
    assert "Civil affairs" in en


def test_a_clerks_reason(full: FullHall) -> None:
    full.issue()
    rule, zh, en = why_of_call(full, "1", "call", number="A001", reason="急需登机")
    assert rule == "clerk"
    assert "急需登机" in zh
    assert "急需登机" in en


def test_called_back(full: FullHall) -> None:
    full.called()
    full.at("1", "park")
    assert why_of_call(full, "1", "call-back")[0] == "call-back"


def test_the_latest_call_is_explained(full: FullHall) -> None:
    ticket = full.called()
    full.clock.advance(minutes=1)
    full.at("1", "recall")
    assert full.why(ticket["id"])["why"]["rule"] == "longest-wait"
    full.at("1", "no-show")
    full.at("1", "restore")
    full.clock.advance(minutes=1)
    full.at("2", "call", number="A001", reason="试验")
    answer = full.why(ticket["id"])
    assert answer["why"]["rule"] == "clerk"
    assert answer["called_at"] == answer["ticket"]["called_at"]


@pytest.mark.parametrize("ticket", ["waiting", "nothing", "x%00y"])
def test_who_was_not_called(full: FullHall, ticket: str) -> None:
    issued = full.issue()["id"]
    answer = full.get(f"/tickets/{issued if ticket == 'waiting' else ticket}/why")
    assert (answer.status_code, error_code(answer)) == (404, "not_found")


def test_braces_in_a_reason_are_only_words(full: FullHall) -> None:
    full.issue()
    called = full.at("1", "call", number="A001", reason="{number} {0} %s")["ticket"]
    assert "{number} {0} %s" in full.why(called["id"])["sentence_zh"]


def test_what_was_looked_at_is_kept_within_bounds(full: FullHall) -> None:
    """The event grows with the lanes, not with the people."""
    for _ in range(30):
        full.issue()
    called = full.at("1", "call-next")["ticket"]
    assert len(json.dumps(full.why(called["id"])["why"]["considered"])) < 200
