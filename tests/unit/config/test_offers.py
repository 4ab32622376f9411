"""Services and packages: bounds, limits, seasons, guides, and mistakes told at the door."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from config.loader import read_hall
from config.mistakes import HallFileError, Mistake
from config.model import HallConfig

NAME = {"zh": "办", "en": "S"}
TAX: dict[str, Any] = {"id": "tax", "prefix": "A", "name": NAME, "open": ["mon-fri 09:00-17:00"]}
GUIDE: dict[str, Any] = {"summary": NAME, "materials": [{"name": NAME}]}
BABY: dict[str, Any] = {"id": "baby", "prefix": "N", "name": NAME, "services": ["tax", "power"]}
MORNING = {"hours": "mon-fri 09:00-12:00", "tickets": 80}


def hall(*, packages: Any = (), **keys: Any) -> HallConfig:
    """A hall of two services, of which the first has these keys besides."""
    document = {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
        "services": [{**TAX, **keys}, {"id": "power", "prefix": "B", "name": NAME}],
        "windows": [{"id": "w1", "number": 1, "services": ["tax", "power"]}],
        "packages": list(packages),
    }
    return read_hall(copy.deepcopy(document))


def only(*, packages: Any = (), **keys: Any) -> Mistake:
    with pytest.raises(HallFileError) as caught:
        hall(packages=packages, **keys)
    (mistake,) = caught.value.mistakes
    return mistake


def test_what_a_file_does_not_say_is_as_it_was() -> None:
    service = hall().service("tax")
    assert (service.lane, service.zone, service.max_waiting, service.warn_waiting) == (
        "general",
        None,
        None,
        None,
    )
    assert (service.limits, service.seasons, service.guide) == ((), (), None)
    assert (service.one_per_person, service.check_materials) == (True, False)
    assert hall().packages == ()


def test_a_service_that_says_everything_is_read() -> None:
    service = hall(
        lane="express",
        zone={"zh": "东侧", "en": "East side"},
        max_waiting=30,
        warn_waiting=20,
        limits=[MORNING, {"hours": "mon-fri 13:00-17:00", "tickets": 60, "warn": 50}],
        one_per_person=False,
        guide={
            **GUIDE,
            "steps": [NAME],
            "phone": "010-5555 0100",
            "basis": {"zh": "法" * 300, "en": "L" * 600},
        },
        check_materials=True,
    ).service("tax")
    assert service.lane == "express"
    assert service.guide is not None
    (material,) = service.guide.materials
    assert (material.copies, material.required, material.note) == (1, True, None)
    morning, afternoon = service.limits
    assert service.limit_at(0, 9 * 60) is morning
    assert service.limit_at(4, 16 * 60 + 59) is afternoon
    assert service.limit_at(0, 12 * 60) is None
    assert service.limit_at(5, 9 * 60) is None


@pytest.mark.parametrize(
    "keys, place, words, advice",
    [
        ({"lane": "expres"}, "services[0].lane", "must be 'express'", 'Did you mean "express"?'),
        ({"max_waiting": 0}, "services[0].max_waiting", "at least 1", ""),
        ({"max_waiting": 9, "warn_waiting": 9}, "services[0].warn_waiting", "from 9 on", "max_waiting"),
        ({"limits": [{**MORNING, "warn": 80}]}, "services[0].limits[0].warn", "there are 80", "tickets"),
        ({"limits": [{**MORNING, "tickets": 0}]}, "services[0].limits[0].tickets", "at least 1", ""),
        ({"limits": [{**MORNING, "ticket": 1}]}, "services[0].limits[0].ticket", "no key", '"tickets"'),
        (
            {"limits": [MORNING, {"hours": "tue 11:00-13:00", "tickets": 9}]},
            "services[0].limits[1].hours",
            'overlaps "mon-fri 09:00-12:00"',
            "one entry",
        ),
        (
            {"limits": [{"hours": "sat 09:00-12:00", "tickets": 9}]},
            "services[0].limits[0].hours",
            "never open",
            "",
        ),
        (
            {"check_materials": True},
            "services[0].check_materials",
            "lists none",
            "[[services.guide.materials]]",
        ),
        (
            {"check_materials": True, "guide": {"summary": NAME}},
            "services[0].check_materials",
            "lists none",
            "",
        ),
        ({"guide": {"materials": []}}, "services[0].guide.summary", "missing", ""),
        ({"guide": {**GUIDE, "price": NAME}}, "services[0].guide.price", "no key", ""),
        (
            {"guide": {"summary": NAME, "materials": [{"name": NAME, "copys": 2}]}},
            "services[0].guide.materials[0].copys",
            "no key",
            '"copies"',
        ),
        ({"guide": {**GUIDE, "phone": 110}}, "services[0].guide.phone", "text in quotes", ""),
        ({"guide": {**GUIDE, "steps": [NAME] * 13}}, "services[0].guide.steps", "at most 12 entries", ""),
        (
            {"guide": {"summary": {"zh": "长" * 301, "en": "x"}}},
            "services[0].guide.summary.zh",
            "at most 300",
            "",
        ),
    ],
)
def test_what_is_wrong_with_a_service_is_told(keys: Any, place: str, words: str, advice: str) -> None:
    mistake = only(**keys)
    assert mistake.place == place
    assert words in mistake.problem
    assert advice in mistake.suggestion


SUMMER = {"from": "04-10", "to": "09-15", "open": ["mon-fri 08:30-12:00"]}


@pytest.mark.parametrize(
    "seasons, place, words",
    [
        ([{**SUMMER, "to": "09-31"}], "services[0].seasons[0].to", "not a day of the year"),
        ([{**SUMMER, "open": []}], "services[0].seasons[0].open", "must not be empty"),
        ([{"form": "04-10", **SUMMER}], "services[0].seasons[0].form", 'no key "form"'),
        (
            [SUMMER, {**SUMMER, "from": "09-15", "to": "04-09"}],
            "services[0].seasons[1].from",
            "04-10 to 09-15",
        ),
        (
            [{**SUMMER, "open": ["mon 08:00-10:00", "daily 09:00-11:00"]}],
            "services[0].seasons[0].open[1]",
            'overlaps "mon 08:00-10:00"',
        ),
    ],
)
def test_what_is_wrong_with_a_season_is_told(seasons: Any, place: str, words: str) -> None:
    mistake = only(seasons=seasons)
    assert mistake.place == place
    assert words in mistake.problem


def test_seasons_that_meet_but_share_no_day_are_right() -> None:
    winter = {**SUMMER, "from": "09-16", "to": "04-09"}
    assert len(hall(seasons=[SUMMER, winter]).service("tax").seasons) == 2


def test_a_limit_may_be_for_the_hours_of_a_season() -> None:
    seasons = [{**SUMMER, "open": ["sat 09:00-12:00"]}]
    assert hall(seasons=seasons, limits=[{"hours": "sat 09:00-12:00", "tickets": 9}]).services


def test_a_package_is_read_and_found() -> None:
    package = hall(packages=[{**BABY, "guide": GUIDE, "first_number": 1, "last_number": 99}]).package("baby")
    assert package.services == ("tax", "power")
    assert (package.icon, package.last_number) == ("套", 99)
    with pytest.raises(KeyError):
        hall().package("baby")


@pytest.mark.parametrize(
    "package, place, words, advice",
    [
        ({"services": ["tax"]}, "packages[0].services", "at least 2 entries", ""),
        ({"services": []}, "packages[0].services", "at least 2 entries", ""),
        (
            {"services": ["tax", "powr"]},
            "packages[0].services[1]",
            'no service "powr"',
            'Did you mean "power"?',
        ),
        ({"services": ["tax", "power", "tax"]}, "packages[0].services[2]", "in the list twice", ""),
        ({"services": ["tax", 3]}, "packages[0].services[1]", "text in quotes", ""),
        ({"id": "tax"}, "packages[0].id", 'by the service "tax"', ""),
        ({"prefix": "A"}, "packages[0].prefix", 'The service "tax" has the prefix "A"', "of their own"),
        ({"first_number": 9, "last_number": 8}, "packages[0].first_number", "run backwards", ""),
        ({"card": "none"}, "packages[0].card", 'no key "card"', ""),
    ],
)
def test_what_is_wrong_with_a_package_is_told(package: Any, place: str, words: str, advice: str) -> None:
    mistake = only(packages=[{**BABY, **package}])
    assert mistake.place == place
    assert words in mistake.problem
    assert advice in mistake.suggestion


def test_a_package_needs_numbers_of_its_own_even_when_they_do_not_meet() -> None:
    mistake = only(packages=[BABY, {**BABY, "id": "move", "first_number": 1000, "last_number": 1999}])
    assert mistake.place == "packages[1].prefix"
    assert 'package "baby"' in mistake.problem
