"""Frames and tables of the identity card reader, to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_reader import samv_protocol as protocol
from drivers.card_reader.samv_frames import (
    MAX_LENGTH,
    PREAMBLE,
    SMALLEST_REPLY,
    SMALLEST_REQUEST,
    Damage,
    FrameDecoder,
    SamvReply,
    SamvRequest,
    frame,
)

HEAD = "AAAAAA9669"


@pytest.mark.parametrize(
    "request_, expected",
    [
        (protocol.RESET, "0003 10FF EC"),
        (protocol.STATUS, "0003 11FF ED"),
        (protocol.SAM_ID, "0003 12FF EE"),
        (protocol.FIND_CARD, "0003 2001 22"),
        (protocol.SELECT_CARD, "0003 2002 21"),
        (protocol.READ_TEXT_PHOTO, "0003 3001 32"),
        (protocol.READ_ADDRESS, "0003 3003 30"),
        (protocol.READ_CHIP_NUMBER, "0003 3005 36"),
        (protocol.READ_WITH_FINGERPRINT, "0003 3010 23"),
        (protocol.set_baud(115200), "0003 6000 63"),
        (protocol.set_baud(57600), "0003 6001 62"),
        (protocol.set_baud(38400), "0003 6002 61"),
        (protocol.set_baud(19200), "0003 6003 60"),
        (protocol.set_baud(9600), "0003 6004 67"),
        (protocol.set_max_rf_block(0x58), "0004 61FF58 C2"),
    ],
)
def test_requests_on_the_wire(request_: SamvRequest, expected: str) -> None:
    assert request_.to_bytes() == bytes.fromhex(HEAD + expected)


@pytest.mark.parametrize(
    "reply, expected",
    [
        (SamvReply(0x90), "0004 0000 90 94"),
        (SamvReply(0x9F, bytes(4)), "0008 0000 9F 00000000 97"),
        (SamvReply(0x80), "0004 0000 80 84"),
        (SamvReply(0x90, bytes(8)), "000C 0000 90 0000000000000000 9C"),
        (SamvReply(0x81), "0004 0000 81 85"),
        (SamvReply(0x41), "0004 0000 41 45"),
        (
            SamvReply(0x90, bytes.fromhex("05000100E5D634013930000032090100")),
            "0014 0000 90 05000100E5D634013930000032090100 B5",
        ),
    ],
)
def test_replies_on_the_wire(reply: SamvReply, expected: str) -> None:
    wire = bytes.fromhex(HEAD + expected)
    assert reply.to_bytes() == wire
    [body] = FrameDecoder(SMALLEST_REPLY).feed(wire)
    assert isinstance(body, bytes)
    assert SamvReply.from_body(body) == reply


def test_a_reading_has_1295_bytes_and_one_with_fingerprint_2321() -> None:
    plain = SamvReply(0x90, bytes.fromhex("01000400") + bytes(1280)).to_bytes()
    assert len(plain) == 1295
    assert plain[5:14] == bytes.fromhex("0508 0000 90 0100 0400")
    whole = SamvReply(0x90, bytes.fromhex("010004000400") + bytes(2304)).to_bytes()
    assert len(whole) == 2321
    assert whole[5:7] == MAX_LENGTH.to_bytes(2, "big")


def test_the_sam_id_reads_as_printed_on_the_device() -> None:
    data = bytes.fromhex("05000100E5D634013930000032090100")
    assert protocol.sam_id_text(data) == "05.01-20240101-0000012345-0000067890"


@pytest.mark.parametrize(
    "request_, reply, fits",
    [
        (protocol.FIND_CARD, SamvReply(0x9F, bytes(4)), True),
        (protocol.FIND_CARD, SamvReply(0x80), True),
        (protocol.FIND_CARD, SamvReply(0x90), False),
        (protocol.SELECT_CARD, SamvReply(0x80), False),
        (protocol.SELECT_CARD, SamvReply(0x90, bytes(8)), True),
        (protocol.SELECT_CARD, SamvReply(0x90), False),
        (protocol.READ_TEXT_PHOTO, SamvReply(0x81), False),
        (protocol.READ_TEXT_PHOTO, SamvReply(0x41), True),
        (protocol.READ_TEXT_PHOTO, SamvReply(0x90, bytes(8)), False),
        (protocol.READ_TEXT_PHOTO, SamvReply(0x90, bytes.fromhex("00010004") + bytes(1280)), False),
        (protocol.READ_ADDRESS, SamvReply(0x91), True),
        (protocol.READ_ADDRESS, SamvReply(0x90, bytes(280)), True),
        (protocol.STATUS, SamvReply(0x66), True),
        (protocol.STATUS, SamvReply(0x9F, bytes(4)), False),
        (protocol.FIND_CARD, SamvReply(0x10), True),
        (protocol.FIND_CARD, SamvReply(0x10, b"x"), False),
    ],
)
def test_which_reply_answers_which_request(request_: SamvRequest, reply: SamvReply, fits: bool) -> None:
    assert protocol.answers(request_, reply) is fits


def test_no_reader_sends_other_status_words() -> None:
    assert SamvReply.from_body(b"\x00\x01\x90") is None


def test_repr_of_a_reply_holds_no_data() -> None:
    assert "secret" not in repr(SamvReply(0x90, b"secret"))


# --- decoding ------------------------------------------------------------------------------------------------


def bodies(items: list[bytes | Damage]) -> list[bytes]:
    return [item for item in items if isinstance(item, bytes)]


FIND = protocol.FIND_CARD.to_bytes()


def test_frames_come_out_of_any_chunking() -> None:
    decoder = FrameDecoder(SMALLEST_REQUEST)
    found = [body for byte in FIND + FIND for body in decoder.feed(bytes([byte]))]
    assert found == [b"\x20\x01", b"\x20\x01"]
    assert bodies(decoder.feed(FIND + FIND + FIND)) == [b"\x20\x01"] * 3


def test_a_longer_run_of_aa_does_not_hide_the_preamble() -> None:
    assert bodies(FrameDecoder(SMALLEST_REQUEST).feed(b"\xaa\xaa\xaa\xaa" + FIND)) == [b"\x20\x01"]


@pytest.mark.parametrize("length", [0, 2, MAX_LENGTH + 1, 0xFFFF])
def test_impossible_lengths_cost_one_byte_and_no_more(length: int) -> None:
    decoder = FrameDecoder(SMALLEST_REQUEST)
    assert decoder.feed(PREAMBLE + length.to_bytes(2, "big") + FIND) == [Damage.LENGTH, b"\x20\x01"]


def test_a_frame_inside_a_damaged_one_is_found() -> None:
    damaged = bytearray(frame(b"\x20\x01" + FIND + b"tail"))
    damaged[-1] ^= 0xFF
    assert FrameDecoder(SMALLEST_REQUEST).feed(bytes(damaged)) == [Damage.CHECKSUM, b"\x20\x01"]


def test_silence_gives_up_an_unfinished_frame_and_finds_what_hides_in_it() -> None:
    decoder = FrameDecoder(SMALLEST_REQUEST)
    assert decoder.feed(PREAMBLE + b"\x05\x08\x00" + FIND) == []
    assert decoder.unfinished
    assert decoder.give_up() == [b"\x20\x01"]
    assert not decoder.unfinished


@given(st.binary(min_size=2, max_size=300), st.binary(max_size=40), st.data())
def test_round_trip_behind_garbage_in_any_chunking(body: bytes, garbage: bytes, data: st.DataObject) -> None:
    # Garbage that itself holds a head may swallow a frame until silence; that case has its own test.
    stream = garbage.replace(PREAMBLE[:1], b"\x00") + frame(body)
    decoder, found = FrameDecoder(SMALLEST_REQUEST), list[bytes | Damage]()
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += decoder.feed(stream[:size])
        stream = stream[size:]
    assert bodies(found)[:1] == [body]


@given(st.lists(st.sampled_from([b"\xaa", PREAMBLE, FIND, b"\x05\x08", b"\x00\x03", b"x"]), max_size=60))
def test_a_good_frame_after_any_noise_is_found_after_silence(pieces: list[bytes]) -> None:
    decoder = FrameDecoder(SMALLEST_REQUEST)
    decoder.feed(b"".join(pieces))
    decoder.give_up()
    assert bodies(decoder.feed(FIND))[-1:] == [b"\x20\x01"]


@pytest.mark.fuzz
@given(st.lists(st.binary(max_size=400), max_size=30))
def test_noise_never_raises_and_never_grows_the_buffer(chunks: list[bytes]) -> None:
    decoder = FrameDecoder(SMALLEST_REPLY)
    for chunk in chunks:
        decoder.feed(chunk)
        decoder.feed(PREAMBLE + b"\x09\x0a")
    decoder.give_up()
    assert not decoder.unfinished
