"""Onbon signs in the virtual hall: an emulator behind their link, and their dots on the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from config.loader import parse_hall
from config.model import OnbonSign as Settings
from drivers.led_display.onbon import OnbonSign
from drivers.led_display.onbon_emulator import OnbonEmulator
from drivers.led_display.port import SignColour, SignText
from drivers.link.pipe import pipe
from drivers.link.serial_link import open_serial
from virtual_hall.bench import build_bench
from virtual_hall.dots import DotFont
from virtual_hall.showcase import sign_columns, sign_view
from virtual_hall.wires import Wires

FONTS = Path(__file__).parents[3] / "assets" / "fonts"
HALL = """
hall = { id = "h", name = { zh = "厅", en = "Hall" } }
services = [{ id = "s", prefix = "A", name = { zh = "办", en = "S" } }]
windows = [{ id = "1", number = 1, services = ["s"], sign = "sign-1" }]

[[devices]]
id = "sign-1"
kind = "led_display"
driver = "onbon"
link = "emulator:sign-1"
controller = 5
width = 96
"""


def settings() -> Settings:
    sign = parse_hall(HALL).device("sign-1")
    assert isinstance(sign, Settings)
    return sign


@pytest.fixture
def dots() -> DotFont:
    return DotFont(regular=FONTS / "NotoSansSC-Regular.ttf", bold=FONTS / "NotoSansSC-Bold.ttf")


@contextmanager
def shown(text: str) -> Iterator[OnbonEmulator]:
    host, end = pipe()
    with (
        closing(OnbonEmulator(end, number=5, width=96)) as device,
        closing(OnbonSign(host, settings())) as sign,
    ):
        device.start()
        sign.show(SignText(text, SignColour.GREEN, flashing=True))
        yield device


def test_the_bench_brings_the_sign_along(tmp_path: Path) -> None:
    hall = parse_hall(HALL)
    with (
        closing(Wires.of_hall(hall, tmp_path / "links")) as wires,
        closing(build_bench(hall, wires)) as bench,
    ):
        bench.start()
        link = open_serial(wires.link("sign-1").address, baudrate=57600)
        with closing(OnbonSign(link, settings())) as sign:
            sign.show(SignText("请A023号"))
            assert bench.signs["sign-1"].state().text == "请A023号"


def test_the_page_shows_as_many_columns_as_the_sign_has() -> None:
    assert sign_columns(settings()) == 12


def test_the_page_shows_the_first_page_in_its_colour(dots: DotFont) -> None:
    with shown("A023") as device:
        view = sign_view(device, dots, 12)
    assert (view["text"], view["width"]) == ("A023", 96)
    assert set("".join(map(str, view["rows"]))) == {"0", "2"}  # type: ignore[call-overload]


def test_a_dark_sign_has_no_dots(dots: DotFont) -> None:
    with shown(" ") as device:
        view = sign_view(device, dots, 12)
    assert set("".join(map(str, view["rows"]))) == {"0"}  # type: ignore[call-overload]
