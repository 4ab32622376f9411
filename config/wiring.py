"""Whether the devices of a hall can be wired as its file says.

Responsible for: links, shared lines, addresses on them, key maps and grades. Not responsible for opening anything:
whether a port is there is seen when it is opened (``python -m drivers check``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from config.mistakes import Mistake, did_you_mean
from config.model import DEVICE_MODELS, DeviceSection
from config.sections import Item

KEY_ACTIONS = (
    *("call-next", "call-number", "recall", "start", "finish", "no-show", "undo"),
    *("park", "resume-parked", "restore", "transfer", "interrupt"),
    *("pause", "log-in", "log-out"),
)
"""What a key may mean; the words of ``drivers.keypad.port.KeyAction``."""

USB_KEYS = (
    *(
        "KPENTER",
        "KPPLUS",
        "KPMINUS",
        "KPASTERISK",
        "KPSLASH",
        "KPDOT",
        "KPEQUAL",
        "NUMLOCK",
        "BACKSPACE",
        "TAB",
    ),
    *("ESC", "ENTER"),
)
"""Keys of a USB numeric keypad that may have a meaning; the names of ``drivers.keypad.usb_numeric_keys``."""

_KEY = re.compile(r"(?:[0-9]+\+)?[0-9A-Fa-f]{2}")
_USB_KEY = re.compile(rf"(?:[0-9]+\+)?({'|'.join(USB_KEYS)})")
_LINK = re.compile(
    r"/.+|COM[0-9]+|emulator:[a-z0-9][a-z0-9-]*"
    r"|file:///.+"
    r"|socket://([^/:@\[\]]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}|(rfc2217|loop|spy|hwgrep|alt)://.*"
)


def check_wiring(devices: Iterable[Item]) -> Iterator[Mistake]:
    """All mistakes of the devices' wiring; never raises."""
    lines: dict[str, list[Item]] = defaultdict(list)
    paths: dict[str, Item] = {}
    for device in devices:
        yield from _link(device)
        yield from _keys(device)
        yield from _levels(device)
        if "link" in device.values:
            lines[device.values["link"]].append(device)
        path = device.values.get("path")
        if path is not None and paths.setdefault(path, device) is not device:
            yield _at(device, "path", problem=f'"{path}" is the path of "{paths[path].id}" too.')
    for link, sharing in lines.items():
        yield from _line(link, sharing)


def _link(device: Item) -> Iterator[Mistake]:
    link = device.values.get("link")
    if link is None or _LINK.fullmatch(link):
        return
    problem = f'"{link}" is not a link.'
    suggestion = 'Write it like "/dev/ttyUSB0", "COM3", "socket://192.0.2.10:9100" or "emulator:name".'
    if re.fullmatch(r"tty\w+", link):
        suggestion = f'Did you mean "/dev/{link}"?'
    elif link.lower().startswith("com"):
        suggestion = f'Did you mean "{link.upper()}"?'
    yield _at(device, "link", problem=problem, suggestion=suggestion)


def _line(link: str, sharing: list[Item]) -> Iterator[Mistake]:
    first = sharing[0]
    for device in sharing[1:]:
        if not (_shares(first) and _shares(device)):
            alone = first if _shares(device) else device
            problem = f'"{link}" is the link of "{first.id}" too, and {_driver(alone)} needs one of its own.'
            yield _at(device, "link", problem=problem)
        elif _differ(first, device, "baudrate"):
            problem = f'One line has one speed: "{first.id}" is on the same link with {first.values["baudrate"]} baud.'
            suggestion = f"Write baudrate = {first.values['baudrate']}, or mend the other."
            yield _at(device, "baudrate", problem=problem, suggestion=suggestion)
    for one, other in combinations(sharing, 2):
        # Keypads and evaluators tell their frames apart from those of signs, so a sign may have a keypad's address.
        if _driver(one) == _driver(other) and "address" in one.values and not _differ(one, other, "address"):
            problem = f'"{one.id}" has the address {one.values["address"]} on the same line already.'
            yield _at(
                other,
                "address",
                problem=problem,
                suggestion="Every device on a line needs an address of its own.",
            )


def _keys(device: Item) -> Iterator[Mistake]:
    keys: dict[str, str] = device.values.get("keys", {})
    on_usb = _driver(device) == "usb-numeric"
    seen: dict[str, str] = {}
    for key, action in keys.items():
        place = ("keys", key)
        if not (_USB_KEY if on_usb else _KEY).fullmatch(key):
            suggestion = 'Write it like "0C" or, with the digits typed before it, "6+0F".'
            if on_usb:
                suggestion = f'Write it like "KPENTER" or "6+KPENTER". Known: {", ".join(USB_KEYS)}.'
            yield _at(device, *place, problem=f'"{key}" is not a key.', suggestion=suggestion)
        elif seen.setdefault(key.upper(), key) != key:
            yield _at(device, *place, problem=f'"{key}" is the same key as "{seen[key.upper()]}".')
        if action not in KEY_ACTIONS:
            suggestion = did_you_mean(action, KEY_ACTIONS)
            yield _at(device, *place, problem=f'There is no action "{action}".', suggestion=suggestion)


def _levels(device: Item) -> Iterator[Mistake]:
    levels: dict[str, int] = device.values.get("levels", {})
    for value in levels:
        if not re.fullmatch(r"0|[1-9][0-9]{0,2}", value) or int(value) > 0xFF:
            problem = f'"{value}" is not a value that an evaluator sends.'
            yield _at(
                device, "levels", value, problem=problem, suggestion='Write a number from "0" to "255".'
            )


def _shares(device: Item) -> bool:
    model: type[DeviceSection] | None = DEVICE_MODELS.get((device.values.get("kind", ""), _driver(device)))
    return model is not None and model.shares_line


def _driver(device: Item) -> str:
    return str(device.values.get("driver", ""))


def _differ(one: Item, other: Item, key: str) -> bool:
    """True when both have the key and not the same value; False as well when one of them could not be read."""
    return key in one.values and key in other.values and bool(one.values[key] != other.values[key])


def _at(device: Item, *key: str, problem: str, suggestion: str = "") -> Mistake:
    return Mistake((*device.path, *key), problem, suggestion, device.id)
