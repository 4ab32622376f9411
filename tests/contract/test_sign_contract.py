"""What every window sign promises, checked on the double and on the driver over good and hostile lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from config import model
from drivers.errors import LinkLost, NoAnswer
from drivers.led_display.a090 import A090Sign
from drivers.led_display.a090_emulator import SignEmulator
from drivers.led_display.onbon import OnbonSign
from drivers.led_display.onbon_emulator import OnbonEmulator, OnbonFault
from drivers.led_display.port import SignColour, SignText, WindowSign
from drivers.led_display.simulated import SimulatedSign
from drivers.rs485.line_plug import Misbehaviour
from tests.fakes.lines import LINES, TestedLine
from tests.fakes.own_links import OWN_LINKS, OwnLink

SETTINGS = model.A090Sign(id="sign-1", kind="led_display", driver="a090", link="emulator:line", address=0x03)
ONBON = model.OnbonSign(
    id="sign-2", kind="led_display", driver="onbon", link="emulator:sign", answer_timeout_seconds=0.25
)
PATIENCE = 0.25
"""Seconds; a busy machine may take longer than the tenth that a real sign has."""
COLOURS = {0: SignColour.RED, 1: SignColour.GREEN, 2: SignColour.YELLOW}
CALLING = SignText("请A023号", SignColour.RED)


@dataclass(frozen=True, slots=True)
class Rig:
    """A sign and the residents in front of it."""

    sign: WindowSign
    seen: Callable[[], tuple[str, SignColour | None]]
    fall_silent: Callable[[], None]
    recover: Callable[[], None]
    lose: Callable[[], None]


@contextmanager
def double() -> Iterator[Rig]:
    sign = SimulatedSign()

    def seen() -> tuple[str, SignColour | None]:
        shown = sign.shown
        return (shown.text, shown.colour) if shown and shown.text else ("", None)

    yield Rig(
        sign,
        seen,
        lambda: sign.fail_with(NoAnswer("silent")),
        lambda: sign.fail_with(None),
        lambda: sign.fail_with(LinkLost("pulled")),
    )


@contextmanager
def on_line(open_line: Callable[[], AbstractContextManager[TestedLine]]) -> Iterator[Rig]:
    with open_line() as line:
        device = SignEmulator(SETTINGS.address)
        device.misbehave(line.habit)
        line.devices.add(device)

        def seen() -> tuple[str, SignColour | None]:
            colours = {COLOURS[colour] for colour in device.state().colours}
            assert len(colours) <= 1
            return device.state().text, next(iter(colours), None)

        yield Rig(
            A090Sign(line.host, SETTINGS, answer_seconds=PATIENCE),
            seen,
            lambda: device.misbehave(Misbehaviour(unplugged=True)),
            lambda: device.misbehave(line.habit),
            line.unplug,
        )


@contextmanager
def on_own_link(open_link: Callable[[], AbstractContextManager[OwnLink]], habit: OnbonFault) -> Iterator[Rig]:
    with open_link() as link:
        device = OnbonEmulator(link.device)
        device.set_fault(habit)
        device.start()

        def seen() -> tuple[str, SignColour | None]:
            colours = {colour for area in device.state().areas for colour in area.colours}
            assert len(colours) <= 1
            return device.state().text, next(iter(colours), None)

        with closing(device):
            yield Rig(
                OnbonSign(link.host, ONBON),
                seen,
                lambda: device.set_fault(OnbonFault.SILENT),
                lambda: device.set_fault(habit),
                link.unplug,
            )


def _good(
    open_link: Callable[[], AbstractContextManager[OwnLink]],
) -> Callable[[], AbstractContextManager[Rig]]:
    return partial(on_own_link, open_link, OnbonFault.NONE)


RIGS: dict[str, Callable[[], AbstractContextManager[Rig]]] = {
    "double": double,
    "onbon, noisy device": partial(on_own_link, OWN_LINKS["pipe"], OnbonFault.GARBAGE_FIRST),
    **{f"onbon, {name}": _good(open_link) for name, open_link in OWN_LINKS.items()},
    **{f"a090, {name}": partial(on_line, open_line) for name, open_line in LINES.items()},
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with RIGS[request.param]() as rig:
        yield rig
        rig.sign.close()


@pytest.mark.parametrize("colour", SignColour)
@pytest.mark.parametrize("text", ["A023", "请A023号", "暂停服务"])
def test_a_text_is_on_the_sign_when_show_returns(rig: Rig, text: str, colour: SignColour) -> None:
    rig.sign.show(SignText(text, colour))
    assert rig.seen() == (text, colour)


def test_the_latest_text_is_seen(rig: Rig) -> None:
    for text in ("暂停服务", "请A023号", "A024"):
        rig.sign.show(SignText(text))
    assert rig.seen()[0] == "A024"


def test_an_empty_text_clears_the_sign(rig: Rig) -> None:
    rig.sign.show(CALLING)
    rig.sign.show(SignText(""))
    assert rig.seen() == ("", None)


def test_the_pages_of_a_text_hold_all_of_it_in_its_colour(rig: Rig) -> None:
    pages = rig.sign.pages(SignText("请A023号到三号窗口办理", SignColour.GREEN, flashing=True))
    assert "".join(page.text for page in pages) == "请A023号到三号窗口办理"
    assert {(page.colour, page.flashing) for page in pages} == {(SignColour.GREEN, True)}
    rig.sign.show(pages[0])
    assert rig.seen() == (pages[0].text, SignColour.GREEN)


def test_a_silent_sign_is_reported_and_may_come_back(rig: Rig) -> None:
    rig.sign.show(CALLING)
    rig.fall_silent()
    with pytest.raises(NoAnswer):
        rig.sign.show(SignText("A024"))
    assert rig.seen()[0] == CALLING.text
    rig.recover()
    rig.sign.show(SignText("A025"))
    assert rig.seen()[0] == "A025"


def test_after_the_loss_nothing_pretends_to_work(rig: Rig) -> None:
    rig.lose()
    with pytest.raises(LinkLost):
        rig.sign.show(CALLING)


def test_closing_twice_is_once(rig: Rig) -> None:
    rig.sign.close()
    rig.sign.close()


def test_a_calls_text_is_seen_whether_or_not_the_sign_can_flash(rig: Rig) -> None:
    rig.sign.show(SignText("请A023", SignColour.RED, flashing=True))
    assert rig.seen() == ("请A023", SignColour.RED)
