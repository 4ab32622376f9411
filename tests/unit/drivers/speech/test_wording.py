"""The words of a zone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speech.wording import Call, Wording, everything_spoken, zone_windows, zone_wording
from tests.fakes.zones import the_zone, zone_hall

CALL = Call("A012", 3, "civil")


def wording(**zone: Any) -> Wording:
    hall = zone_hall(**zone)
    return zone_wording(hall, the_zone(hall))


def test_a_call_for_the_eye_and_for_the_ear() -> None:
    words = wording()
    assert words.captions([CALL]) == ("请 A012号 到 3号窗口办理", "A012, please go to window 3")
    assert words.spoken([CALL]).splitlines() == [
        "请 A零一二号 到 3号窗口办理",
        "Number A, 0 1 2, please go to window 3",
    ]


def test_one_language_and_the_other_word_for_one() -> None:
    assert (
        wording(language="zh", one="幺").spoken([CALL], times=2).splitlines()
        == ["请 A零幺二号 到 3号窗口办理"] * 2
    )
    assert wording(language="en").spoken([CALL]) == "Number A, 0 1 2, please go to window 3"
    assert wording(language="en").captions([CALL]) == ("A012, please go to window 3",)


def test_the_second_language_can_be_left_out() -> None:
    assert wording().spoken([CALL], second=False) == "请 A零一二号 到 3号窗口办理"


def test_several_calls_in_one_text() -> None:
    calls = [CALL, Call("A013", 12)]
    assert wording().captions(calls) == (
        "请 A012号 到 3号窗口，A013号 到 12号窗口办理",
        "A012, please go to window 3; A013, please go to window 12",
    )
    chinese, english = wording().spoken(calls).splitlines()
    assert chinese == "请 A零一二号 到 3号窗口；A零一三号 到 12号窗口办理"
    assert english.count("; ") == 1


def test_a_hall_says_it_in_its_own_words() -> None:
    texts = {
        "announce_text": {
            "zh": "{zone}：请[{number}号{service}到{window}号台]。谢谢",
            "en": "{number} for {service} to {window} on the {zone}",
        }
    }
    words = wording(rules=texts, name={"zh": "二楼", "en": "upper floor"})
    assert words.spoken([CALL]).splitlines() == [
        "二楼：请A零一二号民政到3号台。谢谢",
        "A, 0 1 2 for Civil affairs to 3 on the upper floor",
    ]
    assert words.captions([CALL])[0] == "请 A012号 到 3号窗口办理"
    assert words.spoken([Call("A012", 3, "closed-long-ago")]).startswith("二楼：请A零一二号到3号台")


def test_the_windows_of_a_zone() -> None:
    for listed, expected in ((None, {"w1": 3, "w2": 12}), (["w2"], {"w2": 12})):
        hall = zone_hall() if listed is None else zone_hall(windows=listed)
        assert zone_windows(hall, the_zone(hall)) == expected


@pytest.mark.parametrize("language", ["zh", "en", "zh+en"])
def test_everything_spoken_holds_every_digit_letter_and_window(language: str) -> None:
    hall = zone_hall(language=language, one="幺", windows=["w2"])
    lines = "\n".join(everything_spoken(hall, the_zone(hall)))
    if "zh" in language:
        assert set("A零幺二三四五六七八九") <= set(lines)
        assert "12号窗口" in lines
    if "en" in language:
        assert "A, 0 1 2 3 4 5 6 7 8 9" in lines
        assert "window 12" in lines
    assert "3号窗口" not in lines


NUMBERS = st.from_regex(r"[A-HJ-NP-Z]{1,2}[0-9]{3}", fullmatch=True)


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 999)), min_size=1, max_size=6, unique=True))
def test_no_call_is_lost_among_others(calls: list[tuple[str, int]]) -> None:
    words = wording()
    together = [Call(number, window) for number, window in calls]
    for caption, parts in zip(words.captions(together), ("，", "; "), strict=True):
        pieces = caption.split(parts)
        assert len(pieces) == len(calls)
        assert all(
            number in piece and str(window) in piece
            for (number, window), piece in zip(calls, pieces, strict=True)
        )
