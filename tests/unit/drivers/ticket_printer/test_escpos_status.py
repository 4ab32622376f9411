"""Status bytes, told apart and understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ticket_printer.escpos_status import Automatic, Ordered, RealTime, StatusStream, combine
from drivers.ticket_printer.port import Paper, PrinterStatus

FINE = PrinterStatus(True, Paper.OK, False, False)


@pytest.mark.parametrize(
    "answers, status",
    [
        ((0x12, 0x12, 0x12, 0x12), FINE),
        ((0x16, 0x12, 0x12, 0x12), FINE),
        ((0x12, 0x12, 0x12, 0x1E), PrinterStatus(True, Paper.NEAR_END, False, False)),
        ((0x1A, 0x32, 0x12, 0x7E), PrinterStatus(True, Paper.OUT, False, False)),
        ((0x1A, 0x12, 0x12, 0x72), PrinterStatus(True, Paper.OUT, False, False)),
        ((0x1A, 0x16, 0x12, 0x12), PrinterStatus(True, Paper.OK, True, False)),
        ((0x1A, 0x52, 0x12, 0x12), PrinterStatus(True, Paper.OK, False, True)),
        ((0x1A, 0x52, 0x1A, 0x12), PrinterStatus(True, Paper.OK, False, True)),
        ((0x12, 0x12, 0x52, 0x12), PrinterStatus(True, Paper.OK, False, True)),
        ((0x1A, 0x1A, 0x12, 0x12), PrinterStatus(True, Paper.OK, False, True)),
    ],
    ids=[
        "fine",
        "drawer",
        "near end",
        "out",
        "out, sensor only",
        "cover",
        "error",
        "cutter",
        "overheated",
        "off-line for no named cause",
    ],
)
def test_four_answers_make_a_status(answers: tuple[int, int, int, int], status: PrinterStatus) -> None:
    assert combine(*answers) == status


def test_the_kinds_are_told_apart() -> None:
    stream = StatusStream()
    mixed = b"\x11" + b"\x12" + b"\x1c\x00\x0c\x00" + b"\x0c" + b"\x13" + b"\x1a" + b"\xff" + b"\x00"
    assert stream.feed(mixed) == [
        RealTime(0x12),
        Automatic(b"\x1c\x00\x0c\x00"),
        Ordered(0x0C),
        RealTime(0x1A),
        Ordered(0x00),
    ]


def test_an_automatic_report_that_breaks_off_hides_no_answer_and_is_none() -> None:
    assert StatusStream().feed(b"\x10\x00\x12") == [RealTime(0x12)]
    assert StatusStream().feed(b"\x10\x00\x00\x10\x00\x00\x00\x00") == [
        Automatic(b"\x10\x00\x00\x00"),
        Ordered(0x00),
    ]


@pytest.mark.parametrize("block, offline", [(b"\x10\x00\x00\x00", False), (b"\x38\x00\x00\x00", True)])
def test_an_automatic_report_says_whether_anything_prints(block: bytes, offline: bool) -> None:
    (report,) = StatusStream().feed(block)
    assert isinstance(report, Automatic)
    assert report.offline is offline


@given(
    st.lists(
        st.sampled_from([b"\x12", b"\x1a", b"\x72", b"\x18\x00\x0c\x00", b"\x10\x00\x00\x00"]), max_size=20
    )
)
def test_real_time_answers_are_found_among_automatic_reports(pieces: list[bytes]) -> None:
    stream, found = StatusStream(), []
    for byte in b"".join(pieces):
        found += stream.feed(bytes([byte]))
    assert [answer for answer in found if isinstance(answer, RealTime)] == [
        RealTime(piece[0]) for piece in pieces if len(piece) == 1
    ]
    assert [answer for answer in found if not isinstance(answer, RealTime)] == [
        Automatic(piece) for piece in pieces if len(piece) == 4
    ]


@pytest.mark.fuzz
@given(st.lists(st.binary(max_size=50), max_size=50))
def test_noise_never_raises_and_is_never_mistaken_for_another_shape(chunks: list[bytes]) -> None:
    stream = StatusStream()
    for chunk in chunks:
        for answer in stream.feed(chunk):
            if isinstance(answer, Automatic):
                assert [byte & 0x90 for byte in answer.block] == [0x10, 0, 0, 0]
                continue
            fixed, expected = (0x93, 0x12) if isinstance(answer, RealTime) else (0xF0, 0x00)
            assert answer.value & fixed == expected
