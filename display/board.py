"""The hall board: the newest call, the calls before it, and how the queues stand.

Responsible for: taking new states, the pulse of a new call, turning pages, and when the picture changes. Not responsible for:
what is said (``board_view``) or where it stands (``board_picture``).
"""

from __future__ import annotations

from collections.abc import Hashable

from config.model import BoardSection, HallConfig, Orientation
from display.board_picture import BoardPicture, Moment
from display.board_view import BoardView, board_labels, view_board
from display.hall_state import HallState
from i18n import Catalogue
from screen.canvas import Canvas
from screen.screen_port import Incoming, Layout, Message
from screen.timing import Clock
from screen.window import LANDSCAPE, PORTRAIT

PULSES = 2
PULSE_SECONDS = 0.9
PAGE_SECONDS = 8.0
_LEVELS = 12
"""Steps of brightness in one pulse."""


class Board:
    """One board as the loop sees it; every message is a ``HallState``."""

    def __init__(self, hall: HallConfig, board: BoardSection, catalogue: Catalogue, clock: Clock) -> None:
        self._hall = hall
        self._catalogue = catalogue
        self._clock = clock
        self._state = HallState()
        size = PORTRAIT if board.orientation is Orientation.PORTRAIT else LANDSCAPE
        self._picture = BoardPicture(size, board_labels(catalogue))
        self._headline_key: Hashable = None
        self._pulse_began = float("-inf")
        self._view = self._look_again()

    def handle(self, incoming: Incoming) -> None:
        """Take a new state; a board is not touched."""
        if isinstance(incoming, Message) and isinstance(incoming.body, HallState):
            self._state = incoming.body
            self._view = self._look_again()
            headline = self._view.headline
            if headline is not None and headline.key != self._headline_key:
                self._headline_key = headline.key
                self._pulse_began = self._clock.monotonic()

    def update(self) -> float:
        """Seconds until a pulse goes on, a page turns or a minute ends."""
        self._view = self._look_again()
        if self._pulse_level() is not None:
            return 0.0
        next_minute = 60.0 - self._clock.now().second
        if self._picture.pages(self._view) == self._picture.paused_pages(self._view) == 1:
            # The age of a call changes within the minute.
            return min(next_minute, 10.0)
        return min(next_minute, PAGE_SECONDS - self._clock.monotonic() % PAGE_SECONDS)

    def look(self) -> Hashable:
        """Everything the picture depends on."""
        return self._view, self._moment()

    def draw(self, canvas: Canvas) -> None:
        """Draw the whole board."""
        self._picture.draw(canvas, self._view, self._moment())

    def layout(self) -> Layout:
        """Nothing can be touched."""
        return Layout("board")

    def _look_again(self) -> BoardView:
        return view_board(self._state, self._hall, self._catalogue, self._clock.now())

    def _moment(self) -> Moment:
        turn = int(self._clock.monotonic() // PAGE_SECONDS)
        return Moment(
            page=turn % self._picture.pages(self._view),
            paused_page=turn % self._picture.paused_pages(self._view),
            glow=(self._pulse_level() or 0) / _LEVELS,
        )

    def _pulse_level(self) -> int | None:
        """Brightness of the pulse now, 0 to _LEVELS; None while it rests."""
        passed = self._clock.monotonic() - self._pulse_began
        if not 0 <= passed < PULSES * PULSE_SECONDS:
            return None
        share = passed % PULSE_SECONDS / PULSE_SECONDS
        return round((1 - abs(2 * share - 1)) * _LEVELS)
