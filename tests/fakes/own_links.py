"""Links with one device at their end, good ones and hostile ones, for drivers that share their wire with nobody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from drivers.link.faults import NO_FAULTS, Faults
from drivers.link.pipe import pipe
from drivers.link.port import Link
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.link.tcp import open_tcp
from drivers.link.tcp_listener import TcpListener

FAST = 115_200


@dataclass(frozen=True, slots=True)
class OwnLink:
    """Both ends and the cable between them; whoever uses an end closes it."""

    host: Link
    device: Link
    unplug: Callable[[], None]


@contextmanager
def over_pipe(faults: Faults = NO_FAULTS) -> Iterator[OwnLink]:
    """A link in memory whose two directions suffer ``faults``."""
    host, device = pipe(from_first=faults, from_second=faults)
    yield OwnLink(host, device, host.unplug)


@contextmanager
def over_pty() -> Iterator[OwnLink]:
    """A real terminal, as in the virtual hall."""
    device = open_pty()
    yield OwnLink(open_serial(device.address, baudrate=FAST), device, device.unplug)


@contextmanager
def over_tcp() -> Iterator[OwnLink]:
    """A real connection."""
    device = TcpListener()
    yield OwnLink(open_tcp(device.address), device, device.unplug)


OWN_LINKS: dict[str, Callable[[], AbstractContextManager[OwnLink]]] = {
    "pipe": over_pipe,
    "one byte at a time": lambda: over_pipe(Faults(one_byte_at_a_time=True)),
    "garbage first": lambda: over_pipe(Faults(leading_garbage=bytes.fromhex("00 A5 01 00 A5 A5 5B 5A FF"))),
    "slow": lambda: over_pipe(Faults(delay=0.03)),
    "tcp": over_tcp,
}
if os.name == "posix":
    OWN_LINKS["pty"] = over_pty
