"""Many devices at once on a line that loses and damages bytes: no press is done twice, none is confirmed
undone.

Frames carry no number, so when an acknowledgement and the repeat after it are both lost nobody can tell the
next repeat from a new press. Each direction is therefore spoiled by itself.
"""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing
from functools import partial

import pytest

from config import model
from drivers.errors import LinkLost
from drivers.keypad.ff68 import Ff68Keypad
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.link.faults import NO_FAULTS, Faults
from drivers.link.pipe import pipe
from drivers.rs485.line import SharedLine
from drivers.rs485.line_emulator import LineEmulator
from tests.fakes.polling import wait_until

ADDRESSES = range(0x01, 0x07)
NUMBERS = ("11", "12", "13", "14")


class Clerk:
    """Serves one keypad as the counter agent does: do what the press asks for, then acknowledge."""

    def __init__(self, keypad: Ff68Keypad) -> None:
        self.keypad = keypad
        self.done: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        try:
            while True:
                press = self.keypad.next_press(1.0)
                if press is not None:
                    self.done[press.digits] += 1
                    self.keypad.acknowledge(press)
        except LinkLost:
            return

    def leave(self) -> None:
        self._thread.join(5.0)


def settings(address: int) -> model.Ff68Keypad:
    return model.Ff68Keypad(
        id=f"keypad-{address}", kind="keypad", driver="ff68", link="emulator:line", address=address
    )


def is_settled(keypad: KeypadEmulator) -> bool:
    return not keypad.state().pending


BAD = Faults(loss=0.01, corruption=0.01, seed=7)


@pytest.mark.parametrize("to_keypads, to_host", [(BAD, NO_FAULTS), (NO_FAULTS, BAD)])
def test_presses_are_done_at_most_once_and_confirmed_only_when_done(
    to_keypads: Faults, to_host: Faults
) -> None:
    host, device = pipe(from_first=to_keypads, from_second=to_host)
    with closing(LineEmulator(device)) as far, closing(SharedLine(host, baudrate=115_200)) as line:
        far.start()
        keypads = {address: KeypadEmulator(address) for address in ADDRESSES}
        for keypad in keypads.values():
            far.add(keypad)
        clerks = {address: Clerk(Ff68Keypad(line, settings(address))) for address in ADDRESSES}
        confirmed: set[tuple[int, str]] = set()
        for number in NUMBERS:
            for keypad in keypads.values():
                keypad.press("0C", number)
            for address, keypad in keypads.items():
                wait_until(partial(is_settled, keypad))
                if keypad.acknowledged:
                    confirmed.add((address, number))
        line.close()
        for clerk in clerks.values():
            clerk.leave()
    done = {(address, number): clerks[address].done[number] for address in ADDRESSES for number in NUMBERS}
    assert set(done.values()) <= {0, 1}
    assert all(done[press] == 1 for press in confirmed)
    assert len(confirmed) >= 0.8 * len(done)


def test_a_line_that_hears_itself_and_repeats_does_not_run_away() -> None:
    """A keypad that hears no echo, on an adapter that delivers what it sends: the host stays calm."""
    host, device = pipe()
    with (
        closing(SharedLine(host, baudrate=115_200)) as line,
        closing(Ff68Keypad(line, settings(1))) as keypad,
    ):
        device.write(bytes.fromhex("FF 68 03 03 68 01 01 0C 0E 16"))
        press = keypad.next_press(5.0)
        assert press is not None
        keypad.acknowledge(press)
        for _ in range(20):
            device.write(device.read(0.01))
            assert keypad.next_press(0.005) is None
        assert line.statistics().sent == 1
