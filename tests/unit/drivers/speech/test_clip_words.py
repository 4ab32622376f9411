"""From spelled texts to clips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speech.clip_words import (
    COMMA_PAUSE,
    LETTERS,
    NEEDED_CHINESE,
    NEEDED_ENGLISH,
    STOP_PAUSE,
    WHOLE_NUMBERS,
    WORD_PAUSE,
    Cut,
    Pause,
    cut_chinese,
    cut_english,
    read_chinese_number,
    read_english_number,
)
from drivers.speech.wording import Call, zone_wording
from tests.fakes.zones import the_zone, zone_hall


def words(cut: Cut) -> list[str]:
    """The clips, and | for each pause."""
    return [piece if isinstance(piece, str) else "|" for piece in cut.pieces]


def test_a_call_is_cut_into_clips() -> None:
    cut = cut_chinese("请 A零一二号 到 3号窗口办理", NEEDED_CHINESE)
    assert words(cut) == ["请", "|", "A", "零", "一", "二", "号", "|", "到", "|", "三", "号", "窗口办理"]
    assert cut.unknown == ()


def test_the_longest_clip_is_taken() -> None:
    clips = {*NEEDED_CHINESE, "号窗口办理", "请 A"}
    assert words(cut_chinese("请 A零号 到 3号窗口办理", clips)) == [
        "请 A",
        "零",
        "号",
        "|",
        "到",
        "|",
        "三",
        "号窗口办理",
    ]


def test_a_clip_never_ends_inside_a_number() -> None:
    assert words(cut_chinese("12号", {*NEEDED_CHINESE, "1", "2"})) == ["十", "二", "号"]
    assert words(cut_chinese("12号", {*NEEDED_CHINESE, "12"})) == ["12", "号"]
    assert words(cut_chinese("112号", {*NEEDED_CHINESE, "12", "1"})) == ["一", "百", "一", "十", "二", "号"]


def test_pauses_are_as_long_as_the_stops_and_none_stands_at_an_end() -> None:
    cut = cut_chinese(" 请， 号；到 。 ", NEEDED_CHINESE)
    assert cut.pieces == ("请", Pause(COMMA_PAUSE), "号", Pause(STOP_PAUSE), "到")
    assert cut_chinese("请 号", NEEDED_CHINESE).pieces == ("请", Pause(WORD_PAUSE), "号")


def test_what_was_not_recorded_is_named_once() -> None:
    assert cut_chinese("请 贵宾号 到 贵宾窗口", NEEDED_CHINESE).unknown == ("贵", "宾")
    assert cut_chinese("请", ()).unknown == ("请",)
    assert cut_english("Dear number A, please go to desk 3", NEEDED_ENGLISH).unknown == (
        "dear",
        "please",
        "go",
        "to",
        "desk",
    )


@pytest.mark.parametrize(
    "line, expected",
    [
        (
            "Number A, 0 1 2, please go to window 3",
            ["number", "A", "|", "0", "1", "2", "|", "please go to window", "3"],
        ),
        ("NUMBER ab", ["number"]),
        (
            "Number A, B, 7; please go to window 23",
            ["number", "A", "|", "B", "|", "7", "|", "please go to window", "20", "3"],
        ),
        ("105", ["1", "hundred", "5"]),
        ("“number”", ["number"]),
    ],
)
def test_english_is_cut_into_words_and_phrases(line: str, expected: list[str]) -> None:
    assert words(cut_english(line, NEEDED_ENGLISH)) == expected


@pytest.mark.parametrize(
    "digits, chinese, english",
    [
        ("0", "零", ("0",)),
        ("7", "七", ("7",)),
        ("10", "十", ("10",)),
        ("12", "十二", ("12",)),
        ("20", "二十", ("20",)),
        ("99", "九十九", ("90", "9")),
        ("100", "一百", ("1", "hundred")),
        ("105", "一百零五", ("1", "hundred", "5")),
        ("110", "一百一十", ("1", "hundred", "10")),
        ("999", "九百九十九", ("9", "hundred", "90", "9")),
        ("012", "零一二", ("0", "1", "2")),
        ("1000", "一零零零", ("1", "0", "0", "0")),
    ],
)
def test_numbers_are_read(digits: str, chinese: str, english: tuple[str, ...]) -> None:
    assert read_chinese_number(digits) == chinese
    assert read_english_number(digits) == english


def test_numbers_are_different_for_different_windows() -> None:
    assert len({read_chinese_number(str(number)) for number in range(1, 1000)}) == 999
    assert len({read_english_number(str(number)) for number in range(1, 1000)}) == 999


NUMBERS = st.from_regex(rf"[{LETTERS}]{{1,2}}[0-9]{{1,4}}", fullmatch=True)


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 999)), min_size=1, max_size=5), st.sampled_from("一幺"))
def test_every_call_of_the_usual_texts_can_be_said_with_the_needed_clips(
    calls: list[tuple[str, int]], one: str
) -> None:
    hall = zone_hall(one=one)
    together = [Call(number, window) for number, window in calls]
    chinese, english = zone_wording(hall, the_zone(hall)).spoken(together).splitlines()
    for cut in (
        cut_chinese(chinese, NEEDED_CHINESE),
        cut_chinese(chinese, (*NEEDED_CHINESE, *WHOLE_NUMBERS)),
        cut_english(english, NEEDED_ENGLISH),
    ):
        assert cut.unknown == ()
        digits = [digit for number, _ in calls for digit in number if digit.isdigit()]
        assert len(words(cut)) >= len(digits)


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=4), max_size=8))
def test_any_text_is_cut_and_nothing_is_invented(line: str, clips: list[str]) -> None:
    for cut in (cut_chinese(line, clips), cut_english(line, clips)):
        assert all(isinstance(piece, Pause) or piece in clips for piece in cut.pieces)
        assert not cut.pieces or not isinstance(cut.pieces[-1], Pause)
        assert not set(cut.unknown) & set(clips)
