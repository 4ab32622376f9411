"""A social security card terminal whose link carries the vpcd protocol, behind the card reader port.

Responsible for: noticing a card by asking for its ATR, a deadline for every APDU, and reporting a card once while it
stays. Not responsible for the card's commands (``ssc_card``).

The protocol has no word for "no card": a card that is not there does not answer. Silence to the ATR request therefore
means no card, and a terminal that lost power is only noticed when the link itself is lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from config.model import VpcdReader as VpcdReaderSettings
from drivers.card_reader import vpcd_frames as frames
from drivers.card_reader.port import CardIdentity
from drivers.card_reader.ssc_card import read_holder
from drivers.errors import BadAnswer, DeviceRefused
from drivers.link.port import Link

POLL_INTERVAL = 0.3
ATR_SECONDS = 0.4
"""Time for the ATR; it is also how long a look at an empty terminal takes."""

SAME_CARD_SECONDS = 2.0
"""A card that is there after nobody has looked for so long counts anew: it may be another one."""

_MAX_STALE_CHUNKS = 64
_ATR_FIRST_BYTES = frozenset({0x3B, 0x3F})


@dataclass(frozen=True, slots=True)
class _Answer:
    """A message, or none: then bytes may have come that made no message."""

    body: bytes | None = field(repr=False)
    unfinished: bool = False


class VpcdReader:
    """One terminal on one link."""

    def __init__(
        self,
        link: Link,
        settings: VpcdReaderSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._link = link
        self._answer_seconds = settings.answer_timeout_seconds
        self._clock = clock
        self._sleep = sleep
        self._next_poll_at = clock()
        self._looked_at = clock()
        self._reported = False
        self._refused = ""

    def read_card(self) -> CardIdentity | None:
        """Look once. A card that stays is reported once; taken out and put in again it counts again."""
        self._keep_pace()
        if self._clock() - self._looked_at > SAME_CARD_SECONDS:
            self._reported, self._refused = False, ""
        self._looked_at = self._clock()
        if not self._card_is_there():
            self._reported, self._refused = False, ""
            return None
        if self._refused:
            raise DeviceRefused(self._refused)
        if self._reported:
            return None
        identity = self._session()
        self._reported = True
        return identity

    def check(self) -> None:
        """Ask for an ATR; silence is an empty terminal. Raises LinkLost, or BadAnswer for bytes that are no ATR."""
        self._card_is_there()

    def close(self) -> None:
        """Let go of the terminal and its link."""
        self._link.close()

    def _keep_pace(self) -> None:
        wait = self._next_poll_at - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._next_poll_at = self._clock() + POLL_INTERVAL

    def _card_is_there(self) -> bool:
        answer = self._ask(frames.GET_ATR, min(ATR_SECONDS, self._answer_seconds))
        if answer.unfinished or (answer.body and answer.body[0] not in _ATR_FIRST_BYTES):
            raise BadAnswer("The terminal answered with bytes that are no ATR.")
        return bool(answer.body)

    def _session(self) -> CardIdentity:
        """Power, read, power off. Whatever goes wrong with the card is remembered until it is taken out."""
        self._link.write(frames.message(frames.POWER_ON) + frames.message(frames.RESET))
        try:
            identity = read_holder(self._transmit)
        except (DeviceRefused, BadAnswer) as error:
            self._refused = str(error)
            raise DeviceRefused(self._refused) from error
        finally:
            self._power_off()
        return identity

    def _power_off(self) -> None:
        self._link.write(frames.message(frames.POWER_OFF))

    def _transmit(self, apdu: bytes) -> bytes:
        answer = self._ask(apdu, self._answer_seconds)
        if answer.body is None:
            raise DeviceRefused("The card stopped answering: take it out and put it in again.")
        return answer.body

    def _ask(self, body: bytes, seconds: float) -> _Answer:
        """The next message after ours, or what came of it in that time."""
        self._drop_stale_input()
        self._link.write(frames.message(body))
        decoder = frames.MessageDecoder()
        unfinished = False
        deadline = self._clock() + seconds
        while (rest := deadline - self._clock()) > 0 and (data := self._link.read(rest)):
            unfinished = True
            if messages := decoder.feed(data):
                return _Answer(messages[0])
        return _Answer(None, unfinished)

    def _drop_stale_input(self) -> None:
        for _ in range(_MAX_STALE_CHUNKS):
            if not self._link.read(0):
                return
