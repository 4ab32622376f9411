"""Sheets as they come out of the emulated printer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ticket_printer.emulated_paper import PrintedSlip
from drivers.ticket_printer.escpos_interpreter import EscposInterpreter
from drivers.ticket_printer.port import Sheet, SheetLine
from drivers.ticket_printer.sheet_layout import BOX, lay_out_sheet
from drivers.ticket_printer.slip_bytes import build_job
from drivers.ticket_printer.slip_layout import COLUMNS
from drivers.ticket_printer.slip_text import width

GUIDE = Sheet(
    heading="清河街道便民服务中心",
    title="户籍身份证",
    subtitle="一次性告知单 What to bring",
    lines=(
        SheetLine("需要的材料 Materials", strong=True),
        SheetLine("居民户口簿原件", tick=True),
        SheetLine("Household register", indent=True),
        SheetLine("监护人的居民身份证，未满十六周岁的申请人由监护人陪同办理", tick=True),
        SheetLine(""),
        SheetLine("办理时限：20 个工作日"),
    ),
    footer=("扫码看办事指南", "咨询电话 010-5555 0100"),
    qr="http://qinghe.example/g/household",
)
CARD = Sheet("清河街道便民服务中心", "二次优先卡", footer=("K7Q2-M9XD",), qr="K7Q2M9XD", number="B112")


def paper(sheet: Sheet, paper_mm: int = 58) -> PrintedSlip:
    interpreter = EscposInterpreter(COLUMNS[paper_mm])
    interpreter.receive(build_job(lay_out_sheet(sheet, paper_mm)).data)
    cuts = []
    while (effect := interpreter.step()) is not None:
        cuts += [effect.cut] if effect.cut else []
    (only,) = cuts
    return only


def test_a_list_of_materials() -> None:
    printed = paper(GUIDE)
    assert [line.text for line in printed.lines] == [
        "清河街道便民服务中心",
        "──",
        "户籍身份证",
        "一次性告知单 What to bring",
        "",
        "需要的材料 Materials",
        "□ 居民户口簿原件",
        "   Household register",
        "□ 监护人的居民身份证，未满十六",
        "   周岁的申请人由监护人陪同办理",
        "",
        "办理时限：20 个工作日",
        "",
        "",
        "扫码看办事指南",
        "咨询电话 010-5555 0100",
    ]
    assert (printed.qr, printed.lines_above_qr) == (GUIDE.qr, 13)
    assert [line.text for line in printed.lines if line.bold][3:] == ["需要的材料 Materials"]


def test_a_card_for_a_second_visit_has_its_number_code_and_nothing_empty() -> None:
    printed = paper(CARD)
    assert printed.texts == (CARD.heading, "──", "B112", "二次优先卡", "K7Q2-M9XD")
    assert {line.text: line.height_factor for line in printed.lines}["B112"] == 8
    assert printed.qr == "K7Q2M9XD"


def test_a_bare_sheet_takes_no_paper_for_what_it_lacks() -> None:
    assert [line.text for line in paper(Sheet("大厅", "通知")).lines] == ["大厅", "──", "通知"]


def test_large_print_doubles_everything_but_the_number() -> None:
    usual, large = (paper(replace(CARD, large=big)).lines for big in (False, True))
    assert [line.height_factor for line in usual if line.text] == [1, 1, 8, 2, 1]
    assert [line.height_factor for line in large if line.text] == [2, 2, 1, 8, 3, 2]


ANY_LINE = st.builds(SheetLine, st.text(max_size=60), st.booleans(), st.booleans(), st.booleans())
ANY_SHEET = st.builds(
    Sheet,
    st.text(max_size=20),
    st.text(max_size=20),
    st.text(max_size=40),
    st.lists(ANY_LINE, max_size=6).map(tuple),
    st.lists(st.text(max_size=40), max_size=3).map(tuple),
    st.one_of(st.none(), st.text(min_size=1, max_size=40, alphabet="abc:/.")),
    large=st.booleans(),
)


@pytest.mark.fuzz
@settings(deadline=None)
@given(ANY_SHEET, st.sampled_from(sorted(COLUMNS)))
def test_any_sheet_fits_the_paper_and_is_cut_once(sheet: Sheet, paper_mm: int) -> None:
    printed = paper(sheet, paper_mm)
    assert all(width(line.text) * line.width_factor <= COLUMNS[paper_mm] for line in printed.lines)
    assert printed.qr == (sheet.qr or "")


@given(st.text(alphabet="材料原件 abc", min_size=1, max_size=80).filter(str.strip))
def test_every_box_stands_alone_at_the_edge(text: str) -> None:
    lines = [
        line.text for line in paper(Sheet("大厅", "通知", lines=(SheetLine(text, tick=True),))).lines[4:]
    ]
    assert lines[0].startswith(BOX)
    assert all(line.startswith(" " * width(BOX)) for line in lines[1:])
    assert "".join(lines).replace(BOX, "").replace(" ", "") == text.replace(" ", "")
