"""A virtual social security card that a person holds: put it into a slot, pull it out, let it misbehave.

The same card serves two slots: ``ProcessSlot`` is a PC/SC service in this process, and ``VpcdSlot`` is a reader of the
computer's own service, which the card calls over vpcd's port.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from drivers.card_reader.pcsc_library import open_library
from drivers.card_reader.pcsc_service import SlotState
from drivers.card_reader.ssc_chip import Manners, SocialSecurityData, SscChip
from drivers.card_reader.ssc_emulator import SscEmulator, SscFault
from drivers.errors import DeviceError, DeviceRefused, LinkLost
from drivers.link.tcp import open_tcp

REAL_WAIT = 5.0


class ProcessSlot:
    """Readers and their one card in memory; ``open`` gives connections to the service, as many as one likes.

    A look never waits for a change, so that tests are quick.
    """

    def __init__(self, *readers: str, manners: Manners | None = None) -> None:
        self.names = readers or ("Paihao Virtual Reader 00 00",)
        self.opening: DeviceError | None = None
        """What opening a connection raises."""
        self.looking: DeviceError | None = None
        """What every question about a slot raises, and every other one of an open connection."""
        self.hangs = False
        """A call under way never returns until this is False again."""
        self.mute = False
        self.insertion = 0
        self.chip: SscChip | None = None
        self.fault = SscFault.NONE
        self.connections = 0
        self.threads: set[str] = set()
        self.apdus: list[bytes] = []
        self._manners = manners or Manners()
        self._moved = threading.Condition()

    def present(self, card: SocialSecurityData, fault: SscFault = SscFault.NONE) -> None:
        """Put a card in, in place of any other."""
        with self._moved:
            self.chip, self.fault = SscChip(card, self._manners), fault
            self.insertion += 1
            self._moved.notify_all()

    def lift(self) -> None:
        """Pull the card out; whoever waits for its answer is told."""
        with self._moved:
            self.chip = None
            self._moved.notify_all()

    def go_on(self) -> None:
        """Let calls return again."""
        with self._moved:
            self.hangs = False
            self._moved.notify_all()

    def open(self) -> ProcessService:
        """One more connection."""
        self.wait_while_hanging()
        if self.opening is not None:
            raise self.opening
        self.connections += 1
        return ProcessService(self)

    def wait_while_hanging(self) -> None:
        with self._moved:
            self._moved.wait_for(lambda: not self.hangs)

    def answer(self, chip: SscChip, apdu: bytes) -> bytes:
        """The chip's answer, in the manner of its fault; a mute chip answers when it is pulled out."""
        self.apdus.append(apdu)
        with self._moved:
            if self.fault is SscFault.MUTE:
                self._moved.wait_for(lambda: self.chip is not chip)
            if self.chip is not chip:
                raise DeviceRefused("The card stopped answering.")
        return b"\x90" if self.fault is SscFault.NONSENSE else chip.answer(apdu)


class ProcessService:
    """A connection to the service in memory."""

    def __init__(self, slot: ProcessSlot) -> None:
        self._slot = slot
        self._chip: SscChip | None = None

    def readers(self) -> tuple[str, ...]:
        self._begin()
        return self._slot.names

    def look(self, reader: str, known: SlotState | None, seconds: float) -> SlotState:
        self._begin()
        if reader not in self._slot.names:
            raise LinkLost("The card reader was unplugged.")
        present = self._slot.chip is not None
        return SlotState(present, present and self._slot.mute, self._slot.insertion)

    def connect(self, reader: str) -> None:
        self._begin()
        if self._slot.chip is None:
            raise DeviceRefused("The card was taken out too early: put it in again.")
        self._chip = self._slot.chip
        self._chip.reset()

    def transmit(self, apdu: bytes) -> bytes:
        self._begin()
        if self._chip is None:
            raise DeviceRefused("No card is connected.")
        return self._slot.answer(self._chip, apdu)

    def disconnect(self) -> None:
        self._chip = None

    def release(self) -> None:
        self._slot.connections -= 1

    def _begin(self) -> None:
        self._slot.threads.add(threading.current_thread().name)
        self._slot.wait_while_hanging()
        if self._slot.looking is not None:
            raise self._slot.looking


class VpcdSlot:
    """A slot of the computer's PC/SC service behind vpcd, which listens on ``port`` for a card to call."""

    def __init__(self, reader: str, port: int, *, manners: Manners | None = None) -> None:
        self.reader = reader
        self._port = port
        self._manners = manners
        self._card: SscEmulator | None = None
        self._insertion = 0

    def present(self, card: SocialSecurityData, fault: SscFault = SscFault.NONE) -> None:
        """Put a card in; returns when the service knows it."""
        self.lift()
        self._card = SscEmulator(open_tcp(f"socket://127.0.0.1:{self._port}"), manners=self._manners)
        self._card.set_fault(fault)
        self._card.present(card)
        self._card.start()
        self._insertion = self._wait(lambda state: state.present).insertion

    def lift(self) -> None:
        """Pull the card out; returns when the service knows it."""
        card, self._card = self._card, None
        if card is not None:
            card.close()
            # The service may say "empty" before its next look at the slot, and would then miss a new card before that.
            self._wait(lambda state: not state.present and state.insertion != self._insertion)

    def _wait(self, reached: Callable[[SlotState], bool]) -> SlotState:
        service = open_library()
        try:
            deadline = time.monotonic() + REAL_WAIT
            state = service.look(self.reader, None, 0.0)
            while not reached(state):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the service still says {state}")
                state = service.look(self.reader, state, 0.2)
            return state
        finally:
            service.release()
