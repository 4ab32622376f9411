"""Frames of Onbon controllers, to the byte, and finding them in whatever a wire delivers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_display.onbon_frames import (
    BARCODE_BYTES,
    MAX_DATA,
    MAX_PENDING,
    PREAMBLE,
    UNCHECKED,
    DamagedFrame,
    OnbonDecoder,
    OnbonFrame,
    crc16,
    escape,
    unescape,
)

PING = bytes.fromhex("A5A5A5A5A5A5A5A5 0100 0080 000000 00 00 00 FE 02 0500 A2 00 01 0000 68F8 5A")
OBEYED = bytes.fromhex("A5A5A5A5A5A5A5A5 0080 0100 000000 00 00 00 FE 02 0500 A0 00 00 0000 64DC 5A")
ANSWER = OnbonFrame(0x8000, 1, bytes.fromhex("A000000000"))

addresses = st.integers(0, 0xFFFF)
bytes_ = st.integers(0, 0xFF)
frames = st.builds(
    OnbonFrame,
    addresses,
    addresses,
    st.binary(max_size=80),
    bytes_,
    bytes_,
    st.sampled_from([b"", b"BARCODE\xa5\x5a\xa6\x5b45678"]),
)


def test_the_crc_is_the_catalogues() -> None:
    assert crc16(b"123456789") == 0xBB3D


@pytest.mark.parametrize(
    "frame, wire", [(OnbonFrame(1, 0x8000, bytes.fromhex("A200010000")), PING), (ANSWER, OBEYED)]
)
def test_captured_frames(frame: OnbonFrame, wire: bytes) -> None:
    assert frame.to_bytes() == wire
    assert OnbonDecoder().feed(wire) == [frame]


def test_the_four_special_bytes_are_escaped_and_nothing_else() -> None:
    assert escape(bytes.fromhex("A5 A6 5A 5B 00 FF")) == bytes.fromhex("A602 A601 5B02 5B01 00 FF")


@pytest.mark.parametrize("broken", ["A6", "A603", "5B00", "5B", "00A6"])
def test_what_no_sender_escapes_is_refused(broken: str) -> None:
    assert unescape(bytes.fromhex(broken)) is None


@given(st.binary())
def test_escaping_hides_starts_and_ends_and_can_be_undone(plain: bytes) -> None:
    assert not {0xA5, 0x5A} & set(escape(plain))
    assert unescape(escape(plain)) == plain


@given(frames)
def test_every_frame_comes_back(frame: OnbonFrame) -> None:
    assert OnbonDecoder().feed(frame.to_bytes()) == [frame]


@given(st.lists(frames, max_size=4), st.lists(st.integers(1, 40), max_size=30))
def test_chunks_do_not_matter(sent: list[OnbonFrame], cuts: list[int]) -> None:
    wire = b"".join(frame.to_bytes() for frame in sent)
    decoder, found = OnbonDecoder(), []
    for cut in [*cuts, len(wire)]:
        found += decoder.feed(wire[:cut])
        wire = wire[cut:]
    assert found == sent


@pytest.mark.parametrize("starts", [1, 3, 20])
def test_fewer_and_more_starts_are_taken(starts: int) -> None:
    assert OnbonDecoder().feed(b"\xa5" * starts + OBEYED[8:]) == [ANSWER]


def test_a_frame_without_a_check_is_believed() -> None:
    unchecked = OBEYED[:-3] + UNCHECKED.to_bytes(2, "little") + OBEYED[-1:]
    assert OnbonDecoder().feed(unchecked) == [ANSWER]


def test_a_frame_that_lost_its_end_costs_only_itself() -> None:
    decoder = OnbonDecoder()
    assert decoder.feed(PING[:-1] + OBEYED) == [ANSWER]
    assert decoder.noise_bytes == len(PING) - 9
    assert decoder.pending == 0


@pytest.mark.parametrize("at", range(8, len(PING)))
def test_one_wrong_bit_anywhere_makes_no_other_frame(at: int) -> None:
    damaged = PING[:at] + bytes((PING[at] ^ 0x01,)) + PING[at + 1 :]
    decoder = OnbonDecoder()
    found = decoder.feed(damaged + OBEYED)
    assert [item for item in found if isinstance(item, OnbonFrame)] == [ANSWER]


def test_a_damaged_frame_tells_who_it_seems_to_be_for() -> None:
    damaged = PING.replace(b"\xa2\x00\x01", b"\xa2\x00\x03")
    assert OnbonDecoder().feed(damaged) == [DamagedFrame(1, 0x8000)]
    assert OnbonDecoder().feed(b"\xa5\x00\x01\x5a") == [DamagedFrame()]


def test_a_length_that_claims_more_than_there_is_is_damage() -> None:
    assert OnbonDecoder().feed(PING.replace(b"\x05\x00\xa2", b"\xff\x07\xa2")) == [DamagedFrame(1, 0x8000)]


def test_an_endless_frame_is_given_up() -> None:
    decoder = OnbonDecoder()
    assert decoder.feed(PREAMBLE + b"\x00" * (2 * MAX_PENDING)) == []
    assert decoder.pending == 0
    assert decoder.noise_bytes == 2 * MAX_PENDING
    assert decoder.feed(OBEYED) == [ANSWER]


def test_the_longest_frame_fits_when_every_byte_is_escaped() -> None:
    longest = OnbonFrame(0xA5A5, 0x5A5A, b"\xa6" * MAX_DATA, barcode=b"\x5b" * BARCODE_BYTES)
    assert OnbonDecoder().feed(longest.to_bytes()) == [longest]


def test_fields_that_cannot_be_sent_are_refused() -> None:
    for frame in ((0x10000, 1, b""), (1, -1, b""), (1, 1, bytes(MAX_DATA + 1))):
        with pytest.raises(ValueError, match="byte"):
            OnbonFrame(*frame)
    with pytest.raises(ValueError, match="16 bytes"):
        OnbonFrame(1, 1, b"", barcode=b"short")


@pytest.mark.fuzz
@given(st.lists(st.one_of(st.binary(max_size=60), frames.map(OnbonFrame.to_bytes)), max_size=8))
def test_noise_never_raises_and_never_grows_the_buffer(pieces: list[bytes]) -> None:
    decoder = OnbonDecoder()
    for piece in pieces:
        decoder.feed(piece)
        assert decoder.pending <= MAX_PENDING
    found = decoder.feed(OBEYED)
    assert found[-1:] == [ANSWER]
