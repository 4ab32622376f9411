"""The agent that keeps a window's sign saying what it should.

Responsible for: a few pulses for a new call, the pages of a text that is wider than the sign, showing again what a sign
may have forgotten, and pausing between tries of one that does not answer, because others need the wire.
Not responsible for: the words (``sign_words``), the wire, or opening the sign.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from display.sign_words import Wanted
from drivers.errors import LinkLost, TransientFault
from drivers.led_display.port import SignText, WindowSign

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.2
"""How late a change may show."""
PULSES = 3
PULSE_SECONDS = 0.5
"""Half a pulse: dark that long, lit that long. At 9600 baud one text takes 20 ms of the wire."""
AGAIN_SECONDS = 60.0
"""A sign that was switched off and on has forgotten its text, and nothing tells: it is shown again this often."""
PAGE_SECONDS = 2.0
"""How long one page of several stays: time to read a dozen characters, and one part in a hundred of the wire."""
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 2.5
"""A silent sign costs the wire a quarter of a second for every try. A sign that is there again speaks within three
seconds; a keypad that has to wait for its echo meanwhile is still heard, and repeats its press after 300 ms."""

_DARK = SignText(" ")


class SignAgent:
    """Runs one sign at a time. ``want`` comes from the feed's thread; ``run`` owns a thread of its own."""

    def __init__(
        self,
        name: str,
        *,
        answered: Callable[[], None],
        silent: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        pulse_seconds: float = PULSE_SECONDS,
    ) -> None:
        """``answered`` and ``silent`` (with the fault's code) tell how the sign is, after every try; ``clock`` in seconds."""
        self._name = name
        self._answered = answered
        self._silent = silent
        self._clock = clock
        self._pulse_seconds = pulse_seconds
        self._changed = threading.Event()
        self._wanted: Wanted | None = None
        self._shown: Wanted | None = None
        self._page = 0
        self._due_at = 0.0
        self._retry = FIRST_RETRY_SECONDS

    def want(self, content: Wanted) -> None:
        """Say this from now on; returns at once."""
        if content != self._wanted:
            self._wanted = content
            self._changed.set()

    def run(self, sign: WindowSign, stop: threading.Event) -> None:
        """Keep the sign right until ``stop``; raises LinkLost or a lasting fault when the sign is lost."""
        self._shown = None
        self._page = 0
        self._due_at = 0.0
        while not stop.is_set():
            self._changed.wait(LOOK_SECONDS)
            if self._changed.is_set():
                self._changed.clear()
                self._due_at = 0.0
                self._page = 0
            content = self._wanted
            if content is not None and self._clock() >= self._due_at:
                self._keep_right(sign, content, stop)

    def _keep_right(self, sign: WindowSign, content: Wanted, stop: threading.Event) -> None:
        """Show the content or its next page, pulsing when it is a new call; notes when to come back."""
        pages = sign.pages(content.text)
        page = pages[self._page % len(pages)]
        new_call = content.text.flashing and content != self._shown
        if not self._show(sign, page):
            return
        self._shown = content
        if new_call:
            self._pulse(sign, page, stop)
        if len(pages) > 1 and self._shown is content:
            self._page += 1
            self._due_at = self._clock() + PAGE_SECONDS

    def _pulse(self, sign: WindowSign, text: SignText, stop: threading.Event) -> None:
        """Dark and lit in turns; a newer content or the program's end cuts it short, and it always ends lit."""
        for _ in range(PULSES):
            if self._is_disturbed(stop) or not self._show(sign, _DARK):
                break
            self._is_disturbed(stop)
            if not self._show(sign, text):
                return

    def _is_disturbed(self, stop: threading.Event) -> bool:
        """Wait half a pulse; True when there is something newer to show."""
        return self._changed.wait(self._pulse_seconds) or stop.is_set()

    def _show(self, sign: WindowSign, text: SignText) -> bool:
        try:
            sign.show(text)
        except LinkLost:
            raise
        except TransientFault as fault:
            self._silent(fault.code)
            self._shown = None
            self._due_at = self._clock() + self._retry
            self._retry = min(self._retry * 2, LONGEST_RETRY_SECONDS)
            return False
        self._answered()
        self._retry = FIRST_RETRY_SECONDS
        self._due_at = self._clock() + AGAIN_SECONDS
        return True
