"""Every decoder of a wire against noise: random bytes, and good frames with bytes changed, lost, doubled and swapped.

However much noise comes, a decoder raises nothing, keeps a bounded number of bytes, and finds the next good frame.
``PAIHAO_FUZZ_BYTES`` sets how much each gets (``make fuzz``: ten million); ordinary runs take a sample.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from drivers.card_reader.samv_frames import MAX_LENGTH, SMALLEST_REPLY, FrameDecoder, SamvReply, SamvRequest
from drivers.led_display.onbon_frames import MAX_PENDING as ONBON_PENDING
from drivers.led_display.onbon_frames import OnbonDecoder, OnbonFrame
from drivers.rs485.a090 import A090Frame, Function
from drivers.rs485.decoder import MAX_PENDING, LineDecoder
from drivers.rs485.ff68 import Ff68Frame
from drivers.ticket_printer.escpos_status import RealTime, StatusStream

SAMPLE_BYTES = 60_000
CHUNK = 4096


@dataclass(frozen=True)
class Wire:
    """A decoder under noise."""

    name: str
    frames: tuple[bytes, ...]
    """Good frames that noise is made of; the first is the one that must be found afterwards."""
    new: Callable[[], tuple[Callable[[bytes], list[object]], Callable[[], int]]]
    """A new decoder as its feed, and how many bytes it holds."""
    is_found: Callable[[list[object]], bool]
    bound: int
    silence: bytes = b""
    """What stands between noise and the good frame: at least as long as the longest frame under way."""


def line_decoder() -> tuple[Callable[[bytes], list[object]], Callable[[], int]]:
    decoder = LineDecoder()
    return lambda data: list(decoder.feed(data)), lambda: decoder.pending


def samv_decoder() -> tuple[Callable[[bytes], list[object]], Callable[[], int]]:
    decoder = FrameDecoder(SMALLEST_REPLY)
    return lambda data: list(decoder.feed(data)), lambda: len(decoder._buffer)


def onbon_decoder() -> tuple[Callable[[bytes], list[object]], Callable[[], int]]:
    decoder = OnbonDecoder()
    return lambda data: list(decoder.feed(data)), lambda: decoder.pending


def status_decoder() -> tuple[Callable[[bytes], list[object]], Callable[[], int]]:
    stream = StatusStream()
    return lambda data: list(stream.feed(data)), lambda: len(stream._pending)


KEY = Ff68Frame(1, 0x01, b"\x0c")
TEXT = A090Frame(3, Function.SHOW_TEXT, "请".encode("gbk") + b"\x00")
NO_CARD = SamvReply(0x80, b"")
PING = OnbonFrame(destination=1, source=0x8000, data=bytes.fromhex("A200010000"))

WIRES = (
    Wire(
        "FF 68 and A0 90",
        (KEY.to_bytes(), TEXT.to_bytes()),
        line_decoder,
        lambda found: KEY in found,
        MAX_PENDING,
    ),
    Wire(
        "SAM_V",
        (NO_CARD.to_bytes(), SamvRequest(0x20, 0x01).to_bytes()),
        samv_decoder,
        lambda found: b"\x00\x00\x80" in found,
        MAX_LENGTH + 7,
        silence=bytes(MAX_LENGTH + 7),
    ),
    Wire("Onbon", (PING.to_bytes(),), onbon_decoder, lambda found: PING in found, ONBON_PENDING),
    Wire(
        "DLE EOT",
        (b"\x12", b"\x16", b"\x10\x00\x00\x00"),
        status_decoder,
        lambda found: RealTime(0x12) in found,
        4,
        silence=b"\xff" * 4,
    ),
)


def noise(source: random.Random, frames: tuple[bytes, ...], size: int) -> bytes:
    """Half random bytes, half spoiled frames."""
    pieces = bytearray()
    while len(pieces) < size:
        piece = source.choice(frames) if source.random() < 0.5 else source.randbytes(source.randrange(1, 40))
        pieces += spoil(source, piece)
    return bytes(pieces)


def spoil(source: random.Random, piece: bytes) -> bytes:
    spoiled = bytearray(piece)
    at = source.randrange(len(spoiled))
    match source.randrange(5):
        case 0:
            spoiled[at] ^= 1 << source.randrange(8)
        case 1:
            del spoiled[at:]
        case 2:
            spoiled[at:at] = source.randbytes(2)
        case 3:
            spoiled += spoiled[at:]
    return bytes(spoiled)


def chunks(source: random.Random, data: bytes) -> Iterator[bytes]:
    """The bytes as a port might deliver them."""
    start = 0
    while start < len(data):
        end = start + source.choice((1, 2, 7, 64, 512))
        yield data[start:end]
        start = end


def torture(wire: Wire, seed: int, total: int) -> None:
    source = random.Random(seed)
    feed, held = wire.new()
    fed = 0
    while fed < total:
        data = noise(source, wire.frames, CHUNK)
        for chunk in chunks(source, data):
            feed(chunk)
            assert held() <= wire.bound + 512, f"seed {seed}: {held()} bytes held"
        found = feed(wire.silence) + feed(wire.frames[0])
        # A frame that noise has begun may swallow the first good one; never the second.
        found += feed(wire.silence) + feed(wire.frames[0])
        assert wire.is_found(found), f"seed {seed}: the good frame after {fed} bytes of noise was not found"
        fed += len(data)


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_noise_hides_no_good_frame(wire: Wire) -> None:
    torture(wire, seed=20261121, total=SAMPLE_BYTES)


@pytest.mark.fuzz
@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_millions_of_bytes_of_noise_hide_no_good_frame(wire: Wire) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    torture(wire, seed=seed, total=int(os.environ.get("PAIHAO_FUZZ_BYTES", str(SAMPLE_BYTES))))
