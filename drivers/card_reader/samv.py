"""The second-generation identity card reader (SAM_V) behind the card reader port.

Responsible for: find, select, read in that order within the protocol's times; what each answer means to the kiosk; and
reporting a card once while it lies there. Not responsible for frames, tables or the text block (``samv_*``).

The photo is received, because the protocol has no reading without it, and dropped at once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from config.model import SamvReader as SamvReaderSettings
from drivers.card_reader import samv_protocol as protocol
from drivers.card_reader.id_number import is_valid
from drivers.card_reader.port import CardIdentity, CardScheme
from drivers.card_reader.samv_frames import SMALLEST_REPLY, Damage, FrameDecoder, SamvReply, SamvRequest
from drivers.card_reader.samv_text import TEXT_BYTES, CardText, CardType, parse_text
from drivers.errors import BadAnswer, DeviceRefused, DeviceUnusable, NoAnswer
from drivers.link.port import Link

FIND_INTERVAL = 0.3
"""Seconds between two searches; vendors ask for no less."""

_MAX_STALE_CHUNKS = 64
_TEXT_START = 4
_PERMIT_I_NUMBER = re.compile(r"[A-Z]{3}[0-9]{12}")


class SamvReader:
    """One reader on one link."""

    def __init__(
        self,
        link: Link,
        settings: SamvReaderSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._link = link
        self._suppress_seconds = settings.repeat_suppress_seconds
        self._clock = clock
        self._sleep = sleep
        self._next_find_at = clock()
        self._must_be_lifted = False
        self._reported: tuple[str, float] | None = None

    def read_card(self) -> CardIdentity | None:
        """Look once. A card that keeps lying there is reported once; lifted and presented again it counts again."""
        self._keep_pace()
        if self._exchange(protocol.FIND_CARD).status == protocol.NO_CARD:
            self._must_be_lifted, self._reported = False, None
            return None
        if self._must_be_lifted:
            raise DeviceRefused("The card could not be read: lift it and present it again.")
        self._card_step(protocol.SELECT_CARD)
        reply = self._card_step(protocol.READ_TEXT_PHOTO)
        identity = self._identify(reply.data[_TEXT_START : _TEXT_START + TEXT_BYTES])
        return self._unless_reported(identity)

    def check(self) -> None:
        """Ask for the reader's own state; raises DeviceError unless it says that it works."""
        self._exchange(protocol.STATUS)

    def sam_id(self) -> str:
        """The number of the security module, as printed on the device."""
        return protocol.sam_id_text(self._exchange(protocol.SAM_ID).data)

    def close(self) -> None:
        """Let go of the reader and its link."""
        self._link.close()

    def _keep_pace(self) -> None:
        wait = self._next_find_at - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._next_find_at = self._clock() + FIND_INTERVAL

    def _card_step(self, request: SamvRequest) -> SamvReply:
        """A step whose failure is the card's: after it the card must be lifted and presented again."""
        reply = self._exchange(request)
        if reply.status != protocol.OK:
            self._must_be_lifted = True
            raise DeviceRefused(f"The card could not be read: {_meaning(reply.status)}.")
        return reply

    def _identify(self, block: bytes) -> CardIdentity:
        try:
            text = parse_text(block)
            _verify_number(text)
        except ValueError as error:
            self._must_be_lifted = True
            raise DeviceRefused(f"The card's text is not right: {error}.") from None
        return CardIdentity(CardScheme.ID_CARD, text.number, text.display_name)

    def _unless_reported(self, identity: CardIdentity) -> CardIdentity | None:
        """None while the card just reported keeps lying there: each look at it extends the time."""
        now = self._clock()
        before, self._reported = self._reported, (identity.number, now)
        if before and before[0] == identity.number and now - before[1] < self._suppress_seconds:
            return None
        return identity

    def _exchange(self, request: SamvRequest) -> SamvReply:
        """One answered request; a request that the reader received damaged is sent once more."""
        reply = self._ask(request)
        if reply.status in protocol.DAMAGED_REQUEST:
            reply = self._ask(request)
        if reply.status in protocol.PERMANENT:
            raise DeviceUnusable(f"The reader is out of service: {_meaning(reply.status)}.")
        if reply.status in {*protocol.DAMAGED_REQUEST, protocol.UNKNOWN_COMMAND, 0x23, 0x24}:
            raise BadAnswer(f"The reader did not take the request: {_meaning(reply.status)}.")
        return reply

    def _ask(self, request: SamvRequest) -> SamvReply:
        self._drop_stale_input()
        self._link.write(request.to_bytes())
        decoder = FrameDecoder(SMALLEST_REPLY)
        heard = False
        deadline = self._clock() + protocol.seconds_allowed(request)
        while (rest := deadline - self._clock()) > 0 and (data := self._link.read(rest)):
            heard = True
            if reply := _matching(request, decoder.feed(data)):
                return reply
        if reply := _matching(request, decoder.give_up()):
            return reply
        if heard:
            raise BadAnswer("The reader answered with bytes that do not answer the request.")
        raise NoAnswer("The reader did not answer.")

    def _drop_stale_input(self) -> None:
        """Late answers to earlier requests; bounded, because a broken line may never fall silent."""
        for _ in range(_MAX_STALE_CHUNKS):
            if not self._link.read(0):
                return


def _matching(request: SamvRequest, items: list[bytes | Damage]) -> SamvReply | None:
    replies = (SamvReply.from_body(item) for item in items if isinstance(item, bytes))
    return next((reply for reply in replies if reply and protocol.answers(request, reply)), None)


def _verify_number(text: CardText) -> None:
    if text.kind is CardType.FOREIGNER_2017:
        right = _PERMIT_I_NUMBER.fullmatch(text.number) is not None
    else:
        right = is_valid(text.number)
    if not right:
        raise ValueError("its number fails the check")


def _meaning(status: int) -> str:
    return protocol.MEANINGS.get(status, f"status {status:02X}")
