"""From a key to the last byte on the window's sign, from a touch to the first printed byte, and what a slip weighs.

The programs are the real ones; the far ends of the wires are emulators, once without wire time (but for the pauses that
our line owner keeps for the wire) and once as slow as real wires of 9600 baud.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.e2e.rig import Rig, eventually, running_hall

SIGN_HEAD = bytes.fromhex("A09001A5")
KEY_FRAME = bytes.fromhex("FF6803036801010C0E16")
"""Call-next on keypad 1; the echo is the same."""
INITIALISE = bytes.fromhex("1B40")
"""The first bytes of every slip; status questions begin otherwise."""
BITS_PER_BYTE = 10


def run(*, rounds: int = 12) -> dict[str, Any]:
    """Medians and worst of ``rounds`` visits in milliseconds, without wire time and on wires of 9600 baud."""
    free, paced = _measure(rounds, None), _measure(rounds, 9600)
    slip = free.pop("slip_bytes")
    paced.pop("slip_bytes")
    return {
        "without_wire_time": free,
        "at_9600_baud": paced,
        "slip_bytes": slip,
        "slip_seconds_at_9600": round(slip * BITS_PER_BYTE / 9600, 3),
        "slip_seconds_at_115200": round(slip * BITS_PER_BYTE / 115200, 3),
    }


def _measure(rounds: int, baudrate: int | None) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="paihao-bench-") as place,
        running_hall(Path(place), baudrate=baudrate) as hall,
    ):
        time.sleep(1.0)
        prints = [_touch_to_print(hall, baudrate) for _ in range(rounds)]
        answers, calls = zip(*[_key_to_answer_and_sign(hall) for _ in range(rounds)], strict=True)
        return {
            "touch_to_first_printed_byte": _summary(prints),
            "key_to_acknowledgement": _summary(answers),
            "key_to_last_sign_byte": _summary(calls),
            "slip_bytes": max(len(slip) for slip in hall.slips()),
        }


def _touch_to_print(hall: Rig, baudrate: int | None) -> float:
    before = len(hall.printer_wire.chunks)
    hall.kiosk.wait_for("home")
    hall.kiosk.touch("start")
    hall.kiosk.wait_for("services")
    begun = time.monotonic()
    hall.kiosk.touch("service:social-security")

    def printed() -> float | None:
        fresh = hall.printer_wire.chunks[before:]
        return next((at - _on_the_wire(data, baudrate) for at, data in fresh if INITIALISE in data), None)

    at = eventually(printed, "the first printed byte")
    hall.kiosk.wait_for("ticket")
    hall.kiosk.touch("done")
    return (at - begun) * 1e3


def _on_the_wire(data: bytes, baudrate: int | None) -> float:
    """Seconds between a chunk's first and last byte: a paced wire hands it over when all of it has come."""
    return len(data) * BITS_PER_BYTE / baudrate if baudrate else 0.0


def _key_to_answer_and_sign(hall: Rig) -> tuple[float, float]:
    """One call-next: until the keypad has its echo, and until the sign has the number."""
    time.sleep(2.5)
    before, text = len(hall.line_wire.chunks), hall.sign.state().text
    begun = time.monotonic()
    hall.keypad.press("0C")

    def arrival(of: bytes) -> float | None:
        return next((at for at, data in hall.line_wire.chunks[before:] if of in data), None)

    answered = eventually(lambda: arrival(KEY_FRAME), "the keypad's echo")
    shown = eventually(
        lambda: arrival(SIGN_HEAD) if hall.sign.state().text != text else None, "the call on the sign"
    )
    return (answered - begun) * 1e3, (shown - begun) * 1e3


def _summary(times: Sequence[float]) -> dict[str, float]:
    return {"p50_ms": round(median(times), 1), "worst_ms": round(max(times), 1)}
