"""Window evaluator speaking ``FF 68`` frames.

Responsible for: inviting, ratings free of the device's repeats, thanking, and the stars. Not responsible for:
the wire (``drivers.rs485.line``) or keeping the rating (the counter agent).

The meaning of the values differs between the systems that use these devices, so the grades come from the
settings. docs/protocols/ff68.md has all bytes.
"""

from __future__ import annotations

from config import model
from drivers.evaluator.port import RatingPress
from drivers.rs485.endpoint import Received
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line import SharedLine
from drivers.rs485.repeats import Kind, RepeatFilter

COMMAND_PRESSED = 0x11
"""From the device, with the value of the key."""
COMMAND_HOST = 0x01
"""From the host: with a value that value's acknowledgement, with ``INVITE`` the start."""
COMMAND_STARS = 0x02
INVITE = 0x0B
MOST_STARS = 5


class Ff68Evaluator:
    """Implements ``drivers.evaluator.port.Evaluator``."""

    def __init__(self, line: SharedLine, settings: model.Ff68Evaluator) -> None:
        """Raises ValueError when the address is already taken, LinkLost."""
        self._levels = dict(settings.levels)
        self._address = settings.address
        self._repeats = RepeatFilter()
        self._endpoint = line.attach(LineProtocol.FF68, settings.address)

    def invite(self) -> None:
        """Ask the resident to rate; raises LinkLost."""
        self._endpoint.send(Ff68Frame(self._address, COMMAND_HOST, bytes((INVITE,))))

    def next_rating(self, timeout: float) -> RatingPress | None:
        """Wait up to ``timeout`` seconds for a press; raises LinkLost when the line is gone.

        A repeat of a press that was thanked for before the device sent it again is thanked for again here.
        """
        return self._endpoint.first(self._understand, timeout)

    def thank(self, press: RatingPress) -> None:
        """Acknowledge the press; raises LinkLost."""
        self._acknowledge(Ff68Frame.from_bytes(press.token))

    def show_stars(self, stars: int) -> None:
        """Show 0 to 5 stars; raises ValueError for others, LinkLost."""
        if not 0 <= stars <= MOST_STARS:
            raise ValueError(f"{stars} stars: only 0 to {MOST_STARS} can be shown")
        self._endpoint.send(Ff68Frame(self._address, COMMAND_STARS, bytes((stars,))))

    def close(self) -> None:
        """Let go of the evaluator; the line stays open for the others."""
        self._endpoint.close()

    def _understand(self, received: Received) -> RatingPress | None:
        frame = received.frame
        if not isinstance(frame, Ff68Frame) or frame.command != COMMAND_PRESSED or len(frame.data) != 1:
            return None
        kind = self._repeats.judge(frame.to_bytes(), received.at)
        if kind is Kind.UNHEARD:
            self._acknowledge(frame)
        if kind is not Kind.NEW:
            return None
        return RatingPress(self._levels.get(str(frame.data[0])), frame.to_bytes(), received.at)

    def _acknowledge(self, pressed: Ff68Frame) -> None:
        self._endpoint.send(Ff68Frame(self._address, COMMAND_HOST, pressed.data))
        self._repeats.answered(pressed.to_bytes(), self._endpoint.now())
