"""Finding frames in a stream: any chunking, noise, stray heads, bounded memory."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.rs485.a090 import A090Acknowledgement, A090Frame, Function
from drivers.rs485.decoder import MAX_PENDING, LineDecoder, LineFrame
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import contains_head

CALL = Ff68Frame(0x01, 0x01, b"\x0c")
RATING = Ff68Frame(0x81, 0x11, b"\x02")
TEXT = A090Frame(0x03, Function.SHOW_TEXT, bytes.fromhex("C7EB00 4100"))
ANSWER = A090Acknowledgement(0x03)
LONG_ANSWER = A090Acknowledgement(0x03, b"\x01\x02")


def frames() -> st.SearchStrategy[LineFrame]:
    keypad_bodies = st.binary(min_size=2, max_size=32).filter(lambda body: not contains_head(body))
    keypads = keypad_bodies.map(lambda body: Ff68Frame(body[0], body[1], body[2:]))
    sign_data = st.binary(max_size=254).filter(lambda data: b"\xff\x68" not in data)
    signs = st.builds(A090Frame, st.integers(1, 0xFE), st.sampled_from(Function), sign_data)
    answers = st.builds(A090Acknowledgement, st.integers(1, 0x9F), st.sampled_from([b"", b"\x01\x02"]))
    return st.one_of(keypads, signs, answers)


def encoded(frames: Iterable[LineFrame]) -> bytes:
    return b"".join(frame.to_bytes() for frame in frames)


def pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in pairwise(edges):
        yield data[start:end]


def decode_bytewise(decoder: LineDecoder, data: bytes) -> list[LineFrame]:
    return [frame for byte in data for frame in decoder.feed(bytes((byte,)))]


@given(st.lists(frames(), max_size=6), st.lists(st.integers(0, 4000), max_size=12))
def test_frames_are_found_in_any_chunking(sent: list[LineFrame], cuts: list[int]) -> None:
    decoder = LineDecoder()
    found = [frame for piece in pieces(encoded(sent), cuts) for frame in decoder.feed(piece)]
    assert found + decoder.flush() == sent
    assert decoder.noise_bytes == 0


@given(st.binary(max_size=600), st.lists(st.integers(0, 600), max_size=20))
def test_the_cuts_of_a_stream_change_nothing(data: bytes, cuts: list[int]) -> None:
    whole, cut = LineDecoder(), LineDecoder()
    found = [frame for piece in pieces(data, cuts) for frame in cut.feed(piece)]
    assert whole.feed(data) == found
    assert (whole.pending, whole.noise_bytes) == (cut.pending, cut.noise_bytes)


@given(
    st.lists(st.sampled_from([b"\xff", b"\x68", b"\xa0", b"\x90", b"\x03", b"\xa5", b"\x00"]), max_size=40)
)
def test_a_keypads_frame_behind_any_beginnings_of_heads_is_found_after_silence(noise: list[bytes]) -> None:
    decoder = LineDecoder()
    decoder.feed(b"".join(noise))
    decoder.flush()
    assert decoder.feed(CALL.to_bytes()) == [CALL]


@pytest.mark.parametrize("good", [CALL, RATING])
@pytest.mark.parametrize(
    "stray",
    [
        "FF",
        "FF 68",
        "FF 68 03 03",
        "FF 68 20 20 68",
        "FF 68 20 20 68 01 02 03 FF",
        "A0 90",
        "A0 90 07",
        "A0 90 07 01 02",
        "A0 90 01 A5 00 F0",
        "A0 90 01 A5 00 F0 41 00 C7",
        "FF 68 03 03 68 01 01 0C 0E 00",  # wrong end byte
        "FF 68 03 03 68 01 01 0C 0F 16",  # wrong checksum
        "00 16 68 AA",
    ],
)
def test_a_keypads_frame_behind_a_stray_head_is_found_with_its_last_byte(stray: str, good: Ff68Frame) -> None:
    decoder = LineDecoder()
    assert decode_bytewise(decoder, bytes.fromhex(stray) + good.to_bytes()[:-1]) == []
    assert decoder.feed(good.to_bytes()[-1:]) == [good]
    assert decoder.noise_bytes == len(bytes.fromhex(stray))


@pytest.mark.parametrize("stray", ["FF 68 20 20 68", "A0 90", "A0 90 05 01", "FF", "A0", "A0 90 01 A5"])
def test_an_answer_behind_a_stray_head_is_found_with_its_last_byte(stray: str) -> None:
    decoder = LineDecoder()
    assert decode_bytewise(decoder, bytes.fromhex(stray) + ANSWER.to_bytes()) == [ANSWER]


def test_an_answer_behind_the_head_of_a_long_text_is_found_when_the_line_falls_silent() -> None:
    decoder = LineDecoder()
    assert decoder.feed(bytes.fromhex("A0 90 01 A5 00 F0") + ANSWER.to_bytes()) == []
    assert decoder.flush() == [ANSWER]
    assert decoder.pending == 0


def test_a_stray_head_followed_by_silence_is_dropped() -> None:
    decoder = LineDecoder()
    decoder.feed(bytes.fromhex("FF 68 20 20 68"))
    assert decoder.pending == 5
    assert decoder.flush() == []
    assert (decoder.pending, decoder.noise_bytes) == (0, 5)
    assert decoder.feed(CALL.to_bytes()) == [CALL]


def test_a_mismatch_costs_one_byte_and_not_the_buffer() -> None:
    damaged = bytearray(encoded([RATING, CALL, ANSWER]))
    damaged[8] ^= 1
    decoder = LineDecoder()
    assert decoder.feed(bytes(damaged)) == [CALL, ANSWER]
    assert decoder.noise_bytes == len(RATING.to_bytes())


def test_both_protocols_are_told_apart_on_one_line() -> None:
    sent: list[LineFrame] = [CALL, ANSWER, RATING, TEXT, LONG_ANSWER, CALL]
    assert LineDecoder().feed(encoded(sent)) == sent


def test_an_answer_that_begins_like_a_text_is_understood_when_the_line_falls_silent() -> None:
    decoder = LineDecoder()
    raw = bytes.fromhex("A0 90 03 A5 00 01 A5 AA")
    frames = decoder.feed(raw) + decoder.flush()
    assert frames == [A090Acknowledgement(0x03, b"\xa5\x00\x01")]


def test_one_huge_read_is_taken_in_bounded_pieces() -> None:
    decoder = LineDecoder()
    found = decoder.feed(CALL.to_bytes() * 5000 + b"\xff\x68\x20\x20\x68")
    assert found == [CALL] * 5000
    assert decoder.pending == 5


FRAMES: tuple[LineFrame, ...] = (CALL, RATING, TEXT, ANSWER, LONG_ANSWER)


def noise(source: random.Random) -> bytes:
    """Random bytes, bytes made of head bytes, and damaged frames."""
    kind = source.randrange(4)
    if kind == 0:
        return source.randbytes(source.randrange(1, 80))
    if kind == 1:
        return bytes(source.choices(b"\xff\x68\xa0\x90\xa5\xaa\x16\x00\x02\x03", k=source.randrange(1, 60)))
    raw = bytearray(source.choice(FRAMES).to_bytes())
    if kind == 2:
        raw[source.randrange(len(raw))] = source.randrange(256)
        return bytes(raw)
    return bytes(raw[: source.randrange(len(raw))])


def torture(decoder: LineDecoder, source: random.Random) -> int:
    """Feed one dose of noise, then silence, then a good frame; returns the bytes fed."""
    dose = b"".join(noise(source) for _ in range(source.randrange(1, 12)))
    size = source.choice((1, 3, 64, 1000))
    for start in range(0, len(dose), size):
        decoder.feed(dose[start : start + size])
        assert decoder.pending <= MAX_PENDING
    decoder.flush()
    assert decoder.pending == 0
    good = source.choice(FRAMES)
    assert decoder.feed(good.to_bytes()) == [good]
    return len(dose) + len(good.to_bytes())


@pytest.mark.parametrize("seed", [1, 2])
def test_noise_never_hides_the_next_good_frame(seed: int) -> None:
    source, decoder, fed = random.Random(seed), LineDecoder(), 0
    while fed < 100_000:
        fed += torture(decoder, source)


@pytest.mark.fuzz
def test_noise_never_hides_the_next_good_frame_for_long() -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    source, decoder = random.Random(seed), LineDecoder()
    deadline = time.monotonic() + float(os.environ.get("PAIHAO_FUZZ_SECONDS", "1"))
    while time.monotonic() < deadline:
        try:
            torture(decoder, source)
        except AssertionError as failure:
            failure.add_note(f"seed {seed}")
            raise
