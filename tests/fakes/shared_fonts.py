"""Fonts for every canvas of the tests: opening a font, and measuring a text for the first time, cost more than to draw."""

from __future__ import annotations

from functools import cache

import pygame

from screen.fonts import Fonts


def shared_fonts() -> Fonts:
    """The fonts of this process; new ones once a window was closed, which ends every font that was open."""
    pygame.font.init()
    try:
        _fonts().em_top(24, bold=False)
    except pygame.error:
        _fonts.cache_clear()
    return _fonts()


@cache
def _fonts() -> Fonts:
    return Fonts()
