"""What residents of the autopilot choose in front of a kiosk."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

import pytest

from virtual_hall.autopilot.ports import Person
from virtual_hall.autopilot.residents import Resident, Wish
from virtual_hall.autopilot.visit import LEAVE, TAP_CARD, WAIT, Step, StepKind, next_step, way_out
from virtual_hall.mirror import Layout, Target

PLAIN = Resident(
    wish=Wish("social", 1.0),
    person=None,
    priority=None,
    reads_guide=False,
    prepared=True,
    prints=False,
    patient=True,
    comes=True,
    late=None,
    walk=10.0,
    pace=1.0,
    grade=5,
    thinks=5.0,
)


def layout(screen: str, *targets: str) -> Layout:
    return Layout(
        screen=screen,
        targets=tuple(Target(id=name, x=100 * n, y=200, w=80, h=60) for n, name in enumerate(targets)),
    )


def step(
    resident: Resident,
    screen: Layout,
    *,
    touched: Container[str] = (),
    has_slip: bool = False,
    card_shown: bool = False,
) -> Step:
    return next_step(resident, screen, has_slip=has_slip, card_shown=card_shown, touched=touched)


def touches(resident: Resident, screen: Layout, *touched: str) -> str:
    """What is touched on this screen when those were touched before."""
    chosen = step(resident, screen, touched=touched)
    assert chosen.kind is StepKind.TOUCH
    assert chosen.target is not None
    return chosen.target.id


def test_invitation_is_accepted() -> None:
    assert touches(PLAIN, layout("home", "start", "language")) == "start"


def test_wanted_service_is_touched_in_its_middle() -> None:
    chosen = step(PLAIN, layout("services", "service:tax", "service:social"))
    assert chosen.target is not None
    assert chosen.target.id == "service:social"
    assert chosen.target.centre == (140, 230)


def test_package_has_a_target_of_its_own() -> None:
    parent = replace(PLAIN, wish=Wish("newborn", 1.0, services=("household", "social")))
    assert touches(parent, layout("services", "service:social", "package:newborn")) == "package:newborn"


def test_service_on_another_page_is_looked_for() -> None:
    assert touches(PLAIN, layout("services", "service:tax", "next-page", "home")) == "next-page"


def test_closed_service_sends_the_resident_away() -> None:
    assert step(PLAIN, layout("services", "service:tax")) == LEAVE


def test_whoever_goes_first_says_so_before_the_service_is_chosen() -> None:
    soldier = replace(PLAIN, priority="military")
    services = layout("services", "service:social", "home", "guides", "priority")
    assert touches(soldier, services) == "priority"
    classes = layout("priority", "priority:military", "priority:senior", "back", "ordinary")
    assert touches(soldier, classes) == "priority:military"
    assert touches(soldier, services, "priority", "priority:military") == "service:social"


def test_a_class_that_is_not_offered_is_given_up() -> None:
    soldier = replace(PLAIN, priority="military")
    assert touches(soldier, layout("priority", "back", "ordinary")) == "ordinary"
    services = layout("services", "service:social", "priority")
    assert touches(soldier, services, "priority", "ordinary") == "service:social"


def test_a_guide_is_read_printed_and_the_number_taken_from_there() -> None:
    reader = replace(PLAIN, reads_guide=True, prints=True)
    assert touches(reader, layout("services", "service:social", "guides")) == "guides"
    assert touches(reader, layout("guides", "guide:tax", "guide:social", "back")) == "guide:social"
    guide = layout("guide", "back", "print", "take", "next-page")
    assert touches(reader, guide) == "next-page"
    assert touches(reader, guide, "next-page") == "print"
    assert touches(reader, guide, "next-page", "print") == "take"


def test_a_guide_of_a_closed_service_is_read_and_the_resident_goes() -> None:
    reader = replace(PLAIN, reads_guide=True)
    assert touches(reader, layout("guide", "back")) == "back"
    assert touches(reader, layout("guides", "guide:social", "back"), "guide:social") == "back"
    assert step(reader, layout("services", "home", "guides"), touched=("guide:social", "back")) == LEAVE


def test_long_queue_is_joined_by_the_patient_only() -> None:
    screen = layout("long-queue", "back", "take-anyway")
    assert touches(PLAIN, screen) == "take-anyway"
    assert step(replace(PLAIN, patient=False), screen) == LEAVE


def test_whoever_has_every_paper_says_so_at_once() -> None:
    assert touches(PLAIN, layout("materials", "material:0", "material:1", "back", "all", "confirm")) == "all"
    assert touches(PLAIN, layout("materials", "material:0", "back", "confirm"), "all") == "confirm"


def test_whoever_lacks_a_paper_is_told_and_takes_a_number_all_the_same() -> None:
    unready = replace(PLAIN, prepared=False, prints=True)
    screen = layout("materials", "material:0", "material:1", "back", "all", "confirm")
    assert touches(unready, screen) == "material:0"
    assert touches(unready, screen, "material:0") == "confirm"
    missing = layout("missing", "back", "print", "take-anyway")
    assert touches(unready, missing) == "print"
    assert touches(unready, missing, "print") == "take-anyway"
    assert step(replace(unready, patient=False), missing, touched=("print",)) == LEAVE


def test_number_that_waits_already_is_good() -> None:
    screen = layout("held", "back", "reprint")
    assert step(PLAIN, screen) == LEAVE
    assert touches(replace(PLAIN, prints=True), screen) == "reprint"
    assert step(replace(PLAIN, prints=True), screen, touched=("reprint",)) == LEAVE


def test_card_is_tapped_once_and_waited_for() -> None:
    screen = layout("card", "no-card", "cancel")
    holder = replace(PLAIN, person=Person(1, 40))
    assert step(holder, screen) == TAP_CARD
    assert step(holder, screen, card_shown=True) == WAIT


def test_resident_without_card_goes_on_without_one_where_that_is_allowed() -> None:
    assert touches(PLAIN, layout("card", "cancel", "no-card")) == "no-card"
    assert step(PLAIN, layout("card", "cancel")) == LEAVE


def test_slip_in_hand_ends_the_visit() -> None:
    assert step(PLAIN, layout("ticket", "done"), has_slip=True) == LEAVE


def test_apology_ends_the_visit() -> None:
    assert step(PLAIN, layout("error", "done")) == LEAVE


@pytest.mark.parametrize("screen, way", [("help", "done"), ("second-visit", "back")])
def test_screens_that_somebody_left_open_are_closed(screen: str, way: str) -> None:
    assert touches(PLAIN, layout(screen, way)) == way


@pytest.mark.parametrize("screen", ["wait", "something-new"])
def test_unknown_screens_are_waited_out(screen: str) -> None:
    assert step(PLAIN, layout(screen)) == WAIT


@pytest.mark.parametrize(
    "screen, way",
    [
        (layout("ticket", "large-type", "done"), "done"),
        (layout("services", "service:social", "home"), "home"),
        (layout("card", "cancel", "no-card"), "cancel"),
        (layout("long-queue", "back", "take-anyway"), "back"),
    ],
)
def test_every_screen_has_a_way_out(screen: Layout, way: str) -> None:
    target = way_out(screen)
    assert target is not None
    assert target.id == way


def test_there_is_no_way_out_of_the_invitation_or_of_a_wait() -> None:
    assert way_out(layout("home", "start")) is None
    assert way_out(layout("wait")) is None
