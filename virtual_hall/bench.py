"""Every emulated device of the hall, each behind its wire.

Responsible for: building the emulators that the hall file's ``emulator:`` links ask for, and finding them by device.
Not responsible for: the wires themselves (``wires``) or what the page shows of a device (``showcase``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Protocol

from config.model import (
    A090Sign,
    DeviceSection,
    EscposPrinter,
    Ff68Evaluator,
    Ff68Keypad,
    HallConfig,
    KioskSection,
    OnbonSign,
    SamvReader,
    VpcdReader,
)
from drivers.card_reader.samv_emulator import SamvEmulator
from drivers.card_reader.ssc_emulator import SscEmulator
from drivers.evaluator.ff68_emulator import EvaluatorEmulator
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.led_display.onbon_emulator import OnbonEmulator
from drivers.link.port import Link
from drivers.rs485.line_emulator import LineEmulator
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from virtual_hall.cards import KioskReaders
from virtual_hall.wires import Wires, wire_name

PRINT_LINE_SECONDS = 0.012
"""An ordinary 250 mm/s printer moves a line of 3 mm in so many seconds."""


class Runnable(Protocol):
    """What every emulator on a wire of its own can do."""

    def start(self) -> None:
        """Begin to answer."""

    def close(self) -> None:
        """Switch off."""


@dataclass(slots=True)
class Bench:
    """The emulators by device id."""

    keypads: dict[str, KeypadEmulator] = field(default_factory=dict)
    evaluators: dict[str, EvaluatorEmulator] = field(default_factory=dict)
    signs: dict[str, SignEmulator | OnbonEmulator] = field(default_factory=dict)
    printers: dict[str, EscposEmulator] = field(default_factory=dict)
    id_readers: dict[str, SamvEmulator] = field(default_factory=dict)
    social_readers: dict[str, SscEmulator] = field(default_factory=dict)
    running: list[Runnable] = field(default_factory=list)
    """Everything that is switched on and off, each emulator behind its wire."""

    def start(self) -> None:
        """Switch everything on."""
        for emulator in self.running:
            emulator.start()

    def close(self) -> None:
        """Switch everything off."""
        for emulator in self.running:
            emulator.close()

    def readers_of(self, kiosk: KioskSection) -> KioskReaders:
        """The emulated readers of a kiosk, the first of each kind."""
        samv = [self.id_readers[name] for name in kiosk.card_readers if name in self.id_readers]
        ssc = [self.social_readers[name] for name in kiosk.card_readers if name in self.social_readers]
        return KioskReaders(samv=samv[0] if samv else None, ssc=ssc[0] if ssc else None)


def build_bench(hall: HallConfig, wires: Wires) -> Bench:
    """All emulators, switched off; raises ValueError when a link's devices cannot share it."""
    by_wire: dict[str, list[DeviceSection]] = defaultdict(list)
    for device in hall.devices:
        name = wire_name(device)
        if name is not None:
            by_wire[name].append(device)
    bench = Bench()
    for name, devices in by_wire.items():
        if devices[0].shares_line:
            _add_line(bench, wires.link(name), devices)
        else:
            _add_single(bench, wires.link(name), devices[0])
    return bench


def _add_line(bench: Bench, link: Link, devices: list[DeviceSection]) -> None:
    line = LineEmulator(link)
    emulator: KeypadEmulator | EvaluatorEmulator | SignEmulator
    for device in devices:
        match device:
            case Ff68Keypad():
                emulator = bench.keypads[device.id] = KeypadEmulator(device.address)
            case Ff68Evaluator():
                emulator = bench.evaluators[device.id] = EvaluatorEmulator(device.address)
            case A090Sign():
                emulator = bench.signs[device.id] = SignEmulator(device.address)
            case _:
                raise ValueError(f"there is no emulator for the driver {device.driver!r} of {device.id}")
        line.add(emulator)
    bench.running.append(line)


def _add_single(bench: Bench, link: Link, device: DeviceSection) -> None:
    emulator: SamvEmulator | SscEmulator | EscposEmulator | OnbonEmulator
    match device:
        case SamvReader():
            emulator = bench.id_readers[device.id] = SamvEmulator(link)
        case VpcdReader():
            emulator = bench.social_readers[device.id] = SscEmulator(link)
        case EscposPrinter():
            emulator = bench.printers[device.id] = EscposEmulator(
                link, paper_mm=device.paper_mm, seconds_per_line=PRINT_LINE_SECONDS
            )
        case OnbonSign():
            emulator = bench.signs[device.id] = OnbonEmulator(
                link, number=device.controller, width=device.width, height=device.height
            )
        case _:
            raise ValueError(f"there is no emulator for the driver {device.driver!r} of {device.id}")
    bench.running.append(emulator)
