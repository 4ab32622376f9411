"""The one reader of pygame's event queue.

Responsible for: turning fingers, the mouse and other threads' messages into neutral values, and for sleeping until
there is one. Not responsible for: what a touch means.

A touchscreen sends finger events, and SDL makes a mouse event of each as well (marked ``touch``): those are left out, so
that one press stays one press. Only the first finger counts until it is lifted.
"""

from __future__ import annotations

import threading
import time
from collections import deque

import pygame

from screen.screen_port import Incoming, Message, Touch, TouchKind
from screen.window import Window

_LEFT_BUTTON = 1
_LOOK_SECONDS = 0.012
"""Between two looks at SDL's queue: short beside the 50 milliseconds in which a press must show."""

_FINGER = {
    pygame.FINGERDOWN: TouchKind.DOWN,
    pygame.FINGERMOTION: TouchKind.MOVE,
    pygame.FINGERUP: TouchKind.UP,
}
_MOUSE = {
    pygame.MOUSEBUTTONDOWN: TouchKind.DOWN,
    pygame.MOUSEMOTION: TouchKind.MOVE,
    pygame.MOUSEBUTTONUP: TouchKind.UP,
}


class Inputs:
    """Input of one window. ``post`` and ``touch`` may be called on any thread, the rest on the loop's."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._posted: deque[Incoming] = deque()
        self._arrived = threading.Condition()
        self._woken = False
        self._finger: int | None = None
        self._pressed = False
        self.quit_asked = False
        """True once somebody closed the window."""

    def post(self, body: object) -> None:
        """Bring a message to the program, from any thread."""
        self._put(Message(body))

    def touch(self, touch: Touch) -> None:
        """Bring a touch that happened elsewhere, such as on the mirror, from any thread."""
        self._put(touch)

    def wake(self) -> None:
        """End a wait under way, from any thread."""
        with self._arrived:
            self._woken = True
            self._arrived.notify_all()

    def wait(self, seconds: float) -> list[Incoming]:
        """What has arrived, after at most that time; empty when it was nothing."""
        ends = time.monotonic() + seconds
        # SDL's own wait looks for events a thousand times a second; without a window there are none to look for.
        pause = seconds if self._window.offscreen else _LOOK_SECONDS
        while True:
            taken = self._take()
            left = ends - time.monotonic()
            if taken or left <= 0 or self.quit_asked:
                return taken
            with self._arrived:
                self._arrived.wait_for(lambda: self._woken or bool(self._posted), min(left, pause))
                if self._woken:
                    self._woken = False
                    ends = 0.0

    def _put(self, incoming: Incoming) -> None:
        with self._arrived:
            self._posted.append(incoming)
            self._arrived.notify_all()

    def _take(self) -> list[Incoming]:
        taken = self._translated(pygame.event.get())
        with self._arrived:
            taken.extend(self._posted)
            self._posted.clear()
        return taken

    def _translated(self, events: list[pygame.Event]) -> list[Incoming]:
        taken: list[Incoming] = []
        for event in events:
            if event.type == pygame.QUIT:
                self.quit_asked = True
            elif event.type in _FINGER:
                taken.extend(self._from_finger(event))
            elif event.type in _MOUSE and not getattr(event, "touch", False):
                taken.extend(self._from_mouse(event))
        return taken

    def _from_finger(self, event: pygame.Event) -> list[Incoming]:
        kind = _FINGER[event.type]
        if kind is TouchKind.DOWN and self._finger is None:
            self._finger = event.finger_id
        if event.finger_id != self._finger:
            return []
        if kind is TouchKind.UP:
            self._finger = None
        width, height = self._window.real_size
        return [Touch(kind, *self._window.to_logical(event.x * width, event.y * height))]

    def _from_mouse(self, event: pygame.Event) -> list[Incoming]:
        kind = _MOUSE[event.type]
        if kind is TouchKind.MOVE:
            if not self._pressed:
                return []
        elif event.button != _LEFT_BUTTON:
            return []
        else:
            self._pressed = kind is TouchKind.DOWN
        return [Touch(kind, *self._window.to_logical(*event.pos))]
