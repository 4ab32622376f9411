"""Recognising frames that an adapter delivers back."""

from __future__ import annotations

from drivers.rs485.own_frames import REMEMBERED, OwnFrames


def test_a_sent_frame_that_comes_back_in_time_is_recognised_once() -> None:
    own = OwnFrames()
    own.remember(b"echo", until=1.0)
    assert own.recognise(b"echo", 0.9)
    assert not own.recognise(b"echo", 0.95)


def test_a_frame_that_comes_later_is_the_devices_own() -> None:
    own = OwnFrames()
    own.remember(b"echo", until=1.0)
    assert not own.recognise(b"echo", 1.1)


def test_other_frames_are_not_touched() -> None:
    own = OwnFrames()
    own.remember(b"echo", until=1.0)
    assert not own.recognise(b"press", 0.9)
    assert own.recognise(b"echo", 0.9)


def test_two_equal_frames_have_two_echoes() -> None:
    own = OwnFrames()
    own.remember(b"beep", until=1.0)
    own.remember(b"beep", until=2.0)
    assert own.recognise(b"beep", 0.5)
    assert own.recognise(b"beep", 1.5)


def test_only_the_latest_frames_are_remembered() -> None:
    own = OwnFrames()
    for number in range(REMEMBERED + 1):
        own.remember(bytes((number,)), until=1.0)
    assert not own.recognise(b"\x00", 0.5)
    assert own.recognise(b"\x01", 0.5)
