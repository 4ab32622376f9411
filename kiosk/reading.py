"""The kiosk's card readers: polled while a card is wanted, otherwise only asked now and then whether they work.

Responsible for: one supervised reader per device, the first card any of them finds, and their health taken together. Not
responsible for: what a card is for. A card's number is in ``CardRead`` and nowhere else; it is never logged.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from pydantic import ValidationError

from drivers.card_reader.id_number import birth_date
from drivers.card_reader.port import CardIdentity, CardReader
from drivers.errors import DeviceRefused
from drivers.status import Condition, DeviceStatus
from drivers.supervisor import DeviceSupervisor
from kiosk.views import CardRead, CardUnreadable, ReaderHealth, ReadersChanged
from queue_server.wire.messages import IdentityClaim, IdentityScheme

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.2
CHECK_SECONDS = 5.0
_LONGEST_WAIT = 0.25
"""Seconds between looks at the stop event."""

OpenReader = Callable[[], CardReader]


class ReadingStation:
    """All readers of one kiosk, each on its supervisor's thread."""

    def __init__(
        self,
        readers: dict[str, OpenReader],
        post: Callable[[object], None],
        report: Callable[[DeviceStatus], None],
        *,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        """``readers``: how to open each device. ``post`` brings messages to the screen's thread."""
        self._post = post
        self._report = report
        self._check_seconds = check_seconds
        self._wanted = threading.Event()
        self._changing = threading.Lock()
        self._conditions: dict[str, Condition] = dict.fromkeys(readers, Condition.UNKNOWN)
        self._health = ReaderHealth.STARTING
        self._supervisors = [
            DeviceSupervisor(device, open_reader, self._run, listener=self._listen)
            for device, open_reader in readers.items()
        ]

    def start(self) -> None:
        """Open the readers; a kiosk without any says so at once."""
        self._settle()
        for supervisor in self._supervisors:
            supervisor.start()

    def close(self, timeout: float = 1.0) -> None:
        """Let go of the readers."""
        for supervisor in self._supervisors:
            supervisor.stop(timeout / len(self._supervisors))

    def look_for_cards(self, wanted: bool) -> None:
        """Say whether a card may be read now."""
        if wanted:
            self._wanted.set()
        else:
            self._wanted.clear()

    # --- on a supervisor's thread ---------------------------------------------------------------------------

    def _run(self, reader: CardReader, stop: threading.Event) -> None:
        since_check = 0.0
        while not stop.is_set():
            if self._wanted.is_set():
                self._look(reader)
                stop.wait(POLL_SECONDS)
                continue
            if self._wanted.wait(_LONGEST_WAIT):
                continue
            since_check += _LONGEST_WAIT
            if since_check >= self._check_seconds:
                since_check = 0.0
                reader.check()

    def _look(self, reader: CardReader) -> None:
        try:
            card = reader.read_card()
        except DeviceRefused as refusal:
            log.info("card unreadable", reason=refusal.code)
            self._post(CardUnreadable())
            return
        # The resident may have gone back while the reader was busy: then nobody asked for this card.
        if card is not None and self._wanted.is_set():
            self._post(_found(card))

    def _listen(self, status: DeviceStatus) -> None:
        self._report(status)
        with self._changing:
            self._conditions[status.device] = status.condition
        self._settle()

    def _settle(self) -> None:
        with self._changing:
            health = _together(tuple(self._conditions.values()))
            changed, self._health = health is not self._health, health
        if changed:
            self._post(ReadersChanged(health))


def _found(card: CardIdentity) -> CardRead | CardUnreadable:
    try:
        claim = IdentityClaim(scheme=IdentityScheme(card.scheme.value), number=card.number)
    except ValidationError:
        # Its text would show the number, so nothing of it is passed on.
        log.info("card unreadable", reason="number of no card")
        return CardUnreadable()
    return CardRead(claim, birth_date(card.number))


def _together(conditions: tuple[Condition, ...]) -> ReaderHealth:
    if any(condition in {Condition.ONLINE, Condition.WARNING} for condition in conditions):
        return ReaderHealth.READY
    if any(condition is Condition.UNKNOWN for condition in conditions):
        return ReaderHealth.STARTING
    return ReaderHealth.BROKEN
