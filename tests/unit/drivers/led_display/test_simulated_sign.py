"""The sign in memory: what a test can ask of it beyond the port."""

from __future__ import annotations

import pytest

from drivers.errors import NoAnswer
from drivers.led_display.port import SignText
from drivers.led_display.simulated import SimulatedSign


def test_everything_shown_is_remembered_in_order() -> None:
    sign = SimulatedSign()
    assert sign.shown is None
    sign.show(SignText("A023"))
    sign.show(SignText("A024", flashing=True))
    assert sign.history == (SignText("A023"), SignText("A024", flashing=True))
    assert sign.shown == SignText("A024", flashing=True)


def test_it_fails_on_command_and_keeps_what_it_shows() -> None:
    sign = SimulatedSign()
    sign.show(SignText("A023"))
    sign.fail_with(NoAnswer("on command"))
    with pytest.raises(NoAnswer, match="on command"):
        sign.show(SignText("A024"))
    sign.fail_with(None)
    assert sign.history == (SignText("A023"),)
