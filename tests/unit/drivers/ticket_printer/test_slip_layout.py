"""What stands where on a slip."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ticket_printer.escpos_interpreter import EscposInterpreter
from drivers.ticket_printer.escpos_real_time import RealTimeFilter
from drivers.ticket_printer.port import Slip
from drivers.ticket_printer.slip_bytes import build_job
from drivers.ticket_printer.slip_layout import (
    COLUMNS,
    DOTS_PER_COLUMN,
    MAX_FACTOR,
    VOID,
    QrCode,
    Row,
    TextLine,
    lay_out,
    lay_out_void,
)
from drivers.ticket_printer.slip_raster import SlipFont
from drivers.ticket_printer.slip_text import width

FONT = SlipFont()
AT = datetime(2026, 11, 21, 9, 42, tzinfo=UTC)


def slip(number: str = "A012", **changes: object) -> Slip:
    base: dict[str, object] = {"hall": "测试大厅", "service": "社会保障", "rows": (), "issued_at": AT}
    return Slip(number=number, **{**base, **changes})  # type: ignore[arg-type]


def number_factor(number: str, paper_mm: int) -> int:
    lines = [item for item in lay_out(slip(number), paper_mm) if isinstance(item, TextLine)]
    return next(line.width_factor for line in lines if line.text == number)


@pytest.mark.parametrize(
    "number, paper_mm, factor",
    [("A012", 80, 8), ("A012", 58, 8), ("AB1234", 80, 8), ("AB1234", 58, 5), ("A" * 24, 58, 1)],
)
def test_the_number_is_as_large_as_the_paper_allows(number: str, paper_mm: int, factor: int) -> None:
    assert number_factor(number, paper_mm) == factor


def test_a_row_ends_at_the_right_edge() -> None:
    [row] = [item for item in lay_out(slip(rows=(("前面等候", "12 人"),)), 80) if isinstance(item, Row)]
    assert row.value_column + width(row.value) == 48


def test_a_row_too_long_for_one_line_takes_several() -> None:
    rows = [
        item
        for item in lay_out(slip(rows=(("办理窗口", "1号 2号 3号 4号 5号 6号 7号 8号"),)), 58)
        if isinstance(item, Row)
    ]
    assert [row.label for row in rows] == ["办理窗口", ""]
    assert all(row.value_column + width(row.value) == 32 for row in rows)


def test_a_long_service_name_wraps_at_double_size() -> None:
    name = "城乡居民基本养老保险参保登记"
    lines = [
        item
        for item in lay_out(slip(service=name), 58)
        if isinstance(item, TextLine) and item.height_factor == 2
    ]
    assert "".join(line.text for line in lines) == name
    assert all(width(line.text) * 2 <= 32 for line in lines)


def test_the_time_of_issue_stands_once() -> None:
    def times(*rows: tuple[str, str]) -> int:
        return sum("09:42" in str(item) for item in lay_out(slip(rows=rows), 80))

    assert times() == 1
    assert times(("取号时间", "11-21 09:42")) == 1


def test_empty_parts_take_no_paper() -> None:
    texts = [item.text for item in lay_out(slip(qr_caption="扫码"), 80) if isinstance(item, TextLine)]
    assert texts == ["测试大厅", "───", "A012", "社会保障", "", "2026-11-21 09:42"]
    assert not [item for item in lay_out(slip(), 80) if isinstance(item, QrCode)]


def test_commands_hidden_in_texts_stay_texts() -> None:
    job = build_job(lay_out(slip(hall="厅\x1b@\x10\x04\x01\x1d\x56\x00", notice="\x10\x14\x08"), 80))
    assert job.data.count(b"\x1b@") == 1
    assert b"\x10" not in job.data


def test_large_print_doubles_everything_but_the_number() -> None:
    def sizes(*, large: bool) -> list[tuple[str, int]]:
        elements = lay_out(slip(rows=(("前面等候", "12 人"),), notice="过号请到服务台", large=large), 80)
        lines = [
            (item.text, item.height_factor) for item in elements if isinstance(item, TextLine) and item.text
        ]
        rows = [(item.value, item.factor) for item in elements if isinstance(item, Row)]
        return [each for each in lines + rows if not set("─-") & set(each[0])]

    normal, large = dict(sizes(large=False)), dict(sizes(large=True))
    assert normal == {"测试大厅": 1, "A012": 8, "社会保障": 2, "12 人": 1, "过号请到服务台": 1}
    assert large == {"测试大厅": 2, "A012": 8, "社会保障": 3, "12 人": 2, "过号请到服务台": 2}


def test_a_second_language_stands_smaller_under_the_first() -> None:
    elements = lay_out(slip(header=("Test hall",), service_second="Social security"), 80)
    lines = [(item.text, item.height_factor, item.bold) for item in elements if isinstance(item, TextLine)]
    assert lines[:2] == [("测试大厅", 1, True), ("Test hall", 1, False)]
    assert ("Social security", 1, False) in lines


def test_the_void_mark_is_as_large_as_the_paper_allows() -> None:
    for paper_mm, factor in ((80, 5), (58, 3)):
        (mark,) = [
            item for item in lay_out_void(paper_mm) if isinstance(item, TextLine) and item.text == VOID
        ]
        assert (mark.width_factor, mark.height_factor, mark.bold) == (factor, factor, True)


texts = st.text(max_size=60)
lines = st.lists(texts, max_size=3).map(tuple)


@given(
    st.builds(
        Slip,
        hall=texts,
        number=st.text(max_size=12),
        service=texts,
        rows=st.lists(st.tuples(texts, texts), max_size=6).map(tuple),
        issued_at=st.just(AT),
        notice=texts,
        qr=st.text("abcdefghijklmnopqrstuvwxyz0123456789:/.", max_size=100),
        qr_caption=texts,
        reprint_mark=st.text(max_size=10),
        header=lines,
        service_second=texts,
        footer=lines,
        large=st.booleans(),
    ),
    st.sampled_from(sorted(COLUMNS)),
)
@settings(deadline=None, max_examples=60)
def test_any_slip_fits_the_paper_and_is_cut_once(anything: Slip, paper_mm: int) -> None:
    columns = COLUMNS[paper_mm]
    interpreter = EscposInterpreter(columns)
    job = build_job(lay_out(anything, paper_mm), FONT)
    in_turn = [item for item in RealTimeFilter().feed(job.data) if isinstance(item, bytes)]
    assert b"".join(in_turn) == job.data, "nothing in it acts before its turn"
    assert job.paper_seconds < 120
    interpreter.receive(job.data)
    cuts = []
    while (effect := interpreter.step()) is not None:
        cuts += [effect.cut] if effect.cut else []
    [cut] = cuts
    assert interpreter.waiting == 0
    assert cut.qr == anything.qr
    assert all(width(line.text) * line.width_factor <= columns for line in cut.lines)
    assert all(line.image is None or line.image.width <= columns * DOTS_PER_COLUMN for line in cut.lines)
    assert max((line.height_factor for line in cut.lines), default=1) <= MAX_FACTOR


@given(
    st.text("社会保障服务中心号窗口人约分钟ABCabc0123 ，。–", max_size=200), st.sampled_from(sorted(COLUMNS))
)
def test_what_the_printer_has_costs_two_bytes_a_character_and_little_more(text: str, paper_mm: int) -> None:
    size = len(build_job(lay_out(slip(notice=text), paper_mm), FONT).data)
    empty = len(build_job(lay_out(slip(), paper_mm), FONT).data)
    assert size - empty <= 2 * len(text) + len(text) // 4 + 8
