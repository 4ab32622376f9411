"""The kiosk of a cell: the program's own stations and stage on a surface off the screen, over an emulated device."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from zoneinfo import ZoneInfo

from typing_extensions import override

from drivers.card_reader.demo_cards import demo_id_cards, demo_social_security_cards
from drivers.card_reader.samv_device import CardData
from drivers.card_reader.samv_emulator import SamvEmulator
from drivers.card_reader.ssc_chip import SocialSecurityData
from drivers.card_reader.ssc_emulator import SscEmulator
from drivers.link.pty_link import open_pty
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from i18n import Catalogue
from kiosk.bootstrap import MESSAGES, Stations
from kiosk.screens.surroundings import Surroundings, Visit
from kiosk.stage import Stage
from screen.screen_port import Message, Touch, TouchKind
from screen.timing import SystemClock
from tests.fakes.faulty_end import FaultyEnd, Mood
from tests.fakes.kiosk_stage import new_canvas
from tests.fakes.matrix_hall import Cell, DeviceKind, Fault, MatrixHall, link_of
from tests.fakes.matrix_rig import Rig

MOODS = {Fault.GARBAGE: Mood.GARBAGE, Fault.SILENT: Mood.SILENT, Fault.SLOW: Mood.SLOW}
NEXT_RESIDENT_SECONDS = 2.2
PATIENCE = 7.0
"""The kiosk waits four seconds for a printer that does not answer."""
# pygame's fonts are not for several threads at once.
DRAWING = threading.Lock()


class KioskRig(Rig):
    """A resident at the kiosk; ``play_until`` lets the kiosk's loop turn meanwhile."""

    def __init__(self, hall: MatrixHall, cell: Cell) -> None:
        super().__init__(hall, cell)
        self.end = FaultyEnd(open_pty(link_of(hall.folder, cell)))
        self.messages: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.config = hall.server.hall
        self.kiosk = self.config.kiosk(cell.place)
        self.catalogue = Catalogue.load(MESSAGES)
        with DRAWING:
            self.canvas, _ = new_canvas()
        self.parts = ExitStack()

    @override
    def start(self) -> None:
        client = self.hall.server.new_client()
        self.parts.callback(client.close)
        state = self.hall.folder / f"kiosk-{self.cell.index}"
        state.mkdir()
        stations = Stations(
            self.config, self.kiosk, self.catalogue, client, self.messages.put, state, self.parts
        )
        zone = ZoneInfo(self.config.hall.timezone)
        around = Surroundings(self.config, self.kiosk, self.catalogue, SystemClock(zone), Visit("zh"))
        self.stage = Stage(around, stations.services)
        stations.start()

    @override
    def stop(self) -> None:
        self.parts.close()
        self.end.close()

    @override
    def break_device(self, fault: Fault) -> None:
        if fault in MOODS:
            self.end.mood = MOODS[fault]
        elif fault is Fault.UNPLUGGED_BUSY:
            self.cut_in_the_middle()
        else:
            self.end.unplug()

    def cut_in_the_middle(self) -> None:
        """Arm the cut for the next operation."""

    @override
    def mend_device(self) -> None:
        self.end.mend()

    @override
    def is_ready(self) -> bool:
        return self.hall.device(self.cell.name)[0] == "online"

    # --- the resident ---------------------------------------------------------------------------------------

    def turn(self) -> None:
        """One turn of the kiosk's loop."""
        with contextlib.suppress(queue.Empty):
            self.stage.handle(Message(self.messages.get(timeout=0.02)))
        self.stage.update()

    def play_until(self, reached: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Let the kiosk go on until that is so."""
        deadline = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > deadline:
                raise AssertionError(f"no {what} in {seconds:g} s; {self.screen} shows {self.read()}")
            self.turn()

    @property
    def screen(self) -> str:
        """The name of the screen that is shown."""
        return self.stage.layout().screen

    def touch(self, target: str) -> None:
        """Touch it, as soon as it is there."""
        self.play_until(lambda: target in self._targets(), f"target {target}")
        box = self._targets()[target]
        for kind in (TouchKind.DOWN, TouchKind.UP):
            self.stage.handle(Touch(kind, *box.centre))
        self.stage.update()

    def ask_for_service(self) -> None:
        """From the invitation to the cell's service, page by page."""
        self.touch("start")
        self.play_until(lambda: self.screen == "services", "choice of services")
        while f"service:{self.cell.service}" not in self._targets():
            self.touch("next-page")
        self.touch(f"service:{self.cell.service}")

    def _targets(self) -> dict[str, Any]:
        return {target.id: target.box for target in self.stage.layout().targets}

    def read(self) -> str:
        """Every text on the screen now."""
        with DRAWING:
            self.stage.draw(self.canvas)
            return " | ".join(drawn.text for drawn in self.canvas.texts)

    def wait_for_text(self, key: str, seconds: float = PATIENCE) -> None:
        """Until the screen shows that message of the catalogue, in Chinese."""
        text = self.catalogue.words("zh")(key)
        self.play_until(lambda: text in self.read(), f"text {text!r}", seconds)

    def go_home(self) -> None:
        """Back to the invitation, whatever is shown."""
        self.touch("done")
        self.play_until(lambda: self.screen == "home", "home")

    def note_number(self) -> None:
        """The ticket's screen shows a number, and it is the newest of the service."""
        self.play_until(lambda: self.screen == "ticket", "ticket")
        self.number = str(self.hall.tickets(self.cell)[-1][0])
        assert self.number in self.read()


class ReaderRig(KioskRig):
    """The card reader fails."""

    def __init__(self, hall: MatrixHall, cell: Cell) -> None:
        super().__init__(hall, cell)
        self._lifted_at = 0.0
        self.is_chip_reader = cell.device is DeviceKind.SOCIAL_CARD_READER
        self.emulator = SscEmulator(self.end) if self.is_chip_reader else SamvEmulator(self.end)
        self.emulator.start()

    @override
    def cut_in_the_middle(self) -> None:
        self.end.cut_in_writing(20 if self.is_chip_reader else 200)

    @override
    def stop(self) -> None:
        super().stop()
        self.emulator.close()

    @override
    def take(self, *, works: bool) -> None:
        self.ask_for_service()
        self.lay_card()
        if works:
            self.play_until(lambda: self.screen == "ticket", "ticket by card")
        else:
            if not self.looks_like_no_card:
                self.wait_for_text("card.fault_optional")
            self.touch("no-card")
        self.note_number()
        self.emulator.lift()
        self._lifted_at = time.monotonic()
        self.go_home()

    @property
    def looks_like_no_card(self) -> bool:
        """A silent chip reader is an empty one: its protocol has no other word for it."""
        return self.is_chip_reader and self.cell.fault is Fault.SILENT

    def lay_card(self) -> None:
        """Each visit has a card of its own: two people, with the time between them that people need."""
        time.sleep(max(0.0, self._lifted_at + NEXT_RESIDENT_SECONDS - time.monotonic()))
        visit = len(self.hall.tickets(self.cell))
        if isinstance(self.emulator, SscEmulator):
            chip = demo_social_security_cards()[visit].card
            assert isinstance(chip, SocialSecurityData)
            self.emulator.present(chip)
        else:
            card = demo_id_cards()[visit].card
            assert isinstance(card, CardData)
            self.emulator.present(card)

    @override
    def check_staff(self, fault: Fault) -> None:
        healthy = fault is Fault.SLOW or self.looks_like_no_card
        self.hall.wait_for_device(self.cell.name, "online" if healthy else "offline")


class PrinterRig(KioskRig):
    """The printer fails."""

    def __init__(self, hall: MatrixHall, cell: Cell) -> None:
        super().__init__(hall, cell)
        self.emulator = EscposEmulator(self.end)
        self.emulator.start()

    @override
    def cut_in_the_middle(self) -> None:
        self.end.cut_in_reading(100)

    @override
    def stop(self) -> None:
        super().stop()
        self.emulator.close()

    @override
    def take(self, *, works: bool) -> None:
        self.ask_for_service()
        self.note_number()
        self.wait_for_text("ticket.printed" if works else "ticket.no_answer")
        self.go_home()
        slip = "printed" if works else "failed"
        self.play_until(lambda: self.hall.tickets(self.cell)[-1][3] == slip, f"slip {slip} for staff")
        slips = self.slips_of(self.number)
        assert slips == 1 if works else slips <= 1, f"{slips} slips of {self.number}"

    def slips_of(self, number: str) -> int:
        """How often that number came out of the printer."""
        return sum(number in text for paper in self.emulator.papers for text in paper.texts)

    @override
    def check_staff(self, fault: Fault) -> None:
        # Silence is never a healthy value: a printer that says nothing is unknown, one that is gone is off-line.
        states = ("online",) if fault is Fault.SLOW else ("offline", "unknown")
        self.hall.wait_for_device(self.cell.name, *states)
