"""Recordings played back: what the device says, when, and to whom."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import LinkLost
from drivers.link.capture import Capture, Direction, Piece
from drivers.link.capture_replay import Matching, Replay, ReplayDevice, ReplayLink, ReplayMismatch
from drivers.link.pipe import pipe
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until

DIALOGUE = Capture.parse(
    """
    0.0 > 01
    0.1 < A1
    0.2 < A2
    1.0 > 02 03
    1.1 > 04
    1.3 < B1
    5.0 < C1
    """
)


def said(replay: Replay, now: float = 0.0) -> bytes:
    """All that the device says now."""
    return b"".join(iter(lambda: replay.say(now), b""))


# --- strict --------------------------------------------------------------------------------------------------


def test_the_device_waits_for_the_host() -> None:
    replay = Replay(DIALOGUE)
    assert (said(replay), replay.wait(0.0)) == (b"", None)
    replay.hear(b"\x01", 0.0)
    assert said(replay) == b"\xa1\xa2"
    assert not replay.finished
    replay.hear(b"\x02\x03\x04", 0.0)
    assert said(replay) == b"\xb1\xc1"
    assert replay.finished


@given(st.lists(st.integers(1, 3), max_size=6))
def test_pieces_of_the_host_do_not_matter(cuts: list[int]) -> None:
    replay, host, heard = Replay(DIALOGUE), b"\x01\x02\x03\x04", b""
    for cut in [*cuts, 4]:
        if host[:cut]:
            replay.hear(host[:cut], 0.0)
        host = host[cut:]
        heard += said(replay)
    assert (heard, replay.finished) == (b"\xa1\xa2\xb1\xc1", True)


def test_a_host_that_says_something_else_is_told_where() -> None:
    replay = Replay(DIALOGUE)
    replay.hear(b"\x01", 0.0)
    said(replay)
    with pytest.raises(ReplayMismatch, match="from byte 1 on: recorded '03 04', heard '07'"):
        replay.hear(b"\x02\x07", 0.0)


def test_a_host_that_goes_on_after_the_end_is_told() -> None:
    replay = Replay(Capture.parse("0 > 01"))
    with pytest.raises(ReplayMismatch, match="behind the end of the recording: '02'"):
        replay.hear(b"\x01\x02", 0.0)


def test_half_a_question_has_all_the_time() -> None:
    replay = Replay(DIALOGUE)
    replay.hear(b"\x01", 0.0)
    said(replay)
    replay.hear(b"\x02", 0.0)
    assert (said(replay, 60.0), replay.wait(60.0)) == (b"", None)
    replay.hear(b"\x03\x04", 61.0)
    assert said(replay, 61.0) == b"\xb1\xc1"


# --- time ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speed, pause", [(1.0, 0.1), (2.0, 0.05), (0.5, 0.2)])
def test_pauses_are_kept_to_scale(speed: float, pause: float) -> None:
    replay = Replay(DIALOGUE, speed=speed)
    replay.hear(b"\x01", 10.0)
    assert replay.wait(10.0) == pytest.approx(pause)
    assert said(replay, 10.0 + 0.9 * pause) == b""
    assert said(replay, 10.0 + 1.1 * pause) == b"\xa1"
    assert said(replay, 10.0 + 2.2 * pause) == b"\xa2"


def test_what_the_device_said_by_itself_counts_from_the_begin() -> None:
    replay = Replay(Capture.parse("3.0 < C1\n9.0 < C2"), speed=1.0)
    assert replay.wait(100.0) == pytest.approx(3.0)
    assert said(replay, 102.9) == b""
    assert said(replay, 103.1) == b"\xc1"
    assert replay.wait(103.1) == pytest.approx(6.0)


def test_a_host_that_speaks_too_early_is_heard_later() -> None:
    replay = Replay(DIALOGUE, speed=1.0)
    replay.hear(b"\x01\x02\x03\x04", 0.0)
    assert said(replay, 0.15) == b"\xa1"
    assert said(replay, 0.3) == b"\xa2"
    assert said(replay, 0.6) == b"\xb1"


# --- loose ---------------------------------------------------------------------------------------------------

QUESTIONS = Capture.parse("0 > 01\n0 < A1\n1 > 02\n1 < A2\n2 > 03 04\n2 < A3\n3 > 05\n3 < A4")


def loose(questions: Iterable[bytes], capture: Capture = QUESTIONS) -> bytes:
    replay, heard = Replay(capture, matching=Matching.LOOSE), b""
    for at, question in enumerate(questions):
        replay.hear(question, float(at))
        heard += said(replay, float(at))
    return heard + said(replay, 99.0)


@pytest.mark.parametrize(
    "questions, answers",
    [
        ([b"\x01", b"\x02", b"\x03\x04", b"\x05"], "A1 A2 A3 A4"),
        ([b"\x01", b"\x77", b"\x03\x04", b"\x05"], "A1 A2 A3 A4"),
        ([b"\x01", b"\x03\x04", b"\x05"], "A1 A3 A4"),
        ([b"\x05", b"\x01"], "A4"),
        ([b"\x01", b"\x02", b"\x03", b"\x04", b"\x05"], "A1 A2 A3 A4"),
        ([b"\x01", b"\x02", b"\x03"], "A1 A2 A3"),
        ([b"\x09" * 200], "A1"),
    ],
    ids=["as recorded", "another", "left out", "backwards", "in halves", "torn", "much more"],
)
def test_a_host_that_differs_a_little_is_answered(questions: list[bytes], answers: str) -> None:
    assert loose(questions) == bytes.fromhex(answers)


def test_the_rest_of_a_question_is_waited_for_only_a_moment() -> None:
    replay = Replay(QUESTIONS, matching=Matching.LOOSE)
    replay.hear(b"\x01", 0.0)
    replay.hear(b"\x02", 0.0)
    assert said(replay) == b"\xa1\xa2"
    replay.hear(b"\x03", 1.0)
    assert said(replay, 1.0) == b""
    assert replay.wait(1.0) == pytest.approx(0.05)
    assert said(replay, 1.06) == b"\xa3"


pieces = st.builds(Piece, st.just(0.0), st.sampled_from(Direction), st.binary(min_size=1, max_size=4))


@pytest.mark.fuzz
@given(st.lists(pieces, max_size=8), st.lists(st.binary(min_size=1, max_size=5), max_size=8))
def test_a_loose_device_never_gives_up_and_says_nothing_of_its_own(
    made: list[Piece], host: list[bytes]
) -> None:
    replay = Replay(Capture(tuple(made)), matching=Matching.LOOSE)
    heard = said(replay)
    for at, question in enumerate(host):
        replay.hear(question, float(at))
        heard += said(replay, float(at))
    recorded = Capture(tuple(made)).sent(Direction.FROM_DEVICE)
    rest = iter(recorded)
    assert all(byte in rest for byte in heard)


@given(st.lists(pieces, max_size=8))
def test_who_says_what_was_recorded_hears_what_was_recorded(made: list[Piece]) -> None:
    capture = Capture(tuple(made))
    replay = Replay(capture)
    heard = said(replay)
    for piece in made:
        if piece.direction is Direction.TO_DEVICE:
            replay.hear(piece.data, 0.0)
            heard += said(replay)
    assert (heard, replay.finished) == (capture.sent(Direction.FROM_DEVICE), True)


# --- as a link and as a device -------------------------------------------------------------------------------


def test_a_link_out_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "dialogue.txt"
    file.write_text(DIALOGUE.written(), "utf-8")
    link = ReplayLink(file)
    assert link.name == str(file)
    assert link.read(0.0) == b""
    link.write(b"\x01")
    assert [link.read(1.0), link.read(1.0), link.read(0.0)] == [b"\xa1", b"\xa2", b""]
    link.write(b"\x02\x03")
    link.write(b"\x04")
    assert [link.read(1.0), link.read(1.0)] == [b"\xb1", b"\xc1"]
    assert link.finished


def test_a_reader_waits_for_the_writer() -> None:
    link, heard = ReplayLink(Capture.parse("0 > 01\n0.05 < A1"), speed=1.0), []
    reading = threading.Thread(target=lambda: heard.append(link.read(10.0)))
    reading.start()
    link.write(b"\x01")
    reading.join(5.0)
    assert heard == [b"\xa1"]


def test_a_closed_link_is_lost() -> None:
    link, lost = ReplayLink(DIALOGUE), []

    def read() -> None:
        try:
            link.read(30.0)
        except LinkLost as error:
            lost.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    link.close()
    reading.join(5.0)
    assert len(lost) == 1
    with pytest.raises(LinkLost):
        link.write(b"\x01")


def test_a_device_out_of_a_recording() -> None:
    host, end = pipe()
    clock = ManualClock()
    device = ReplayDevice(end, DIALOGUE, clock=clock)
    device.start()
    host.write(b"\x01")
    wait_until(lambda: len(device.rest) == len(DIALOGUE.pieces) - 1)
    clock.advance(0.15)
    assert host.read(5.0) == b"\xa1"
    assert not device.wait(0.0)
    device.close()
    assert [piece.data for piece in device.rest][-1:] == [b"\xc1"]


def test_a_strict_device_falls_silent_at_the_first_difference() -> None:
    host, end = pipe()
    device = ReplayDevice(end, DIALOGUE, matching=Matching.STRICT, speed=None)
    device.start()
    host.write(b"\x07")
    assert device.wait(5.0)
    host.write(b"\x01")
    assert host.read(0.1) == b""
    assert "heard '07'" in str(device.mismatch)
    device.close()
