"""Text for a Chinese printer: characters, widths, line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ticket_printer.slip_text import (
    encode,
    lacks,
    printable,
    substituted,
    width,
    wrap,
    wrap_evenly,
)


@pytest.mark.parametrize(
    "text, on_paper",
    [
        ("社会保障", "社会保障"),
        ("〇号窗口", "〇号窗口"),
        ("镕", "镕"),
        ("㐀", "㐀"),
        ("a\x1b@b", "a @b"),
        ("两行\n一行\t好", "两行 一行 好"),
        ("\ud800", "\ufffd"),
        ("e\u0301", "é"),
        ("葛\U000e0100城", "葛城"),
        ("a\u202eb\u200b", "ab"),
        ("15–25 分钟", "15–25 分钟"),
    ],
)
def test_what_stands_in_a_line(text: str, on_paper: str) -> None:
    assert printable(text) == on_paper


@pytest.mark.parametrize(
    "text, missing, columns, on_paper",
    [
        ("社A", "", 3, "社A"),
        ("㐀", "㐀", 2, "〓"),
        ("𠮷野家", "𠮷", 6, "〓野家"),
        ("Dvořák", "ř", 7, "Dvo?ák"),
        ("\ue5e5", "\ue5e5", 2, "〓"),
        ("\ufffd", "\ufffd", 2, "〓"),
    ],
)
def test_what_a_printer_lacks(text: str, missing: str, columns: int, on_paper: str) -> None:
    assert "".join(character for character in text if lacks(character)) == missing
    assert width(text) == columns
    assert substituted(text) == on_paper


def test_four_byte_characters_are_known_by_their_size() -> None:
    assert "㐀".encode("gb18030") == bytes.fromhex("8139EE39")
    assert "𠮷".encode("gb18030") == bytes.fromhex("9534B235")


@pytest.mark.parametrize(
    "text, columns", [("A012", 4), ("社会保障", 8), ("12 人", 5), ("15–25", 6), ("，", 2), ("", 0)]
)
def test_width_is_counted_in_half_width_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    "text, columns, lines",
    [
        ("社会保障服务", 8, ("社会保障", "服务")),
        ("Called three times", 12, ("Called three", "times")),
        ("Called three times", 8, ("Called", "three", "times")),
        ("abcdefghij", 4, ("abcd", "efgh", "ij")),
        ("叫号三次未到作过号，请到服务台", 18, ("叫号三次未到作过", "号，请到服务台")),
        ("到 3号 窗口", 5, ("到", "3号", "窗口")),
        ("", 8, ()),
        ("   ", 8, ()),
        ("A012", 48, ("A012",)),
        ("前面还有12人", 10, ("前面还有", "12人")),
        ("see window 3，", 12, ("see window", "3，")),
    ],
)
def test_wrapping(text: str, columns: int, lines: tuple[str, ...]) -> None:
    assert wrap(text, columns) == lines


@given(st.text(max_size=120), st.integers(4, 48))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable(text).split())


@given(
    st.text(alphabet="号窗口A3", min_size=1), st.text(alphabet="号窗口A3，", max_size=60), st.integers(16, 20)
)
def test_punctuation_never_begins_a_line(start: str, text: str, columns: int) -> None:
    words = [part for part in (start + text).split("，") if part]
    lines = wrap("，".join(words), columns)
    if all(width(word) < columns for word in words):
        assert not any(line.startswith("，") for line in lines)


@pytest.mark.parametrize(
    "text, columns, lines",
    [
        ("叫号三次未到作过号，请到服务台恢复", 32, ("叫号三次未到作过号，", "请到服务台恢复")),
        ("Qinghe Subdistrict Service Centre", 32, ("Qinghe Subdistrict", "Service Centre")),
        ("Second-visit card", 16, ("Second-visit", "card")),
        ("社会保障", 48, ("社会保障",)),
        ("", 48, ()),
    ],
)
def test_centred_lines_are_as_equal_as_they_can_be(text: str, columns: int, lines: tuple[str, ...]) -> None:
    assert wrap_evenly(text, columns) == lines


@given(st.text(max_size=80), st.integers(4, 48))
def test_even_lines_are_no_more_and_no_wider(text: str, columns: int) -> None:
    even = wrap_evenly(text, columns)
    assert len(even) <= len(wrap(text, columns))
    assert all(width(line) <= columns for line in even)


@given(st.text())
def test_printable_text_has_no_commands_and_stays_what_it_is(text: str) -> None:
    clean = printable(text)
    assert not any(byte < 0x20 for byte in encode(clean))
    assert printable(clean) == clean


@given(st.text())
def test_marks_are_as_wide_as_what_they_stand_for_and_can_be_printed(text: str) -> None:
    clean = printable(text)
    marked = substituted(clean)
    assert width(marked) == width(clean)
    assert not any(lacks(character) for character in marked)
