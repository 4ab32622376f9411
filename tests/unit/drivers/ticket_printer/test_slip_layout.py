"""What stands where on a slip."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ticket_printer.escpos_interpreter import EscposInterpreter
from drivers.ticket_printer.port import Slip
from drivers.ticket_printer.slip_bytes import build_job
from drivers.ticket_printer.slip_layout import COLUMNS, QrCode, Row, TextLine, lay_out
from drivers.ticket_printer.slip_text import width

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
    assert texts == ["测试大厅", "-" * 6, "A012", "社会保障", "", "-" * 6, "2026-11-21 09:42"]
    assert not [item for item in lay_out(slip(), 80) if isinstance(item, QrCode)]


def test_commands_hidden_in_texts_stay_texts() -> None:
    job = build_job(lay_out(slip(hall="厅\x1b@\x10\x04\x01\x1d\x56\x00", notice="\x10\x14\x08"), 80))
    assert job.data.count(b"\x1b@") == 1
    assert b"\x10" not in job.data


texts = st.text(max_size=60)


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
    ),
    st.sampled_from(sorted(COLUMNS)),
)
def test_any_slip_fits_the_paper_and_is_cut_once(anything: Slip, paper_mm: int) -> None:
    columns = COLUMNS[paper_mm]
    interpreter = EscposInterpreter(columns)
    interpreter.receive(build_job(lay_out(anything, paper_mm)).data)
    cuts = []
    while (effect := interpreter.step()) is not None:
        cuts += [effect.cut] if effect.cut else []
    [cut] = cuts
    assert interpreter.waiting == 0
    assert cut.qr == anything.qr
    assert all(width(line.text) * line.width_factor <= columns for line in cut.lines)
