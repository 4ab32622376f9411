"""A PC/SC reader with social security cards, behind the card reader port.

Responsible for: finding the reader by a part of its name, noticing a card, a deadline for every call (the library
knows none), a fresh connection after a call that never returned, and reporting a card once while it stays. Not
responsible for the card's commands (``ssc_card``) or the library (``pcsc_library``).

The unique number of a contactless tag (``FF CA 00 00 00``) is not read on purpose: it names a piece of plastic, not a
person; anybody can copy it, and telephones make up a new one at every touch. What it is to mean needs a service that
hands out tags.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeVar

from config.model import PcscReader as PcscReaderSettings
from drivers.card_reader.pcsc_library import open_library
from drivers.card_reader.pcsc_service import PcscService, SlotState, choose_reader
from drivers.card_reader.pcsc_worker import DeadlineExceeded, DeadlineWorker
from drivers.card_reader.port import CardIdentity
from drivers.card_reader.ssc_card import read_holder
from drivers.errors import BadAnswer, DeviceRefused, LinkLost, NoAnswer

LOOK_SECONDS = 0.3
"""How long a look waits for a card; the service tells of one at once."""
SERVICE_SECONDS = 2.0
"""For calls that only the service answers."""
CONNECT_SECONDS = 3.0
"""For powering a card, with a second try at another voltage."""
CLOSE_SECONDS = 0.5

CARD_SILENT = "The card stopped answering: take it out and put it in again."
CARD_MUTE = "The card does not answer: is it the right way round?"
SERVICE_SILENT = "The PC/SC service does not answer: restart it."

OpenService = Callable[[], PcscService]
T = TypeVar("T")


def reader_names(open_service: OpenService = open_library) -> tuple[str, ...]:
    """The names of this computer's PC/SC readers; raises what ``open_library`` raises, NoAnswer, BadAnswer."""
    connection = _Connection(open_service, SERVICE_SECONDS)
    try:
        return connection.call(lambda service: service.readers(), SERVICE_SECONDS)
    except DeadlineExceeded:
        raise NoAnswer(SERVICE_SILENT) from None
    finally:
        connection.end(CLOSE_SECONDS)


class PcscReader:
    """One reader of the service, which is asked for the first time by ``check`` or ``read_card``.

    Beside what the port says these raise LinkUnavailable when the service or the reader is not there.
    """

    def __init__(
        self,
        settings: PcscReaderSettings,
        *,
        open_service: OpenService = open_library,
        service_seconds: float = SERVICE_SECONDS,
    ) -> None:
        self._settings = settings
        self._open_service = open_service
        self._service_seconds = service_seconds
        self._connection: _Connection | None = None
        self._closed = False
        self._reader: str | None = None
        self._known: SlotState | None = None
        self._dealt_with: int | None = None
        self._refused = ""

    def read_card(self) -> CardIdentity | None:
        """Look once. A card that stays is reported once; taken out and put in again it counts again."""
        state = self._look(LOOK_SECONDS)
        if not state.present:
            self._dealt_with, self._refused = None, ""
            return None
        if state.insertion == self._dealt_with:
            if self._refused:
                raise DeviceRefused(self._refused)
            return None
        self._dealt_with, self._refused = state.insertion, CARD_MUTE if state.mute else ""
        if self._refused:
            raise DeviceRefused(self._refused)
        return self._session()

    def check(self) -> None:
        """Ask the service for the reader's state. Raises LinkLost when one of them is gone, NoAnswer when it hangs."""
        self._known = None
        self._look(0.0)

    def close(self) -> None:
        """Let go of the reader; a call that is stuck is left to itself."""
        self._closed = True
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.end(CLOSE_SECONDS)

    def _found(self) -> str:
        """The reader's whole name, looked for once; raises what ``open_library`` and ``choose_reader`` raise."""
        if self._reader is None:
            names = self._in_time(lambda service: service.readers(), self._service_seconds, SERVICE_SILENT)
            self._reader = choose_reader(names, self._settings.reader)
        return self._reader

    def _look(self, seconds: float) -> SlotState:
        reader, known = self._found(), self._known
        state = self._in_time(
            lambda service: service.look(reader, known, seconds),
            seconds + self._service_seconds,
            SERVICE_SILENT,
        )
        self._known = state
        return state

    def _session(self) -> CardIdentity:
        """Power, read, power off. Whatever goes wrong with the card is remembered until it is taken out."""
        try:
            return self._read_holder()
        except (DeviceRefused, BadAnswer, NoAnswer) as error:
            self._refused = str(error)
            raise DeviceRefused(self._refused) from error

    def _read_holder(self) -> CardIdentity:
        reader = self._found()
        self._in_time(lambda service: service.connect(reader), CONNECT_SECONDS, CARD_SILENT)
        try:
            return read_holder(self._transmit)
        finally:
            self._disconnect()

    def _transmit(self, apdu: bytes) -> bytes:
        seconds = self._settings.answer_timeout_seconds
        return self._in_time(lambda service: service.transmit(apdu), seconds, CARD_SILENT)

    def _disconnect(self) -> None:
        """After a deadline there is nothing to disconnect: the connection was given up with the card."""
        if self._connection is not None:
            with contextlib.suppress(NoAnswer):
                self._in_time(lambda service: service.disconnect(), CONNECT_SECONDS, CARD_SILENT)

    def _in_time(self, function: Callable[[PcscService], T], seconds: float, sentence: str) -> T:
        """NoAnswer when the call does not return: its thread and connection are given up for fresh ones."""
        if self._closed:
            raise LinkLost("The reader is closed.")
        connection = self._connection = self._connection or _Connection(
            self._open_service, self._service_seconds
        )
        try:
            return connection.call(function, seconds)
        except DeadlineExceeded:
            connection.end(0.0)
            self._connection = None
            raise NoAnswer(sentence) from None


class _Connection:
    """A service and the thread that alone calls it."""

    def __init__(self, open_service: OpenService, seconds: float) -> None:
        self._service: PcscService | None = None
        self._worker = DeadlineWorker("pcsc")
        try:
            self._worker.call(lambda: self._open(open_service), seconds)
        except BaseException as error:
            self.end(0.0)
            if isinstance(error, DeadlineExceeded):
                raise NoAnswer(SERVICE_SILENT) from None
            raise

    def call(self, function: Callable[[PcscService], T], seconds: float) -> T:
        """What the function gives or raises; raises DeadlineExceeded."""
        return self._worker.call(lambda: function(self._opened()), seconds)

    def end(self, wait: float) -> None:
        """Let go of the service, after the call under way if there is one; wait for that so many seconds."""
        self._worker.end(self._release, wait=wait)

    def _open(self, open_service: OpenService) -> None:
        self._service = open_service()

    def _opened(self) -> PcscService:
        if self._service is None:
            raise LinkLost("The connection to the PC/SC service is closed.")
        return self._service

    def _release(self) -> None:
        service, self._service = self._service, None
        if service is not None:
            service.release()
