"""The one reader of pygame's event queue.

Responsible for: turning fingers, the mouse and other threads' messages into neutral values, and for sleeping until
there is one. Not responsible for: what a touch means.

A touchscreen sends finger events, and SDL makes a mouse event of each as well (marked ``touch``): those are left out, so
that one press stays one press. Only the first finger counts until it is lifted.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress

import pygame

from screen.screen_port import Incoming, Message, Touch, TouchKind
from screen.window import Window

_WAKE = pygame.USEREVENT
_LEFT_BUTTON = 1

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
        self._wake_sdl()

    def wait(self, seconds: float) -> list[Incoming]:
        """What has arrived, after at most that time; empty when it was nothing."""
        taken = self._take()
        if taken or seconds <= 0:
            return taken
        if self._window.offscreen:
            # SDL's dummy driver would look for events a thousand times a second.
            with self._arrived:
                self._arrived.wait_for(lambda: self._woken or bool(self._posted), seconds)
            return self._take()
        event = pygame.event.wait(max(1, round(seconds * 1000)))
        return self._translated([event]) + self._take()

    def _put(self, incoming: Incoming) -> None:
        with self._arrived:
            self._posted.append(incoming)
            self._arrived.notify_all()
        self._wake_sdl()

    def _wake_sdl(self) -> None:
        # SDL's queue may be full or already closed; the loop looks at ours at its next turn anyway.
        if not self._window.offscreen:
            with suppress(pygame.error):
                pygame.event.post(pygame.event.Event(_WAKE))

    def _take(self) -> list[Incoming]:
        taken = self._translated(pygame.event.get())
        with self._arrived:
            taken.extend(self._posted)
            self._posted.clear()
            self._woken = False
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
