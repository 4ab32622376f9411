"""What is drawn, and the record of it."""

from __future__ import annotations

import pygame
import pytest

from screen.canvas import Align, Canvas, Valign
from screen.fonts import Fonts
from screen.geometry import Box
from screen.shapes import ICONS
from screen.theme import CARD, INK, PAPER, PRIMARY, TextStyle
from screen.widgets import Kind, button, pill, placeholder, tile

SIZE = (400, 300)


@pytest.fixture
def canvas() -> Canvas:
    pygame.display.init()
    pygame.font.init()
    made = Canvas(pygame.Surface(SIZE), Fonts(), size=SIZE)
    made.clear(PAPER)
    return made


def pixels(canvas: Canvas, box: Box) -> set[tuple[int, int, int]]:
    """The colours in a box."""
    surface = canvas._surface
    return {
        tuple(surface.get_at((x, y)))[:3]  # type: ignore[misc]
        for x in range(box.x, box.right)
        for y in range(box.y, box.bottom)
    }


def test_text_leaves_ink_only_in_the_box_it_reports(canvas: Canvas) -> None:
    filled = canvas.text("请取号", Box(40, 40, 200, 60), TextStyle(40), align=Align.CENTRE)
    assert filled.height == 40
    assert filled.width == pytest.approx(120, abs=2)
    assert pixels(canvas, filled) != {PAPER}
    assert pixels(canvas, Box(0, 0, 400, filled.y - 2)) == {PAPER}
    assert pixels(canvas, Box(0, filled.bottom + 2, 400, 300 - filled.bottom - 2)) == {PAPER}


@pytest.mark.parametrize("character", ["永", "国", "口"])
def test_a_chinese_character_stands_in_the_middle_of_its_box(canvas: Canvas, character: str) -> None:
    box = Box(100, 100, 100, 100)
    canvas.text(character, box, TextStyle(100), align=Align.CENTRE)
    rows = [y for y in range(300) if pixels(canvas, Box(0, y, 400, 1)) != {PAPER}]
    assert (rows[0] + rows[-1]) / 2 == pytest.approx(150, abs=6)


def test_every_text_is_recorded_with_its_size_and_place(canvas: Canvas) -> None:
    canvas.text("短", Box(0, 0, 400, 60), TextStyle(40))
    canvas.text("很长的一行文字要缩小", Box(0, 60, 300, 60), TextStyle(40), valign=Valign.TOP)
    short, long = canvas.texts
    assert (short.text, short.style.size, short.cut) == ("短", 40, False)
    assert long.style.size < 40
    assert Box(0, 60, 300, 60).encloses(long.box)
    assert not long.cut


def test_a_text_that_cannot_fit_says_that_it_was_cut(canvas: Canvas) -> None:
    canvas.text("这一行文字怎么也放不下", Box(0, 0, 100, 40), TextStyle(30))
    assert canvas.texts[0].cut
    canvas.clear(PAPER)
    assert canvas.texts == []


def test_an_empty_text_draws_and_records_nothing(canvas: Canvas) -> None:
    canvas.text("", Box(0, 0, 100, 40), TextStyle(30))
    assert canvas.texts == []


def test_runs_share_a_line_and_are_one_text_to_the_reader(canvas: Canvas) -> None:
    filled = canvas.runs(
        [("前面 ", TextStyle(30)), ("12", TextStyle(40, bold=True)), (" 人", TextStyle(30))],
        Box(0, 0, 300, 60),
        align=Align.RIGHT,
    )
    assert canvas.texts[0].text == "前面 12 人"
    assert filled.right == pytest.approx(300, abs=1)
    narrow = canvas.runs([("前面 ", TextStyle(30)), ("12", TextStyle(40))], Box(0, 0, 90, 60))
    assert narrow.width <= 91


def test_a_card_has_round_corners_a_fill_and_an_outline(canvas: Canvas) -> None:
    canvas.card(Box(50, 50, 200, 100), CARD, outline=PRIMARY, radius=20, stroke=4)
    at = canvas._surface.get_at
    assert at((50, 50))[:3] == PAPER
    assert at((150, 51))[:3] == PRIMARY
    assert at((51, 100))[:3] == PRIMARY
    assert at((248, 100))[:3] == PRIMARY
    assert at((150, 100))[:3] == CARD
    assert len(pixels(canvas, Box(50, 50, 20, 20))) > 4, "the corner is smoothed"


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_draws_something_inside_its_box(canvas: Canvas, name: str) -> None:
    canvas.icon(name, Box(100, 100, 60, 60), INK)
    assert len(pixels(canvas, Box(100, 100, 60, 60))) > 4
    assert pixels(canvas, Box(0, 0, 100, 300)) == {PAPER}
    assert pixels(canvas, Box(160, 0, 240, 300)) == {PAPER}


def test_an_unknown_icon_is_a_mistake(canvas: Canvas) -> None:
    with pytest.raises(KeyError):
        canvas.icon("unicorn", Box(0, 0, 60, 60), INK)


def test_a_spinner_moves_with_its_step(canvas: Canvas) -> None:
    pictures = []
    for step in range(3):
        canvas.clear(PAPER)
        canvas.spinner(Box(0, 0, 100, 100), PRIMARY, step)
        pictures.append(pygame.image.tobytes(canvas._surface, "RGB"))
    assert len(set(pictures)) == 3


def test_cells_are_drawn_as_squares(canvas: Canvas) -> None:
    canvas.cells(Box(0, 0, 40, 40), ((1, 0), (0, 1)), INK)
    at = canvas._surface.get_at
    assert [at(point)[:3] for point in ((10, 10), (30, 10), (10, 30), (30, 30))] == [INK, PAPER, PAPER, INK]


def test_a_half_size_surface_shows_the_same_layout(canvas: Canvas) -> None:
    half = Canvas(pygame.Surface((200, 150)), Fonts(), size=SIZE)
    half.clear(PAPER)
    for each in (canvas, half):
        each.text("请选择要办的业务", Box(20, 20, 360, 60), TextStyle(40))
    assert half.texts[0].box.width == pytest.approx(canvas.texts[0].box.width, abs=8)
    assert half.texts[0].style == canvas.texts[0].style


def test_caches_stay_bounded(canvas: Canvas) -> None:
    for number in range(3000):
        canvas.text(f"A{number:04}", Box(0, 0, 400, 60), TextStyle(20))
    assert len(canvas._rendered) <= 512
    assert len(canvas._fits) <= 2048


def test_widgets_show_their_words(canvas: Canvas) -> None:
    button(canvas, Box(0, 0, 300, 110), "完成", second="Done", kind=Kind.PRIMARY, icon="check")
    button(canvas, Box(0, 0, 300, 110), "大字版", kind=Kind.ON_INK, pressed=True)
    pill(canvas, Box(0, 120, 300, 80), "现在共 25 人等候", ground=CARD, tint=PRIMARY, icon="people")
    tile(canvas, Box(0, 210, 80, 80), "社", ground=CARD, tint=PRIMARY)
    placeholder(canvas, Box(100, 210, 80, 20))
    assert [drawn.text for drawn in canvas.texts] == ["完成", "Done", "大字版", "现在共 25 人等候", "社"]
    assert not any(drawn.cut for drawn in canvas.texts)
