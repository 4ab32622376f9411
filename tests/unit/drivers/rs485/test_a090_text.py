"""Text of LED signs: characters, colours, widths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.rs485.a090_text import (
    MISSING,
    Colour,
    ColouredCharacter,
    decode,
    drawable,
    encode,
    fit,
    width,
)


def test_each_character_is_followed_by_its_colour() -> None:
    assert encode("A号", Colour.YELLOW) == bytes.fromhex("41 02 BA C5 02")


def test_the_screen_reads_characters_and_colours() -> None:
    shown = decode(bytes.fromhex("C7 EB 00 33 01"))
    assert shown == (ColouredCharacter("请", Colour.RED), ColouredCharacter("3", Colour.GREEN))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("请A023号到3号窗口", "请A023号到3号窗口"),
        ("𠮷", MISSING),  # outside the first plane
        ("한", MISSING),
        ("Ω", "Ω"),  # Greek is in GBK
        ("é", "é"),  # composed before it is looked up
        ("✔️", MISSING),  # its invisible variation mark leaves nothing behind
        ("一\n二\t三", "一 二 三"),
        ("\x7f", " "),
        ("", ""),
    ],
)
def test_characters_that_the_screen_lacks_are_marked(text: str, expected: str) -> None:
    assert drawable(text) == expected


@given(st.text(max_size=200), st.sampled_from(Colour))
def test_what_is_shown_is_the_drawable_text_as_far_as_it_fits(text: str, colour: Colour) -> None:
    data = encode(text, colour)
    shown = decode(data)
    assert len(data) <= 254
    assert b"\xff" not in data
    assert drawable(text).startswith("".join(character.character for character in shown))
    assert {character.colour for character in shown} <= {colour}


@given(st.text(max_size=80), st.integers(0, 40))
def test_a_fitted_text_is_the_longest_beginning_that_fits(text: str, columns: int) -> None:
    whole, fitting = drawable(text), fit(text, columns)
    following = whole[len(fitting) : len(fitting) + 1]
    assert whole.startswith(fitting)
    assert sum(map(width, fitting)) <= columns
    assert not following or sum(map(width, fitting + following)) > columns


def test_a_chinese_character_is_never_halved() -> None:
    assert fit("请到窗", 5) == "请到"
    assert fit("A请到窗", 5) == "A请到"


def test_eighty_four_chinese_characters_fit_into_a_frame() -> None:
    assert len(decode(encode("号" * 100, Colour.RED))) == 84
    assert len(decode(encode("A" * 200, Colour.RED))) == 127


@pytest.mark.parametrize(
    "data, text",
    [("41 00 C7", "A"), ("41 00 C7 EB", "A"), ("41", ""), ("80 20 00 41 00", MISSING + "A"), ("41 07", "A")],
)
def test_a_torn_or_broken_text_is_shown_as_far_as_it_goes(data: str, text: str) -> None:
    assert "".join(shown.character for shown in decode(bytes.fromhex(data))) == text


@given(st.binary(max_size=254))
def test_any_data_can_be_shown(data: bytes) -> None:
    assert all(len(shown.character) == 1 for shown in decode(data))
