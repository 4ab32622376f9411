"""From a device's settings to the open device, whatever driver it names.

Responsible for: choosing the driver's class by the type of its settings, importing it only then (a hall without a
printer needs no printer library), and closing the link when a driver cannot be built. Not responsible for opening
again after a fault (``supervisor``) or for emulators (``emulators``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from config import model
from config.model import BusDevice, DeviceSection
from drivers.card_reader.port import CardReader
from drivers.evaluator.port import Evaluator
from drivers.keypad.port import Keypad
from drivers.led_display.port import WindowSign
from drivers.link.port import Link
from drivers.speech.port import Speech
from drivers.ticket_printer.port import TicketPrinter

if TYPE_CHECKING:
    from drivers.rs485.line import SharedLine

LinkFactory = Callable[[str, int], Link]
"""Opens a link of a hall file at a baud rate; raises LinkUnavailable."""

InputFactory = Callable[[model.UsbNumericKeypad], Link]
"""Opens the event file of a USB keypad; raises LinkUnavailable, DeviceUnusable."""

VPCD_BAUDRATE = 115200
"""vpcd terminals are reached over the network; on a serial port they would be set to this."""

D = TypeVar("D")


def open_link(link: str, baudrate: int) -> Link:
    """The ordinary link factory: serial ports, sockets and pseudo-terminals."""
    from drivers.link.serial_link import open_serial

    return open_serial(link, baudrate=baudrate)


def open_input(settings: model.UsbNumericKeypad) -> Link:
    """The ordinary input factory: the kernel's event files."""
    from drivers.keypad.usb_numeric_link import open_input_device

    return open_input_device(settings.path, writable=settings.led)


# --- devices with a link of their own ------------------------------------------------------------------------


def open_card_reader(settings: DeviceSection, links: LinkFactory = open_link) -> CardReader:
    """Raises LinkUnavailable, and TypeError for settings of another kind. It is open, not yet asked: ``check`` does."""
    match settings:
        case model.SamvReader():
            from drivers.card_reader.samv import SamvReader

            return _over(links(settings.link, settings.baudrate), lambda link: SamvReader(link, settings))
        case model.VpcdReader():
            from drivers.card_reader.vpcd import VpcdReader

            return _over(links(settings.link, VPCD_BAUDRATE), lambda link: VpcdReader(link, settings))
        case model.PcscReader():
            from drivers.card_reader.pcsc import PcscReader

            return PcscReader(settings)
        case model.SimulatedReader():
            from drivers.card_reader.simulated import SimulatedReader

            return SimulatedReader()
    raise _not_a("card reader", settings)


def open_ticket_printer(settings: DeviceSection, links: LinkFactory = open_link) -> TicketPrinter:
    """Raises LinkUnavailable, and TypeError for settings of another kind. It is open, not yet asked: ``status`` does."""
    match settings:
        case model.EscposPrinter():
            from drivers.ticket_printer.escpos import EscposPrinter

            return _over(links(settings.link, settings.baudrate), lambda link: EscposPrinter(link, settings))
        case model.SimulatedPrinter():
            from drivers.ticket_printer.simulated import SimulatedPrinter

            return SimulatedPrinter()
    raise _not_a("ticket printer", settings)


def open_speech(settings: DeviceSection, out_dir: Path) -> Speech:
    """A voice that keeps its recordings in ``out_dir``. Raises DeviceError, and TypeError for settings of another kind."""
    match settings:
        case model.Pyttsx3Speech():
            from drivers.speech.pyttsx3_voice import Pyttsx3Voice

            return Pyttsx3Voice(settings, out_dir=out_dir)
        case model.VoicePackSpeech():
            from drivers.speech.voice_pack import VoicePackVoice

            return VoicePackVoice(settings, out_dir=out_dir)
        case model.WrittenSpeech():
            from drivers.speech.written_voice import WrittenVoice

            return WrittenVoice(out_dir)
        case model.SimulatedSpeech():
            from drivers.speech.simulated import SimulatedSpeech

            return SimulatedSpeech()
    raise _not_a("voice", settings)


# --- devices at windows, most of them on a shared line ---------------------------------------------------------


def lines_of(devices: Iterable[DeviceSection]) -> dict[str, tuple[BusDevice, ...]]:
    """The devices of every shared line by the line's link, in the order of the hall file."""
    lines: dict[str, tuple[BusDevice, ...]] = {}
    for device in devices:
        if isinstance(device, BusDevice):
            lines[device.link] = (*lines.get(device.link, ()), device)
    return lines


def open_line(devices: Iterable[BusDevice], links: LinkFactory = open_link) -> SharedLine:
    """The line on which all these devices hang; ``open_keypad`` and its like then open each of them.

    Raises LinkUnavailable, and ValueError when the devices do not share one link and baud rate.
    """
    from drivers.rs485.line import SharedLine

    wirings = {(device.link, device.baudrate) for device in devices}
    if len(wirings) != 1:
        raise ValueError(f"one line has one link and one speed, not {sorted(wirings)}")
    ((link, baudrate),) = wirings
    return _over(links(link, baudrate), lambda opened: SharedLine(opened, baudrate=baudrate))


def open_keypad(
    settings: DeviceSection, line: SharedLine | None, inputs: InputFactory = open_input
) -> Keypad:
    """A keypad on the open line (on USB and in memory there is none).

    Raises LinkLost, LinkUnavailable or DeviceUnusable for one on USB, and TypeError for settings of another kind.
    """
    match settings:
        case model.UsbNumericKeypad():
            from drivers.keypad.usb_numeric import UsbNumericKeypad

            return _over(inputs(settings), lambda link: UsbNumericKeypad(link, settings))
        case model.Ff68Keypad():
            from drivers.keypad.ff68 import Ff68Keypad

            return Ff68Keypad(_needed(line, settings), settings)
        case model.SimulatedKeypad():
            from drivers.keypad.simulated import SimulatedKeypad

            return SimulatedKeypad()
    raise _not_a("keypad", settings)


def open_evaluator(settings: DeviceSection, line: SharedLine | None) -> Evaluator:
    """An evaluator on the open line (a simulated one needs none). Raises LinkLost; TypeError as above."""
    match settings:
        case model.Ff68Evaluator():
            from drivers.evaluator.ff68 import Ff68Evaluator

            return Ff68Evaluator(_needed(line, settings), settings)
        case model.SimulatedEvaluator():
            from drivers.evaluator.simulated import SimulatedEvaluator

            return SimulatedEvaluator()
    raise _not_a("evaluator", settings)


def open_sign(settings: DeviceSection, line: SharedLine | None, links: LinkFactory = open_link) -> WindowSign:
    """A window sign on the open line, or over a link of its own.

    Raises LinkLost, LinkUnavailable for one with its own link, and TypeError for settings of another kind.
    """
    match settings:
        case model.OnbonSign():
            from drivers.led_display.onbon import OnbonSign

            return _over(links(settings.link, settings.baudrate), lambda link: OnbonSign(link, settings))
        case model.A090Sign():
            from drivers.led_display.a090 import A090Sign

            return A090Sign(_needed(line, settings), settings)
        case model.SimulatedSign():
            from drivers.led_display.simulated import SimulatedSign

            return SimulatedSign()
    raise _not_a("window sign", settings)


def _over(link: Link, build: Callable[[Link], D]) -> D:
    """What ``build`` makes of the link; a link that came to nothing is closed."""
    try:
        return build(link)
    except BaseException:
        link.close()
        raise


def _needed(line: SharedLine | None, settings: DeviceSection) -> SharedLine:
    if line is None:
        raise ValueError(f"{settings.id} hangs on a line, and none was given")
    return line


def _not_a(kind: str, settings: DeviceSection) -> TypeError:
    return TypeError(f"{settings.id} ({settings.kind} {settings.driver}) is not a {kind}")
