"""Shared lines to test drivers on: good ones and hostile ones, each with its emulated far side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass

from drivers.link.faults import NO_FAULTS, Faults
from drivers.link.pipe import pipe
from drivers.link.port import Link
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.rs485.a090 import A090Acknowledgement
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.line import SharedLine
from drivers.rs485.line_emulator import LineEmulator
from drivers.rs485.line_plug import Misbehaviour

FAST = 115_200
WELL_BEHAVED = Misbehaviour()
SPLIT = Faults(one_byte_at_a_time=True)
NOISY_START = Faults(leading_garbage=bytes.fromhex("00 FF 68 20 20 68 A0 90 FF"))
STRAY_HEADS = bytes.fromhex("16 FF 68 05 05 68 01 A0 90 07 FF")
STRANGERS = Ff68Frame(0x7E, 0x01, b"\x0c").to_bytes() + A090Acknowledgement(0x7E).to_bytes()


@dataclass(frozen=True, slots=True)
class TestedLine:
    """The host's line and the emulated far side; devices behave as ``habit`` says."""

    __test__ = False

    host: SharedLine
    devices: LineEmulator
    unplug: Callable[[], None]
    habit: Misbehaviour


@contextmanager
def _joined(
    host: Link, device: Link, unplug: Callable[[], None], habit: Misbehaviour, *, pace: int | None = None
) -> Iterator[TestedLine]:
    devices = LineEmulator(device, baudrate=pace)
    devices.start()
    with closing(devices), closing(SharedLine(host, baudrate=pace or FAST)) as line:
        yield TestedLine(line, devices, unplug, habit)


@contextmanager
def over_pipe(
    faults: Faults = NO_FAULTS, habit: Misbehaviour = WELL_BEHAVED, *, pace: int | None = None
) -> Iterator[TestedLine]:
    """A line in memory whose two directions suffer ``faults``."""
    host, device = pipe(from_first=faults, from_second=faults)
    with _joined(host, device, host.unplug, habit, pace=pace) as line:
        yield line


@contextmanager
def over_pty() -> Iterator[TestedLine]:
    """A line over a real terminal, as in the virtual hall."""
    device = open_pty()
    host = open_serial(device.address, baudrate=FAST)
    with _joined(host, device, device.unplug, WELL_BEHAVED) as line:
        yield line


LINES: dict[str, Callable[[], AbstractContextManager[TestedLine]]] = {
    "pipe": over_pipe,
    "one byte at a time": lambda: over_pipe(SPLIT),
    "garbage first": lambda: over_pipe(NOISY_START),
    "stray heads": lambda: over_pipe(habit=Misbehaviour(garbage_first=STRAY_HEADS)),
    "glued to others": lambda: over_pipe(habit=Misbehaviour(garbage_first=STRANGERS)),
    "slow line": lambda: over_pipe(pace=9600),
}
if os.name == "posix":
    LINES["pty"] = over_pty
