"""Who is called before others: the usual list, a hall's own, and mistakes told at the door."""

from __future__ import annotations

from typing import Any

import pytest

from config.loader import read_hall
from config.mistakes import HallFileError
from config.model import DEFAULT_PRIORITIES, ORDINARY, HallConfig

MILITARY: dict[str, Any] = {
    "id": "military",
    "name": {"zh": "军人", "en": "Military"},
    "mark": "军",
    "show": {"zh": "请出示证件", "en": "Please show your card"},
}
SECOND = {**MILITARY, "id": "again", "mark": "二", "kiosk": False, "second_visit": True}
BOOKED = {**MILITARY, "id": "booked", "mark": "约", "kiosk": False, "booked": True}


def hall(priorities: Any = None) -> HallConfig:
    document: dict[str, Any] = {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
        "services": [{"id": "tax", "prefix": "A", "name": {"zh": "税务", "en": "Tax"}}],
        "windows": [{"id": "w1", "number": 1, "services": ["tax"]}],
    }
    return read_hall(document if priorities is None else {**document, "priorities": priorities})


def test_a_hall_whose_file_lists_none_has_the_usual_ones() -> None:
    usual = hall().priorities
    assert usual == DEFAULT_PRIORITIES
    assert [priority.id for priority in usual] == [
        "second-visit",
        "military",
        "disabled",
        "expectant",
        "senior",
        "pre-reviewed",
        "booked",
    ]


def test_of_the_usual_ones_residents_choose_those_that_they_can_show() -> None:
    usual = {priority.id: priority for priority in DEFAULT_PRIORITIES}
    assert [name for name, priority in usual.items() if priority.kiosk] == [
        "military",
        "disabled",
        "expectant",
        "senior",
    ]
    assert usual["senior"].min_age == 65
    assert [name for name, priority in usual.items() if priority.second_visit] == ["second-visit"]
    assert [name for name, priority in usual.items() if priority.booked] == ["booked"]


def test_the_usual_ones_could_be_written_in_a_file() -> None:
    written = [priority.model_dump(mode="json", exclude_none=True) for priority in DEFAULT_PRIORITIES]
    assert hall(written).priorities == DEFAULT_PRIORITIES


def test_an_empty_list_means_none() -> None:
    assert hall([]).priorities == ()
    assert read_hall(hall([]).model_dump(mode="json", exclude_none=True)).priorities == ()


def test_a_halls_own_list_keeps_its_order() -> None:
    own = hall([SECOND, MILITARY, BOOKED])
    assert [priority.id for priority in own.priorities] == ["again", "military", "booked"]
    assert own.priority("booked").booked


def test_those_without_a_priority_are_not_in_the_list() -> None:
    with pytest.raises(KeyError):
        hall().priority(ORDINARY)


@pytest.mark.parametrize(
    "priorities, place, words",
    [
        ([{**MILITARY, "id": "ordinary"}], "priorities[0].id", "come last"),
        ([MILITARY, {**MILITARY, "mark": "兵"}], "priorities[1].id", 'by the priority "military"'),
        ([MILITARY, {**MILITARY, "id": "fire"}], "priorities[1].mark", 'The mark "军" is taken'),
        ([SECOND, {**SECOND, "id": "b", "mark": "三"}], "priorities[1].second_visit", 'the priority "again"'),
        ([BOOKED, {**BOOKED, "id": "b", "mark": "三"}], "priorities[1].booked", 'the priority "booked"'),
        ([{**SECOND, "kiosk": True}], "priorities[0].kiosk", "second-visit card gives"),
        ([{**BOOKED, "kiosk": True}], "priorities[0].kiosk", "appointment gives"),
        ([{**MILITARY, "mark": ""}], "priorities[0].mark", "one or two characters"),
        ([{**MILITARY, "mark": "解放军"}], "priorities[0].mark", "one or two characters"),
        ([{**MILITARY, "mark": " 军"}], "priorities[0].mark", "without a space"),
        ([{**MILITARY, "min_age": 0}], "priorities[0].min_age", "at least 1"),
        ([{**MILITARY, "min-age": 65}], "priorities[0].min-age", 'no key "min-age"'),
        ([{"id": "x", "name": MILITARY["name"], "mark": "军"}], "priorities[0].show", "missing"),
        ({"id": "military"}, "priorities", "[[priorities]]"),
    ],
)
def test_a_mistake_is_told_with_its_place(priorities: Any, place: str, words: str) -> None:
    with pytest.raises(HallFileError) as caught:
        hall(priorities)
    (mistake,) = caught.value.mistakes
    assert mistake.place == place
    assert words in mistake.problem


def test_all_mistakes_are_told_together() -> None:
    with pytest.raises(HallFileError) as caught:
        hall([{**SECOND, "kiosk": True}, {**SECOND, "id": "ordinary"}, {**MILITARY, "mark": "二"}])
    assert [mistake.place for mistake in caught.value.mistakes] == [
        "priorities[0].kiosk",
        "priorities[1].id",
        "priorities[1].mark",
        "priorities[1].second_visit",
        "priorities[2].mark",
    ]
