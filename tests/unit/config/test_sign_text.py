"""The texts of window signs in a hall file: what may be written, and mistakes told at the door."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import read_hall
from config.mistakes import HallFileError, Mistake
from config.model import SignsSection
from config.sign_text import (
    WrongSignText,
    check_calling_text,
    check_resting_text,
    check_serving_text,
    fill,
)


def hall(signs: Any = None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
        "services": [{"id": "tax", "prefix": "A", "name": {"zh": "税务", "en": "Tax"}}],
        "windows": [{"id": "w1", "number": 1, "services": ["tax"]}],
    }
    return document if signs is None else {**document, "signs": signs}


def only(signs: Any) -> Mistake:
    with pytest.raises(HallFileError) as caught:
        read_hall(hall(signs))
    (mistake,) = caught.value.mistakes
    return mistake


def test_without_the_section_signs_say_the_usual() -> None:
    signs = read_hall(hall()).signs
    assert signs == SignsSection()
    assert (signs.idle, signs.calling, signs.serving) == ("空闲", "请{number}", "{number} 办理中")
    assert (signs.paused, signs.closed) == ("暂停服务", "停止服务")


def test_one_text_may_be_changed_alone() -> None:
    signs = read_hall(hall({"idle": "{window}号窗口", "idle_colour": "yellow"})).signs
    assert (signs.idle, signs.idle_colour, signs.paused) == ("{window}号窗口", "yellow", "暂停服务")


@pytest.mark.parametrize(
    "signs, place, words, suggestion",
    [
        (
            {"calling": "请{numbr}"},
            "signs.calling",
            '"{numbr}" is not a placeholder.',
            'Did you mean "{number}"?',
        ),
        (
            {"idle": "{service}"},
            "signs.idle",
            '"{service}" is not a placeholder.',
            "There are {number} and {window}.",
        ),
        ({"idle": "请{number}"}, "signs.idle", "{number} is known only", ""),
        ({"closed": "{number}"}, "signs.closed", "{number} is known only", ""),
        ({"calling": "请"}, "signs.calling", "must hold {number}", ""),
        ({"serving": "{number"}, "signs.serving", "a brace without its other half", ""),
        ({"paused": "休息\n中"}, "signs.paused", "one line of plain text", ""),
        ({"paused": "  "}, "signs.paused", "one line of plain text", ""),
        ({"paused": "休息☕"}, "signs.paused", '"☕" is outside GBK', ""),
        ({"paused": ""}, "signs.paused", "must not be empty", ""),
        ({"paused": "休" * 41}, "signs.paused", "at most 40", ""),
        ({"idle_colour": "gren"}, "signs.idle_colour", "must be", 'Did you mean "green"?'),
        ({"idle_color": "green"}, "signs.idle_color", "no key", 'Did you mean "idle_colour"?'),
        ([], "signs", "must be a section", ""),
    ],
)
def test_a_mistake_is_told_with_its_place(signs: Any, place: str, words: str, suggestion: str) -> None:
    mistake = only(signs)
    assert mistake.place == place
    assert words in mistake.problem
    assert mistake.suggestion == suggestion


@pytest.mark.parametrize("text", ["{number.x}", "{number!r}", "{}", "{{number}}", "{number:>9}"])
def test_a_placeholder_is_a_plain_name(text: str) -> None:
    with pytest.raises(WrongSignText, match=re.escape("not a placeholder") + "|brace"):
        check_serving_text(text)


PIECES = st.sampled_from(["{number}", "{window}", "{", "}", "{x}", "请", "a", " ", "☕", "\n", "%", "[", "0"])


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_text_is_refused_or_can_be_shown(text: str) -> None:
    try:
        checked = check_calling_text(text)
    except WrongSignText:
        return
    shown = fill(checked, number="A012", window=3)
    assert "A012" in shown
    assert not set("{}") & set(shown)
    assert shown.encode("gbk")


@given(st.text(max_size=10))
def test_a_checked_text_of_an_empty_window_needs_no_number(text: str) -> None:
    try:
        checked = check_resting_text(text)
    except WrongSignText:
        return
    assert fill(checked, number="", window=3) == checked.replace("{window}", "3")
