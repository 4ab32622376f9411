"""Recognises frames that an RS-485 adapter delivers back to their sender.

Responsible for: remembering what was sent for as long as its echo may come. Not responsible for: clocks.

The host acknowledges a key press with the identical frame. With an adapter that hears itself that
acknowledgement would look like the keypad's repeat, be acknowledged again, and so on for ever.
"""

from __future__ import annotations

import threading
from collections import deque

REMEMBERED = 16


class OwnFrames:
    """Frames sent lately; may be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: deque[tuple[bytes, float]] = deque(maxlen=REMEMBERED)

    def remember(self, raw: bytes, until: float) -> None:
        """Note a frame whose echo, if there is one, arrives by ``until``."""
        with self._lock:
            self._sent.append((raw, until))

    def recognise(self, raw: bytes, at: float) -> bool:
        """True when the frame received at ``at`` is an echo; every frame sent has at most one."""
        with self._lock:
            for sent in list(self._sent):
                if sent[0] == raw:
                    self._sent.remove(sent)
                    if at <= sent[1]:
                        return True
        return False
