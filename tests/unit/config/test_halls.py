"""The hall files that come with the product."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import config
from config.loader import load_hall, read_hall
from config.model import (
    DEFAULT_KEYS,
    DEFAULT_PRIORITIES,
    DEFAULT_USB_KEYS,
    DEVICE_MODELS,
    AlarmsSection,
    AnnouncerSection,
    BoardSection,
    BusDevice,
    CalendarSection,
    CardRule,
    ClerkSection,
    EvaluationSection,
    Ff68Keypad,
    Guide,
    HallConfig,
    HallSection,
    Help,
    IntervalLimit,
    KioskSection,
    Material,
    PackageSection,
    PrioritySection,
    RatingScreenSection,
    RulesSection,
    Season,
    ServiceSection,
    Settings,
    SignsSection,
    SlipSection,
    UsbNumericKeypad,
    WindowSection,
    ZoneHours,
)

HALLS = Path(config.__file__).parent / "halls"

SINGLE: dict[str, type[Settings]] = {
    "hall": HallSection,
    "rules": RulesSection,
    "calendar": CalendarSection,
    "slip": SlipSection,
    "signs": SignsSection,
    "alarms": AlarmsSection,
    "evaluation": EvaluationSection,
}
LISTS: dict[str, list[type[Settings]]] = {
    "priorities": [PrioritySection],
    "services": [ServiceSection],
    "packages": [PackageSection],
    "windows": [WindowSection],
    "clerks": [ClerkSection],
    "kiosks": [KioskSection],
    "rating_screens": [RatingScreenSection],
    "displays": [BoardSection, AnnouncerSection],
    "devices": list(DEVICE_MODELS.values()),
}
INSIDE: dict[tuple[str, ...], type[Settings]] = {
    ("services", "seasons"): Season,
    ("services", "limits"): IntervalLimit,
    ("services", "guide"): Guide,
    ("services", "guide", "materials"): Material,
    ("windows", "helps"): Help,
    ("displays", "schedule"): ZoneHours,
}
"""Tables inside of tables."""


@pytest.mark.parametrize("file", sorted(HALLS.glob("*.toml")), ids=lambda path: path.name)
def test_every_hall_file_is_right(file: Path) -> None:
    hall = load_hall(file)
    assert hall.services


@pytest.mark.parametrize("file", sorted(HALLS.glob("*.toml")), ids=lambda path: path.name)
def test_a_hall_written_out_reads_as_the_same_hall(file: Path) -> None:
    hall = load_hall(file)
    assert read_hall(hall.model_dump(mode="json", exclude_none=True)) == hall


def test_the_reference_holds_every_key_of_every_section() -> None:
    document = tomllib.loads((HALLS / "reference.toml").read_text("utf-8"))
    missing = [
        f"{section}.{name}"
        for section, model in SINGLE.items()
        for name in model.model_fields
        if name not in document[section]
    ]
    for section, models in LISTS.items():
        for model in models:
            missing += [
                f"{model.__name__}.{name}"
                for name in model.model_fields
                if not written(document[section], model, name)
            ]
    assert missing == []


def test_every_section_of_a_hall_is_in_the_reference() -> None:
    document = tomllib.loads((HALLS / "reference.toml").read_text("utf-8"))
    assert set(document) == set(HallConfig.model_fields) == SINGLE.keys() | LISTS.keys()


@pytest.mark.parametrize("place", INSIDE, ids=".".join)
def test_the_reference_holds_every_key_of_the_tables_inside(place: tuple[str, ...]) -> None:
    tables: list[dict[str, Any]] = [tomllib.loads((HALLS / "reference.toml").read_text("utf-8"))]
    for step in place:
        found = [table[step] for table in tables if step in table]
        tables = [table for one in found for table in (one if isinstance(one, list) else [one])]
    keys = {
        str(info.alias or info.validation_alias or name) for name, info in INSIDE[place].model_fields.items()
    }
    assert keys == {key for table in tables for key in table}


def test_what_the_reference_calls_a_default_is_one() -> None:
    hall = load_hall(HALLS / "reference.toml")
    assert hall.priorities == DEFAULT_PRIORITIES
    assert {**hall.rules.model_dump(), "require_log_in": False} == RulesSection().model_dump()
    assert (hall.alarms, hall.evaluation) == (AlarmsSection(), EvaluationSection())
    counter, usb = hall.device("keypad-1"), hall.device("keypad-3")
    assert isinstance(counter, Ff68Keypad)
    assert isinstance(usb, UsbNumericKeypad)
    assert (counter.keys, usb.keys) == (DEFAULT_KEYS, DEFAULT_USB_KEYS)


def written(tables: list[dict[str, object]], model: type[Settings], name: str) -> bool:
    """Whether a table of the file that is of this model holds the key."""
    return any(name in table for table in tables if is_of(table, model))


def is_of(table: dict[str, object], model: type[Settings]) -> bool:
    if "driver" in table:
        return DEVICE_MODELS[str(table["kind"]), str(table["driver"])] is model
    return "kind" not in table or table["kind"] == {BoardSection: "board", AnnouncerSection: "announcer"}.get(
        model
    )


def test_the_reference_explains_every_key() -> None:
    """A comment stands above a key the first time it occurs, but for those that explain themselves."""
    plain = {"id", "name", "zh", "en", "kind", "driver", "link", "last_number", "evaluator", "sign"}
    seen: set[str] = set()
    unexplained, previous = [], ""
    for line in (HALLS / "reference.toml").read_text("utf-8").splitlines():
        key = line.partition(" = ")[0]
        if " = " in line and not line.startswith(("#", '"')):
            if key not in seen | plain and not previous.startswith("#"):
                unexplained.append(key)
            seen.add(key)
        previous = line
    assert unexplained == []


def test_the_demonstration_hall_has_one_of_everything_on_emulators() -> None:
    hall = load_hall(HALLS / "demo.toml")
    assert hall.hall.name.zh == "清河街道便民服务中心"
    assert [service.prefix for service in hall.services] == list("ABCDEF")
    assert [service.card for service in hall.services[:3]] == [
        CardRule.NONE,
        CardRule.REQUIRED,
        CardRule.OPTIONAL,
    ]
    assert [window.number for window in hall.windows] == [1, 2, 3, 4]
    assert {(kiosk.id, kiosk.orientation.value) for kiosk in hall.kiosks} == {
        ("kiosk-1", "portrait"),
        ("kiosk-2", "landscape"),
    }
    on_the_line = [device for device in hall.devices if isinstance(device, BusDevice)]
    assert len(on_the_line) == 12
    assert {device.link for device in on_the_line} == {"emulator:rs485-1"}
    links = {link for device in hall.devices if (link := getattr(device, "link", None))}
    assert all(link.startswith("emulator:") for link in links)


def test_the_demonstration_halls_electricity_opens_on_tuesday_afternoon_alone() -> None:
    (period,) = load_hall(HALLS / "demo.toml").service("electricity").open
    assert period.covers(1, 13 * 60 + 30)
    assert not period.covers(1, 17 * 60)
    assert not period.covers(2, 14 * 60)


def test_the_demonstration_hall_tells_residents_what_to_bring() -> None:
    hall = load_hall(HALLS / "demo.toml")
    guides = [*(service.guide for service in hall.services), *(package.guide for package in hall.packages)]
    assert all(guide is not None and guide.materials and guide.steps for guide in guides)
    assert [service.id for service in hall.services if service.check_materials] == ["business"]


def test_the_demonstration_hall_shows_a_package_and_windows_that_help() -> None:
    hall = load_hall(HALLS / "demo.toml")
    (package,) = hall.packages
    assert (package.prefix, package.name.zh) == ("N", "新生儿一件事")
    assert package.services == ("household", "medical-insurance", "social-security")
    helps = {window.id: [rule.service for rule in window.helps] for window in hall.windows if window.helps}
    assert helps == {"3": ["social-security"], "4": ["medical-insurance"]}


def test_the_demonstration_hall_runs_on_any_day() -> None:
    hall = load_hall(HALLS / "demo.toml")
    assert hall.calendar == CalendarSection()
    assert hall.priorities == DEFAULT_PRIORITIES
