"""Messages of the vpcd protocol between a card terminal and a virtual card.

Responsible for: lengths and control codes. Not responsible for what an APDU means (``ssc_card``).

Every message, both ways, is a 16-bit big-endian length and that many bytes. A message of one byte from the terminal is
a control code; only the request for the ATR is answered. Source: vpcd of the vsmartcard project.
"""

from __future__ import annotations

POWER_OFF = b"\x00"
POWER_ON = b"\x01"
RESET = b"\x02"
GET_ATR = b"\x04"
CONTROLS = frozenset({POWER_OFF, POWER_ON, RESET, GET_ATR})

MAX_MESSAGE = 4096
"""Far above an APDU (261 bytes) or its answer (258): a larger length is noise."""


def message(body: bytes) -> bytes:
    """The whole message."""
    return len(body).to_bytes(2, "big") + body


class MessageDecoder:
    """Cuts a stream into messages, in any chunking. A length beyond the limit costs one byte, as there is no head
    to search for; the terminal starts each exchange with an empty decoder."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Complete messages in order; never raises."""
        self._buffer += data
        found: list[bytes] = []
        while len(self._buffer) >= 2:
            length = int.from_bytes(self._buffer[:2], "big")
            if length > MAX_MESSAGE:
                del self._buffer[:1]
            elif len(self._buffer) >= 2 + length:
                found.append(bytes(self._buffer[2 : 2 + length]))
                del self._buffer[: 2 + length]
            else:
                break
        return found

    def reset(self) -> None:
        """Forget an unfinished message."""
        self._buffer.clear()
