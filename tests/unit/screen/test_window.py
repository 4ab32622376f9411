"""The window off the screen."""

from __future__ import annotations

import pygame
import pytest

from screen.geometry import Box
from screen.theme import PRIMARY
from screen.window import LANDSCAPE, PORTRAIT, NoDisplay, Window, _fitted


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_off_screen_the_picture_has_its_full_size(size: tuple[int, int]) -> None:
    window = Window(size, title="test", offscreen=True)
    try:
        assert window.canvas.size == size
        assert window.to_logical(*size) == size
        window.canvas.fill(Box(0, 0, *size), PRIMARY)
        window.present()
        half = window.half_picture()
        assert half.size == (size[0] // 2, size[1] // 2)
        assert half.pixels[:3] == bytes(PRIMARY)
        assert len(half.pixels) == half.size[0] * half.size[1] * 3
    finally:
        window.close()


def test_a_window_that_nobody_could_see_is_refused() -> None:
    with pytest.raises(NoDisplay, match="SDL found no screen"):
        Window(PORTRAIT, title="test")


@pytest.mark.parametrize(
    "real, area",
    [
        ((1080, 1920), (0, 0, 1080, 1920)),
        ((540, 960), (0, 0, 540, 960)),
        ((1920, 1080), (656, 0, 608, 1080)),
        ((1080, 2400), (0, 240, 1080, 1920)),
    ],
)
def test_the_picture_keeps_its_shape_in_the_middle_of_any_window(
    real: tuple[int, int], area: tuple[int, int, int, int]
) -> None:
    assert _fitted(PORTRAIT, real) == pygame.Rect(area)
