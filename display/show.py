"""A board on its screen: window, input, loop and mirror around ``display.board``.

Responsible for: opening and closing them together. The one module of the display that needs a screen to be there.
"""

from __future__ import annotations

import threading
from pathlib import Path
from zoneinfo import ZoneInfo

from config.model import BoardSection, HallConfig, Orientation
from display.board import Board
from display.hall_state import HallState
from i18n import Catalogue
from screen.inputs import Inputs
from screen.loop import Loop
from screen.mirror import Mirror
from screen.timing import SystemClock
from screen.window import LANDSCAPE, PORTRAIT, Window

MESSAGES = Path(__file__).resolve().parent / "messages"


class Show:
    """An open board. ``post`` may be called on any thread, the rest on the one that opened it."""

    def __init__(self, window: Window, program: Board, mirror: Path | None) -> None:
        """Raises OSError when the mirror's socket cannot be made."""
        self._window = window
        self._inputs = Inputs(window)
        self._mirror: Mirror | None = None
        if mirror is not None:
            self._mirror = Mirror(mirror, on_touch=self._inputs.touch, on_client=self._inputs.wake)
        self._loop = Loop(window, self._inputs, program, mirror=self._mirror)

    def post(self, state: HallState) -> None:
        """Show this state from now on."""
        self._inputs.post(state)

    def run(self, stop: threading.Event) -> None:
        """Show until ``stop`` is set or somebody closes the window."""
        self._loop.run(stop)

    def close(self) -> None:
        """Close the mirror and the window."""
        if self._mirror is not None:
            self._mirror.close()
        self._window.close()


def open_show(hall: HallConfig, board: BoardSection, *, mirror: Path | None, offscreen: bool) -> Show:
    """Open the board. Raises pygame.error when there is no screen and ``offscreen`` is not set, OSError for the mirror."""
    window = Window(
        PORTRAIT if board.orientation is Orientation.PORTRAIT else LANDSCAPE,
        title=hall.hall.name.zh,
        fullscreen=board.fullscreen and not offscreen,
        offscreen=offscreen,
    )
    clock = SystemClock(ZoneInfo(hall.hall.timezone))
    return Show(window, Board(hall, board, Catalogue.load(MESSAGES), clock), mirror)
