"""Frames of keypads and evaluators to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.rs485.ff68 import MAX_LENGTH, Ff68Frame, parse
from drivers.rs485.framing import Miss, contains_head

GOLDEN = {
    "call key": (Ff68Frame(0x01, 0x01, b"\x0c"), "FF 68 03 03 68 01 01 0C 0E 16"),
    "digit and key": (Ff68Frame(0x01, 0x01, b"\x00\x0f"), "FF 68 04 04 68 01 01 00 0F 11 16"),
    "beep": (Ff68Frame(0x01, 0x03), "FF 68 02 02 68 01 03 04 16"),
    "ticket": (Ff68Frame(1, 2, b"\n\n\n\x00\x02\x03"), "FF 68 08 08 68 01 02 0A 0A 0A 00 02 03 26 16"),
    "waiting": (Ff68Frame(1, 2, b"\x00\x00\x05\n\n\n"), "FF 68 08 08 68 01 02 00 00 05 0A 0A 0A 26 16"),
    "rating": (Ff68Frame(0x81, 0x11, b"\x02"), "FF 68 03 03 68 81 11 02 94 16"),
    "thanks": (Ff68Frame(0x81, 0x01, b"\x02"), "FF 68 03 03 68 81 01 02 84 16"),
    "invitation": (Ff68Frame(0x81, 0x01, b"\x0b"), "FF 68 03 03 68 81 01 0B 8D 16"),
    "five stars": (Ff68Frame(0x81, 0x02, b"\x05"), "FF 68 03 03 68 81 02 05 88 16"),
}


def ff68_frames() -> st.SearchStrategy[Ff68Frame]:
    body = st.binary(min_size=2, max_size=MAX_LENGTH).filter(lambda body: not contains_head(body))
    return body.map(lambda body: Ff68Frame(body[0], body[1], body[2:]))


@pytest.mark.parametrize("name", GOLDEN)
def test_frames_have_the_documented_bytes(name: str) -> None:
    frame, expected = GOLDEN[name]
    assert frame.to_bytes() == bytes.fromhex(expected)
    assert Ff68Frame.from_bytes(bytes.fromhex(expected)) == frame


@given(ff68_frames())
def test_every_frame_survives_its_bytes(frame: Ff68Frame) -> None:
    assert Ff68Frame.from_bytes(frame.to_bytes()) == frame


@given(ff68_frames())
def test_every_beginning_of_a_frame_is_unfinished(frame: Ff68Frame) -> None:
    raw = frame.to_bytes()
    assert {parse(raw[:cut]) for cut in range(len(raw))} == {Miss.UNFINISHED}


@given(ff68_frames(), st.data())
def test_any_single_changed_bit_is_noticed(frame: Ff68Frame, data: st.DataObject) -> None:
    raw = bytearray(frame.to_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert isinstance(parse(raw), Miss)


@pytest.mark.parametrize(
    "damaged",
    [
        "FF 68 03 04 68 01 01 0C 0E 16",  # the two lengths differ
        "FF 68 03 03 67 01 01 0C 0E 16",  # second start byte
        "FF 68 03 03 68 01 01 0C 0F 16",  # checksum
        "FF 68 03 03 68 01 01 0C 0E 00",  # end byte
        "FF 68 01 01 68 01 01 16",  # too short for address and command
        "FF 68 21 21 68",  # longer than the cap
        "FF 68 05 05 68 01 FF 68",  # another head inside
        "FF 69",
    ],
)
def test_damaged_frames_are_refused_as_early_as_possible(damaged: str) -> None:
    assert parse(bytes.fromhex(damaged)) is Miss.MISMATCH


def test_the_longest_accepted_frame_has_thirty_data_bytes() -> None:
    frame = Ff68Frame(0x05, 0x01, bytes(range(30)))
    assert parse(frame.to_bytes()) == frame


@pytest.mark.parametrize(
    "address, command, data",
    [
        (0x100, 1, b""),
        (-1, 1, b""),
        (1, 0x100, b""),
        (1, 1, bytes(31)),
        (1, 1, b"\xff\x68"),
        (0xFF, 0x68, b""),
    ],
)
def test_what_cannot_be_sent_is_refused_at_once(address: int, command: int, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"byte|head"):
        Ff68Frame(address, command, data)


@pytest.mark.parametrize(
    "raw", ["", "FF 68", "FF 68 02 02 68 01 03 04 16 00", "00 FF 68 02 02 68 01 03 04 16"]
)
def test_only_exactly_one_frame_is_taken_as_a_whole(raw: str) -> None:
    with pytest.raises(ValueError, match="not one FF 68 frame"):
        Ff68Frame.from_bytes(bytes.fromhex(raw))
