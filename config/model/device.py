"""What every device has, and the two ways of being connected: a link of its own, or an address on a shared line."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from config.model.base import Identifier, Settings

Link = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
"""Where the device is: ``/dev/ttyUSB0``, ``COM3``, ``socket://10.0.0.5:9100``, ``file:///dev/usb/lp0``, or
``emulator:NAME`` for a device that the virtual hall brings along."""


Baudrate = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]


class DeviceSection(Settings):
    """What every device has. ``kind`` and ``driver`` together choose the model below."""

    id: Identifier
    kind: str
    driver: str
    shares_line: ClassVar[bool] = False
    """True for drivers whose devices may hang on one line with others."""


class SerialDevice(DeviceSection):
    """A device behind a link of its own."""

    link: Link
    baudrate: Baudrate = 9600


class BusDevice(SerialDevice):
    """A device with an address on a shared RS-485 line."""

    shares_line: ClassVar[bool] = True
