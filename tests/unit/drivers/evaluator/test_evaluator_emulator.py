"""The emulated evaluator on a wire whose time the test moves."""

from __future__ import annotations

import pytest

from drivers.evaluator.ff68_emulator import (
    INVITE_SECONDS,
    THANKS_SECONDS,
    EvaluatorEmulator,
    EvaluatorMode,
    EvaluatorState,
)
from drivers.rs485.a090 import A090Acknowledgement
from drivers.rs485.ff68 import Ff68Frame
from tests.fakes.manual_wire import ManualWire

GOOD = bytes.fromhex("FF 68 03 03 68 81 11 02 94 16")
INVITATION = "FF 68 03 03 68 81 01 0B 8D 16"
THANKS = "FF 68 03 03 68 81 01 02 84 16"


@pytest.fixture
def wire() -> ManualWire:
    return ManualWire()


@pytest.fixture
def evaluator(wire: ManualWire) -> EvaluatorEmulator:
    evaluator = EvaluatorEmulator(0x81)
    evaluator.plug.connect(wire)
    return evaluator


def hear(evaluator: EvaluatorEmulator, raw: str) -> EvaluatorState:
    evaluator.hear(Ff68Frame.from_bytes(bytes.fromhex(raw)))
    return evaluator.state()


def test_a_press_goes_out_as_documented_until_thanked(wire: ManualWire, evaluator: EvaluatorEmulator) -> None:
    evaluator.press(2)
    wire.advance(0.3)
    hear(evaluator, THANKS)
    wire.advance(5)
    assert wire.said == [GOOD] * 2


def test_a_host_that_never_thanks_is_given_up(wire: ManualWire, evaluator: EvaluatorEmulator) -> None:
    evaluator.press(2)
    wire.advance(5)
    assert wire.said == [GOOD] * 4
    assert not evaluator.state().pending


def test_the_invitation_lasts_until_the_thanks(wire: ManualWire, evaluator: EvaluatorEmulator) -> None:
    wire.advance(1)
    state = hear(evaluator, INVITATION)
    assert (state.mode, state.since) == (EvaluatorMode.INVITING, 1.0)
    evaluator.press(2)
    assert evaluator.state().mode is EvaluatorMode.INVITING
    wire.advance(1)
    state = hear(evaluator, THANKS)
    assert (state.mode, state.since, state.thanks, state.pending) == (EvaluatorMode.THANKED, 2.0, 1, False)


@pytest.mark.parametrize("thanks", [THANKS, "FF 68 02 02 68 81 01 82 16"])
def test_thanks_may_leave_the_value_out(evaluator: EvaluatorEmulator, thanks: str) -> None:
    evaluator.press(2)
    assert hear(evaluator, thanks).mode is EvaluatorMode.THANKED


@pytest.mark.parametrize("pressed", [None, 3])
def test_thanks_for_another_value_are_none(evaluator: EvaluatorEmulator, pressed: int | None) -> None:
    if pressed is not None:
        evaluator.press(pressed)
    assert hear(evaluator, THANKS).thanks == 0


def test_it_comes_to_rest_by_itself(wire: ManualWire, evaluator: EvaluatorEmulator) -> None:
    hear(evaluator, INVITATION)
    wire.advance(INVITE_SECONDS + 0.1)
    assert evaluator.state().mode is EvaluatorMode.IDLE
    evaluator.press(2)
    hear(evaluator, THANKS)
    wire.advance(THANKS_SECONDS + 0.1)
    assert evaluator.state().mode is EvaluatorMode.IDLE


def test_an_old_invitations_end_does_not_end_a_new_one(
    wire: ManualWire, evaluator: EvaluatorEmulator
) -> None:
    hear(evaluator, INVITATION)
    wire.advance(INVITE_SECONDS - 1)
    hear(evaluator, INVITATION)
    wire.advance(2)
    assert evaluator.state().mode is EvaluatorMode.INVITING


@pytest.mark.parametrize("stars", range(6))
def test_stars_are_shown(evaluator: EvaluatorEmulator, stars: int) -> None:
    evaluator.hear(Ff68Frame(0x81, 0x02, bytes((stars,))))
    assert evaluator.state().stars == stars


def test_what_it_does_not_know_changes_nothing(evaluator: EvaluatorEmulator) -> None:
    before = evaluator.state()
    evaluator.hear(Ff68Frame(0x81, 0x02, b"\x06"))
    evaluator.hear(Ff68Frame(0x81, 0x7F))
    evaluator.hear(A090Acknowledgement(0x81))
    assert evaluator.state() == before


def test_pages_hear_of_every_change(wire: ManualWire, evaluator: EvaluatorEmulator) -> None:
    modes: list[EvaluatorMode] = []
    evaluator.on_change = lambda: modes.append(evaluator.state().mode)
    hear(evaluator, INVITATION)
    evaluator.press(2)
    hear(evaluator, THANKS)
    wire.advance(10)
    expected = [EvaluatorMode.INVITING, EvaluatorMode.INVITING, EvaluatorMode.THANKED, EvaluatorMode.IDLE]
    assert modes == expected
