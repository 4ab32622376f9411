"""What a bad line does to bytes, and that it does the same each time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import LinkLost
from drivers.link.faults import Disturbance
from drivers.link.pipe import Faults, PipeEnd, pipe

MESSAGES = st.lists(st.binary(min_size=1, max_size=20), max_size=8)
PROBABILITIES = st.floats(0, 1)


def drain(end: PipeEnd) -> list[bytes]:
    """Every read until silence."""
    pieces = []
    while piece := end.read(0.0):
        pieces.append(piece)
    return pieces


def carried(faults: Faults, *messages: bytes) -> list[bytes]:
    first, second = pipe(from_first=faults)
    for message in messages:
        first.write(message)
    return drain(second)


def test_a_good_line_hands_over_write_by_write() -> None:
    assert carried(Faults(), b"one", b"two") == [b"one", b"two"]


def test_one_byte_at_a_time() -> None:
    assert carried(Faults(one_byte_at_a_time=True), b"abc", b"d") == [b"a", b"b", b"c", b"d"]


def test_glue_joins_writes() -> None:
    assert carried(Faults(glue=2), b"one", b"two", b"three") == [b"onetwo", b"three"]


def test_glue_waits_for_the_second_write_while_there_is_time() -> None:
    first, second = pipe(from_first=Faults(glue=2))
    first.write(b"one")
    started = time.monotonic()
    assert second.read(0.05) == b"one"
    assert time.monotonic() - started >= 0.045


def test_garbage_comes_once_before_the_first_write() -> None:
    assert b"".join(carried(Faults(leading_garbage=b"\xff\x00"), b"a", b"b")) == b"\xff\x00ab"


def test_a_cut_wire_is_silence_after_so_many_bytes() -> None:
    first, second = pipe(from_first=Faults(cut_after=4))
    first.write(b"abc")
    first.write(b"def")
    first.write(b"ghi")
    assert b"".join(drain(second)) == b"abcd"
    second.write(b"the other way still works")
    assert drain(first) == [b"the other way still works"]


def test_a_cable_pulled_in_the_middle_of_a_frame_is_lost_for_both() -> None:
    first, second = pipe(from_first=Faults(unplug_after=2))
    first.write(b"abc")
    assert second.read(0) == b"ab"
    for end in (first, second):
        with pytest.raises(LinkLost, match="pulled"):
            end.read(0)
        with pytest.raises(LinkLost, match="pulled"):
            end.write(b"x")


def test_a_pulled_cable_can_be_put_back() -> None:
    first, second = pipe()
    first.write(b"lost with the cable")
    second.unplug()
    second.replug()
    first.write(b"after")
    assert drain(second) == [b"after"]


def test_delay_keeps_bytes_back() -> None:
    first, second = pipe(from_first=Faults(delay=0.05))
    started = time.monotonic()
    first.write(b"late")
    assert second.read(0) == b""
    assert second.read(5.0) == b"late"
    assert time.monotonic() - started >= 0.045


def test_a_closed_end_is_noticed_after_what_it_sent() -> None:
    first, second = pipe("host", "device")
    first.write(b"last words")
    first.close()
    assert second.read(0) == b"last words"
    with pytest.raises(LinkLost, match="other end of device was closed"):
        second.read(0)
    with pytest.raises(LinkLost):
        second.write(b"x")


def test_faults_can_be_changed_and_taken_away() -> None:
    first, second = pipe()
    first.disturb(Faults(loss=1.0))
    first.write(b"gone")
    first.disturb(Faults())
    first.write(b"here")
    assert drain(second) == [b"here"]


@given(MESSAGES, PROBABILITIES, PROBABILITIES, st.integers())
def test_the_same_seed_does_the_same(
    messages: list[bytes], loss: float, corruption: float, seed: int
) -> None:
    faults = Faults(loss=loss, corruption=corruption, seed=seed, leading_garbage=b"\x00")
    assert carried(faults, *messages) == carried(faults, *messages)


@given(MESSAGES, st.integers())
def test_loss_takes_bytes_and_changes_none(messages: list[bytes], seed: int) -> None:
    sent = b"".join(messages)
    arrived = iter(b"".join(carried(Faults(loss=0.5, seed=seed), *messages)))
    # What arrives is a subsequence of what was sent.
    remaining = iter(sent)
    assert all(byte in remaining for byte in arrived)


@given(st.binary(max_size=100), st.integers())
def test_corruption_flips_one_bit_of_every_byte_and_keeps_their_number(data: bytes, seed: int) -> None:
    arrived = Disturbance(Faults(corruption=1.0, seed=seed)).pass_on(data)
    assert [(a ^ b).bit_count() for a, b in zip(data, arrived, strict=True)] == [1] * len(data)


@given(MESSAGES, st.integers(0, 50), st.booleans())
def test_what_passes_before_a_break_is_the_beginning(
    messages: list[bytes], limit: int, unplugs: bool
) -> None:
    disturbance = Disturbance(Faults(unplug_after=limit) if unplugs else Faults(cut_after=limit))
    arrived = b"".join(disturbance.pass_on(message) for message in messages)
    assert arrived == b"".join(messages)[:limit]
    assert disturbance.unplugs == (unplugs and len(arrived) >= limit)
