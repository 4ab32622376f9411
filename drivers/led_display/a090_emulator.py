"""A window LED strip screen on an emulated line: the device's side of ``A0 90``.

Responsible for: the text it shows, the text it stores, and acknowledging. Not responsible for: the wire
(``drivers.rs485.line_emulator``) or drawing dots.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from drivers.rs485.a090 import A090Acknowledgement, A090Frame, Function
from drivers.rs485.a090_text import ColouredCharacter, decode
from drivers.rs485.decoder import LineFrame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line_plug import LinePlug, Misbehaviour


@dataclass(frozen=True, slots=True)
class SignState:
    """What the screen shows and keeps."""

    address: int
    characters: tuple[ColouredCharacter, ...] = ()
    """Shown now, each with its colour byte (0 red, 1 green, 2 yellow)."""
    stored: tuple[ColouredCharacter, ...] = ()
    """Kept for the function "show stored text"."""
    frames: int = 0
    """Frames obeyed since it was switched on."""

    @property
    def text(self) -> str:
        """The shown characters without their colours."""
        return "".join(shown.character for shown in self.characters)

    @property
    def colours(self) -> tuple[int, ...]:
        """The colour bytes of the shown characters."""
        return tuple(shown.colour for shown in self.characters)


class SignEmulator:
    """Hangs on a ``LineEmulator``; thread-safe. ``on_change`` is called without locks held."""

    protocol = LineProtocol.A090

    def __init__(
        self, address: int, *, answer_body: bytes = b"", on_change: Callable[[], None] | None = None
    ) -> None:
        """``answer_body`` is what this model's acknowledgement carries between address and end."""
        self.address = address
        self.plug = LinePlug()
        self.on_change = on_change
        self._answer = A090Acknowledgement(address, answer_body)
        self._lock = threading.Lock()
        self._state = SignState(address)

    def state(self) -> SignState:
        """The screen now."""
        with self._lock:
            return self._state

    def switch_off_and_on(self) -> None:
        """Forget what is shown; the stored text stays."""
        with self._lock:
            self._state = SignState(self.address, stored=self._state.stored)
        self._tell()

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """From now on go wrong in this way; the default behaves well again."""
        self.plug.misbehave(misbehaviour)

    def hear(self, frame: LineFrame) -> None:
        """Obey one frame of the host and acknowledge it."""
        if not isinstance(frame, A090Frame):
            return
        with self._lock:
            self._state = replace(self._after(frame), frames=self._state.frames + 1)
        self.plug.say(self._answer.to_bytes())
        self._tell()

    def _after(self, frame: A090Frame) -> SignState:
        match frame.function:
            case Function.SHOW_TEXT:
                return replace(self._state, characters=decode(frame.data))
            case Function.STORE_TEXT:
                return replace(self._state, stored=decode(frame.data))
            case Function.SHOW_STORED:
                return replace(self._state, characters=self._state.stored)

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()
