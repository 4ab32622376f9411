"""A hall file's links exchanged for others, comments and all else untouched.

Responsible for: the copy in which the virtual hall puts real paths in the place of ``emulator:`` links.
Not responsible for knowing those paths.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

_LINK = re.compile(r"""(?P<key>\blink\s*=\s*)(?P<quote>["'])(?P<link>[^"'\n]*)(?P=quote)""")


def resolve_links(text: str, links: Mapping[str, str]) -> str:
    """The hall file ``text`` with every ``link = "OLD"`` written as ``link = "NEW"`` for each OLD: NEW of ``links``.

    Raises ValueError when the file is written in a way (a link in a long string, an escaped character) that would
    leave a link as it was or change something else.
    """

    def exchange(match: re.Match[str]) -> str:
        new = links.get(match["link"].strip())
        return match[0] if new is None else match["key"] + json.dumps(new, ensure_ascii=False)

    resolved = _LINK.sub(exchange, text)
    if tomllib.loads(resolved) != _exchanged(tomllib.loads(text), links):
        raise ValueError('links must be written on one line, like link = "emulator:name"')
    return resolved


def _exchanged(document: dict[str, object], links: Mapping[str, str]) -> dict[str, object]:
    """What reading the resolved text must give."""
    devices = document.get("devices")
    if not isinstance(devices, list):
        return document
    return {**document, "devices": [_device(device, links) for device in devices]}


def _device(device: object, links: Mapping[str, str]) -> object:
    if not isinstance(device, dict) or not isinstance(device.get("link"), str):
        return device
    link = device["link"]
    return {**device, "link": links.get(link.strip(), link)}
