"""Contrast, as WCAG 2.2 counts it."""

from __future__ import annotations

import pytest

from screen import theme
from screen.theme import Colour, blend, colour


def luminance(tint: Colour) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in tint)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "front, ground",
    [
        (theme.INK, theme.PAPER),
        (theme.MUTED, theme.PAPER),
        (theme.MUTED, theme.CARD),
        (theme.MUTED, theme.DISABLED),
        (theme.MUTED, theme.DISABLED_TILE),
        (theme.WHITE, theme.PRIMARY),
        (theme.WHITE, theme.PRIMARY_PRESSED),
        (theme.PRIMARY, theme.PRIMARY_SOFT),
        (theme.GOOD, theme.CARD),
        (theme.GOOD, theme.GOOD_SOFT),
        (theme.WAIT, theme.CARD),
        (theme.WAIT, theme.WAIT_SOFT),
        (theme.ALARM, theme.ALARM_SOFT),
        (theme.FOOTER_MUTED, theme.INK),
        (theme.INK, theme.BOARD_NUMBER),
        (theme.BOARD_MUTED, theme.BOARD_GROUND),
        (theme.BOARD_MUTED, theme.BOARD_SIDE),
        (theme.BOARD_MUTED, theme.BOARD_CARD),
        (theme.BOARD_NUMBER, theme.BOARD_CARD),
        (theme.BOARD_GOOD, theme.BOARD_SIDE),
        (theme.BOARD_CAPTION_TEXT, theme.BOARD_NUMBER),
    ],
)
def test_text_has_at_least_four_and_a_half_to_one(front: Colour, ground: Colour) -> None:
    assert contrast(front, ground) >= 4.5


def test_elder_mode_has_seven_to_one_and_outlines_three() -> None:
    assert contrast(theme.WHITE, theme.PRIMARY_ELDER) >= 7
    assert contrast(theme.OUTLINE, theme.CARD) >= 3


def test_the_number_on_a_glowing_board_still_reads() -> None:
    glowing = blend(theme.BOARD_NUMBER, theme.BOARD_CARD, 0.18)
    assert contrast(theme.BOARD_NUMBER, glowing) >= 4.5
    assert contrast(theme.BOARD_TEXT, glowing) >= 7


def test_colours_are_written_in_hexadecimal() -> None:
    assert colour("#14213D") == (20, 33, 61)
    assert blend((255, 255, 255), (0, 0, 0), 0.5) == (128, 128, 128)
