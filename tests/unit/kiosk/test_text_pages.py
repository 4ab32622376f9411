"""Long texts on pages: nothing lost, nothing too high, no heading alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.text_pages import Page, Paragraph, draw_page, paginate
from screen.fonts import Fonts
from screen.geometry import Box
from screen.theme import TextStyle
from tests.fakes.kiosk_stage import new_canvas

WIDTH, HEIGHT = 600, 400
STYLE, HEADING = TextStyle(34), TextStyle(36, bold=True)
CHARACTERS = "办事指南材料取号等候，。 abcW10"


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    new_canvas()
    return Fonts()


def height(page: Page) -> int:
    return sum(line.height for line in page) + sum(line.before for line in page[1:])


paragraphs = st.lists(
    st.builds(
        Paragraph,
        st.text(CHARACTERS, min_size=1, max_size=160).filter(str.strip),
        st.sampled_from([STYLE, HEADING]),
        before=st.integers(0, 40),
        indent=st.sampled_from([0, 48]),
        leads=st.booleans(),
    ),
    max_size=12,
)


@given(paragraphs)
def test_every_character_is_on_some_page_and_every_page_fits(texts: list[Paragraph]) -> None:
    new_canvas()
    pages = paginate(texts, Fonts(), width=WIDTH, height=HEIGHT)
    shown = "".join(line.text for page in pages for line in page)
    assert shown.replace(" ", "") == "".join(text.text for text in texts).replace(" ", "")
    assert pages
    assert all(height(page) <= HEIGHT for page in pages)
    assert all(page for page in pages[:-1])


def test_a_heading_goes_to_the_next_page_with_what_it_stands_above(fonts: Fonts) -> None:
    texts = [Paragraph("一" * 10, STYLE) for _ in range(7)]
    texts += [Paragraph("办理流程", HEADING, leads=True), Paragraph("取号等候", STYLE)]
    pages = paginate(texts, fonts, width=WIDTH, height=HEIGHT)
    assert [line.text for line in pages[1]] == ["办理流程", "取号等候"]


def test_a_note_stays_with_its_entry(fonts: Fonts) -> None:
    texts = [Paragraph("一" * 10, STYLE) for _ in range(7)]
    texts += [Paragraph("1. 居民身份证", STYLE, leads=True), Paragraph("原件及复印件", STYLE, indent=48)]
    assert len(paginate(texts, fonts, width=WIDTH, height=HEIGHT)[1]) == 2


def test_what_is_longer_than_a_page_goes_on_on_the_next(fonts: Fonts) -> None:
    pages = paginate([Paragraph("办事指南" * 120, STYLE)], fonts, width=WIDTH, height=HEIGHT)
    assert len(pages) > 2


def test_nothing_is_one_empty_page(fonts: Fonts) -> None:
    assert paginate([], fonts, width=WIDTH, height=HEIGHT) == ((),)


def test_lines_are_drawn_under_each_other_in_their_own_size(fonts: Fonts) -> None:
    canvas, _ = new_canvas()
    texts = [Paragraph("办理内容", HEADING, leads=True), Paragraph("参加基本养老保险，" * 8, STYLE, before=8)]
    (page,) = paginate(texts, fonts, width=WIDTH, height=HEIGHT)
    draw_page(canvas, Box(40, 40, WIDTH, HEIGHT), page)
    drawn = canvas.texts
    assert [text.style.size for text in drawn] == [36, *[34] * (len(drawn) - 1)]
    assert not any(text.cut for text in drawn)
    assert all(one.box.bottom <= other.box.y for one, other in pairwise(drawn))
