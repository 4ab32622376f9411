"""What every evaluator promises, checked on the double and on the driver over good and hostile lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from config import model
from drivers.errors import LinkLost
from drivers.evaluator.ff68 import Ff68Evaluator
from drivers.evaluator.ff68_emulator import EvaluatorEmulator, EvaluatorMode
from drivers.evaluator.port import Evaluator, RatingPress
from drivers.evaluator.simulated import SimulatedEvaluator
from tests.fakes.lines import LINES, TestedLine
from tests.fakes.polling import wait_until

SETTINGS = model.Ff68Evaluator(
    id="evaluator-1", kind="evaluator", driver="ff68", link="emulator:line", address=0x81
)
VALUES = {5: 3, 4: 2, 3: 1, 2: 0, 1: 4, None: 7}
"""Grade to device value, the default table read backwards; 7 is mapped to nothing."""


@dataclass(frozen=True, slots=True)
class Rig:
    """An evaluator and the resident in front of it."""

    evaluator: Evaluator
    press: Callable[[int | None], None]
    inviting: Callable[[], bool]
    thanks: Callable[[], int]
    stars: Callable[[], int | None]
    lose: Callable[[], None]


@contextmanager
def double() -> Iterator[Rig]:
    evaluator = SimulatedEvaluator()

    def press(level: int | None) -> None:
        evaluator.press(level)

    yield Rig(
        evaluator,
        press,
        lambda: evaluator.inviting,
        lambda: len(evaluator.thanked),
        lambda: evaluator.stars,
        lambda: evaluator.fail_with(LinkLost("pulled")),
    )


@contextmanager
def on_line(open_line: Callable[[], AbstractContextManager[TestedLine]]) -> Iterator[Rig]:
    with open_line() as line:
        device = EvaluatorEmulator(SETTINGS.address)
        device.misbehave(line.habit)
        line.devices.add(device)
        yield Rig(
            Ff68Evaluator(line.host, SETTINGS),
            lambda level: device.press(VALUES[level]),
            lambda: device.state().mode is EvaluatorMode.INVITING,
            lambda: device.state().thanks,
            lambda: device.state().stars,
            line.unplug,
        )


RIGS: dict[str, Callable[[], AbstractContextManager[Rig]]] = {
    "double": double,
    **{f"ff68, {name}": partial(on_line, open_line) for name, open_line in LINES.items()},
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with RIGS[request.param]() as rig:
        yield rig
        rig.evaluator.close()


def pressed(rig: Rig) -> RatingPress:
    press = rig.evaluator.next_rating(5.0)
    assert press is not None
    return press


@pytest.mark.parametrize("level", VALUES)
def test_a_press_arrives_with_its_grade(rig: Rig, level: int | None) -> None:
    rig.press(level)
    assert pressed(rig).level == level


def test_ratings_arrive_in_order_and_once(rig: Rig) -> None:
    for level in (5, 1):
        rig.press(level)
        press = pressed(rig)
        rig.evaluator.thank(press)
        assert press.level == level
    assert rig.evaluator.next_rating(0.01) is None


def test_the_resident_is_invited_until_thanked(rig: Rig) -> None:
    rig.evaluator.invite()
    wait_until(rig.inviting)
    rig.press(5)
    press = pressed(rig)
    assert rig.inviting()
    assert rig.thanks() == 0
    rig.evaluator.thank(press)
    wait_until(lambda: rig.thanks() == 1 and not rig.inviting())


@pytest.mark.parametrize("stars", [0, 5])
def test_stars_are_shown(rig: Rig, stars: int) -> None:
    rig.evaluator.show_stars(stars)
    wait_until(lambda: rig.stars() == stars)


@pytest.mark.parametrize("stars", [-1, 6])
def test_there_are_no_other_stars(rig: Rig, stars: int) -> None:
    with pytest.raises(ValueError, match="stars"):
        rig.evaluator.show_stars(stars)


def test_without_a_press_there_is_none(rig: Rig) -> None:
    assert rig.evaluator.next_rating(0.01) is None


def test_after_the_loss_nothing_pretends_to_work(rig: Rig) -> None:
    rig.press(5)
    press = pressed(rig)
    rig.lose()
    with pytest.raises(LinkLost):
        rig.evaluator.next_rating(5.0)
    with pytest.raises(LinkLost):
        rig.evaluator.thank(press)
    with pytest.raises(LinkLost):
        rig.evaluator.invite()
    with pytest.raises(LinkLost):
        rig.evaluator.show_stars(5)


def test_after_closing_there_are_no_ratings(rig: Rig) -> None:
    rig.evaluator.close()
    with pytest.raises(LinkLost):
        rig.evaluator.next_rating(5.0)
    rig.evaluator.close()
