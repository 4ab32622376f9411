"""The heart of a program with a screen: wait, take what arrived, draw when the picture changed.

Responsible for: the pace (at most 30 pictures a second, asleep when nothing moves), the order of one turn, and feeding the
mirror. Not responsible for: what is drawn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable

from screen.inputs import Inputs
from screen.mirror import FRAMES_PER_SECOND, Mirror
from screen.screen_port import Layout, Program
from screen.window import Window

FRAME_SECONDS = 1 / 30
LONGEST_SLEEP = 0.25
"""Seconds; a stop that was asked for by a signal is seen within this time."""


class Loop:
    """Runs one program on one window."""

    def __init__(
        self,
        window: Window,
        inputs: Inputs,
        program: Program,
        *,
        mirror: Mirror | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window = window
        self._inputs = inputs
        self._program = program
        self._mirror = mirror
        self._monotonic = monotonic
        self._drawn: Hashable = None
        self._drawn_at = float("-inf")
        self._mirror_due = False
        self._mirrored_at = float("-inf")
        self._layout: Layout | None = None
        self.frames = 0
        """Pictures drawn so far."""

    def run(self, stop: threading.Event) -> None:
        """Turn until ``stop`` is set or the window is closed."""
        while not stop.is_set() and not self._inputs.quit_asked:
            self.turn()

    def turn(self) -> None:
        """Draw if needed, then wait for input and hand it to the program."""
        pause = self._program.update()
        began = self._monotonic()
        pause = min(pause, self._draw_if_changed(began))
        pause = min(pause, self._feed_mirror(began))
        ready_at = self._drawn_at + FRAME_SECONDS if pause <= 0 else began + pause
        for incoming in self._inputs.wait(min(LONGEST_SLEEP, max(0.0, ready_at - self._monotonic()))):
            self._program.handle(incoming)

    def _draw_if_changed(self, now: float) -> float:
        """Returns the seconds until a picture that is due may be drawn; without one, any time."""
        look = self._program.look()
        if self._drawn_at > float("-inf") and look == self._drawn:
            return LONGEST_SLEEP
        # A thousandth early is still the frame's time: sleeping is not exact.
        early = self._drawn_at + FRAME_SECONDS - now
        if early > 0.001:
            return early
        self._program.draw(self._window.canvas)
        self._window.present()
        self._drawn, self._drawn_at = look, now
        self._mirror_due = True
        self.frames += 1
        return LONGEST_SLEEP

    def _feed_mirror(self, now: float) -> float:
        """Returns the seconds until the mirror wants to be fed again."""
        mirror = self._mirror
        if mirror is None:
            return LONGEST_SLEEP
        layout = self._program.layout()
        if layout != self._layout:
            self._layout = layout
            mirror.lay_out(layout)
        self._mirror_due = mirror.take_newcomer() or self._mirror_due
        if not self._mirror_due or not mirror.watched:
            return LONGEST_SLEEP
        early = self._mirrored_at + 1 / FRAMES_PER_SECOND - now
        if early > 0:
            return early
        mirror.show(self._window.half_picture())
        self._mirror_due, self._mirrored_at = False, now
        return LONGEST_SLEEP
