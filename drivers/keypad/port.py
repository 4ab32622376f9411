"""What the counter agent needs of a call keypad."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class KeyAction(StrEnum):
    """What a key means, after the site's key map."""

    CALL_NEXT = "call-next"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no-show"
    PAUSE = "pause"
    LOG_IN = "log-in"
    """The digits typed before the key are the staff number."""
    LOG_OUT = "log-out"
    CALL_NUMBER = "call-number"
    """The digits typed before the key are the number to call."""
    PARK = "park"
    """Set the ticket at the window aside for a while (挂起)."""
    RESUME_PARKED = "resume-parked"
    RESTORE = "restore"
    """Put a passed number back into the queue (过号恢复)."""
    TRANSFER = "transfer"
    UNDO = "undo"
    INTERRUPT = "interrupt"
    """End the visit for today, through no fault of the resident, who gets a second-visit card."""


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One press, already free of the device's repeats. ``action`` is None for a key the site gave no meaning."""

    action: KeyAction | None
    digits: str
    """Digits typed before the key, often empty. Digits that the key map made part of the key are not repeated here."""
    token: bytes
    """What the driver needs to acknowledge this press; opaque to everybody else."""


class Keypad(Protocol):
    """An opened keypad."""

    def next_press(self, timeout: float) -> KeyPress | None:
        """Wait up to ``timeout`` seconds for a press; raises LinkLost when the line is gone."""

    def acknowledge(self, press: KeyPress) -> None:
        """Tell the keypad that its press has been done; only after it has."""

    def show(self, *, ticket: str, waiting: int) -> None:
        """Show the current ticket number (digits of it; empty clears) and how many wait."""

    def show_result(self, *, success: bool) -> None:
        """Show that the press did or did not succeed."""

    def beep(self) -> None:
        """Draw the clerk's attention."""

    def close(self) -> None:
        """Let go of the keypad; the line it shares stays open for the others."""
