"""Text on Onbon signs: bytes, colours, and what stands on which page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_display import onbon_text
from drivers.led_display.onbon_text import ShownCharacter, break_lines, decode, encode, pages_of
from drivers.led_display.port import SignColour


def read(data: bytes) -> str:
    return "".join(shown.character for shown in decode(data))


@pytest.mark.parametrize("colour, control", [("red", b"\\C1"), ("green", b"\\C2"), ("yellow", b"\\C3")])
def test_a_text_begins_with_its_colour(colour: str, control: bytes) -> None:
    assert encode("A023号", SignColour(colour)) == control + bytes.fromhex("41303233BAC5")


def test_a_backslash_of_the_text_never_reaches_the_sign() -> None:
    assert encode("A\\C2号", SignColour.RED) == b"\\C1" + "A＼C2号".encode("gbk")


@given(st.text(), st.sampled_from(SignColour))
def test_the_only_backslash_is_the_colours(text: str, colour: SignColour) -> None:
    coded = encode(text, colour)
    assert coded.count(b"\\") == 1
    assert read(coded) == onbon_text.drawable(text)
    assert {shown.colour for shown in decode(coded)} <= {colour}


def test_chinese_characters_with_a_backslash_inside_are_not_sent() -> None:
    with_backslash = [chr(code) for code in range(0x4E00, 0x9FA6) if b"\\" in chr(code).encode("gbk")]
    assert len(with_backslash) > 50
    assert set(onbon_text.drawable("".join(with_backslash))) == {"〓"}


def test_the_characters_of_ordinary_chinese_are_all_sent() -> None:
    level_one = bytes(byte for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFA) for byte in (high, low))
    text = level_one.decode("gbk")
    assert onbon_text.drawable(text) == text


def test_what_a_sign_cannot_draw_is_marked() -> None:
    assert onbon_text.drawable("😀号\n") == "〓号 "


def test_foreign_texts_are_shown_as_the_sign_would() -> None:
    shown = decode(b"A\\FO001B\\C2\xba\xc5\\nC\\x\xff\xff\xba")
    assert "".join(character.character for character in shown) == "AB号\nC〓"
    assert shown[2] == ShownCharacter("号", SignColour.GREEN)
    assert shown[0].colour is SignColour.RED


@pytest.mark.fuzz
@given(st.binary(max_size=80))
def test_any_bytes_are_shown_somehow(data: bytes) -> None:
    assert len(decode(data)) <= len(data)


def test_lines_break_between_characters() -> None:
    assert break_lines("请A023号", 5) == ["请A02", "3号"]
    assert break_lines("请到三号", 3) == ["请", "到", "三", "号"]
    assert break_lines("号", 1) == ["号"]
    assert break_lines("", 8) == [""]


@given(st.text(alphabet="请号A0 ", max_size=40), st.integers(2, 12))
def test_lines_lose_nothing_and_fit(text: str, columns: int) -> None:
    lines = break_lines(text, columns)
    assert "".join(lines) == text
    assert all(onbon_text.columns_of(line) <= columns for line in lines)


def test_pages_are_as_high_as_the_area() -> None:
    assert pages_of("ABCDEFGH", columns=2, rows=2, wraps=True) == ("AB\nCD", "EF\nGH")
    assert pages_of("AB\nCD\nEF", columns=2, rows=2, wraps=False) == ("AB\nCD", "EF")


@given(st.text(alphabet="请A", max_size=4))
def test_a_centred_text_fills_its_line(text: str) -> None:
    line = onbon_text.centred(text, 8)
    assert onbon_text.columns_of(line) == 8
    assert abs(len(line) - len(line.lstrip()) - (len(line) - len(line.rstrip()))) <= 1 or not text
