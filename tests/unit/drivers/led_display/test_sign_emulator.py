"""The emulated sign on a wire that keeps what it says."""

from __future__ import annotations

import pytest

from drivers.led_display.a090_emulator import SignEmulator
from drivers.rs485.a090 import A090Frame, Function
from drivers.rs485.a090_text import Colour, encode
from drivers.rs485.ff68 import Ff68Frame
from tests.fakes.manual_wire import ManualWire

ANSWER = bytes.fromhex("A0 90 01 A5 AA")


@pytest.fixture
def wire() -> ManualWire:
    return ManualWire()


@pytest.fixture
def sign(wire: ManualWire) -> SignEmulator:
    sign = SignEmulator(0x01)
    sign.plug.connect(wire)
    return sign


def text(function: Function, content: str, colour: Colour = Colour.RED) -> A090Frame:
    return A090Frame(0x01, function, encode(content, colour))


def test_a_text_is_shown_in_its_colours_and_acknowledged(wire: ManualWire, sign: SignEmulator) -> None:
    data = encode("请", Colour.GREEN) + encode("A1", Colour.YELLOW)
    sign.hear(A090Frame(0x01, Function.SHOW_TEXT, data))
    state = sign.state()
    assert (state.text, state.colours, state.frames) == ("请A1", (1, 2, 2), 1)
    assert wire.said == [ANSWER]


def test_a_stored_text_is_shown_when_asked_for(wire: ManualWire, sign: SignEmulator) -> None:
    sign.hear(text(Function.STORE_TEXT, "欢迎光临"))
    assert sign.state().text == ""
    sign.hear(text(Function.SHOW_TEXT, "A023"))
    sign.hear(A090Frame(0x01, Function.SHOW_STORED))
    assert sign.state().text == "欢迎光临"
    assert wire.said == [ANSWER] * 3


def test_a_power_cut_leaves_the_stored_text(sign: SignEmulator) -> None:
    sign.hear(text(Function.STORE_TEXT, "欢迎光临"))
    sign.hear(text(Function.SHOW_TEXT, "A023"))
    sign.switch_off_and_on()
    assert sign.state().text == ""
    sign.hear(A090Frame(0x01, Function.SHOW_STORED))
    assert sign.state().text == "欢迎光临"


def test_a_model_may_answer_with_more(wire: ManualWire) -> None:
    sign = SignEmulator(0x01, answer_body=b"\x01\x02")
    sign.plug.connect(wire)
    sign.hear(text(Function.SHOW_TEXT, "A023"))
    assert wire.said == [bytes.fromhex("A0 90 01 01 02 A5 AA")]


def test_frames_of_other_kinds_change_nothing(wire: ManualWire, sign: SignEmulator) -> None:
    sign.hear(Ff68Frame(0x01, 0x03))
    assert sign.state().frames == 0
    assert wire.said == []


def test_pages_hear_of_every_change(sign: SignEmulator) -> None:
    seen: list[str] = []
    sign.on_change = lambda: seen.append(sign.state().text)
    sign.hear(text(Function.SHOW_TEXT, "A023"))
    sign.switch_off_and_on()
    assert seen == ["A023", ""]
