"""The one window of a program, or a surface off the screen that behaves like it.

Responsible for: opening SDL without sound, fitting the logical picture into the real window, showing it, and handing
out copies. Not responsible for: drawing (``canvas``) or input (``inputs``). SDL has one event queue for a process, so
a process opens one window.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import pygame

from screen.canvas import Canvas
from screen.fonts import Fonts
from screen.theme import BOARD_GROUND

PORTRAIT = (1080, 1920)
LANDSCAPE = (1920, 1080)

# Of the desktop, for title bars and docks around a window that is not full-screen.
_SHARE_OF_DESKTOP = 0.9
_INVISIBLE = frozenset({"dummy", "offscreen"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A copy of the screen at half size: rows of red, green and blue bytes."""

    size: tuple[int, int]
    pixels: bytes


class NoDisplay(OSError):
    """There is no screen to open a window on; the message says what SDL says."""


class Window:
    """A picture of ``size`` logical pixels in a real window; used by one thread."""

    def __init__(
        self, size: tuple[int, int], *, title: str, fullscreen: bool = False, offscreen: bool = False
    ) -> None:
        """Open it. Raises NoDisplay when there is no display and ``offscreen`` is not set."""
        if offscreen:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
        self.offscreen = offscreen
        try:
            # Not pygame.init(): it would open the sound card too.
            pygame.display.init()
            pygame.font.init()
            self._display = _open(size, fullscreen=fullscreen, offscreen=offscreen)
        except pygame.error as error:
            raise NoDisplay(f"no window can be opened: {error}") from error
        _check_visible(offscreen=offscreen)
        pygame.display.set_caption(title)
        pygame.mouse.set_visible(not fullscreen)
        self._area = _fitted(size, self._display.get_size())
        self._scale = self._area.width / size[0]
        self._size = size
        self._display.fill(BOARD_GROUND)
        self._surface = self._display.subsurface(self._area)
        self.canvas = Canvas(self._surface, Fonts(), size=size)

    def present(self) -> None:
        """Show what was drawn."""
        pygame.display.flip()

    def to_logical(self, x: float, y: float) -> tuple[int, int]:
        """Where a point of the real window lies in logical pixels; may lie outside the picture."""
        return int((x - self._area.x) // self._scale), int((y - self._area.y) // self._scale)

    @property
    def real_size(self) -> tuple[int, int]:
        """Size of the window in real pixels."""
        return self._display.get_size()

    def half_picture(self) -> Picture:
        """Copy what was drawn last."""
        half = self._size[0] // 2, self._size[1] // 2
        small = pygame.transform.smoothscale(self._surface, half)
        return Picture(half, pygame.image.tobytes(small, "RGB"))

    def close(self) -> None:
        """Close the window and SDL."""
        pygame.font.quit()
        pygame.display.quit()


def _check_visible(*, offscreen: bool) -> None:
    """SDL takes a driver without a screen when it finds no other, and nobody would see the picture."""
    driver = pygame.display.get_driver()
    if driver in _INVISIBLE and not offscreen:
        pygame.display.quit()
        raise NoDisplay(f"no window can be opened: SDL found no screen, only its driver {driver!r}")


def _open(size: tuple[int, int], *, fullscreen: bool, offscreen: bool) -> pygame.Surface:
    if offscreen:
        return pygame.display.set_mode(size)
    if fullscreen:
        return pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
    desktop = pygame.display.get_desktop_sizes()[0]
    share = min(1.0, *(_SHARE_OF_DESKTOP * have / want for have, want in zip(desktop, size, strict=True)))
    return pygame.display.set_mode((round(size[0] * share), round(size[1] * share)))


def _fitted(size: tuple[int, int], real: tuple[int, int]) -> pygame.Rect:
    """The largest area of the picture's shape in the middle of the real window."""
    scale = min(real[0] / size[0], real[1] / size[1])
    area = pygame.Rect(0, 0, round(size[0] * scale), round(size[1] * scale)).clip((0, 0, *real))
    area.center = (real[0] // 2, real[1] // 2)
    return area.clamp((0, 0, *real))
