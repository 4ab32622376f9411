"""Frames a second that every codec finds in a clean stream, in one thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from drivers.card_reader.samv_frames import SMALLEST_REPLY, FrameDecoder, SamvReply
from drivers.led_display.onbon_frames import OnbonDecoder, OnbonFrame
from drivers.rs485.a090 import A090Frame, Function
from drivers.rs485.decoder import LineDecoder
from drivers.rs485.ff68 import Ff68Frame
from drivers.ticket_printer.escpos_status import StatusStream

CHUNK = 64
"""Bytes a serial port hands over at a time."""
CARD_REPLY_BYTES = 1280
"""Text and photo of one card."""

Feed = Callable[[bytes], Sequence[object]]


def run(*, frames: int = 20_000) -> dict[str, Any]:
    """Frames and bytes a second of each codec."""
    text = A090Frame(3, Function.SHOW_TEXT, "请A023号".encode("gbk"))
    reply = SamvReply(0x90, bytes(CARD_REPLY_BYTES))
    ping = OnbonFrame(destination=1, source=0x8000, data=bytes.fromhex("A200010000"))
    return {
        "ff68": _rate(LineDecoder().feed, Ff68Frame(1, 0x01, b"\x0c").to_bytes(), frames),
        "a090": _rate(LineDecoder().feed, text.to_bytes(), frames),
        "samv_card": _rate(FrameDecoder(SMALLEST_REPLY).feed, reply.to_bytes(), frames // 20),
        "onbon": _rate(OnbonDecoder().feed, ping.to_bytes(), frames),
        "dle_eot": _rate(StatusStream().feed, b"\x12", frames),
    }


def _rate(feed: Feed, frame: bytes, count: int) -> dict[str, float]:
    stream = frame * count
    begun, found = time.perf_counter(), 0
    for start in range(0, len(stream), CHUNK):
        found += len(feed(stream[start : start + CHUNK]))
    seconds = time.perf_counter() - begun
    if found != count:
        raise RuntimeError(f"{found} of {count} frames were found")
    return {"frames_per_second": round(count / seconds), "bytes_per_second": round(len(stream) / seconds)}
