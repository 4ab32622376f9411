"""Window LED strip screen speaking ``A0 90`` frames.

Responsible for: putting a text on the screen and making sure that the screen has taken it. Not responsible
for: the wire (``drivers.rs485.line``) or which text (``display.sign_words``).

Every ``show`` is sent, also when the text is the one already shown: a screen that was switched off and on
again has forgotten it, and nothing on the wire tells. docs/protocols/a090.md has all bytes.
"""

from __future__ import annotations

from dataclasses import replace

from config import model
from drivers.errors import NoAnswer
from drivers.led_display.port import SignColour, SignText
from drivers.rs485 import a090_text
from drivers.rs485.a090 import A090Acknowledgement, A090Frame, Function
from drivers.rs485.a090_text import Colour
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line import SharedLine

ANSWER_SECONDS = 0.1
"""Time for the acknowledgement, counted from the last byte sent. The field's habit; no vendor document exists."""
ATTEMPTS = 2

_COLOURS = {SignColour.RED: Colour.RED, SignColour.GREEN: Colour.GREEN, SignColour.YELLOW: Colour.YELLOW}


class A090Sign:
    """Implements ``drivers.led_display.port.WindowSign``."""

    def __init__(
        self, line: SharedLine, settings: model.A090Sign, *, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        """Raises ValueError when the address is already taken, LinkLost."""
        self._line = line
        self._address = settings.address
        self._columns = settings.columns
        self._answer_seconds = answer_seconds
        self._endpoint = line.attach(LineProtocol.A090, settings.address)

    def show(self, content: SignText) -> None:
        """Show the text as far as it fits; raises LinkLost, and NoAnswer after two unacknowledged attempts.

        A character outside GBK is shown as 〓. These screens cannot flash by themselves.
        """
        text = a090_text.fit(content.text, self._columns)
        data = a090_text.encode(text, _COLOURS[content.colour])
        frame = A090Frame(self._address, Function.SHOW_TEXT, data)
        if not any(self._is_taken(frame) for _ in range(ATTEMPTS)):
            raise NoAnswer(f"{self._line.name}: the sign at address {self._address:#04x} does not answer")

    def pages(self, content: SignText) -> tuple[SignText, ...]:
        """The text in pieces that fit; these screens cannot scroll by themselves."""
        pieces = a090_text.pages(content.text, self._columns)
        return tuple(replace(content, text=piece) for piece in pieces)

    def close(self) -> None:
        """Let go of the sign; the line stays open for the others."""
        self._endpoint.close()

    def _is_taken(self, frame: A090Frame) -> bool:
        received = self._endpoint.exchange(frame, self._answer_seconds)
        return received is not None and isinstance(received.frame, A090Acknowledgement)
