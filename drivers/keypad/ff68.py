"""Call keypad speaking ``FF 68`` frames.

Responsible for: presses free of the device's repeats, acknowledging them, and what the keypad shows. Not
responsible for: the wire (``drivers.rs485.line``) or what a press does (the counter agent).

A keypad speaks when a key is pressed and takes the identical frame as acknowledgement (two independent hall
systems). docs/protocols/ff68.md has all bytes.
"""

from __future__ import annotations

from config import model
from drivers.keypad.key_map import KeyMap
from drivers.keypad.port import KeyPress
from drivers.rs485.endpoint import Received
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line import SharedLine
from drivers.rs485.repeats import Kind, RepeatFilter

COMMAND_DISPLAY = 0x02
COMMAND_BEEP = 0x03
COMMAND_RATING = 0x11
"""Evaluators' presses. Keypads use any other command; no source fixes one."""
BLANK = 0x0A
PLACES = 3
"""Places of the waiting count, and of the ticket."""
MOST_WAITING = 999
LARGEST_DIGIT = 9


class Ff68Keypad:
    """Implements ``drivers.keypad.port.Keypad``."""

    def __init__(self, line: SharedLine, settings: model.Ff68Keypad) -> None:
        """Raises ValueError for a key map that cannot be read or an address already taken, LinkLost."""
        self._keys = KeyMap(settings.keys)
        self._repeats = RepeatFilter()
        self._address = settings.address
        self._endpoint = line.attach(LineProtocol.FF68, settings.address)

    def next_press(self, timeout: float) -> KeyPress | None:
        """Wait up to ``timeout`` seconds for a press; raises LinkLost when the line is gone.

        A repeat of a press that was acknowledged before the keypad sent it again is acknowledged again here.
        """
        return self._endpoint.first(self._understand, timeout)

    def acknowledge(self, press: KeyPress) -> None:
        """Tell the keypad that its press has been done; raises LinkLost."""
        self._echo(Ff68Frame.from_bytes(press.token))

    def show(self, *, ticket: str, waiting: int) -> None:
        """Show the ticket's last three digits (none: cleared) and how many wait, at most 999; raises LinkLost."""
        self._endpoint.send(display_frame(self._address, ticket=ticket, waiting=waiting))

    def show_result(self, *, success: bool) -> None:
        """Show that the press did or did not succeed; raises LinkLost."""
        self._endpoint.send(Ff68Frame(self._address, COMMAND_DISPLAY, bytes((success,))))

    def beep(self) -> None:
        """Draw the clerk's attention; raises LinkLost."""
        self._endpoint.send(Ff68Frame(self._address, COMMAND_BEEP))

    def close(self) -> None:
        """Let go of the keypad; the line stays open for the others."""
        self._endpoint.close()

    def _understand(self, received: Received) -> KeyPress | None:
        frame = received.frame
        if not isinstance(frame, Ff68Frame) or frame.command == COMMAND_RATING or not frame.data:
            return None
        if is_double_press(frame.data):
            return None
        kind = self._repeats.judge(frame.to_bytes(), received.at)
        if kind is Kind.UNHEARD:
            self._echo(frame)
        return self._press(frame) if kind is Kind.NEW else None

    def _press(self, frame: Ff68Frame) -> KeyPress:
        *typed, key = frame.data
        token = frame.to_bytes()
        if any(digit > LARGEST_DIGIT for digit in typed):
            return KeyPress(None, "", token)
        meaning = self._keys.look_up("".join(map(str, typed)), key)
        return KeyPress(meaning.action, meaning.digits, token)

    def _echo(self, frame: Ff68Frame) -> None:
        self._endpoint.send(frame)
        self._repeats.answered(frame.to_bytes(), self._endpoint.now())


def is_double_press(data: bytes) -> bool:
    """True for a function key twice in one frame, such as ``0C 0C``; one deployed host ignores it as well.

    The keypad sent the first press before, so taking this one as well would call a resident too many.
    """
    return len(data) > 1 and data[-1] == data[-2] > LARGEST_DIGIT


def display_frame(address: int, *, ticket: str, waiting: int | None) -> Ff68Frame:
    """Three places for the waiting count, three for the ticket; None and a ticket without digits are blank.

    The waiting count is filled up with zeros, a short ticket with blanks on its left.
    """
    count = "" if waiting is None else f"{min(max(waiting, 0), MOST_WAITING):0{PLACES}}"
    number = "".join(character for character in ticket if character in "0123456789")[-PLACES:]
    return Ff68Frame(address, COMMAND_DISPLAY, _places(count) + _places(number))


def _places(digits: str) -> bytes:
    return bytes((BLANK,)) * (PLACES - len(digits)) + bytes(map(int, digits))
