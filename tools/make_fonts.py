"""Builds the fonts in `assets/fonts` from the whole Noto Sans SC: fewer characters, the same shapes.

    npm install --prefix BUILD --ignore-scripts @expo-google-fonts/noto-sans-sc@0.4.3
    python3 -m venv BUILD/venv && BUILD/venv/bin/pip install fonttools brotli
    BUILD/venv/bin/python tools/make_fonts.py BUILD/node_modules assets/fonts

Maintainers run it when a character is missing. The TTF files serve the kiosk, slips and LED rasters, the WOFF2 files
the pages. Both are static fonts: pygame draws only the lightest instance of a variable one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

SOURCE_PACKAGE = Path("@expo-google-fonts/noto-sans-sc")
WEIGHTS = {
    "Regular": Path("400Regular/NotoSansSC_400Regular.ttf"),
    "Bold": Path("700Bold/NotoSansSC_700Bold.ttf"),
}

# Characters of personal and place names that GBK lacks.
RARE_NAME_CHARACTERS = "㐀㙍㛃㬊㳇㵘㸌㺷㻎㻏䁖䂮䃅䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮龦龧龨龩龪龫龬龭龮龯鿍鿎鿏鿔𣲗𣲘𤧛𪟝𪣻𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"

# What the screens, slips and pages draw beside letters.
SYMBOLS = "←↑→↓↔↕✓♪♫▲△▶▷▼▽◀◁●○◎◆◇■□★☆⚠☎…—–·•“”‘’、。①②③④⑤⑥⑦⑧⑨⑩№℃％￥¥€°×÷±≈≤≥"

# Symbols that the source lacks, drawn with the shape of another one.
BORROWED_SHAPES = {"✔": "✓", "✕": "×", "✖": "×", "✗": "×", "⏵": "▶", "⏹": "■", "⏺": "●"}
PAUSE = "⏸"

RANGES = (
    range(0x0020, 0x0180),  # Latin
    range(0x2000, 0x2070),  # punctuation
    range(0x2460, 0x2500),  # enclosed numbers
    range(0x2580, 0x2600),  # blocks and geometric shapes
    range(0x3000, 0x3130),  # punctuation of Chinese, kana, bopomofo
    range(0xFF00, 0xFFEF),  # full-width forms
)


def gbk_characters() -> set[int]:
    """GBK, not GB2312: the older set lacks many characters of names, such as 镕 堃 喆 玥."""
    found = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            text = bytes([high, low]).decode("gbk", errors="ignore")
            if len(text) == 1:
                found.add(ord(text))
    return found


def wanted_characters() -> set[int]:
    ranges = {code for span in RANGES for code in span}
    symbols = SYMBOLS + PAUSE + "".join(BORROWED_SHAPES)
    return ranges | gbk_characters() | set(map(ord, RARE_NAME_CHARACTERS + symbols))


def add_missing_symbols(font: TTFont) -> None:
    pause = "pause"
    outline, width = pause_outline(font)
    font.setGlyphOrder([*font.getGlyphOrder(), pause])
    font["glyf"][pause] = outline
    font["hmtx"][pause] = width
    font["vmtx"][pause] = font["vmtx"][font.getBestCmap()[ord("■")]]
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap.update({ord(new): table.cmap[ord(old)] for new, old in BORROWED_SHAPES.items()})
            table.cmap[ord(PAUSE)] = pause


def pause_outline(font: TTFont) -> tuple[Glyph, tuple[int, int]]:
    """Two upright bars in the place of the full square."""
    square = font.getBestCmap()[ord("■")]
    box = font["glyf"][square]
    third = (box.xMax - box.xMin) // 3
    pen = TTGlyphPen(None)
    for left in (box.xMin, box.xMax - third):
        pen.moveTo((left, box.yMin))
        for corner in ((left, box.yMax), (left + third, box.yMax), (left + third, box.yMin)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph(), font["hmtx"][square]


def reduce_font(font: TTFont, characters: set[int]) -> None:
    options = subset.Options()
    options.hinting = False
    options.notdef_outline = True
    options.layout_features = ["kern", "liga", "locl", "palt", "vert", "tnum"]
    options.name_IDs = ["*"]  # the licence and the copyright stay inside the file
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def build(source: Path, weight: str, target: Path) -> None:
    # Without the current time in it the same input gives the same bytes.
    font = TTFont(source, recalcTimestamp=False)
    add_missing_symbols(font)
    characters = wanted_characters()
    available = set(font.getBestCmap())
    reduce_font(font, characters)
    for flavour, suffix in ((None, "ttf"), ("woff2", "woff2")):
        path = target / f"NotoSansSC-{weight}.{suffix}"
        font.flavor = flavour
        font.save(path)
        print(f"{path}  {path.stat().st_size / 1e6:.2f} MB  {len(characters & available)} characters")
    lacking = set(map(ord, RARE_NAME_CHARACTERS + SYMBOLS)) - available
    print(f"not in the source: {''.join(map(chr, sorted(lacking))) or 'none'}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds the fonts in assets/fonts.")
    parser.add_argument("node_modules", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    for weight, source in WEIGHTS.items():
        build(options.node_modules / SOURCE_PACKAGE / source, weight, options.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
