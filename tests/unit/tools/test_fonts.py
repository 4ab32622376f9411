"""The committed fonts hold every character that a hall may have to write."""

from __future__ import annotations

import functools

import pytest
from fontTools.ttLib import TTFont

from tools import bootstrap, make_fonts

FOLDER = bootstrap.ROOT / "assets" / "fonts"
FONTS = [f"NotoSansSC-{weight}.{suffix}" for weight in ("Regular", "Bold") for suffix in ("ttf", "woff2")]


@functools.cache
def characters(name: str) -> frozenset[int]:
    with TTFont(FOLDER / name, lazy=True) as font:
        return frozenset(font.getBestCmap())


@pytest.mark.parametrize("name", FONTS)
def test_a_font_holds_all_of_gbk(name: str) -> None:
    # GBK's own kana and Greek are there; what is not are its vertical and private forms.
    ideographs = {code for code in make_fonts.gbk_characters() if 0x4E00 <= code <= 0x9FFF}
    assert len(ideographs) > 20_900
    assert ideographs <= characters(name)


@pytest.mark.parametrize("name", FONTS)
def test_a_font_holds_rare_names_and_the_symbols_of_the_screens(name: str) -> None:
    wanted = make_fonts.RARE_NAME_CHARACTERS + make_fonts.SYMBOLS + make_fonts.PAUSE + "✔✕✖"
    assert {ord(character) for character in wanted} <= characters(name)


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
