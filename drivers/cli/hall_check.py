"""Opening every device of a hall and saying what works.

Responsible for: one finding per device. A finding is only as good as the protocol: keypads and evaluators cannot be
asked, so an open line says nothing about them. Not responsible for the form of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from config.model import (
    A090Sign,
    BusDevice,
    DeviceSection,
    HallConfig,
    SimulatedDevice,
)
from drivers.cli.printer_words import printer_words
from drivers.errors import DeviceError
from drivers.led_display.port import SignText
from drivers.registry import (
    LinkFactory,
    lines_of,
    open_card_reader,
    open_keypad,
    open_line,
    open_sign,
    open_speech,
    open_ticket_printer,
)
from drivers.rs485.line import SharedLine


class Verdict(StrEnum):
    """How a device is."""

    WORKS = "works"
    WARNING = "warning"
    UNKNOWN = "unknown"
    """Nothing speaks against it, but it cannot be asked."""
    FAULT = "fault"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one device."""

    device: DeviceSection
    verdict: Verdict
    detail: str

    @property
    def link(self) -> str:
        """Where the device is, empty when it is nowhere."""
        return str(getattr(self.device, "link", ""))


def check_hall(hall: HallConfig, links: LinkFactory, recordings: Path) -> Iterator[Finding]:
    """One finding per device; lines are opened once. ``recordings`` is a folder for what voices keep."""
    for device in hall.devices:
        if isinstance(device, SimulatedDevice):
            yield Finding(device, Verdict.SIMULATED, "lives in memory")
        elif not isinstance(device, BusDevice):
            yield _check_alone(device, links, recordings)
    for devices in lines_of(hall.devices).values():
        yield from _check_line(devices, links)


def _check_alone(device: DeviceSection, links: LinkFactory, recordings: Path) -> Finding:
    try:
        if device.kind == "card_reader":
            return _check_reader(device, links)
        if device.kind == "ticket_printer":
            return _check_printer(device, links)
        if device.kind == "led_display":
            return _check_sign(device, links)
        if device.kind == "keypad":
            return _check_keypad(device)
        with closing(open_speech(device, recordings)):
            return Finding(device, Verdict.WORKS, "the voice is there; nothing was spoken")
    except DeviceError as error:
        return Finding(device, Verdict.FAULT, str(error))


def _check_reader(device: DeviceSection, links: LinkFactory) -> Finding:
    with closing(open_card_reader(device, links)) as reader:
        reader.check()
    if device.driver == "vpcd":
        return Finding(device, Verdict.UNKNOWN, "connected; an empty reader of this kind is silent")
    return Finding(device, Verdict.WORKS, "answers")


def _check_printer(device: DeviceSection, links: LinkFactory) -> Finding:
    with closing(open_ticket_printer(device, links)) as printer:
        status = printer.status()
    verdict = Verdict.WARNING if status.reason else Verdict.WORKS
    return Finding(device, verdict if status.ready else Verdict.FAULT, printer_words(status))


def _check_sign(device: DeviceSection, links: LinkFactory) -> Finding:
    with closing(open_sign(device, None, links)) as sign:
        sign.show(SignText(device.id))
    return Finding(device, Verdict.WORKS, f'answers, and shows "{device.id}"')


def _check_keypad(device: DeviceSection) -> Finding:
    with closing(open_keypad(device, None)):
        return Finding(device, Verdict.WORKS, "it is plugged in, and its keys can be kept from the desktop")


def _check_line(devices: tuple[BusDevice, ...], links: LinkFactory) -> Iterator[Finding]:
    try:
        with closing(open_line(devices, links)) as line:
            findings = [_check_on_line(device, line) for device in devices]
    except DeviceError as error:
        findings = [Finding(device, Verdict.FAULT, str(error)) for device in devices]
    yield from findings


def _check_on_line(device: BusDevice, line: SharedLine) -> Finding:
    if not isinstance(device, A090Sign):
        return Finding(device, Verdict.UNKNOWN, "the line is open; it speaks only when a key is pressed")
    try:
        with closing(open_sign(device, line)) as sign:
            # The address is what a technician wants to see on the sign.
            sign.show(SignText(str(device.address)))
    except DeviceError as error:
        return Finding(device, Verdict.FAULT, str(error))
    return Finding(device, Verdict.WORKS, f'answers, and shows "{device.address}"')
