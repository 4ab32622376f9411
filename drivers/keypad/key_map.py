"""What a site's keys mean.

Responsible for: reading the settings' key map and looking up what was typed. Not responsible for: frames.

Function keys and prefixes differ from site to site (docs/protocols/ff68.md), so none of them is fixed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from drivers.keypad.port import KeyAction

_KEY = re.compile(r"(?:(?P<digits>[0-9]+)\+)?(?P<key>[0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was typed, in the site's words."""

    action: KeyAction | None
    """None: the site gave the key no meaning."""
    digits: str
    """Digits that are not part of the key itself: those before the call key name the number to call."""


class KeyMap:
    """Typed digits and function key to an action."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """Reads keys such as ``"0C"`` and ``"6+0F"``; raises ValueError with a sentence for others."""
        self._actions = {_read_key(key): _read_action(key, action) for key, action in keys.items()}

    def look_up(self, digits: str, key: int) -> Meaning:
        """The action of exactly these digits and key, else that of the key with the digits as its number."""
        with_digits = self._actions.get((digits, key)) if digits else None
        if with_digits is not None:
            return Meaning(with_digits, "")
        return Meaning(self._actions.get(("", key)), digits)


def _read_key(text: str) -> tuple[str, int]:
    match = _KEY.fullmatch(text)
    if match is None:
        raise ValueError(f'{text!r} is not a key; write it like "0C" or, with typed digits, like "6+0F"')
    return match["digits"] or "", int(match["key"], 16)


def _read_action(key: str, action: str) -> KeyAction:
    try:
        return KeyAction(action)
    except ValueError:
        raise ValueError(f"key {key!r}: {action!r} is not one of {', '.join(KeyAction)}") from None
