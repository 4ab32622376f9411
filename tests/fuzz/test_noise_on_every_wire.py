"""Every decoder of a wire against noise: random bytes, and good frames with bytes changed, lost, doubled and swapped.

However much noise comes, a decoder raises nothing, keeps a bounded number of bytes, and finds the next good frame.
``PAIHAO_FUZZ_BYTES`` sets how much each gets (``make fuzz``: ten million); ordinary runs take a sample.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from drivers.card_reader.samv_frames import MAX_LENGTH, SMALLEST_REPLY, FrameDecoder, SamvReply, SamvRequest
from drivers.card_reader.vpcd_frames import GET_ATR, MAX_MESSAGE, MessageDecoder, message
from drivers.led_display.onbon_frames import MAX_PENDING as ONBON_PENDING
from drivers.led_display.onbon_frames import OnbonDecoder, OnbonFrame
from drivers.rs485.a090 import A090Frame, Function
from drivers.rs485.decoder import MAX_PENDING, LineDecoder
from drivers.rs485.ff68 import Ff68Frame
from drivers.ticket_printer.emulated_paper import PrintedSlip
from drivers.ticket_printer.escpos_commands import MAX_ITEM
from drivers.ticket_printer.escpos_interpreter import ROLL_LINES, EscposInterpreter
from drivers.ticket_printer.escpos_status import RealTime, StatusStream
from queue_server.client.sse import MAX_MESSAGE_BYTES, SseMessage, SseParser

SAMPLE_BYTES = 60_000
CHUNK = 4096
LONGEST_CHUNK = 512


@dataclass(frozen=True)
class Decoder:
    """What stands at the end of a wire."""

    feed: Callable[[bytes], Sequence[object]]
    """What was found."""
    held: Callable[[], int]
    """Bytes, or what counts as one, that it keeps."""
    pause: Callable[[], None] = lambda: None
    """What its owner does when the wire has been silent."""


@dataclass(frozen=True)
class Wire:
    """A decoder under noise."""

    name: str
    frames: tuple[bytes, ...]
    """Good frames that noise is made of; the first is the one that must be found afterwards."""
    new: Callable[[], Decoder]
    is_found: Callable[[Sequence[object]], bool]
    bound: int
    silence: bytes = b""
    """What stands between noise and the good frame: at least as long as the longest frame under way."""
    endless: tuple[tuple[bytes, bytes], ...] = ()
    """What begins something that never ends, and what it goes on with."""
    chunk: int = CHUNK
    """Bytes of noise before a good frame is looked for."""


def line_decoder() -> Decoder:
    decoder = LineDecoder()
    return Decoder(decoder.feed, lambda: decoder.pending)


def samv_decoder() -> Decoder:
    decoder = FrameDecoder(SMALLEST_REPLY)
    return Decoder(decoder.feed, lambda: len(decoder._buffer))


def onbon_decoder() -> Decoder:
    decoder = OnbonDecoder()
    return Decoder(decoder.feed, lambda: decoder.pending)


def status_decoder() -> Decoder:
    stream = StatusStream()
    return Decoder(stream.feed, lambda: len(stream._pending))


def vpcd_decoder() -> Decoder:
    decoder = MessageDecoder()
    return Decoder(decoder.feed, lambda: len(decoder._buffer), decoder.reset)


def event_parser() -> Decoder:
    parser = SseParser()
    return Decoder(parser.feed, lambda: len(parser._tail) + sum(map(len, parser._data)) + len(parser._data))


def paper_maker() -> Decoder:
    interpreter = EscposInterpreter(48)

    def feed(data: bytes) -> list[object]:
        interpreter.receive(data)
        cuts: list[object] = []
        while (effect := interpreter.step()) is not None:
            cuts += [effect.cut] if effect.cut else []
        return cuts

    return Decoder(feed, lambda: interpreter.waiting + len(interpreter.live.lines))


KEY = Ff68Frame(1, 0x01, b"\x0c")
TEXT = A090Frame(3, Function.SHOW_TEXT, "请".encode("gbk") + b"\x00")
NO_CARD = SamvReply(0x80, b"")
PING = OnbonFrame(destination=1, source=0x8000, data=bytes.fromhex("A200010000"))
SELECT = bytes.fromhex("00A4000C02EF06")
CALL = b'id: 42\nevent: ticket.called\ndata: {"number": "A012"}\n\n'
CALLED = SseMessage("42", "ticket.called", '{"number": "A012"}')
SLIP = b"\x1b@\x1c&" + "请 A012".encode("gb18030") + b"\n\x1dVB\x00"
PICTURE = b"\x1dv0\x00\x48\x00\x40\x00"

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
    Wire(
        "vpcd",
        (message(SELECT), message(GET_ATR), message(bytes(258))),
        vpcd_decoder,
        lambda found: SELECT in found,
        MAX_MESSAGE + 2,
        endless=((b"", b"\xff"), (b"\x10\x00", b"\x10")),
    ),
    Wire(
        "events",
        (CALL, CALL.replace(b"\n", b"\r\n"), b": still here\n\n", b"data\n" * 40, b"retry: 1000\n"),
        event_parser,
        lambda found: CALLED in found,
        MAX_MESSAGE_BYTES,
        silence=b"\n\n",
        endless=((b"data:", b"x"), (b"", b"data: x\r\n")),
    ),
    Wire(
        "ESC/POS",
        (
            SLIP,
            PICTURE + bytes(range(1, 255)),
            b"\x1d(k\x09\x00\x31\x50\x30A023",
            b"\x1b$\x00\x01\x1b\x44\x08",
        ),
        paper_maker,
        lambda found: any(isinstance(cut, PrintedSlip) and "请 A012" in cut.texts for cut in found),
        MAX_ITEM + ROLL_LINES,
        silence=bytes(MAX_ITEM),
        endless=((b"\x1dv0\x00\xff\xff\xff\xff", b"\xff"), (b"\x1bD", b"\x20"), (b"", b"\x1bd\xff")),
        chunk=256 * 1024,
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
        end = start + source.choice((1, 2, 7, 64, LONGEST_CHUNK))
        yield data[start:end]
        start = end


def torture(wire: Wire, seed: int, total: int) -> None:
    source = random.Random(seed)
    decoder = wire.new()
    fed = 0
    while fed < total:
        data = noise(source, wire.frames, min(wire.chunk, total))
        for chunk in chunks(source, data):
            decoder.feed(chunk)
            assert decoder.held() <= wire.bound + LONGEST_CHUNK, f"seed {seed}: {decoder.held()} bytes held"
        # A frame that noise has begun may swallow the first good one; never the second.
        found = [*after_silence(wire, decoder), *after_silence(wire, decoder)]
        assert wire.is_found(found), f"seed {seed}: the good frame after {fed} bytes of noise was not found"
        fed += len(data)


def after_silence(wire: Wire, decoder: Decoder) -> list[object]:
    """What is found in a good frame."""
    decoder.pause()
    return [*decoder.feed(wire.silence), *decoder.feed(wire.frames[0])]


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_noise_hides_no_good_frame(wire: Wire) -> None:
    torture(wire, seed=20261121, total=SAMPLE_BYTES)


@pytest.mark.parametrize(
    "wire, begin, more",
    [(wire, *endless) for wire in WIRES for endless in wire.endless],
    ids=lambda value: value.name if isinstance(value, Wire) else repr(value),
)
def test_what_never_ends_is_not_kept(wire: Wire, begin: bytes, more: bytes) -> None:
    decoder = wire.new()
    decoder.feed(begin)
    part = more * (CHUNK // len(more))
    for _ in range(2 * wire.bound // len(part)):
        decoder.feed(part)
        assert decoder.held() <= wire.bound + len(part)
    assert wire.is_found([*after_silence(wire, decoder), *after_silence(wire, decoder)])


@pytest.mark.fuzz
@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_millions_of_bytes_of_noise_hide_no_good_frame(wire: Wire) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    torture(wire, seed=seed, total=int(os.environ.get("PAIHAO_FUZZ_BYTES", str(SAMPLE_BYTES))))
