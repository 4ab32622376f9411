"""The texts of a call: what may be written, and what becomes of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.call_text import CallTemplate, check_chinese, check_english, parse_call_text
from config.model import RulesSection

ONE = {"number": "A012", "window": "3", "service": "税务", "zone": "一楼"}
TWO = {"number": "A013", "window": "4", "service": "用电", "zone": "一楼"}


@pytest.mark.parametrize(
    "text, one, both",
    [
        (
            "请 [{number}号 到 {window}号窗口]办理",
            "请 A012号 到 3号窗口办理",
            "请 A012号 到 3号窗口，A013号 到 4号窗口办理",
        ),
        ("{number}去{window}", "A012去3", "A012去3，A013去4"),
        (
            "{zone}：[{number}到{window}办{service}]。",
            "一楼：A012到3办税务。",
            "一楼：A012到3办税务，A013到4办用电。",
        ),
    ],
)
def test_a_text_is_filled_in_for_one_call_and_for_several(text: str, one: str, both: str) -> None:
    template = parse_call_text(text)
    assert template.fill([ONE], "，") == one
    assert template.fill([ONE, TWO], "，") == both


@pytest.mark.parametrize(
    "text, words",
    [
        ("请到{window}号窗口", "must hold {number}"),
        ("请{number}号", "must hold {window}"),
        (
            "{number}号{windows}",
            "is not a placeholder; there are {number}, {window}, {service} and {zone}",
        ),
        ("{number.x}到{window}", "not a placeholder"),
        ("{number!r}到{window}", "not a placeholder"),
        ("{}{number}到{window}", "not a placeholder"),
        ("{number}到{window", "brace"),
        ("{number}}到{window}", "brace"),
        ("{{number}}到{window}", "brace"),
        ("[{number}到{window}", "square brackets"),
        ("{number}到{window}]", "square brackets"),
        ("]{number}到{window}[", "square brackets"),
        ("[{number}][到{window}]", "square brackets"),
        ("{number}[到{window}]", "must stand inside"),
        ("[{number}到{window}]{service}", "must stand inside"),
        ("{number}\n{window}", "one line"),
    ],
)
def test_a_text_that_cannot_be_used_is_explained(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        parse_call_text(text)
    assert not str(caught.value).endswith(".")


def test_each_language_has_its_voice() -> None:
    assert check_chinese("请{number}到{window}") == "请{number}到{window}"
    assert check_english("{number} to {window}") == "{number} to {window}"
    with pytest.raises(ValueError, match="no Chinese character"):
        check_chinese("{number} to {window}")
    with pytest.raises(ValueError, match="has Chinese characters"):
        check_english("请{number}到{window}")


def test_the_texts_of_every_hall_are_right() -> None:
    for texts in (RulesSection().announce_text, RulesSection().announce_caption):
        assert (check_chinese(texts.zh), check_english(texts.en)) == (texts.zh, texts.en)


PIECES = st.sampled_from(
    ["{number}", "{window}", "{service}", "{zone}", "[", "]", "{", "}", "请", "{x}", "a"]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_text_is_refused_or_names_every_call(text: str) -> None:
    try:
        template = parse_call_text(text)
    except ValueError:
        return
    assert isinstance(template, CallTemplate)
    filled = template.fill([ONE, TWO], "，")
    assert all(filled.count(call[key]) >= 1 for call in (ONE, TWO) for key in ("number", "window"))
    assert not set("[]{}") & set(filled)
