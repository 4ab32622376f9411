"""How the residents of the autopilot are drawn, and which of them come through the door."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from config.loader import load_hall
from virtual_hall.autopilot.crowd import Crowd, Door, crowd_of
from virtual_hall.autopilot.residents import GOES_FIRST, Claim, Wish, draw_resident

DRAWN = 5000
WISHES = (Wish("social", 3.0), Wish("id", 1.0, card_required=True), Wish("tax", 1.0, card_optional=True))
CLAIMS = (Claim("military"), Claim("senior", min_age=65))


def test_crowd_is_realistic() -> None:
    rng = random.Random(11)
    crowd = [draw_resident(serial, WISHES, rng, claims=CLAIMS) for serial in range(DRAWN)]
    offers = Counter(one.wish.offer for one in crowd)
    assert offers["social"] / DRAWN == pytest.approx(0.6, abs=0.03)
    assert all(one.person for one in crowd if one.wish.offer == "id")
    assert not any(one.person for one in crowd if one.wish.offer == "social")
    assert sum(one.comes for one in crowd) / DRAWN == pytest.approx(0.94, abs=0.015)
    graded = [one.grade for one in crowd if one.grade is not None]
    assert len(graded) / DRAWN == pytest.approx(0.51, abs=0.03)
    assert sum(grade >= 4 for grade in graded) / len(graded) == pytest.approx(0.9, abs=0.03)
    assert sum(one.pace for one in crowd) / DRAWN == pytest.approx(1.0, rel=0.05)


def test_some_go_first_and_tell_the_truth_about_their_age() -> None:
    rng = random.Random(3)
    crowd = [draw_resident(serial, WISHES, rng, claims=CLAIMS) for serial in range(DRAWN)]
    first = [one for one in crowd if one.priority is not None]
    assert len(first) / DRAWN == pytest.approx(GOES_FIRST, abs=0.015)
    seniors = [one for one in first if one.priority == "senior" and one.person is not None]
    assert seniors
    assert all(one.person is not None and one.person.age >= 65 for one in seniors)


def test_only_those_who_were_away_come_late() -> None:
    rng = random.Random(5)
    crowd = [draw_resident(serial, WISHES, rng) for serial in range(DRAWN)]
    away = [one for one in crowd if not one.comes]
    assert 0.4 < sum(one.late is not None for one in away) / len(away) < 0.8
    assert not any(one.late for one in crowd if one.comes)


def door(seed: int = 1) -> Door:
    package = Wish("birth", 0.5, services=("id", "tax"), card_required=True)
    return Door(Crowd((*WISHES, package), {"social": 8, "id": 8, "tax": 8}), random.Random(seed))


def test_nobody_comes_to_a_closed_hall() -> None:
    assert door().next_resident(frozenset()) is None


def test_a_package_is_wished_for_while_all_of_its_services_are_open() -> None:
    through = door()
    came = [through.next_resident(frozenset({"social", "tax"})) for _ in range(500)]
    for_package = [one for one in came if one is not None and one.wish.offer == "birth"]
    assert all(one.reads_guide for one in for_package), "it is closed: they only read about it"
    assert len(for_package) < 20


def test_a_few_have_lost_their_slip_and_show_the_same_card_again() -> None:
    through = door()
    everything = frozenset({"social", "id", "tax"})
    persons = [one.person for _ in range(1000) if (one := through.next_resident(everything)) and one.person]
    twice = len(persons) - len(set(persons))
    assert 5 < twice < 60


def test_demo_hall_has_wishes_for_its_package_and_claims_for_its_kiosks() -> None:
    crowd = crowd_of(load_hall(Path(__file__).parents[3] / "config" / "halls" / "demo.toml"))
    package = next(wish for wish in crowd.wishes if wish.services)
    assert (package.offer, package.target, package.card_required) == ("newborn", "package:newborn", True)
    claims = {claim.priority: claim.min_age for claim in crowd.claims}
    assert claims["senior"] == 65
    assert "second-visit" not in claims
