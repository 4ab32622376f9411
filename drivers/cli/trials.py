"""Trying one device: read a card, print a slip, show a text, listen to keypads.

Responsible for: settings out of command line words, and telling what the device did. Every function gives the exit
code; what a device refuses or does not answer arrives at the caller as DeviceError.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack, closing
from datetime import datetime
from typing import Any

from config.model import DEFAULT_KEYS, DEVICE_MODELS, BusDevice, DeviceSection
from drivers.card_reader.port import CardIdentity, CardReader
from drivers.cli.output import Output
from drivers.cli.printer_words import printer_words
from drivers.errors import DeviceRefused
from drivers.keypad.key_map import KeyMap
from drivers.led_display.port import SignColour, SignText
from drivers.link.pacing import LinePace
from drivers.link.port import Link
from drivers.registry import LinkFactory, open_card_reader, open_line, open_sign, open_ticket_printer
from drivers.rs485.decoder import LineDecoder, LineFrame
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.own_frames import OwnFrames
from drivers.ticket_printer.port import Slip

DEFAULT_LINE_BAUDRATE = 9600
FIRST_EVALUATOR = 0x81
EVALUATOR_THANKS = 0x01
"""Command of the host's acknowledgement to an evaluator."""


def read_card(options: argparse.Namespace, output: Output, links: LinkFactory) -> int:
    """Wait for a card; 1 when none came in time."""
    if options.reader is not None:
        options.driver = "pcsc"
    settings = _settings("card_reader", options, reader=options.reader)
    with closing(open_card_reader(settings, links)) as reader:
        reader.check()
        output.tell(
            "The reader is ready. Put a card on it.",
            event="ready",
            driver=options.driver,
            link=options.link or options.reader,
        )
        card = _wait_for_card(reader, options.timeout, output)
    if card is None:
        output.tell(f"No card came within {options.timeout:g} s.", event="no_card")
        return 1
    number, name = (card.number, card.name) if options.reveal else (card.masked_number, _masked(card.name))
    text = f"{card.scheme.value}: {number} {name}"
    output.tell(
        text, event="card", scheme=card.scheme.value, number=number, name=name, revealed=options.reveal
    )
    return 0


def _wait_for_card(reader: CardReader, timeout: float, output: Output) -> CardIdentity | None:
    deadline = time.monotonic() + timeout
    refused = ""
    while time.monotonic() < deadline:
        try:
            card = reader.read_card()
        except DeviceRefused as error:
            if str(error) != refused:
                refused = str(error)
                output.tell(refused, event="refused", reason=refused)
            continue
        if card is not None:
            return card
    return None


def _masked(name: str) -> str:
    return name[:1] + "*" * (len(name) - 1)


def print_test(options: argparse.Namespace, output: Output, links: LinkFactory) -> int:
    """Print one slip; 1 when it is not known to be on the paper."""
    settings = _settings(
        "ticket_printer", options, paper_mm=options.paper, status_timeout_seconds=options.timeout
    )
    with closing(open_ticket_printer(settings, links)) as printer:
        result = printer.print_slip(test_slip(options.link, options.paper))
    status = result.status
    outcome = "Printed" if result.printed else "Sent" if result.sent else "Not printed"
    output.tell(
        f"{outcome}: {printer_words(status)}.",
        event=outcome.lower().replace(" ", "_"),
        paper=status.paper.value,
        reason=status.reason,
    )
    return 0 if result.printed else 1


def test_slip(link: str, paper_mm: int) -> Slip:
    """A slip with everything that a real one may have."""
    return Slip(
        hall="排号 Paihao",
        number="A000",
        service="打印测试 · Print test",
        rows=(("连接 Link", link), ("纸宽 Paper", f"{paper_mm} mm")),
        issued_at=datetime.now().astimezone(),
        notice="此票仅供测试，请勿使用 · For testing only",
        qr="PAIHAO-PRINT-TEST",
        qr_caption="二维码测试 · QR test",
    )


def show(options: argparse.Namespace, output: Output, links: LinkFactory) -> int:
    """Show a text on a sign."""
    settings = _settings("led_display", options, address=options.address, controller=options.address)
    with ExitStack() as opened:
        line = None
        if isinstance(settings, BusDevice):
            line = opened.enter_context(closing(open_line([settings], links)))
        sign = opened.enter_context(closing(open_sign(settings, line, links)))
        sign.show(SignText(options.text, SignColour(options.colour)))
    text = f'The sign at address {options.address} has taken "{options.text}".'
    output.tell(text, event="shown", address=options.address, text=options.text)
    return 0


def listen_keypads(options: argparse.Namespace, output: Output, links: LinkFactory) -> int:
    """Show what keypads and evaluators of a line say; 1 when all was silent until the end."""
    baudrate = options.baudrate or DEFAULT_LINE_BAUDRATE
    with closing(links(options.link, baudrate)) as link:
        output.tell("Listening. Press keys; Ctrl-C ends.", event="listening", link=options.link)
        listener = KeypadListener(link, output, baudrate=baudrate, acknowledges=not options.mute)
        try:
            listener.run(options.timeout)
        except KeyboardInterrupt:
            output.tell("", event="ended")
    if listener.noise_bytes:
        text = f"{listener.noise_bytes} bytes made no frame: wrong baud rate, or the two wires exchanged?"
        output.tell(text, event="noise", bytes=listener.noise_bytes)
    if not listener.heard:
        output.tell("No key was heard.", event="silence")
    return 0 if listener.heard else 1


class KeypadListener:
    """Hears every frame of a line, whatever its address."""

    def __init__(self, link: Link, output: Output, *, baudrate: int, acknowledges: bool) -> None:
        self._link = link
        self._output = output
        self._acknowledges = acknowledges
        self._pace = LinePace(baudrate)
        self._keys = KeyMap(DEFAULT_KEYS)
        self._decoder = LineDecoder()
        self._own = OwnFrames()
        self.heard = 0

    @property
    def noise_bytes(self) -> int:
        """Bytes that belonged to no frame."""
        return self._decoder.noise_bytes

    def run(self, seconds: float | None) -> None:
        """Listen for so long, or until an exception such as KeyboardInterrupt ends it."""
        ends_at = None if seconds is None else time.monotonic() + seconds
        while ends_at is None or time.monotonic() < ends_at:
            data = self._link.read(0.05 if self._decoder.pending else 0.2)
            for frame in self._decoder.feed(data) if data else self._decoder.flush():
                self._hear(frame)

    def _hear(self, frame: LineFrame) -> None:
        raw = frame.to_bytes()
        if not isinstance(frame, Ff68Frame) or self._own.recognise(raw, time.monotonic()):
            return
        self.heard += 1
        if frame.address >= FIRST_EVALUATOR:
            self._tell_rating(frame)
            self._answer(Ff68Frame(frame.address, EVALUATOR_THANKS, frame.data))
        else:
            self._tell_press(frame)
            self._answer(frame)

    def _tell_press(self, frame: Ff68Frame) -> None:
        *typed, key = frame.data or (0,)
        digits = "".join(str(digit) for digit in typed if digit <= 9)
        action = self._keys.look_up(digits, key).action
        meaning = action.value if action else "no meaning in the usual key map"
        written = f"{digits}+{key:02X}" if digits else f"{key:02X}"
        text = f"keypad {frame.address}: key {written} ({meaning})   {frame.to_bytes().hex(' ')}"
        facts = {"address": frame.address, "digits": digits, "key": f"{key:02X}", "action": action}
        self._output.tell(text, event="key", **facts, bytes=frame.to_bytes().hex(" "))

    def _tell_rating(self, frame: Ff68Frame) -> None:
        value = frame.data[0] if frame.data else None
        text = f"evaluator {frame.address:#04x}: value {value}   {frame.to_bytes().hex(' ')}"
        self._output.tell(
            text, event="rating", address=frame.address, value=value, bytes=frame.to_bytes().hex(" ")
        )

    def _answer(self, frame: Ff68Frame) -> None:
        if self._acknowledges:
            raw = frame.to_bytes()
            self._own.remember(raw, time.monotonic() + self._pace.seconds(2 * len(raw)) + 0.05)
            self._link.write(raw)


def _settings(kind: str, options: argparse.Namespace, **values: Any) -> DeviceSection:
    """Settings of the driver, with its own defaults for what was not given."""
    given = {"link": options.link, "baudrate": options.baudrate, **values}
    model = DEVICE_MODELS[kind, options.driver]
    kept = {key: value for key, value in given.items() if value is not None and key in model.model_fields}
    return model.model_validate({"id": "trial", "kind": kind, "driver": options.driver, **kept})
