"""What a press on a keypad asks the server for.

Responsible for: one pure function from key, digits and what is known of the window to a command, and for saying why a press
means nothing. Not responsible for: sending it (``clerk``), or what codes the keys have (the hall file's key map).

Digits typed before a key mean:

==================  ====================================================================================
call-next           none: whoever is next; else that number, out of turn
call-number         that number
transfer, start     the number of the window that shall go on; start without digits begins the service
resume-parked       that number; none: the one this window parked last
restore             that number; none: the one this window passed last
pause               1 to 5: why, in the order of ``PauseReason``; none: pause, or open a paused window again
log-in              the staff number
==================  ====================================================================================

No other key takes digits: they were typed for something else, so the press is refused rather than half obeyed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from config.model import WindowSection
from counter.desk_state import DeskState
from drivers.keypad.port import KeyAction, KeyPress
from queue_server.client import WindowVerb
from queue_server.wire.messages import (
    CallNumber,
    Interrupt,
    LogIn,
    NumberCommand,
    PauseReason,
    PauseWindow,
    Transfer,
    WindowCommand,
)

STAFF_NUMBER_DIGITS = range(2, 9)
"""Digits of a staff number. A single digit before a key is a key of its own to most sites, and nobody's number."""
TICKET_DIGITS = range(1, 5)
WINDOW_DIGITS = range(1, 4)
KEYPAD_REASON = "keypad"
"""The reason told for what needs one: a keypad has no letters."""

Windows = Mapping[int, WindowSection]
"""The hall's windows by the numbers on their signs."""


class NotSupported(Exception):
    """The press has no meaning here; the message is the reason for the log."""


@dataclass(frozen=True, slots=True)
class Intention:
    """A command without its request id; equal for presses that mean the same."""

    verb: WindowVerb
    body: type[WindowCommand] = WindowCommand
    values: tuple[tuple[str, object], ...] = field(default=(), repr=False)
    """What the body holds besides; staff numbers among it, so it is never logged."""

    def command(self, request_id: str) -> WindowCommand:
        """The body of the request."""
        return self.body.model_validate({"request_id": request_id, **dict(self.values)})


_PLAIN: dict[KeyAction, WindowVerb] = {
    KeyAction.RECALL: "recall",
    KeyAction.START: "start",
    KeyAction.FINISH: "finish",
    KeyAction.NO_SHOW: "no-show",
    KeyAction.PARK: "park",
    KeyAction.UNDO: "undo",
    KeyAction.LOG_OUT: "log-out",
}


def intend(press: KeyPress, desk: DeskState, windows: Windows) -> Intention:
    """What the press asks for; raises NotSupported."""
    action, digits = press.action, press.digits
    if action is None:
        raise NotSupported("the key has no meaning at this site")
    if action is KeyAction.TRANSFER or (action is KeyAction.START and digits):
        return _transfer(digits, desk, windows)
    if action is KeyAction.PAUSE:
        return _pause(digits, desk)
    special = _WITH_DIGITS.get(action)
    if special is not None:
        return special(digits)
    if digits:
        raise NotSupported("this key takes no digits")
    if action is KeyAction.INTERRUPT:
        return Intention("interrupt", Interrupt, (("reason", KEYPAD_REASON),))
    return Intention(_PLAIN[action])


def _call(digits: str) -> Intention:
    return _call_number(digits) if digits else Intention("call-next")


def _call_number(digits: str) -> Intention:
    values = (("number", _ticket_number(digits)), ("reason", KEYPAD_REASON))
    return Intention("call", CallNumber, values)


def _call_back(digits: str) -> Intention:
    return Intention("call-back", NumberCommand, _number_or_latest(digits))


def _restore(digits: str) -> Intention:
    return Intention("restore", NumberCommand, _number_or_latest(digits))


def _log_in(digits: str) -> Intention:
    if len(digits) not in STAFF_NUMBER_DIGITS or digits.startswith("0"):
        raise NotSupported("what was typed before the key is no staff number")
    return Intention("log-in", LogIn, (("clerk", int(digits)),))


_WITH_DIGITS: dict[KeyAction, Callable[[str], Intention]] = {
    KeyAction.CALL_NEXT: _call,
    KeyAction.CALL_NUMBER: _call_number,
    KeyAction.RESUME_PARKED: _call_back,
    KeyAction.RESTORE: _restore,
    KeyAction.LOG_IN: _log_in,
}


def _ticket_number(digits: str) -> str:
    if len(digits) not in TICKET_DIGITS:
        raise NotSupported("what was typed before the key is no ticket's number")
    return digits


def _number_or_latest(digits: str) -> tuple[tuple[str, object], ...]:
    return (("number", _ticket_number(digits)),) if digits else ()


def _pause(digits: str, desk: DeskState) -> Intention:
    if digits:
        reasons = {str(place): reason for place, reason in enumerate(PauseReason, start=1)}
        if digits not in reasons:
            raise NotSupported("what was typed before the key is no reason for a pause")
        return Intention("pause", PauseWindow, (("reason", reasons[digits]),))
    if not desk.known:
        raise NotSupported("whether the window is paused is not known yet")
    return Intention("resume" if desk.paused else "pause")


def _transfer(digits: str, desk: DeskState, windows: Windows) -> Intention:
    """The ticket stays with its service where the other window takes that; a window with one service leaves no doubt either."""
    window = windows.get(int(digits)) if len(digits) in WINDOW_DIGITS else None
    if window is None:
        raise NotSupported("what was typed before the key is no window of this hall")
    values: tuple[tuple[str, object], ...] = (("window", window.id),)
    taken = {*window.services, *(help_.service for help_ in window.helps)}
    if desk.held is not None and desk.held.service not in taken and len(window.services) == 1:
        values += (("service", window.services[0]),)
    return Intention("transfer", Transfer, values)
