"""Recording what passes over a link, and being the device of a recording.

Responsible for: the recording's file, the pass-through between a program and the real device, and telling how a replay
went. Not responsible for the form of the file or for matching (``drivers.link.capture``, ``drivers.link.capture_replay``).
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import threading
import time
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import TextIO

from drivers.cli.emulate import DEFAULT_BAUDRATE, device_end
from drivers.cli.output import Output
from drivers.errors import LinkLost
from drivers.link.capture import Capture, Direction, RecordingLink
from drivers.link.capture_replay import Matching, ReplayDevice
from drivers.link.port import DeviceEnd, Link
from drivers.registry import LinkFactory

FINE, NOT_AS_RECORDED, WRONG_USE = 0, 1, 2
LINGER_SECONDS = 1.0
"""How long a replayed device stays after its last byte, so that the program can fetch it."""
_LOOK_SECONDS = 0.1


def record(options: argparse.Namespace, output: Output, links: LinkFactory) -> int:
    """Write down what passes until the time is over or Ctrl-C; raises LinkLost when the device goes meanwhile."""
    baudrate = options.baudrate or DEFAULT_BAUDRATE
    with ExitStack() as opened:
        device = opened.enter_context(closing(links(options.link, baudrate)))
        try:
            sink = opened.enter_context(_new_file(options.to))
        except OSError as error:
            return _refuse(output, f"{options.to} cannot be written: {error.strerror}.")
        about = (f"{baudrate} baud", f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}")
        recording = RecordingLink(device, sink, about=about)
        program = None
        if not options.listen:
            program = opened.enter_context(closing(device_end(options.program, None)))
        _tell_begin(output, options, program)
        try:
            _pass_on(recording, program, options.timeout)
        except KeyboardInterrupt:
            pass
        finally:
            _tell_recorded(output, options.to)
    return FINE


def replay(options: argparse.Namespace, output: Output, _links: LinkFactory) -> int:
    """Be the recorded device; 1 when not everything recorded has been said at the end."""
    try:
        capture = Capture.parse(options.recording.read_text("utf-8"))
    except (OSError, ValueError) as error:
        return _refuse(output, f"{options.recording} cannot be played: {error}.")
    with closing(device_end(options.link, options.baudrate)) as link:
        device = ReplayDevice(
            link,
            capture,
            matching=Matching.STRICT if options.strict else Matching.LOOSE,
            speed=options.speed or None,
        )
        with closing(device):
            address = _address(link)
            output.tell(f"The recorded device is at {address}", event="started", link=address)
            device.start()
            _wait_for_the_end(device, options.timeout)
    return _tell_replayed(output, device)


def _new_file(path: Path) -> TextIO:
    """A file that only its owner may read: recordings of card readers hold people's data."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return open(descriptor, "w", encoding="utf-8")  # noqa: PTH123  Path cannot open a descriptor


def _pass_on(recording: RecordingLink, program: Link | None, seconds: float | None) -> None:
    """Carry bytes both ways until the time is over; raises LinkLost."""
    over = threading.Event()
    losses: list[LinkLost] = []

    def to_program() -> None:
        try:
            while not over.is_set():
                data = recording.read(_LOOK_SECONDS)
                if data and program is not None:
                    program.write(data)
        except LinkLost as lost:
            losses.append(lost)
            over.set()

    listening = threading.Thread(target=to_program, name=f"record {recording.name}", daemon=True)
    listening.start()
    try:
        _to_device(recording, program, over, seconds)
    finally:
        over.set()
        listening.join()
    if losses:
        raise losses[0]


def _to_device(
    recording: RecordingLink, program: Link | None, over: threading.Event, seconds: float | None
) -> None:
    ends_at = math.inf if seconds is None else time.monotonic() + seconds
    while not over.is_set() and time.monotonic() < ends_at:
        if program is None:
            over.wait(_LOOK_SECONDS)
        elif data := program.read(_LOOK_SECONDS):
            recording.write(data)


def _wait_for_the_end(device: ReplayDevice, seconds: float | None) -> None:
    """Until all has been said, the program says something else, the time is over, or Ctrl-C."""
    ends_at = math.inf if seconds is None else time.monotonic() + seconds
    with contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() < ends_at and not device.wait(_LOOK_SECONDS):
            pass
        time.sleep(LINGER_SECONDS)


def _tell_begin(output: Output, options: argparse.Namespace, program: Link | None) -> None:
    if program is None:
        text, where = f"Listening on {options.link}", ""
    else:
        where = _address(program)
        text = f"Let the program open {where} instead of {options.link}"
    text = f"{text}; Ctrl-C ends. A card reader's recording holds people's data."
    output.tell(text, event="started", link=options.link, program=where, to=str(options.to))


def _tell_recorded(output: Output, path: Path) -> None:
    capture = Capture.parse(path.read_text("utf-8"))
    to_device, from_device = (len(capture.sent(direction)) for direction in Direction)
    text = f"Recorded {to_device} bytes to the device and {from_device} from it in {path}."
    output.tell(text, event="recorded", to_device=to_device, from_device=from_device)


def _tell_replayed(output: Output, device: ReplayDevice) -> int:
    if device.mismatch is not None:
        text = f"The program said something else, {device.mismatch}."
        output.tell(text, event="mismatch", reason=str(device.mismatch))
        return NOT_AS_RECORDED
    if device.rest:
        piece = device.rest[0]
        who = "the program" if piece.direction is Direction.TO_DEVICE else "the device"
        text = f"Not all was said: {who} was to go on with {piece.data[:16].hex(' ')}."
        output.tell(text, event="unfinished", pieces=len(device.rest))
        return NOT_AS_RECORDED
    output.tell("Everything recorded has been said.", event="finished")
    return FINE


def _address(link: Link) -> str:
    return link.address if isinstance(link, DeviceEnd) else link.name


def _refuse(output: Output, text: str) -> int:
    output.tell(text, event="error", reason=text)
    return WRONG_USE
