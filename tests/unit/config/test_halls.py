"""The hall files that come with the product."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import config
from config.loader import load_hall, read_hall
from config.model import (
    DEVICE_MODELS,
    AnnouncerSection,
    BoardSection,
    BusDevice,
    CardRule,
    ClerkSection,
    HallSection,
    KioskSection,
    RulesSection,
    ServiceSection,
    Settings,
    SignsSection,
    SlipSection,
    WindowSection,
)

HALLS = Path(config.__file__).parent / "halls"

SINGLE: dict[str, type[Settings]] = {
    "hall": HallSection,
    "rules": RulesSection,
    "slip": SlipSection,
    "signs": SignsSection,
}
LISTS: dict[str, list[type[Settings]]] = {
    "services": [ServiceSection],
    "windows": [WindowSection],
    "clerks": [ClerkSection],
    "kiosks": [KioskSection],
    "displays": [BoardSection, AnnouncerSection],
    "devices": list(DEVICE_MODELS.values()),
}


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
