"""Requests, answers and dynamic areas of Onbon controllers, to the byte."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_display.onbon_areas import Across, AreaUpdate, Down, DynamicArea, RunMode, ShowMode
from drivers.led_display.onbon_commands import (
    Answer,
    Command,
    ErrorCode,
    Request,
    SignClock,
    SignStatus,
    set_brightness,
    set_clock,
    set_power,
)
from drivers.led_display.onbon_frames import OnbonFrame

MOMENT = datetime(2026, 3, 2, 9, 5, 59, tzinfo=UTC)
"""A Monday."""

TEXT_FRAME = """
    A5 A5 A5 A5 A5 A5 A5 A5 01 00 00 80 00 00 00 00 00 00 FE 02 2A 00 A3 06 01 25 00 00 01 21 00 00 00 00 00 00
    08 00 10 00 00 00 00 00 00 00 00 00 01 01 01 00 00 0A 06 00 00 00 41 30 32 33 BA C5 B4 EC 5A
"""
ESCAPED_FRAME = """
    A5 A5 A5 A5 A5 A5 A5 A5 01 00 00 80 00 00 00 00 00 00 FE 02 28 00 A3 06 01 23 00 00 01 1F 00 00 00 00 00 00
    08 00 10 00 00 00 00 00 00 00 00 00 01 01 01 00 00 0A 04 00 00 00 B0 A6 02 B0 A6 01 0B 01 5A
"""


@pytest.mark.parametrize("text, wire", [("A023号", TEXT_FRAME), ("哎唉", ESCAPED_FRAME)])
def test_a_text_on_the_wire(text: str, wire: str) -> None:
    update = AreaUpdate((DynamicArea(64, 16, text.encode("gbk")),))
    request = Request.of(Command.UPDATE_AREAS, update.to_parameters())
    assert OnbonFrame(1, 0x8000, request.to_data()).to_bytes() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    "request_, data",
    [
        (Request.of(Command.PING), "A2 00 01 0000"),
        (Request.of(Command.RESET), "A2 01 01 0000"),
        (Request.of(Command.STATUS), "A1 02 01 0000"),
        (Request.of(Command.CLEAR), "A3 10 01 0000"),
        (set_clock(MOMENT), "A2 03 01 0800 26 20 03 02 09 05 59 01"),
        (set_power(on=True), "A3 00 01 0100 01"),
        (set_power(on=False), "A3 00 01 0100 02"),
        (set_brightness(7), "A3 02 01 0200 01 07"),
        (Request(0xA2, 0x00, reply_wanted=False), "A2 00 02 0000"),
    ],
)
def test_requests_on_the_wire(request_: Request, data: str) -> None:
    assert request_.to_data() == bytes.fromhex(data)
    assert Request.from_data(bytes.fromhex(data)) == request_


def test_a_sender_that_writes_no_length_is_understood() -> None:
    assert Request.from_data(bytes.fromhex("A3 00 01 0000 01")) == set_power(on=True)


def test_what_is_too_short_is_neither_request_nor_answer() -> None:
    assert Request.from_data(b"\xa2\x00\x01\x00") is None
    assert Answer.from_data(b"\xa0\x00\x00\x00") is None


@pytest.mark.parametrize("level", [-1, 16])
def test_brightness_has_sixteen_levels(level: int) -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        set_brightness(level)


@pytest.mark.parametrize("error, word", [(0x03, "busy"), (0x01, "unknown group"), (0x77, "error 0x77")])
def test_an_answer_has_the_devices_own_word(error: int, word: str) -> None:
    answer = Answer.from_data(bytes((0xA0, 0x00, error, 0, 0)))
    assert answer is not None
    assert (answer.known, answer.error_word) == (Command.ANSWER, word)


@given(st.builds(Request, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=30), st.booleans()))
def test_every_request_comes_back(request_: Request) -> None:
    assert Request.from_data(request_.to_data()) == request_


@given(
    st.builds(Answer, st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=30))
)
def test_every_answer_comes_back(answer: Answer) -> None:
    assert Answer.from_data(answer.to_data()) == answer


# --- clock and status ----------------------------------------------------------------------------------------


@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)))  # noqa: DTZ001  any wall clock
def test_every_moment_is_kept_to_the_second(moment: datetime) -> None:
    clock = SignClock.from_bytes(SignClock.of(moment).to_bytes())
    assert clock is not None
    assert clock.written == moment.replace(microsecond=0).isoformat(" ")
    assert clock.weekday == moment.isoweekday()


@pytest.mark.parametrize(
    "data", ["26200302090559", "2620 1302 090559 01", "26200302 0A0559 01", "26200231 000000 01"]
)
def test_what_is_no_date_and_time_is_refused(data: str) -> None:
    assert SignClock.from_bytes(bytes.fromhex(data)) is None


@pytest.mark.parametrize("areas", [(), (0,), (0, 3, 31)])
def test_a_status_comes_back(areas: tuple[int, ...]) -> None:
    status = SignStatus(
        True, 9, SignClock.of(MOMENT), 2, b"P001", areas, b"0123456789ABCDEF", b"NET-ID-12345"
    )
    assert SignStatus.from_parameters(status.to_parameters()) == status


@given(st.binary(max_size=60))
def test_a_status_is_read_or_not_but_never_raises(data: bytes) -> None:
    status = SignStatus.from_parameters(data)
    assert status is None or len(status.areas) == data[17]


# --- dynamic areas -------------------------------------------------------------------------------------------

byte_ = st.integers(0, 0xFF)
pixels = st.integers(0, 0x0FFF)
areas = st.builds(
    DynamicArea,
    width=pixels,
    height=pixels,
    text=st.binary(max_size=40),
    x=pixels,
    y=pixels,
    area_id=byte_,
    line_spacing=byte_,
    run=st.sampled_from(RunMode),
    timeout_seconds=st.integers(0, 0xFFFF),
    across=st.sampled_from(Across),
    down=st.sampled_from(Down),
    several_lines=st.booleans(),
    wraps=st.booleans(),
    show=st.sampled_from(ShowMode),
    speed=byte_,
    stay=byte_,
)
updates = st.one_of(
    st.builds(AreaUpdate, st.lists(areas, max_size=3).map(tuple), st.frozensets(byte_, max_size=5)),
    st.builds(AreaUpdate, st.lists(areas, max_size=3).map(tuple), delete_all=st.just(True)),
)


@given(updates)
def test_every_update_comes_back(update: AreaUpdate) -> None:
    assert AreaUpdate.from_parameters(update.to_parameters()) == update


@pytest.mark.parametrize("width, written", [(64, "0800"), (60, "3C80"), (8, "0100")])
def test_widths_are_in_bytes_of_eight_pixels_where_that_is_exact(width: int, written: str) -> None:
    assert DynamicArea(width, 16, b"").to_bytes()[5:7] == bytes.fromhex(written)


def test_alignment_has_two_bits_each_way() -> None:
    area = DynamicArea(64, 16, b"", across=Across.RIGHT, down=Down.CENTRE)
    assert area.to_bytes()[16] == 0b1001


def test_all_areas_or_some_are_deleted_first() -> None:
    assert AreaUpdate(delete_all=True).to_parameters() == b"\xff\x00"
    assert AreaUpdate(delete=frozenset({7, 2})).to_parameters() == b"\x02\x02\x07\x00"


GOOD = DynamicArea(64, 16, b"A").to_bytes()


@pytest.mark.parametrize(
    "parameters",
    [
        b"",
        b"\x00",
        b"\x05\x01\x02",
        b"\x00\x01",
        b"\x00\x01\x1c\x00" + GOOD[:-1],
        b"\x00\x02\x1c\x00" + GOOD,
        b"\x00\x01\x1c\x00" + GOOD + b"\x00",
        b"\x00\x01\x1c\x00" + b"\x01" + GOOD[1:],
        b"\x00\x01\x1c\x00" + GOOD[:19] + b"\x09" + GOOD[20:],
    ],
    ids=[
        "empty",
        "torn count",
        "torn ids",
        "no area",
        "torn text",
        "one missing",
        "too much",
        "type",
        "show mode",
    ],
)
def test_updates_that_are_not_right_are_refused(parameters: bytes) -> None:
    assert AreaUpdate.from_parameters(parameters) is None


@pytest.mark.fuzz
@given(st.binary(max_size=120))
def test_parameters_never_raise(parameters: bytes) -> None:
    update = AreaUpdate.from_parameters(parameters)
    assert update is None or AreaUpdate.from_parameters(update.to_parameters()) == update


@pytest.mark.parametrize("wrong", [{"x": -1}, {"width": 0x8000}, {"speed": 256}, {"area_id": -1}])
def test_fields_that_cannot_be_sent_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"pixels|byte"):
        DynamicArea(**{"width": 64, "height": 16, "text": b"", **wrong})


def test_the_errors_have_the_documents_numbers() -> None:
    assert [int(error) for error in ErrorCode] == [0, 1, 2, 3, 4, 5, 6, 7, 0x0E, 0x10]
