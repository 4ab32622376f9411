"""A window evaluator on an emulated line: the device's side of ``FF 68``.

Responsible for: pressing grades as the device sends them, repeating until the host thanks, and what the
device shows. Not responsible for: the wire (``drivers.rs485.line_emulator``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from typing_extensions import override

from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.pressed_device import PressedDevice, PressState

COMMAND_PRESSED = 0x11
COMMAND_HOST = 0x01
COMMAND_STARS = 0x02
INVITE = 0x0B
MOST_STARS = 5
INVITE_SECONDS = 60.0
"""This device stops asking after a while, like the host, which then counts the service as not rated."""
THANKS_SECONDS = 3.0


class EvaluatorMode(StrEnum):
    """What the device shows."""

    IDLE = "idle"
    INVITING = "inviting"
    THANKED = "thanked"


@dataclass(frozen=True, slots=True)
class EvaluatorState(PressState):
    """What the resident sees, and how the last press went."""

    mode: EvaluatorMode = EvaluatorMode.IDLE
    since: float = 0.0
    """When the mode was entered, in seconds of the wire's monotonic clock."""
    value: int | None = None
    """Value of the last press."""
    stars: int | None = None
    thanks: int = 0
    """Thanks heard, all presses together."""


class EvaluatorEmulator(PressedDevice[EvaluatorState]):
    """One evaluator."""

    def __init__(self, address: int, *, on_change: Callable[[], None] | None = None) -> None:
        super().__init__(EvaluatorState(address), on_change)

    def press(self, value: int) -> None:
        """Press the key with this value, 0 to 4."""
        self._become(lambda state: replace(state, value=value, presses=state.presses + 1, pending=True))
        self._insistence.say(Ff68Frame(self.address, COMMAND_PRESSED, bytes((value,))).to_bytes())

    @override
    def _obey(self, frame: Ff68Frame) -> None:
        if frame.command == COMMAND_STARS and len(frame.data) == 1:
            self._show_stars(frame.data[0])
        elif frame.command == COMMAND_HOST and frame.data == bytes((INVITE,)):
            self._enter(EvaluatorMode.INVITING, INVITE_SECONDS)
        elif frame.command == COMMAND_HOST and self._is_thanks(frame.data):
            self._insistence.answered()
            self._enter(EvaluatorMode.THANKED, THANKS_SECONDS)

    def _is_thanks(self, data: bytes) -> bool:
        """The value pressed; other systems send none."""
        value = self.state().value
        return value is not None and data in {b"", bytes((value,))}

    def _show_stars(self, stars: int) -> None:
        if stars <= MOST_STARS:
            self._become(lambda state: replace(state, stars=stars))

    def _enter(self, mode: EvaluatorMode, seconds: float) -> None:
        thanked = mode is EvaluatorMode.THANKED
        entered = self._become(
            lambda state: replace(
                state,
                mode=mode,
                since=self.plug.now(),
                pending=state.pending and not thanked,
                thanks=state.thanks + thanked,
            )
        )
        self.plug.later(seconds, lambda: self._leave(entered))

    def _leave(self, entered: EvaluatorState) -> None:
        """Unless it has shown something else meanwhile."""

        def idle(state: EvaluatorState) -> EvaluatorState:
            if (state.mode, state.since) != (entered.mode, entered.since):
                return state
            return replace(state, mode=EvaluatorMode.IDLE, since=self.plug.now())

        self._become(idle)
