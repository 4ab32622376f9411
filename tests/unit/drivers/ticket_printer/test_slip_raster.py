"""Lines drawn dot by dot: where characters stand, what is drawn for what no font has, and what never gets into the bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ticket_printer.escpos_interpreter import EscposInterpreter
from drivers.ticket_printer.escpos_real_time import RealTimeFilter
from drivers.ticket_printer.slip_bytes import build_job, raster_command
from drivers.ticket_printer.slip_layout import Align, Row, TextLine
from drivers.ticket_printer.slip_raster import CELL_HEIGHT, CELL_WIDTH, Raster, SlipFont
from drivers.ticket_printer.slip_text import printable, width

FONT = SlipFont()
NOWHERE = "\U0002fffe"
"""No font has it."""


def dark(raster: Raster, x: int, y: int) -> bool:
    return bool(raster.data[y * raster.row_bytes + x // 8] >> (7 - x % 8) & 1)


def columns_with_ink(raster: Raster, factor: int = 1) -> set[int]:
    cell = CELL_WIDTH * factor
    return {x // cell for x in range(raster.width) for y in range(raster.height) if dark(raster, x, y)}


def drawn(text: str, *, factor: int = 1, bold: bool = False) -> Raster:
    return FONT.draw([(0, text)], width(text), factor=(factor, factor), bold=bold)


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_a_line_has_the_size_of_the_printers_own(factor: int) -> None:
    raster = drawn("㐀号窗口", factor=factor)
    assert (raster.width, raster.height) == (8 * CELL_WIDTH * factor, CELL_HEIGHT * factor)
    assert len(raster.data) == raster.row_bytes * raster.height
    assert columns_with_ink(raster, factor) == set(range(8))


def test_characters_stand_in_their_cells() -> None:
    raster = FONT.draw([(0, "㐀"), (10, "3号")], 13, factor=(1, 1), bold=False)
    assert columns_with_ink(raster) == {0, 1, 10, 11, 12}


def test_a_wide_letter_stays_in_its_cell() -> None:
    raster = FONT.draw([(1, "W")], 3, factor=(1, 1), bold=True)
    assert columns_with_ink(raster) == {1}


def test_what_no_font_has_is_a_box() -> None:
    raster = drawn(NOWHERE, factor=2)
    middle = raster.height // 2
    inked = [x for x in range(raster.width) if dark(raster, x, middle)]
    assert inked, "a box has sides"
    assert not dark(raster, raster.width // 2, middle), "and nothing in it"
    assert raster.data != drawn("㐀", factor=2).data


def test_bold_is_blacker() -> None:
    def ink(bold: bool) -> int:
        return sum(byte.bit_count() for byte in drawn("㐀", bold=bold).data)

    assert ink(True) > ink(False) * 1.2


def test_only_the_lines_that_need_it_become_pictures() -> None:
    interpreter = EscposInterpreter(48)
    lines = (TextLine("𠮷祥里", 2, 2, True), TextLine("社会保障"), Row("㐀", "12", 46), Row("前面", "12", 46))
    interpreter.receive(build_job(lines, FONT).body)
    while interpreter.step() is not None:
        pass
    title, plain, row, plain_row = interpreter.live.lines
    assert title.image is not None
    assert (title.align, title.image.width, title.image.height) == (Align.CENTRE, 144, 48)
    assert row.image is not None
    assert (row.align, row.image.width) == (Align.LEFT, 576)
    assert columns_with_ink(row.image) == {0, 1, 46, 47}
    assert (plain.text, plain_row.text.split()) == ("社会保障", ["前面", "12"])


def test_without_the_font_a_mark_is_printed_and_the_slip_comes_out(tmp_path: Path) -> None:
    interpreter = EscposInterpreter(48)
    interpreter.receive(build_job((TextLine("𠮷祥里"), Row("㐀", "ř", 47)), SlipFont(tmp_path)).body)
    while interpreter.step() is not None:
        pass
    first, second = interpreter.live.lines
    assert first.text == "〓祥里"
    assert second.text.split() == ["〓", "?"]


@given(st.binary(min_size=8, max_size=240))
def test_no_command_in_real_time_hides_in_a_picture(dots: bytes) -> None:
    data = dots[: len(dots) // 8 * 8]
    command = raster_command(Raster(64, len(data) // 8, data))
    assert RealTimeFilter().feed(command + b"\x00") == [command + b"\x00"] or b"\x10" in command
    for start in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert start not in command
    interpreter = EscposInterpreter(48)
    interpreter.receive(command)
    interpreter.step()
    (line,) = interpreter.live.lines
    assert line.image is not None
    assert all(sent & got == sent for sent, got in zip(data, line.image.data, strict=True)), "no dot is lost"


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=12).map(printable).filter(bool), st.integers(1, 4), st.booleans())
def test_any_text_can_be_drawn(text: str, factor: int, bold: bool) -> None:
    raster = drawn(text, factor=factor, bold=bold)
    assert raster.height == CELL_HEIGHT * factor
    assert 0 <= raster.width - width(text) * CELL_WIDTH * factor < 8
