"""What slips and signs look like on the page, from what the emulators hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.model import EscposPrinter
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.pipe import pipe
from drivers.rs485.a090 import A090Frame, Function
from drivers.rs485.a090_text import Colour, encode
from drivers.ticket_printer.emulated_paper import PrintedLine, PrintedSlip
from drivers.ticket_printer.escpos import EscposPrinter as Printer
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.port import Slip
from drivers.ticket_printer.slip_layout import Align
from drivers.ticket_printer.slip_raster import Raster
from virtual_hall.dots import HEIGHT, DotFont
from virtual_hall.printers import faults_of, set_fault
from virtual_hall.showcase import sign_view
from virtual_hall.slips import KEPT_SLIPS, SlipDrawer, draw

FONTS = Path(__file__).parents[3] / "assets" / "fonts"


def slip(number: str = "A012") -> Slip:
    return Slip(
        hall="样例大厅",
        number=number,
        service="社会保障",
        rows=(("前面等候", "12 人"), ("办理窗口", "1号 2号")),
        issued_at=datetime(2026, 11, 21, 9, 42, tzinfo=UTC),
        notice="过号请到服务台",
        qr="http://hall.example/t/abc",
    )


def test_printed_slip_is_drawn_as_it_was_printed() -> None:
    host, device = pipe()
    emulator = EscposEmulator(device)
    emulator.start()
    settings = EscposPrinter(id="p", kind="ticket_printer", driver="escpos", link="/dev/none", paper_mm=80)
    assert Printer(host, settings).print_slip(slip()).printed
    view = SlipDrawer({"p": 48}).view("p", emulator)
    (drawn,) = view["slips"]
    emulator.close()
    assert drawn["id"] == "p-1"
    assert drawn["number"] == "A012"
    assert drawn["width"] == 576
    number = next(text for text in drawn["texts"] if text["text"] == "A012")
    # Eight times as large: 4 × 12 × 8 dots in the middle of the paper.
    assert (number["x"], number["w"], number["size"], number["bold"]) == (96, 384, 192, True)
    value = next(text for text in drawn["texts"] if text["text"] == "12 人")
    assert value["x"] + value["w"] == 576
    assert {text["text"] for text in drawn["texts"]} >= {"样例大厅", "社会保障", "前面等候", "过号请到服务台"}
    heights = [text["y"] for text in drawn["texts"]]
    assert heights == sorted(heights)
    assert drawn["height"] > max(heights)


def test_code_on_the_slip_holds_its_content_between_rule_and_notice() -> None:
    lines = (
        PrintedLine("A001", 8, 8, bold=True, align=Align.CENTRE),
        PrintedLine("----", 8, 1, align=Align.CENTRE),
        PrintedLine("过号请到服务台", align=Align.CENTRE),
    )
    drawn = draw("p-1", PrintedSlip(lines, "http://hall.example/t/abc", "partial", 2), 32)
    assert drawn.qr is not None
    rule, notice = drawn.texts[1]["y"], drawn.texts[2]["y"]
    assert rule < drawn.qr["y"] < notice
    assert notice - rule > drawn.qr["size"]
    assert drawn.qr["path"].startswith("M0 0h1v1h-1z")
    assert 0 < drawn.qr["x"] < drawn.width


def test_a_line_that_came_as_a_picture_is_drawn_dot_for_dot() -> None:
    picture = Raster(16, 2, bytes.fromhex("8001 0ff0"))
    drawn = draw(
        "p-1", PrintedSlip((PrintedLine("", align=Align.CENTRE, image=picture), PrintedLine("x"))), 32
    )
    (image,) = drawn.as_json()["images"]
    assert image["path"] == "M0 0h1v1h-1zM15 0h1v1h-1zM4 1h8v1h-8z"
    assert image["x"] == (384 - 16) // 2
    assert image["y"] < drawn.texts[0]["y"]


@pytest.mark.parametrize("lines", [(), (PrintedLine(""),), (PrintedLine("x", align=Align.RIGHT),)])
def test_odd_paper_is_drawn_too(lines: tuple[PrintedLine, ...]) -> None:
    assert draw("p-1", PrintedSlip(lines, qr="x"), 32).height > 0


def test_only_the_newest_slips_are_kept() -> None:
    host, device = pipe()
    emulator = EscposEmulator(device)
    emulator.start()
    settings = EscposPrinter(id="p", kind="ticket_printer", driver="escpos", link="/dev/none")
    printer = Printer(host, settings)
    drawer = SlipDrawer({"p": 48})
    for number in range(KEPT_SLIPS + 2):
        assert printer.print_slip(slip(f"A{number:03d}")).printed
    view = drawer.view("p", emulator)
    emulator.close()
    assert [one["number"] for one in view["slips"]] == ["A002", "A003", "A004", "A005"]
    assert view["slips"][-1]["id"] == "p-6"


def test_faults_by_name() -> None:
    _, device = pipe()
    emulator = EscposEmulator(device)
    assert faults_of(emulator) == []
    set_fault(emulator, "near-end", on=True)
    set_fault(emulator, "cover-open", on=True)
    assert faults_of(emulator) == ["near-end", "cover-open"]
    set_fault(emulator, "paper-out", on=True)
    assert faults_of(emulator) == ["paper-out", "cover-open"]
    set_fault(emulator, "paper-out", on=False)
    set_fault(emulator, "cover-open", on=False)
    assert faults_of(emulator) == []
    with pytest.raises(ValueError, match="on-fire"):
        set_fault(emulator, "on-fire", on=True)


@pytest.fixture
def dots() -> DotFont:
    return DotFont(regular=FONTS / "NotoSansSC-Regular.ttf", bold=FONTS / "NotoSansSC-Bold.ttf")


def test_text_is_centred_and_keeps_its_colours(dots: DotFont) -> None:
    matrix = dots.render((("请", "red"), ("A", "green")), 16)
    assert matrix.width == 128
    assert len(matrix.rows) == HEIGHT
    assert all(len(row) == 128 for row in matrix.rows)
    assert {dot for row in matrix.rows for dot in row[48:64]} == {"0", "1"}
    assert {dot for row in matrix.rows for dot in row[64:72]} == {"0", "2"}
    assert {dot for row in matrix.rows for dot in row[:48] + row[72:]} == {"0"}


def test_every_character_a_sign_uses_has_dots(dots: DotFont) -> None:
    for char in "请空闲办理中暂停服务A0123456789":
        lit = sum(row.count("1") for row in dots.render(((char, "red"),), 2).rows)
        assert lit >= 12, char


def test_long_text_is_cut_at_the_edge_of_the_sign(dots: DotFont) -> None:
    matrix = dots.render((("请", "red"),) * 9, 4)
    assert matrix.width == 32
    assert all(len(row) == 32 for row in matrix.rows)


def test_sign_shows_what_it_was_sent(dots: DotFont) -> None:
    sign = SignEmulator(1)
    assert sign_view(sign, dots, 16)["text"] == ""
    sign.hear(A090Frame(1, Function.SHOW_TEXT, encode("请A012", Colour.GREEN)))
    view = sign_view(sign, dots, 16)
    assert view["text"] == "请A012"
    assert any("2" in row for row in view["rows"])  # type: ignore[attr-defined]
