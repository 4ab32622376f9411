"""What residents choose in front of a kiosk, and how they are drawn."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from virtual_hall.autopilot.residents import (
    LEAVE,
    TAP_CARD,
    WAIT,
    Resident,
    StepKind,
    Wish,
    draw_resident,
    next_step,
)
from virtual_hall.mirror import Layout, Target


def resident(*, service: str = "social", shows_card: bool = False) -> Resident:
    return Resident(
        name=1,
        service=service,
        shows_card=shows_card,
        comes=True,
        walk=10.0,
        session=300.0,
        grade=5,
        thinks=5.0,
    )


def layout(screen: str, *targets: str) -> Layout:
    return Layout(
        screen=screen,
        targets=tuple(Target(id=name, x=100 * n, y=200, w=80, h=60) for n, name in enumerate(targets)),
    )


def touched(screen: Layout, *, service: str = "social", shows_card: bool = False) -> str:
    step = next_step(
        resident(service=service, shows_card=shows_card), screen, has_slip=False, card_shown=False
    )
    assert step.kind is StepKind.TOUCH
    assert step.target is not None
    return step.target.id


def test_invitation_is_accepted() -> None:
    assert touched(layout("home", "start", "language")) == "start"


def test_wanted_service_is_touched_in_its_middle() -> None:
    step = next_step(
        resident(), layout("services", "service:tax", "service:social"), has_slip=False, card_shown=False
    )
    assert step.target is not None
    assert step.target.id == "service:social"
    assert step.target.centre == (140, 230)


def test_service_on_another_page_is_looked_for() -> None:
    assert touched(layout("services", "service:tax", "next-page", "home")) == "next-page"


def test_closed_service_sends_the_resident_away() -> None:
    assert next_step(resident(), layout("services", "service:tax"), has_slip=False, card_shown=False) == LEAVE


def test_card_is_tapped_once_and_waited_for() -> None:
    screen = layout("card", "no-card", "cancel")
    holder = resident(shows_card=True)
    assert next_step(holder, screen, has_slip=False, card_shown=False) == TAP_CARD
    assert next_step(holder, screen, has_slip=False, card_shown=True) == WAIT


def test_resident_without_card_goes_on_without_one() -> None:
    assert touched(layout("card", "cancel", "no-card")) == "no-card"


def test_resident_without_card_cancels_where_one_is_required() -> None:
    assert touched(layout("card", "cancel")) == "cancel"


def test_slip_in_hand_ends_the_visit() -> None:
    assert next_step(resident(), layout("ticket", "done"), has_slip=True, card_shown=False) == LEAVE


def test_apology_ends_the_visit() -> None:
    assert next_step(resident(), layout("error", "done"), has_slip=False, card_shown=False) == LEAVE


@pytest.mark.parametrize("screen", ["wait", "something-new"])
def test_unknown_screens_are_waited_out(screen: str) -> None:
    assert next_step(resident(), layout(screen), has_slip=False, card_shown=False) == WAIT


def test_crowd_is_realistic() -> None:
    rng = random.Random(11)
    wishes = [Wish("social", 3.0), Wish("id", 1.0, card_required=True), Wish("tax", 1.0, card_optional=True)]
    minutes = {"social": 8.0, "id": 8.0, "tax": 8.0}
    crowd = [draw_resident(name, wishes, rng, minutes=minutes) for name in range(5000)]
    services = Counter(one.service for one in crowd)
    assert services["social"] / 5000 == pytest.approx(0.6, abs=0.03)
    assert all(one.shows_card for one in crowd if one.service == "id")
    assert not any(one.shows_card for one in crowd if one.service == "social")
    assert sum(one.comes for one in crowd) / 5000 == pytest.approx(0.94, abs=0.015)
    graded = [one.grade for one in crowd if one.grade is not None]
    assert len(graded) / 5000 == pytest.approx(0.51, abs=0.03)
    assert sum(grade >= 4 for grade in graded) / len(graded) == pytest.approx(0.9, abs=0.03)
    assert sum(one.session for one in crowd) / 5000 == pytest.approx(480, rel=0.05)
