"""The kiosk's voice: one short sentence for each screen, cut short by the next one.

Responsible for: the supervised voice, and saying only the newest sentence. Not responsible for: the words (screens have them)
or when (the stage knows). A kiosk whose voice fails works on in silence.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from drivers.speech.port import Chime, Interruptible, Speech, Utterance
from drivers.status import DeviceStatus
from drivers.supervisor import DeviceSupervisor

_LONGEST_WAIT = 0.25
"""Seconds between looks at the stop event."""


class KioskVoice:
    """One voice on its supervisor's thread."""

    def __init__(
        self, device: str, open_speech: Callable[[], Speech], report: Callable[[DeviceStatus], None]
    ) -> None:
        """``open_speech`` raises DeviceError."""
        self._changed = threading.Condition()
        self._wanted = ""
        self._supervisor = DeviceSupervisor(device, open_speech, self._run, listener=report)

    def start(self) -> None:
        """Open the voice."""
        self._supervisor.start()

    def say(self, text: str) -> None:
        """Say this instead of whatever is being said; empty: be silent. Returns at once; a voice that is not there says
        nothing later either."""
        self._hush()
        with self._changed:
            self._wanted = text if self._supervisor.current is not None else ""
            self._changed.notify()

    def close(self, timeout: float = 1.0) -> None:
        """Be silent, and let go of the voice."""
        with self._changed:
            self._wanted = ""
        self._hush()
        self._supervisor.stop(timeout)

    def _hush(self) -> None:
        speech: object = self._supervisor.current
        if isinstance(speech, Interruptible):
            speech.hush()

    # --- on the supervisor's thread -------------------------------------------------------------------------

    def _run(self, speech: Speech, stop: threading.Event) -> None:
        while not stop.is_set():
            text = self._next()
            if text:
                speech.say(Utterance(text, chime=Chime.NONE))

    def _next(self) -> str:
        """The newest sentence; empty after a while without one."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted, _LONGEST_WAIT)
            text, self._wanted = self._wanted, ""
            return text
