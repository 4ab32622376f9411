"""Recordings as files, and the link that writes them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import LinkLost
from drivers.link.capture import Capture, Direction, Piece, RecordingLink
from drivers.link.pipe import pipe
from tests.fakes.manual_clock import ManualClock

TO, FROM = Direction.TO_DEVICE, Direction.FROM_DEVICE

SESSION = Capture(
    (
        Piece(0.0, TO, bytes.fromhex("AAAAAA96690003200122")),
        Piece(0.03125, FROM, bytes.fromhex("AAAAAA9669000800009F0000000097") + b"card #7"),
    )
)
WRITTEN = """\
# paihao capture 1
# /dev/ttyUSB1
  0.000000 > AA AA AA 96 69 00 03 20 01 22                    # ....i.. ."
  0.031250 < AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97 63  # ....i..........c
           + 61 72 64 20 23 37                                # ard #7
"""

pieces = st.builds(
    Piece,
    st.integers(0, 10**12).map(lambda microseconds: microseconds / 1e6),
    st.sampled_from(Direction),
    st.binary(min_size=1, max_size=50),
)
captures = st.lists(pieces, max_size=8).map(
    lambda made: Capture(tuple(sorted(made, key=lambda piece: piece.at)))
)


def test_a_recording_can_be_read_by_people() -> None:
    assert SESSION.written("/dev/ttyUSB1") == WRITTEN


def test_and_by_programs() -> None:
    assert Capture.parse(WRITTEN) == SESSION
    assert SESSION.sent(TO) == bytes.fromhex("AAAAAA96690003200122")


@given(captures)
def test_every_recording_comes_back(capture: Capture) -> None:
    assert Capture.parse(capture.written("anything")) == capture


def test_a_person_may_cut_and_mend_it() -> None:
    mended = """
        # only the second question
        1 > aa  AA          # 1
        + 96
        2.5 < 00
    """
    assert Capture.parse(mended) == Capture((Piece(1.0, TO, b"\xaa\xaa\x96"), Piece(2.5, FROM, b"\x00")))


@pytest.mark.parametrize(
    "text, words",
    [
        ("0.1 ? AA", "line 1 is not a row"),
        ("# a\n\n0.1 >", "line 3 is not a row"),
        ("0.1 > # AA", "line 1 is not a row"),
        ("0.1 > AA B", "line 1 has half a byte"),
        ("+ AA", "line 1 continues a row"),
        ("2 > AA\n1 < BB", "line 2 goes back in time"),
        ("-1 > AA", "line 1 is not a row"),
    ],
)
def test_what_is_no_recording_is_explained(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Capture.parse(text)


@pytest.mark.fuzz
@given(st.text(alphabet="0123456789ABx. <>+#\n", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        capture = Capture.parse(text)
    except ValueError:
        return
    assert all(piece.data for piece in capture.pieces)


# --- the link ------------------------------------------------------------------------------------------------


def test_what_passes_is_written_down_at_once() -> None:
    host, device = pipe("/dev/ttyUSB1")
    clock, sink = ManualClock(), io.StringIO()
    recording = RecordingLink(host, sink, about=["115200 baud"], clock=clock)
    assert recording.name == "/dev/ttyUSB1"
    recording.write(b"ask")
    assert device.read(1.0) == b"ask"
    clock.advance(0.5)
    device.write(b"answer")
    assert recording.read(1.0) == b"answer"
    assert recording.read(0.0) == b""
    assert sink.getvalue().startswith("# paihao capture 1\n# /dev/ttyUSB1\n# 115200 baud\n")
    assert Capture.parse(sink.getvalue()) == Capture((Piece(0.0, TO, b"ask"), Piece(0.5, FROM, b"answer")))


def test_a_loss_is_a_comment() -> None:
    host, _device = pipe("/dev/ttyUSB1")
    sink = io.StringIO()
    recording = RecordingLink(host, sink, clock=ManualClock())
    host.unplug()
    with pytest.raises(LinkLost):
        recording.read(1.0)
    with pytest.raises(LinkLost):
        recording.write(b"ask")
    assert sink.getvalue().count("# 0.000000 /dev/ttyUSB1 is gone: the cable was pulled.") == 2
    assert Capture.parse(sink.getvalue()).sent(FROM) == b""


def test_closing_closes_the_link_and_not_the_file() -> None:
    host, _device = pipe()
    sink = io.StringIO()
    RecordingLink(host, sink).close()
    with pytest.raises(LinkLost):
        host.read(0.0)
    assert not sink.closed
