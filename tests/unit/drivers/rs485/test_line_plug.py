"""How emulated devices misbehave and insist, on a wire whose time the test moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.rs485.line_plug import REPEATS, Insistence, LinePlug, Misbehaviour
from tests.fakes.manual_wire import ManualWire

FRAME = bytes.fromhex("FF 68 02 02 68 01 03 04 16")


@pytest.fixture
def wire() -> ManualWire:
    return ManualWire()


@pytest.fixture
def plug(wire: ManualWire) -> LinePlug:
    plug = LinePlug()
    plug.connect(wire)
    return plug


def insist(plug: LinePlug, gave_up: Callable[[], None] = lambda: None) -> Insistence:
    insistence = Insistence(plug, gave_up)
    insistence.say(FRAME)
    return insistence


def test_a_good_device_says_its_frame(wire: ManualWire, plug: LinePlug) -> None:
    plug.say(FRAME)
    assert wire.said == [FRAME]
    assert plug.hears


@pytest.mark.parametrize(
    "misbehaviour, said, hears",
    [
        (Misbehaviour(mute=True), [], True),
        (Misbehaviour(deaf=True), [FRAME], False),
        (Misbehaviour(unplugged=True), [], False),
        (Misbehaviour(garbage_first=b"\x00\xff"), [b"\x00\xff" + FRAME], True),
        (Misbehaviour(corrupt_checksum=True), [bytes.fromhex("FF 68 02 02 68 01 03 FB 16")], True),
    ],
)
def test_a_bad_one_goes_wrong_as_told(
    wire: ManualWire, plug: LinePlug, misbehaviour: Misbehaviour, said: list[bytes], hears: bool
) -> None:
    plug.misbehave(misbehaviour)
    plug.say(FRAME)
    assert wire.said == said
    assert plug.hears is hears


def test_a_slow_one_speaks_late(wire: ManualWire, plug: LinePlug) -> None:
    plug.misbehave(Misbehaviour(delay=0.4))
    plug.say(FRAME)
    wire.advance(0.39)
    assert wire.said == []
    wire.advance(0.02)
    assert wire.said == [FRAME]


def test_without_a_wire_nothing_happens() -> None:
    plug = LinePlug()
    plug.say(FRAME)
    plug.later(1.0, pytest.fail)
    assert plug.now() == 0.0


def test_an_unanswered_frame_is_said_three_times_more(wire: ManualWire, plug: LinePlug) -> None:
    surrenders: list[float] = []
    insistence = insist(plug, lambda: surrenders.append(wire.now()))
    wire.advance(0.29)
    assert len(wire.said) == 1
    wire.advance(10)
    assert wire.said == [FRAME] * (1 + REPEATS)
    assert surrenders == [pytest.approx(1.2)]
    assert insistence.waiting is None


def test_an_answer_ends_the_repeats(wire: ManualWire, plug: LinePlug) -> None:
    insistence = insist(plug, pytest.fail)
    wire.advance(0.31)
    insistence.answered()
    wire.advance(10)
    assert wire.said == [FRAME] * 2


def test_a_new_frame_takes_the_place_of_the_old_one(wire: ManualWire, plug: LinePlug) -> None:
    insistence = insist(plug)
    wire.advance(0.1)
    insistence.say(b"another")
    wire.advance(10)
    assert wire.said == [FRAME] + [b"another"] * (1 + REPEATS)
