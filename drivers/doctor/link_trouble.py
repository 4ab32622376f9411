"""Why a link could not be opened, and what would help.

Responsible for: telling apart absent, forbidden, taken and unreachable. Not responsible for devices that are there and
do not answer (``devices``, ``lines``).
"""

from __future__ import annotations

import errno
import socket
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.model import DeviceSection, UsbNumericKeypad
from drivers.doctor.finding import Code, Facts, Finding, Trouble, fault, place_of
from drivers.doctor.surroundings import Surroundings
from drivers.errors import DeviceError, LinkLost, LinkUnavailable

EMULATOR = "emulator:"
NETWORK = "socket://"
FILE = "file://"
_ABSENT = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})
_TAKEN = frozenset({errno.EBUSY, errno.EAGAIN})
_NO_TERMINAL = frozenset({errno.ENOTTY, errno.EISDIR, errno.EINVAL})
_UNREACHABLE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN})


def is_serial(link: str) -> bool:
    """Whether the link is a serial port, which has a speed that can be wrong."""
    return "://" not in link


def link_fault(device: DeviceSection, error: DeviceError, around: Surroundings) -> Finding:
    """The fault of a device whose link could not be opened, or broke."""
    place = place_of(device)
    if isinstance(error, LinkLost):
        return fault(device, Trouble(Code.LINK_LOST, {"link": place, "reason": str(error)}))
    if not isinstance(error, LinkUnavailable):
        return fault(device, Trouble(Code.UNUSABLE, {"reason": str(error)}))
    if place.startswith(EMULATOR):
        return fault(device, Trouble(Code.EMULATOR_LINK, {"link": place}))
    if place.startswith(NETWORK):
        return fault(device, _network_trouble(place, error))
    path = unquote(place.removeprefix(FILE))
    return fault(device, _port_trouble(path, error, around, there=_there(device, around)))


def _there(device: DeviceSection, around: Surroundings) -> list[str]:
    """What this computer has of the kind of port that the device wants."""
    if isinstance(device, UsbNumericKeypad):
        return around.keyboards()
    return around.printers() if place_of(device).startswith(FILE) else around.ports()


def _network_trouble(link: str, error: LinkUnavailable) -> Trouble:
    address = urlsplit(link)
    facts = {"link": link, "host": address.hostname or "?", "port": str(address.port or "?")}
    cause = error.__cause__
    if isinstance(cause, ConnectionRefusedError):
        return Trouble(Code.REFUSED, facts)
    if isinstance(cause, socket.gaierror):
        return Trouble(Code.NO_SUCH_HOST, facts)
    if isinstance(cause, TimeoutError) or getattr(cause, "errno", None) in _UNREACHABLE:
        return Trouble(Code.UNREACHABLE, facts)
    return Trouble(Code.LINK_FAILED, {**facts, "reason": str(error)})


def _port_trouble(path: str, error: LinkUnavailable, around: Surroundings, *, there: list[str]) -> Trouble:
    number = getattr(error.__cause__, "errno", None)
    if number in _ABSENT:
        return Trouble(Code.NO_SUCH_PORT, {"link": path, "there": ", ".join(there) or "–"})
    if number in _FORBIDDEN:
        return Trouble(Code.NO_PERMISSION, _owner(path, around))
    if number in _TAKEN:
        users = around.users_of(path)
        return Trouble(Code.BUSY, {"link": path, "programs": ", ".join(users) or "?"})
    if number in _NO_TERMINAL:
        return Trouble(Code.NOT_A_PORT, {"link": path})
    return Trouble(Code.LINK_FAILED, {"link": path, "reason": str(error)})


def _owner(path: str, around: Surroundings) -> Facts:
    """The group that may open the port; on Debian ``dialout`` for serial ports and ``input`` for keyboards."""
    try:
        group = Path(path).group()
    except (OSError, KeyError, NotImplementedError):
        group = "dialout"
    return {"link": path, "group": group, "user": around.user()}
