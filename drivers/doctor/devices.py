"""Looking at devices that do not share a line.

Responsible for: one finding for each, with the most telling question its protocol has. Not responsible for shared lines
(``lines``) or for why a link cannot be opened (``link_trouble``).
"""

from __future__ import annotations

import shutil
from contextlib import closing

from config import model
from config.model import DeviceSection, SerialDevice
from drivers.card_reader.pcsc_service import (
    NoSuchReader,
    NotAllowed,
    NotInstalled,
    SeveralReaders,
    choose_reader,
)
from drivers.card_reader.samv_protocol import BAUD_RATES
from drivers.doctor.finding import Code, Finding, Trouble, Verdict, fault
from drivers.doctor.link_trouble import NETWORK, link_fault
from drivers.doctor.speeds import answering_speed
from drivers.doctor.surroundings import Surroundings
from drivers.doctor.tap import Tap
from drivers.errors import BadAnswer, DeviceError, DeviceRefused, DeviceUnusable, LinkUnavailable, NoAnswer
from drivers.led_display.port import SignText
from drivers.registry import LinkFactory, open_card_reader, open_keypad, open_sign, open_ticket_printer
from drivers.speech.playback import find_player
from drivers.speech.port import Utterance
from drivers.ticket_printer.port import PrinterStatus

SAMV_SPEEDS = tuple(BAUD_RATES)
PRINTER_SPEEDS = (9600, 19200, 38400, 57600, 115200)
ONBON_SPEEDS = (57600, 9600, 19200, 38400, 115200)
TRIAL_STATUS_SECONDS = 0.5
"""For a printer at another speed: an answer to the status question takes no paper time."""
TRIAL_TEXT = "零一二"
"""Words that every voice pack has."""

_PRINTER_CODES = {
    "paper-out": Code.PAPER_OUT,
    "paper-near-end": Code.PAPER_NEAR_END,
    "cover-open": Code.COVER_OPEN,
    "printer-error": Code.PRINTER_ERROR,
}


def look_at(device: DeviceSection, around: Surroundings) -> Finding:
    """What is the matter with a device of its own link, or of none. Never raises DeviceError."""
    if isinstance(device, model.SimulatedDevice):
        return Finding(device, Verdict.SIMULATED, Code.SIMULATED)
    if isinstance(device, model.WrittenSpeech):
        return Finding(device, Verdict.SIMULATED, Code.VOICE_WRITTEN)
    try:
        return (
            _look_at_reader(device, around)
            if device.kind == "card_reader"
            else _look_at_other(device, around)
        )
    except DeviceError as error:
        return link_fault(device, error, around)


def _look_at_reader(device: DeviceSection, around: Surroundings) -> Finding:
    match device:
        case model.SamvReader():
            return _samv(device, around)
        case model.VpcdReader():
            return _vpcd(device, around)
        case model.PcscReader():
            return _pcsc(device, around)
    raise _stranger(device)


def _look_at_other(device: DeviceSection, around: Surroundings) -> Finding:
    match device:
        case model.EscposPrinter():
            return _printer(device, around)
        case model.OnbonSign():
            return _onbon(device, around)
        case model.UsbNumericKeypad():
            with closing(open_keypad(device, None, around.inputs)):
                return Finding(device, Verdict.WORKS, Code.KEYPAD_PLUGGED_IN)
        case model.Loudspeaker():
            return _voice(device, around)
    raise _stranger(device)


def _stranger(device: DeviceSection) -> TypeError:
    return TypeError(f"{device.id} ({device.kind} {device.driver}) is not known to the doctor")


# --- card readers --------------------------------------------------------------------------------------------


def _samv(device: model.SamvReader, around: Surroundings) -> Finding:
    tap = Tap(around.links)
    try:
        _check_reader(device, tap)
    except (NoAnswer, BadAnswer):
        speed = answering_speed(device, lambda other: _check_reader(other, around.links), SAMV_SPEEDS)
        return _no_sense(device, tap, speed)
    except DeviceUnusable as error:
        return fault(device, Trouble(Code.UNUSABLE, {"reason": str(error)}))
    return Finding(device, Verdict.WORKS, Code.ANSWERS)


def _check_reader(device: DeviceSection, links: LinkFactory) -> bool:
    with closing(open_card_reader(device, links)) as reader:
        reader.check()
    return True


def _vpcd(device: model.VpcdReader, around: Surroundings) -> Finding:
    try:
        _check_reader(device, around.links)
    except BadAnswer as error:
        return fault(device, Trouble(Code.REFUSES, {"reason": str(error)}))
    return Finding(device, Verdict.UNKNOWN, Code.VPCD_CONNECTED)


def _pcsc(device: model.PcscReader, around: Surroundings) -> Finding:
    try:
        names = around.pcsc_readers()
    except NotInstalled:
        return fault(device, Trouble(Code.PCSC_NOT_INSTALLED))
    except NotAllowed:
        return fault(device, Trouble(Code.PCSC_NOT_ALLOWED, {"user": around.user()}))
    except (LinkUnavailable, NoAnswer, BadAnswer) as error:
        return fault(device, Trouble(Code.PCSC_NOT_RUNNING, {"reason": str(error)}))
    facts = {"reader": device.reader, "there": "; ".join(names) or "–"}
    try:
        name = choose_reader(names, device.reader)
    except SeveralReaders:
        return fault(device, Trouble(Code.PCSC_SEVERAL_READERS, facts))
    except NoSuchReader:
        return fault(device, Trouble(Code.PCSC_NO_SUCH_READER, facts))
    return Finding(device, Verdict.WORKS, Code.PCSC_READER_THERE, {"name": name})


# --- printer -------------------------------------------------------------------------------------------------


def _printer(device: model.EscposPrinter, around: Surroundings) -> Finding:
    tap = Tap(around.links)
    status = _status(device, tap)
    if not status.answered and not status.askable:
        return Finding(device, Verdict.UNKNOWN, Code.PRINTER_ONE_WAY, {"link": device.link})
    if not status.answered:
        quick = device.model_copy(update={"status_timeout_seconds": TRIAL_STATUS_SECONDS})
        speed = answering_speed(quick, lambda other: _status(other, around.links).answered, PRINTER_SPEEDS)
        return _no_sense(device, tap, speed)
    if not status.reason:
        return Finding(device, Verdict.WORKS, Code.PRINTER_READY)
    return Finding(
        device,
        Verdict.WARNING if status.ready else Verdict.FAULT,
        _PRINTER_CODES.get(status.reason, Code.PRINTER_ERROR),
    )


def _status(device: model.EscposPrinter, links: LinkFactory) -> PrinterStatus:
    with closing(open_ticket_printer(device, links)) as printer:
        return printer.status()


# --- sign with a link of its own -----------------------------------------------------------------------------


def _onbon(device: model.OnbonSign, around: Surroundings) -> Finding:
    tap = Tap(around.links)
    try:
        _show_id(device, tap)
    except DeviceRefused as error:
        return fault(device, Trouble(Code.REFUSES, {"reason": str(error)}))
    except NoAnswer:
        speed = answering_speed(device, lambda other: _show_id(other, around.links), ONBON_SPEEDS)
        return _no_sense(device, tap, speed)
    return Finding(device, Verdict.WORKS, Code.SIGN_SHOWS, {"text": device.id})


def _show_id(device: model.OnbonSign, links: LinkFactory) -> bool:
    with closing(open_sign(device, None, links)) as sign:
        sign.show(SignText(device.id))
    return True


# --- voice ---------------------------------------------------------------------------------------------------


def _voice(device: model.Loudspeaker, around: Surroundings) -> Finding:
    """Speaks into a file only: a hall in service must not hear a test."""
    try:
        player = find_player(device.output, device.card)
    except DeviceUnusable:
        code = Code.NO_PLAYER if shutil.which("aplay") is None else Code.NO_SOUND_CARD
        return fault(device, Trouble(code))
    try:
        quiet = device.model_copy(update={"output": "file"})
        with closing(around.voice(quiet, around.recordings)) as voice:
            voice.say(Utterance(TRIAL_TEXT, times=1))
    except DeviceError as error:
        return fault(device, _voice_trouble(device, error))
    if player is None and device.output == "auto":
        return Finding(device, Verdict.WARNING, Code.VOICE_UNHEARD)
    return Finding(device, Verdict.WORKS, Code.VOICE_READY)


def _voice_trouble(device: model.Loudspeaker, error: DeviceError) -> Trouble:
    if isinstance(device, model.VoicePackSpeech):
        return Trouble(Code.VOICE_PACK_FAILED, {"folder": device.folder, "reason": str(error)})
    return Trouble(Code.VOICE_FAILED, {"voice": str(getattr(device, "voice", "")), "reason": str(error)})


def _no_sense(device: SerialDevice, tap: Tap, speed: int | None) -> Finding:
    """Nothing that makes sense came at the speed of the hall file."""
    facts = {"link": device.link, "speed": str(device.baudrate), "bytes": str(tap.heard)}
    if speed is not None:
        return fault(device, Trouble(Code.WRONG_SPEED, {**facts, "answers_at": str(speed)}))
    if tap.heard:
        return fault(device, Trouble(Code.GARBAGE, facts))
    code = Code.SILENT_ON_NETWORK if device.link.startswith(NETWORK) else Code.SILENT
    return fault(device, Trouble(code, facts))
