"""Links and words of the wiring."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.model import DEFAULT_KEYS
from config.sections import Item
from config.wiring import KEY_ACTIONS, check_wiring
from drivers.keypad.key_map import KeyMap, Meaning
from drivers.keypad.port import KeyAction


def test_key_actions_are_those_of_the_keypads() -> None:
    assert set(KEY_ACTIONS) == {action.value for action in KeyAction}


@pytest.mark.parametrize("code, action", DEFAULT_KEYS.items())
def test_every_key_of_the_default_map_means_what_it_says(code: str, action: str) -> None:
    digits, _, key = code.rpartition("+")
    assert KeyMap(DEFAULT_KEYS).look_up(digits, int(key, 16)) == Meaning(KeyAction(action), "")


def test_keys_may_do_what_a_full_queue_needs() -> None:
    keys = {f"{number:02x}": action for number, action in enumerate(KEY_ACTIONS, start=0x20)}
    keypad = Item(("devices", 0), "k", {"kind": "keypad", "driver": "ff68", "keys": keys}, None)
    assert list(check_wiring([keypad])) == []


def device(link: str) -> Item:
    return Item(("devices", 0), "d", {"link": link, "kind": "card_reader", "driver": "samv"}, None)


@pytest.mark.parametrize(
    "link",
    [
        "/dev/ttyUSB0",
        "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0",
        str(Path("/run/hall/kiosk-1")),
        "COM3",
        "COM12",
        "socket://192.0.2.10:9100",
        "socket://printer.example:9100",
        "socket://[2001:db8::1]:9100",
        "rfc2217://192.0.2.10:4001",
        "file:///dev/usb/lp0",
        "emulator:kiosk-1-printer",
    ],
)
def test_links_that_can_be_opened_are_taken(link: str) -> None:
    assert list(check_wiring([device(link)])) == []


@pytest.mark.parametrize(
    "link",
    [
        "ttyUSB0",
        "com3",
        "COM",
        "192.0.2.10:9100",
        "socket://192.0.2.10",
        "tcp://192.0.2.10:9100",
        "file://spool",
        "emulator:",
        "x",
    ],
)
def test_others_are_refused_with_an_example(link: str) -> None:
    (mistake,) = check_wiring([device(link)])
    assert mistake.place == "devices[0].link"
    assert mistake.suggestion
