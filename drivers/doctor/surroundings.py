"""What the doctor needs of the computer it runs on, to be replaced in tests.

Responsible for: one value with all of it. Not responsible for using any of it.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.model import Loudspeaker
from drivers.doctor.port_users import port_users
from drivers.registry import InputFactory, LinkFactory, open_input, open_link, open_speech
from drivers.speech.port import Speech


def _ports() -> list[str]:
    from drivers.link.serial_link import present_ports

    return present_ports()


def _readers() -> tuple[str, ...]:
    from drivers.card_reader.pcsc import reader_names

    return reader_names()


def _keyboards() -> list[str]:
    return sorted(str(found) for found in Path("/dev/input").glob("by-*/*-event-kbd"))


def _printers() -> list[str]:
    return sorted(str(found) for found in Path("/dev/usb").glob("lp*"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in containers
        return "USER"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The computer, as far as devices are concerned."""

    recordings: Path
    """A folder for what voices say on trial."""
    links: LinkFactory = open_link
    inputs: InputFactory = open_input
    listen_seconds: float = 1.0
    """How long each shared line is listened to before it is spoken to."""
    scanned_addresses: Sequence[int] = range(1, 33)
    """Where a window sign is looked for that does not answer."""
    ports: Callable[[], list[str]] = _ports
    keyboards: Callable[[], list[str]] = _keyboards
    printers: Callable[[], list[str]] = _printers
    """Device files of printers on USB."""
    pcsc_readers: Callable[[], tuple[str, ...]] = _readers
    users_of: Callable[[str], list[str]] = port_users
    user: Callable[[], str] = _user
    voice: Callable[[Loudspeaker, Path], Speech] = open_speech
