"""Looking at a shared line and the devices on it.

Responsible for: listening before speaking, asking the signs, and telling a wrong address from a wrong speed from a dead
wire. Not responsible for devices with a link of their own (``devices``).

Keypads and evaluators cannot be asked: they are only known to work when somebody presses a key meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field

from config.model import A090Sign, BusDevice
from drivers.doctor.finding import Code, Facts, Finding, Trouble, Verdict, fault
from drivers.doctor.link_trouble import link_fault
from drivers.doctor.speeds import answering_speed
from drivers.doctor.surroundings import Surroundings
from drivers.errors import DeviceError, NoAnswer
from drivers.led_display.port import SignText
from drivers.link.port import Link
from drivers.registry import LinkFactory, open_line, open_sign
from drivers.rs485.a090 import A090Frame, Function
from drivers.rs485.a090_text import Colour, encode
from drivers.rs485.decoder import LineDecoder
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line import SharedLine

LINE_SPEEDS = (9600, 19200, 4800, 2400, 38400, 57600, 115200, 1200)
SCAN_SECONDS = 0.1
"""For one address at which a sign that does not answer is looked for. It then shows the address it has."""
FIRST_EVALUATOR = 0x81
MUCH_NOISE = 4
"""Bytes that make no frame; fewer are what plugging in an adapter makes."""
_READ_SECONDS = 0.05


@dataclass(slots=True)
class Heard:
    """What came over the line before anybody was asked."""

    addresses: set[int] = field(default_factory=set)
    """Of keypads and evaluators."""
    noise: int = 0


def look_at_line(devices: tuple[BusDevice, ...], around: Surroundings) -> Iterator[Finding]:
    """One finding for each device of one line. Never raises DeviceError."""
    link, baudrate = devices[0].link, devices[0].baudrate
    try:
        with ExitStack() as stack:
            opened = stack.enter_context(closing(around.links(link, baudrate)))
            heard = _listen(opened, around.listen_seconds)
            line = stack.enter_context(closing(open_line(devices, lambda _link, _baudrate: opened)))
            silent = [sign for sign in _signs(devices) if not _shows_address(sign, line)]
            found = _look_around(line, devices, around.scanned_addresses) if silent else ()
            heard.noise += line.statistics().noise_bytes
    except DeviceError as error:
        yield from (link_fault(device, error, around) for device in devices)
        return
    speed = None if found else _other_speed(devices, silent, around.links)
    for device in devices:
        yield _finding(device, devices, silent, _Line(heard, found, speed))


@dataclass(frozen=True, slots=True)
class _Line:
    """All that is known of the line."""

    heard: Heard
    answering: tuple[int, ...]
    """Addresses at which unexpected signs answer."""
    speed: int | None
    """Another speed at which a sign answers."""

    @property
    def is_noisy(self) -> bool:
        return self.heard.noise >= MUCH_NOISE and not self.heard.addresses


def _listen(link: Link, seconds: float) -> Heard:
    decoder, heard = LineDecoder(), Heard()
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        data = link.read(_READ_SECONDS)
        for frame in decoder.feed(data) if data else decoder.flush():
            if isinstance(frame, Ff68Frame):
                heard.addresses.add(frame.address)
    heard.noise = decoder.noise_bytes
    return heard


def _signs(devices: Iterable[BusDevice]) -> list[A090Sign]:
    return [device for device in devices if isinstance(device, A090Sign)]


def _shows_address(sign: A090Sign, line: SharedLine) -> bool:
    """The address is what a technician wants to see on the sign."""
    try:
        with closing(open_sign(sign, line)) as opened:
            opened.show(SignText(str(sign.address)))
    except NoAnswer:
        return False
    return True


def _look_around(line: SharedLine, devices: Iterable[BusDevice], addresses: Iterable[int]) -> tuple[int, ...]:
    """Addresses that the hall file does not give to a sign, and at which one answers."""
    expected = {sign.address for sign in _signs(devices)}
    return tuple(address for address in addresses if address not in expected and _answers(line, address))


def _answers(line: SharedLine, address: int) -> bool:
    endpoint = line.attach(LineProtocol.A090, address)
    try:
        frame = A090Frame(address, Function.SHOW_TEXT, encode(str(address), Colour.RED))
        return endpoint.exchange(frame, SCAN_SECONDS) is not None
    finally:
        endpoint.close()


def _other_speed(devices: tuple[BusDevice, ...], silent: list[A090Sign], links: LinkFactory) -> int | None:
    """Only when no sign at all answers: one line has one speed."""
    if not silent or len(silent) < len(_signs(devices)):
        return None

    def answers(sign: A090Sign) -> bool:
        with closing(open_line([sign], links)) as line:
            return _shows_address(sign, line)

    return answering_speed(silent[0], answers, LINE_SPEEDS)


def _finding(
    device: BusDevice, devices: tuple[BusDevice, ...], silent: list[A090Sign], line: _Line
) -> Finding:
    facts = {
        "link": device.link,
        "speed": str(device.baudrate),
        "address": _written(device),
        "bytes": str(line.heard.noise),
    }
    if line.speed is not None:
        return fault(device, Trouble(Code.WRONG_SPEED, {**facts, "answers_at": str(line.speed)}))
    if isinstance(device, A090Sign):
        return _sign_finding(device, line, facts, is_silent=device in silent)
    if getattr(device, "address", None) in line.heard.addresses:
        return Finding(device, Verdict.WORKS, Code.PRESS_HEARD, facts)
    if line.is_noisy:
        return fault(device, Trouble(Code.LINE_NOISE, facts))
    if strangers := _strangers(device, devices, line.heard):
        return Finding(device, Verdict.WARNING, Code.STRANGER_HEARD, {**facts, "seen": strangers})
    return Finding(device, Verdict.UNKNOWN, Code.LINE_OPEN, facts)


def _sign_finding(sign: A090Sign, line: _Line, facts: Facts, *, is_silent: bool) -> Finding:
    if not is_silent:
        return Finding(sign, Verdict.WORKS, Code.SIGN_SHOWS, {"text": str(sign.address)})
    if line.answering:
        seen = ", ".join(map(str, line.answering))
        return fault(sign, Trouble(Code.WRONG_ADDRESS, {**facts, "seen": seen}))
    return fault(sign, Trouble(Code.LINE_NOISE if line.is_noisy else Code.SIGN_SILENT, facts))


def _strangers(device: BusDevice, devices: Iterable[BusDevice], heard: Heard) -> str:
    """Addresses of the same kind of device that pressed a key and are nobody's, as written on devices."""
    known = {getattr(other, "address", None) for other in devices if not isinstance(other, A090Sign)}
    is_evaluator = _is_evaluator(getattr(device, "address", 0))
    strangers = sorted(
        address for address in heard.addresses - known if _is_evaluator(address) == is_evaluator
    )
    return ", ".join(f"0x{address:02X}" if is_evaluator else str(address) for address in strangers)


def _is_evaluator(address: int) -> bool:
    return address >= FIRST_EVALUATOR


def _written(device: BusDevice) -> str:
    address = getattr(device, "address", 0)
    return f"0x{address:02X}" if _is_evaluator(address) and not isinstance(device, A090Sign) else str(address)
