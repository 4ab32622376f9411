"""Frames of LED signs and their acknowledgement to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.rs485.a090 import (
    MAX_DATA,
    A090Acknowledgement,
    A090Frame,
    Function,
    parse_acknowledgement,
    parse_frame,
)
from drivers.rs485.a090_text import Colour, encode
from drivers.rs485.framing import Miss, contains_head

GOLDEN = {
    "ASCII": (
        A090Frame(1, Function.SHOW_TEXT, encode("A023", Colour.RED)),
        "A0 90 01 A5 00 08 41 00 30 00 32 00 33 00 DC",
    ),
    "Chinese": (
        A090Frame(3, Function.SHOW_TEXT, encode("请A023号", Colour.RED)),
        "A0 90 03 A5 00 0E C7 EB 00 41 00 30 00 32 00 33 00 BA C5 00 8B",
    ),
    "stored text": (A090Frame(1, Function.SHOW_STORED), "A0 90 01 A1 00 00 A0"),
}


def a090_frames() -> st.SearchStrategy[A090Frame]:
    data = st.binary(max_size=MAX_DATA).filter(lambda data: b"\xff\x68" not in data)
    return st.builds(A090Frame, st.integers(0, 0xFF), st.sampled_from(Function), data)


def acknowledgements() -> st.SearchStrategy[A090Acknowledgement]:
    def fits(content: bytes) -> bool:
        return b"\xa5\xaa" not in content[1:] and not contains_head(content)

    content = st.binary(min_size=1, max_size=8).filter(fits)
    return content.map(lambda content: A090Acknowledgement(content[0], content[1:]))


@pytest.mark.parametrize("name", GOLDEN)
def test_frames_have_the_documented_bytes(name: str) -> None:
    frame, expected = GOLDEN[name]
    assert frame.to_bytes() == bytes.fromhex(expected)
    assert parse_frame(bytes.fromhex(expected)) == frame


def test_the_shortest_acknowledgement() -> None:
    assert A090Acknowledgement(1).to_bytes() == bytes.fromhex("A0 90 01 A5 AA")
    assert parse_acknowledgement(bytes.fromhex("A0 90 01 A5 AA")) == A090Acknowledgement(1)


def test_an_acknowledgement_may_carry_something_before_its_end() -> None:
    raw = bytes.fromhex("A0 90 01 A5 00 01 A5 AA")
    assert parse_acknowledgement(raw) == A090Acknowledgement(1, b"\xa5\x00\x01")


@given(a090_frames())
def test_every_frame_survives_its_bytes(frame: A090Frame) -> None:
    assert parse_frame(frame.to_bytes()) == frame


@given(acknowledgements())
def test_every_acknowledgement_survives_its_bytes(answer: A090Acknowledgement) -> None:
    assert parse_acknowledgement(answer.to_bytes()) == answer


@given(a090_frames())
def test_every_beginning_of_a_frame_is_unfinished(frame: A090Frame) -> None:
    raw = frame.to_bytes()
    assert {parse_frame(raw[:cut]) for cut in range(len(raw))} == {Miss.UNFINISHED}


@given(acknowledgements())
def test_every_beginning_of_an_acknowledgement_is_unfinished(answer: A090Acknowledgement) -> None:
    raw = answer.to_bytes()
    assert {parse_acknowledgement(raw[:cut]) for cut in range(len(raw))} == {Miss.UNFINISHED}


@pytest.mark.parametrize(
    "damaged",
    [
        "A0 91",
        "A0 90 01 A4",  # no such function
        "A0 90 01 A5 01",  # 256 bytes and more
        "A0 90 01 A5 00 FF",  # 255 bytes
        "A0 90 01 A1 00 00 A1",  # checksum
        "A0 90 01 A5 00 08 41 FF 68",  # the head of a keypad's frame
    ],
)
def test_damaged_frames_are_refused_as_early_as_possible(damaged: str) -> None:
    assert parse_frame(bytes.fromhex(damaged)) is Miss.MISMATCH


@pytest.mark.parametrize(
    "damaged",
    [
        "A0 91",
        "A0 90 01 02 03 04 05 06 07 08 09 A5",  # no end within twelve bytes
        "A0 90 A0 90 01 A5 AA",  # an acknowledgement behind a stray head
        "A0 90 07 FF 68 03 03",  # a keypad's frame behind a stray head
    ],
)
def test_what_cannot_become_an_acknowledgement_is_refused(damaged: str) -> None:
    assert parse_acknowledgement(bytes.fromhex(damaged)) is Miss.MISMATCH


@pytest.mark.parametrize("data", [bytes(255), b"\x41\xff\x68\x00"])
def test_data_that_cannot_be_sent_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"more than 254|head"):
        A090Frame(1, Function.SHOW_TEXT, data)


@pytest.mark.parametrize("body", [bytes(8), b"\xa5\xaa", b"\xa0\x90", b"\xff\x68"])
def test_an_acknowledgement_that_nobody_could_read_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"fit|another"):
        A090Acknowledgement(1, body)


def test_addresses_are_bytes() -> None:
    with pytest.raises(ValueError, match="address 256"):
        A090Frame(256, Function.SHOW_TEXT)
    with pytest.raises(ValueError, match="address 256"):
        A090Acknowledgement(256)
