"""Devices of a kiosk: card readers and the ticket printer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.model.device import Baudrate, DeviceSection, Link, SerialDevice


class SamvReader(SerialDevice):
    """Second-generation ID card reader (SAM_V)."""

    kind: Literal["card_reader"]
    driver: Literal["samv"]
    baudrate: Baudrate = 115200
    repeat_suppress_seconds: Annotated[float, Field(ge=0, le=60)] = 5.0
    """A reader may keep finding the card that lies on it: the same card is reported once in this time."""


class VpcdReader(DeviceSection):
    """Social security card reader whose terminal speaks the vpcd protocol over a link."""

    kind: Literal["card_reader"]
    driver: Literal["vpcd"]
    link: Link
    answer_timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 2.0


class PcscReader(DeviceSection):
    """Social security card reader at this computer's PC/SC service."""

    kind: Literal["card_reader"]
    driver: Literal["pcsc"]
    reader: Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
    """The reader's name or a part of it that no other reader has; capital letters or not."""
    answer_timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 2.0


class EscposPrinter(SerialDevice):
    """Thermal ticket printer (ESC/POS)."""

    kind: Literal["ticket_printer"]
    driver: Literal["escpos"]
    baudrate: Baudrate = 115200
    paper_mm: Literal[58, 80] = 80
    status_timeout_seconds: Annotated[float, Field(gt=0, le=10)] = 1.0
    near_end_metres: Annotated[float, Field(gt=0, le=50)] = 3.0
    """Paper that is left when the printer's sensor says that the roll is near its end."""
    roll_metres: Annotated[float, Field(ge=0, le=300)] = 0.0
    """Length of a new roll, for printers without such a sensor; 0 when it is not known."""
