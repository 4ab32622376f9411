"""The catalogues of kiosk, board and rating screen: every key is used, every key used exists, every character can be drawn."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from i18n import Catalogue
from screen.fonts import FONT_FOLDER
from tests.fakes.kiosk_stage import ROOT

PROGRAMS = {name: ROOT / name for name in ("kiosk", "display", "evaluator")}


def patterns(folder: Path) -> Iterator[re.Pattern[str]]:
    """What the texts and the templates in a program's source could be a key of."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    else r"[\w-]+"
                    for part in node.values
                ]
                if "." in "".join(parts):
                    yield re.compile("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                yield re.compile(re.escape(node.value))


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_message_is_used(program: str) -> None:
    folder = PROGRAMS[program]
    found = list(patterns(folder))
    unused = [
        key
        for key in Catalogue.load(folder / "messages").words("zh")
        if not any(pattern.fullmatch(key) for pattern in found)
    ]
    assert unused == []


@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_have_every_character_of_every_text(bold: bool) -> None:
    name = "NotoSansSC-Bold.ttf" if bold else "NotoSansSC-Regular.ttf"
    with TTFont(FONT_FOLDER / name, lazy=True) as font:
        drawable = set(font.getBestCmap())
    files = [folder / "messages" / f"{code}.toml" for folder in PROGRAMS.values() for code in ("zh", "en")]
    texts = [path.read_text(encoding="utf-8") for path in (*files, ROOT / "config/halls/demo.toml")]
    missing = {character for text in texts for character in text if ord(character) not in drawable}
    assert missing <= {"\n", "\t"}
