"""Devices on a window's desk: call keypads with their key maps, and evaluators."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.model.device import BusDevice, DeviceSection

DEFAULT_KEYS: dict[str, str] = {
    "0C": "call-next",
    "0D": "recall",
    "0A": "start",
    "0B": "finish",
    "0E": "no-show",
    "6+0F": "no-show",
    "5+0F": "undo",
    "2+0F": "park",
    "3+0F": "resume-parked",
    "7+0F": "restore",
    "13": "transfer",
    "12": "pause",
    "0+0F": "pause",
    "0F": "log-in",
    "4+0F": "log-out",
}
"""Key map of the 21-key model; sites differ, so it is configuration."""

DEFAULT_USB_KEYS: dict[str, str] = {
    "KPENTER": "call-next",
    "KPPLUS": "recall",
    "KPASTERISK": "start",
    "KPSLASH": "finish",
    "KPMINUS": "no-show",
    "KPDOT": "pause",
    "0+KPENTER": "undo",
    "0+KPPLUS": "resume-parked",
    "0+KPSLASH": "park",
    "0+KPMINUS": "restore",
}
"""Key map of a numeric keypad: the largest keys for what is done most, a 0 before a key for its counterpart."""

DEFAULT_LEVELS: dict[str, int] = {"0": 2, "1": 3, "2": 4, "3": 5, "4": 1}
"""Four keys from 0 bad to 3 very good; value 4, named by one vendor's header, is 非常不满意."""


class Ff68Keypad(BusDevice):
    """Counter call keypad speaking ``FF 68`` frames."""

    kind: Literal["keypad"]
    driver: Literal["ff68"]
    address: Annotated[int, Field(ge=0x01, le=0x7F)]
    keys: dict[str, str] = Field(default_factory=lambda: dict(DEFAULT_KEYS))
    """Key map: typed digits and function key (hex), such as ``"0C"`` or ``"6+0F"``, to an action."""


class UsbNumericKeypad(DeviceSection):
    """USB numeric keypad on this computer as a call keypad (Linux)."""

    kind: Literal["keypad"]
    driver: Literal["usb-numeric"]
    path: Annotated[str, StringConstraints(pattern=r"^/.+$", max_length=200)]
    """Its event file, best by its stable name in ``/dev/input/by-id`` or ``by-path``."""
    keys: dict[str, str] = Field(default_factory=lambda: dict(DEFAULT_USB_KEYS))
    """Key map: typed digits and the kernel's name of a key, such as ``"KPENTER"`` or ``"6+KPENTER"``, to an action."""
    led: bool = False
    """Whether the Num Lock light shows that a resident is at the window."""


class Ff68Evaluator(BusDevice):
    """Window evaluator speaking ``FF 68`` frames; its address is usually 0x80 plus the window's number."""

    kind: Literal["evaluator"]
    driver: Literal["ff68"]
    address: Annotated[int, Field(ge=0x81, le=0xFF)]
    levels: dict[str, Annotated[int, Field(ge=1, le=5)]] = Field(default_factory=lambda: dict(DEFAULT_LEVELS))
    """Device value to grade: 5 非常满意 … 1 非常不满意."""
