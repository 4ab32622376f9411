"""What all screens of the kiosk share: a lifecycle, pressing and letting go, the time-out, header and footer.

Responsible for: turning touches into a chosen target, going home when nobody is there, and the frame around the body.
Not responsible for: the body; each screen fills ``targets``, ``chosen``, ``state`` and ``paint``.

Drawing changes nothing: everything a picture depends on is in ``look``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from typing import ClassVar

from kiosk.screens import frame
from kiosk.screens.countdown import Countdown
from kiosk.screens.surroundings import Routes, Surroundings
from screen.canvas import Canvas
from screen.geometry import Box
from screen.pressing import Pressing
from screen.screen_port import Incoming, Layout, Message, Target, Touch
from screen.theme import ELDER_PALETTE
from screen.window import LANDSCAPE, PORTRAIT

NOTHING_MOVES = 60.0


class KioskScreen(ABC):
    """One screen. Made anew for every visit; every method runs on the loop's thread."""

    name: ClassVar[str]
    """Says to whoever plays the kiosk from outside which screen this is."""
    shows_clock: ClassVar[bool] = True
    """False where the body has a larger one."""
    warns: ClassVar[bool] = True
    """False where going home changes nothing that a resident would miss."""

    def __init__(self, around: Surroundings, routes: Routes, *, seconds: float) -> None:
        """``seconds`` without a touch until the screen goes home."""
        self.around = around
        self.routes = routes
        self._pressing = Pressing()
        self.countdown = Countdown(around.clock, seconds)
        size = LANDSCAPE if around.landscape else PORTRAIT
        self.frame = frame.Frame.of(size, speaks=around.kiosk.speech is not None)

    @property
    def pressed(self) -> str:
        """Id of the target under the finger; empty when there is none."""
        return self._pressing.target

    def release(self) -> None:
        """Forget the finger."""
        self._pressing.release()

    # --- lifecycle ------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The screen is shown from now on."""
        self.countdown.restart()

    def leave(self) -> None:  # noqa: B027  most screens have nothing to let go of
        """Another screen comes."""

    def handle(self, incoming: Incoming) -> None:
        """Take a touch or a message."""
        if isinstance(incoming, Message):
            self.told(incoming.body)
        else:
            self._touched(incoming)

    def update(self) -> float:
        """Go home when nobody is there; seconds until the picture may change by itself."""
        if self.countdown.over:
            self.routes.home()
            return 0.0
        next_minute = 60.0 - self.around.clock.now().second
        return min(next_minute, self.motion(), self.countdown.next_change)

    def look(self) -> Hashable:
        """Everything the picture depends on."""
        return self.name, self.pressed, self._warning, self.around.look(), self.state()

    def draw(self, canvas: Canvas) -> None:
        """The body in its frame."""
        canvas.palette = ELDER_PALETTE if self.around.visit.elder else {}
        frame.draw_ground(canvas)
        self.paint(canvas)
        frame.draw_header(canvas, self.frame, self.around, clock=self.shows_clock, left=self._warning)
        frame.draw_footer(canvas, self.frame, self.around, pressed=self.pressed)
        if frame.is_stale(self.around):
            frame.draw_stale(canvas, self.frame, self.around)

    def layout(self) -> Layout:
        """What can be touched now."""
        return Layout(self.name, self._all_targets())

    # --- what a screen fills in -----------------------------------------------------------------------------

    @abstractmethod
    def targets(self) -> tuple[Target, ...]:
        """What can be touched in the body; where two overlap the first counts."""

    @abstractmethod
    def chosen(self, target: str) -> None:
        """A target of the body was touched and let go."""

    @abstractmethod
    def state(self) -> Hashable:
        """What the body's picture depends on beside the surroundings."""

    @abstractmethod
    def paint(self, canvas: Canvas) -> None:
        """Draw the body."""

    def told(self, body: object) -> None:  # noqa: B027  most screens listen to nothing
        """Take a message from a station."""

    def speech(self) -> str:
        """What is read out when the screen opens, and again when it changes; empty for nothing."""
        return ""

    def motion(self) -> float:
        """Seconds until something in the body moves; 0 while it does."""
        return NOTHING_MOVES

    @property
    def body(self) -> Box:
        """Where the body is drawn, less the band of an old picture."""
        return self.frame.body.below(frame.BAND) if frame.is_stale(self.around) else self.frame.body

    @property
    def _warning(self) -> int | None:
        return self.countdown.warning if self.warns else None

    # --- touches --------------------------------------------------------------------------------------------

    def _touched(self, touch: Touch) -> None:
        self.countdown.restart()
        chosen = self._pressing.take(touch, self._all_targets())
        if chosen:
            self._choose(chosen)

    def _choose(self, target: str) -> None:
        if target == "language":
            self.around.visit.language = self.around.other.language
        elif target == "large-type":
            self.around.visit.elder = not self.around.visit.elder
        elif target == "mute":
            self.around.visit.muted = not self.around.visit.muted
        elif target == "help":
            self.routes.help()
        else:
            self.chosen(target)

    def _all_targets(self) -> tuple[Target, ...]:
        return (*self.frame.targets(), *self.targets())


def scaled(around: Surroundings, size: int) -> int:
    """A type size as the visit wants it."""
    return round(size * around.zoom)


def stack(box: Box, *heights: int) -> tuple[Box, ...]:
    """Cut strips of those heights from the top of a box, one under the other."""
    strips = []
    for height in heights:
        strips.append(box.top(height))
        box = box.below(height)
    return tuple(strips)
