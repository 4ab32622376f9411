"""What the doctor says of devices with a link of their own, healthy and otherwise."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import model
from config.model import DEVICE_MODELS, BusDevice, DeviceSection
from drivers.card_reader.pcsc_service import NotAllowed, NotInstalled
from drivers.card_reader.samv_emulator import SamvEmulator, SamvFault
from drivers.card_reader.ssc_emulator import SscEmulator
from drivers.doctor.catalogue import LANGUAGES, words
from drivers.doctor.devices import look_at
from drivers.doctor.finding import Code, Finding, Verdict
from drivers.doctor.surroundings import Surroundings
from drivers.emulators import Switchable
from drivers.errors import BadAnswer, DeviceError, LinkLost, LinkUnavailable
from drivers.led_display.onbon_emulator import OnbonEmulator
from drivers.link.pipe import pipe
from drivers.link.port import Link
from drivers.speech.port import Speech
from drivers.speech.simulated import SimulatedSpeech
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.port import Paper
from tests.fakes.serial_ports import Mute, SerialPorts
from tests.fakes.voice_packs import toned_pack

PORT = "/dev/ttyUSB7"


@pytest.fixture
def ports() -> Iterator[SerialPorts]:
    with SerialPorts() as ports:
        yield ports


@pytest.fixture
def around(ports: SerialPorts, tmp_path: Path) -> Surroundings:
    return Surroundings(
        tmp_path,
        links=ports,
        ports=lambda: ["/dev/ttyS0", "/dev/ttyUSB0"],
        keyboards=lambda: ["/dev/input/by-path/usb-1-event-kbd"],
        pcsc_readers=lambda: ("ACS ACR38U 00 00", "ACS ACR38U 01 00", "Other 02 00"),
        users_of=lambda _path: ["python -m counter (812)"],
        user=lambda: "hall",
        voice=lambda _settings, _folder: SimulatedSpeech(),
    )


def device(kind: str, driver: str, **values: object) -> DeviceSection:
    chosen = DEVICE_MODELS[kind, driver]
    given = {"link": PORT, "path": PORT, **values}
    known = {key: value for key, value in given.items() if key in chosen.model_fields}
    return chosen.model_validate({"id": "device-1", "kind": kind, "driver": driver, **known})


SAMV = device("card_reader", "samv")
PRINTER = device("ticket_printer", "escpos", status_timeout_seconds=0.1)
ONBON = device("led_display", "onbon", answer_timeout_seconds=0.05)
USB_KEYPAD = device("keypad", "usb-numeric")


def said(finding: Finding) -> str:
    """What is told, in English; the Chinese words must take the same facts."""
    texts = [words(language, finding.code, finding.facts) for language in LANGUAGES]
    return f"{texts[-1].what}. {texts[-1].todo}"


# --- links that cannot be opened -----------------------------------------------------------------------------


@pytest.mark.parametrize("section", [SAMV, PRINTER, ONBON], ids=lambda section: section.driver)
def test_a_port_that_is_not_there_is_told_with_those_that_are(
    section: DeviceSection, around: Surroundings
) -> None:
    finding = look_at(section, around)
    assert (finding.verdict, finding.code) == (Verdict.FAULT, Code.NO_SUCH_PORT)
    assert "there is no /dev/ttyUSB7; there is: /dev/ttyS0, /dev/ttyUSB0" in said(finding)


def test_a_port_that_is_forbidden_is_told_with_the_group(ports: SerialPorts, around: Surroundings) -> None:
    ports.fail(PORT, errno.EACCES)
    finding = look_at(SAMV, around)
    assert finding.code is Code.NO_PERMISSION
    assert "usermod -aG dialout hall" in said(finding)


def test_the_group_is_the_one_of_the_port(ports: SerialPorts, around: Surroundings, tmp_path: Path) -> None:
    port = tmp_path / "tty"
    port.touch()
    ports.fail(str(port), errno.EPERM)
    finding = look_at(device("card_reader", "samv", link=str(port)), around)
    assert finding.facts["group"] == port.group()


def test_a_port_in_use_is_told_with_its_user(ports: SerialPorts, around: Surroundings) -> None:
    ports.fail(PORT, errno.EBUSY)
    finding = look_at(PRINTER, around)
    assert finding.code is Code.BUSY
    assert "in use by python -m counter (812)" in said(finding)


@pytest.mark.parametrize(
    "link, cause, code",
    [
        (PORT, errno.ENOTTY, Code.NOT_A_PORT),
        (PORT, errno.EIO, Code.LINK_FAILED),
        (PORT, ValueError("odd"), Code.LINK_FAILED),
        ("socket://printer.test:9100", ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Code.REFUSED),
        ("socket://printer.test:9100", TimeoutError("timed out"), Code.UNREACHABLE),
        ("socket://printer.test:9100", errno.EHOSTUNREACH, Code.UNREACHABLE),
        ("socket://printer.test:9100", socket.gaierror(-2, "unknown"), Code.NO_SUCH_HOST),
        ("socket://printer.test:9100", errno.EPIPE, Code.LINK_FAILED),
        ("emulator:printer", ValueError("emulator"), Code.EMULATOR_LINK),
    ],
)
def test_every_way_in_which_a_link_fails_has_its_own_advice(
    link: str, cause: Exception | int, code: Code, ports: SerialPorts, around: Surroundings
) -> None:
    ports.fail(link, cause)
    finding = look_at(device("ticket_printer", "escpos", link=link), around)
    assert (finding.verdict, finding.code) == (Verdict.FAULT, code)
    assert said(finding)


def test_a_link_that_breaks_meanwhile_is_told(ports: SerialPorts, around: Surroundings) -> None:
    def unplugged(link: Link) -> Switchable:
        link.unplug()  # type: ignore[attr-defined]  # the device's end of a pipe
        return Mute(link)

    ports.plug_in(PORT, unplugged)
    assert look_at(PRINTER, around).code is Code.LINK_LOST


# --- devices that do not answer ------------------------------------------------------------------------------

HEALTHY: list[tuple[DeviceSection, Callable[[Link], Switchable], int, int]] = [
    (SAMV, SamvEmulator, 115200, 57600),
    (PRINTER, EscposEmulator, 115200, 19200),
    (ONBON, OnbonEmulator, 57600, 9600),
]
DRIVERS = [section.driver for section, *_ in HEALTHY]


@pytest.mark.parametrize("section, build, speed, _other", HEALTHY, ids=DRIVERS)
def test_a_device_that_answers_works(
    section: DeviceSection,
    build: Callable[[Link], Switchable],
    speed: int,
    _other: int,
    ports: SerialPorts,
    around: Surroundings,
) -> None:
    ports.plug_in(PORT, build, speed=speed)
    finding = look_at(section, around)
    assert finding.verdict is Verdict.WORKS
    assert ports.speeds == [speed]


@pytest.mark.parametrize("section, build, speed, other", HEALTHY, ids=DRIVERS)
def test_a_device_at_another_speed_is_found_there(
    section: DeviceSection,
    build: Callable[[Link], Switchable],
    speed: int,
    other: int,
    ports: SerialPorts,
    around: Surroundings,
) -> None:
    ports.plug_in(PORT, build, speed=other)
    finding = look_at(section, around)
    assert (finding.verdict, finding.code) == (Verdict.FAULT, Code.WRONG_SPEED)
    assert f"answers at {other} baud, not at {speed}" in said(finding)
    assert f"baudrate = {other}" in said(finding)


@pytest.mark.parametrize("section", [PRINTER, ONBON], ids=lambda section: section.driver)
def test_a_device_that_is_silent_at_every_speed_may_be_switched_off(
    section: DeviceSection, ports: SerialPorts, around: Surroundings
) -> None:
    ports.plug_in(PORT, Mute)
    finding = look_at(section, around)
    assert finding.code is Code.SILENT
    assert len(set(ports.speeds)) == len(ports.speeds) == 5


def test_garbage_is_told_from_silence(ports: SerialPorts, around: Surroundings) -> None:
    ports.plug_in(PORT, Mute, murmur=bytes.fromhex("FE 80 FC"))
    finding = look_at(ONBON, around)
    assert finding.code is Code.GARBAGE
    assert "3 bytes came over /dev/ttyUSB7 at 57600 baud" in said(finding)


def test_a_network_has_no_speeds_to_try(ports: SerialPorts, around: Surroundings) -> None:
    link = "socket://printer.test:9100"
    ports.plug_in(link, Mute)
    finding = look_at(device("ticket_printer", "escpos", link=link, status_timeout_seconds=0.1), around)
    assert finding.code is Code.SILENT_ON_NETWORK
    assert len(ports.speeds) == 1


# --- devices that answer and are not well --------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble, verdict, code",
    [
        (lambda printer: printer.set_paper(Paper.OUT), Verdict.FAULT, Code.PAPER_OUT),
        (lambda printer: printer.set_paper(Paper.NEAR_END), Verdict.WARNING, Code.PAPER_NEAR_END),
        (lambda printer: printer.set_cover(open_=True), Verdict.FAULT, Code.COVER_OPEN),
    ],
)
def test_a_printer_says_itself_what_it_wants(
    trouble: Callable[[EscposEmulator], None],
    verdict: Verdict,
    code: Code,
    ports: SerialPorts,
    around: Surroundings,
) -> None:
    def build(link: Link) -> Switchable:
        printer = EscposEmulator(link)
        trouble(printer)
        return printer

    ports.plug_in(PORT, build, speed=115200)
    finding = look_at(PRINTER, around)
    assert (finding.verdict, finding.code) == (verdict, code)


def test_a_reader_that_is_not_authorised_needs_service(ports: SerialPorts, around: Surroundings) -> None:
    def build(link: Link) -> Switchable:
        reader = SamvEmulator(link)
        reader.set_fault(SamvFault.NOT_AUTHORISED)
        return reader

    ports.plug_in(PORT, build, speed=115200)
    finding = look_at(SAMV, around)
    assert finding.code is Code.UNUSABLE
    assert "not authorised" in said(finding)


def test_an_empty_terminal_of_cards_cannot_be_asked(ports: SerialPorts, around: Surroundings) -> None:
    ports.plug_in(PORT, SscEmulator, speed=115200)
    finding = look_at(device("card_reader", "vpcd", answer_timeout_seconds=0.05), around)
    assert (finding.verdict, finding.code) == (Verdict.UNKNOWN, Code.VPCD_CONNECTED)


def test_a_printer_that_cannot_answer_is_not_called_silent(tmp_path: Path) -> None:
    section = device("ticket_printer", "escpos", link=f"file://{tmp_path}/spool")
    finding = look_at(section, Surroundings(tmp_path))
    assert (finding.verdict, finding.code) == (Verdict.UNKNOWN, Code.PRINTER_ONE_WAY)
    assert "print-test" in said(finding)


def test_a_printer_on_usb_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    around = Surroundings(tmp_path, printers=lambda: ["/dev/usb/lp1"])
    finding = look_at(device("ticket_printer", "escpos", link=f"file://{tmp_path}/usb/lp0"), around)
    assert finding.code is Code.NO_SUCH_PORT
    assert "/dev/usb/lp1" in said(finding)


ALONE = [names for names, chosen in DEVICE_MODELS.items() if not issubclass(chosen, BusDevice)]


@pytest.mark.parametrize("kind, driver", ALONE)
def test_the_doctor_knows_every_device_that_a_hall_file_can_name(
    kind: str, driver: str, ports: SerialPorts, tmp_path: Path
) -> None:
    def nothing(*_: object) -> Link:
        raise LinkUnavailable("There is nothing here.")

    def no_voice(*_: object) -> Speech:
        raise BadAnswer("There is nothing here.")

    around = Surroundings(tmp_path, links=nothing, inputs=nothing, pcsc_readers=tuple, voice=no_voice)
    finding = look_at(device(kind, driver, reader="any", folder=str(tmp_path)), around)
    assert finding.verdict is (Verdict.SIMULATED if driver in ("simulated", "written") else Verdict.FAULT)
    assert said(finding)


# --- PC/SC, keypads on USB, voices, doubles ------------------------------------------------------------------


@pytest.mark.parametrize(
    "reader, verdict, code",
    [
        ("other", Verdict.WORKS, Code.PCSC_READER_THERE),
        ("ACR38", Verdict.FAULT, Code.PCSC_SEVERAL_READERS),
        ("OMNIKEY", Verdict.FAULT, Code.PCSC_NO_SUCH_READER),
    ],
)
def test_a_pcsc_reader_is_looked_for_by_name(
    reader: str, verdict: Verdict, code: Code, around: Surroundings
) -> None:
    finding = look_at(device("card_reader", "pcsc", reader=reader), around)
    assert (finding.verdict, finding.code) == (verdict, code)
    assert reader in said(finding).casefold() or reader in said(finding)


@pytest.mark.parametrize(
    "error, code",
    [
        (NotInstalled("no library"), Code.PCSC_NOT_INSTALLED),
        (NotAllowed("no"), Code.PCSC_NOT_ALLOWED),
        (LinkUnavailable("The PC/SC service is not running."), Code.PCSC_NOT_RUNNING),
        (BadAnswer("odd"), Code.PCSC_NOT_RUNNING),
    ],
)
def test_a_pcsc_service_that_does_not_work(
    error: DeviceError, code: Code, ports: SerialPorts, tmp_path: Path
) -> None:
    def readers() -> tuple[str, ...]:
        raise error

    around = Surroundings(tmp_path, links=ports, pcsc_readers=readers, user=lambda: "hall")
    finding = look_at(device("card_reader", "pcsc", reader="ACR38"), around)
    assert finding.code is code
    assert said(finding)


def test_a_keypad_on_usb_is_plugged_in_or_not(tmp_path: Path, around: Surroundings) -> None:
    absent = look_at(device("keypad", "usb-numeric", path=str(tmp_path / "event7")), around)
    assert absent.code is Code.NO_SUCH_PORT
    assert "usb-1-event-kbd" in said(absent)
    there = Surroundings(tmp_path, inputs=lambda _settings: pipe()[0])
    assert look_at(USB_KEYPAD, there).code is Code.KEYPAD_PLUGGED_IN


def voice(output: str) -> DeviceSection:
    return device("speech", "pyttsx3", output=output)


def test_a_voice_is_tried_without_a_sound(around: Surroundings, tmp_path: Path) -> None:
    asked: list[str] = []

    def open_voice(settings: model.Loudspeaker, folder: Path) -> Speech:
        asked.append(settings.output)
        return SimulatedSpeech()

    quiet = Surroundings(tmp_path, voice=open_voice)
    assert look_at(voice("file"), quiet).verdict is Verdict.WORKS
    assert look_at(voice("auto"), quiet).verdict in {Verdict.WORKS, Verdict.WARNING}
    assert asked == ["file", "file"]


def test_a_voice_pack_that_is_not_whole_is_told_with_its_folder(tmp_path: Path) -> None:
    pack = toned_pack(tmp_path / "pack")
    device = model.VoicePackSpeech(
        id="v", kind="speech", driver="voice-pack", folder=str(pack), output="file"
    )
    around = Surroundings(tmp_path / "calls")
    assert look_at(device, around).verdict is Verdict.WORKS
    (pack / "zh" / "0.wav").unlink()
    found = look_at(device, around)
    assert (found.verdict, found.code) == (Verdict.FAULT, Code.VOICE_PACK_FAILED)
    assert found.facts["folder"] == str(pack)
    assert "zh/0.wav" in found.facts["reason"]


def test_a_voice_that_fails_is_told_with_its_name(tmp_path: Path) -> None:
    def no_voice(settings: model.Loudspeaker, folder: Path) -> Speech:
        raise BadAnswer("The voice process died.")

    finding = look_at(voice("file"), Surroundings(tmp_path, voice=no_voice))
    assert finding.code is Code.VOICE_FAILED
    assert "sit/cmn-latn-pinyin" in said(finding)


def test_a_loudspeaker_that_is_demanded_and_missing_is_a_fault(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = look_at(voice("sound-card"), around)
    assert (finding.verdict, finding.code) == (Verdict.FAULT, Code.NO_PLAYER)
    assert "alsa-utils" in said(finding)


def test_a_double_has_nothing_to_look_at(around: Surroundings) -> None:
    assert look_at(device("card_reader", "simulated"), around).verdict is Verdict.SIMULATED


def test_a_link_lost_keeps_its_own_words(tmp_path: Path) -> None:
    def breaks(link: str, baudrate: int) -> Link:
        raise LinkLost("The cable was pulled.")

    finding = look_at(SAMV, Surroundings(tmp_path, links=breaks))
    assert finding.facts["reason"] == "The cable was pulled."
