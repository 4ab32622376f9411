"""Loudspeaker zones: their defaults, their hours, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from config.loader import read_hall
from config.mistakes import HallFileError, Mistake
from config.model import USUAL_HOURS, AnnouncerSection, HallConfig, ZoneSound

NAME = {"zh": "厅", "en": "Hall"}


def hall(zone: dict[str, Any], rules: dict[str, Any] | None = None, **device: Any) -> HallConfig:
    """A hall of two windows and one zone."""
    return read_hall(
        {
            "hall": {"id": "h", "name": NAME},
            "rules": rules or {},
            "services": [{"id": "s", "prefix": "A", "name": NAME}],
            "windows": [{"id": str(n), "number": n, "services": ["s"]} for n in (1, 2)],
            "displays": [{"kind": "announcer", "id": "v", "speech": "d", **zone}],
            "devices": [{"id": "d", "kind": "speech", "driver": "pyttsx3", **device}],
        }
    )


def mistake(zone: dict[str, Any], rules: dict[str, Any] | None = None, **device: Any) -> Mistake:
    with pytest.raises(HallFileError) as caught:
        hall(zone, rules, **device)
    (found,) = caught.value.mistakes
    return found


def section(zone: dict[str, Any], rules: dict[str, Any] | None = None) -> AnnouncerSection:
    found = hall(zone, rules).display("v")
    assert isinstance(found, AnnouncerSection)
    return found


def test_a_zone_that_says_little_speaks_everything_in_both_languages() -> None:
    zone = section({})
    assert (zone.windows, zone.language, zone.one, zone.chime) == (None, "zh+en", "一", "two-tone")
    assert zone.hours_at(0, 600) == USUAL_HOURS


def test_the_schedule_says_how_it_sounds_at_a_moment() -> None:
    zone = section(
        {
            "schedule": [
                {"hours": "daily 08:00-12:00", "volume": 0.9, "rate": 1.2},
                {"hours": "mon-fri 12:00-14:00", "sound": "chime"},
            ]
        }
    )
    assert (zone.hours_at(6, 8 * 60).volume, zone.hours_at(6, 8 * 60).rate) == (0.9, 1.2)
    assert zone.hours_at(0, 12 * 60).sound is ZoneSound.CHIME
    assert zone.hours_at(6, 12 * 60) == USUAL_HOURS


OVERLAPPING = [{"hours": "daily 08:00-12:00"}, {"hours": "tue 11:59-13:00", "volume": 0.5}]


@pytest.mark.parametrize(
    "zone, place, words, advice",
    [
        ({"windows": ["1", "9"]}, "displays[0].windows[1]", 'no window "9"', "Known: 1, 2."),
        ({"windows": ["1", "1"]}, "displays[0].windows[1]", "twice", ""),
        ({"windows": []}, "displays[0].windows", "must not be empty", ""),
        ({"language": "cn"}, "displays[0].language", "must be 'zh', 'en' or 'zh+en'", ""),
        ({"one": "壹"}, "displays[0].one", "must be '一' or '幺'", ""),
        ({"schedule": OVERLAPPING}, "displays[0].schedule[1].hours", "overlaps", "one entry"),
        ({"schedule": [{"hours": "8-12"}]}, "displays[0].schedule[0].hours", "opening period", ""),
        (
            {"schedule": [{"hours": "daily 08:00-12:00", "volum": 1}]},
            "displays[0].schedule[0].volum",
            "no key",
            '"volume"',
        ),
        (
            {"schedule": [{"hours": "daily 08:00-12:00", "volume": 1.1}]},
            "displays[0].schedule[0].volume",
            "at most 1",
            "",
        ),
    ],
)
def test_what_is_wrong_with_a_zone_is_told(zone: dict[str, Any], place: str, words: str, advice: str) -> None:
    found = mistake(zone)
    assert found.place == place
    assert words in found.problem
    assert advice in found.suggestion


TEXTS = {"announce_text": {"zh": "{zone}请 {number}号到{window}号窗口", "en": "{number} to {window}"}}


def test_texts_that_name_the_zone_need_its_name() -> None:
    assert mistake({}, TEXTS).place == "displays[0].name"
    assert section({"name": {"zh": "一楼", "en": "Ground floor"}}, TEXTS).name is not None


def test_a_wrong_text_is_told_at_its_place() -> None:
    found = mistake({}, {"announce_text": {"zh": "请{nummer}", "en": "{number} to {window}"}})
    assert found.place == "rules.announce_text.zh"
    assert "{nummer}" in found.problem


def test_a_card_has_a_name() -> None:
    assert mistake({}, card=" ").place == "devices[0].card"
    assert hall({}, card="plughw:CARD=PCH,DEV=0").device("d").model_dump()["card"] == "plughw:CARD=PCH,DEV=0"
