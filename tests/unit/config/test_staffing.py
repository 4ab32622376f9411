"""Lanes, overflow rules and planned hours of windows, and mistakes told at the door."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from config.loader import read_hall
from config.mistakes import HallFileError
from config.model import ALWAYS, WindowSection

NAME = {"zh": "办", "en": "S"}
SERVICES = [
    {"id": "tax", "prefix": "A", "name": NAME},
    {"id": "power", "prefix": "B", "name": NAME},
    {"id": "print", "prefix": "C", "name": NAME, "lane": "express"},
]
EVERYTHING = {"id": "w2", "number": 2, "services": ["tax", "power", "print"]}


def window(**keys: Any) -> WindowSection:
    """The first of two windows; the second serves everything."""
    first = {"id": "w1", "number": 1, "services": ["print"], **keys}
    document = {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
        "services": SERVICES,
        "windows": [first, EVERYTHING],
    }
    return read_hall(copy.deepcopy(document)).window("w1")


def test_what_a_file_does_not_say_is_as_it_was() -> None:
    plain = window()
    assert (plain.order, plain.lane, plain.helps, plain.planned) == ("arrival", "general", (), ALWAYS)


def test_a_window_that_says_everything_is_read() -> None:
    express = window(
        order="listed",
        lane="express",
        helps=[{"service": "tax"}, {"service": "power", "when_waiting": 3, "when_minutes": 5}],
        planned=["mon-fri 09:00-12:00", "mon-fri 13:00-17:00"],
    )
    assert [(rule.service, rule.when_waiting, rule.when_minutes) for rule in express.helps] == [
        ("tax", 10, 20),
        ("power", 3, 5),
    ]
    assert not any(period.covers(0, 12 * 60) for period in express.planned)


def test_a_general_window_may_serve_express_services() -> None:
    assert window(services=["print", "tax"]).lane == "general"


@pytest.mark.parametrize(
    "keys, place, words, advice",
    [
        (
            {"lane": "express", "services": ["print", "tax"]},
            "windows[0].services[1]",
            'does not serve the general service "tax"',
            'helps = [{ service = "tax" }]',
        ),
        ({"lane": "fast"}, "windows[0].lane", "must be 'express' or 'general'", ""),
        ({"order": "listd"}, "windows[0].order", "must be", 'Did you mean "listed"?'),
        ({"helps": [{"service": "taxi"}]}, "windows[0].helps[0].service", 'no service "taxi"', '"tax"'),
        ({"helps": [{"service": "print"}]}, "windows[0].helps[0].service", "nothing to help", "two lists"),
        (
            {"helps": [{"service": "tax"}, {"service": "tax", "when_waiting": 3}]},
            "windows[0].helps[1].service",
            'a rule for "tax"',
            "",
        ),
        ({"helps": [{}]}, "windows[0].helps[0].service", "missing", ""),
        ({"helps": [{"service": "tax", "when": 3}]}, "windows[0].helps[0].when", "no key", ""),
        (
            {"helps": [{"service": "tax", "when_waiting": 0}]},
            "windows[0].helps[0].when_waiting",
            "at least 1",
            "",
        ),
        ({"helps": ["tax"]}, "windows[0].helps[0]", "must be a table", ""),
        ({"planned": []}, "windows[0].planned", "must not be empty", ""),
        (
            {"planned": ["daily 09:00-12:00", "tue 11:00-13:00"]},
            "windows[0].planned[1]",
            'overlaps "daily 09:00-12:00"',
            "Join the two.",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(keys: Any, place: str, words: str, advice: str) -> None:
    with pytest.raises(HallFileError) as caught:
        window(**keys)
    (mistake,) = caught.value.mistakes
    assert mistake.place == place
    assert words in mistake.problem
    assert advice in mistake.suggestion


def test_helping_is_not_serving() -> None:
    """A service that is only helped with has no window of its own."""
    document = {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
        "services": SERVICES[:2],
        "windows": [{"id": "w1", "number": 1, "services": ["tax"], "helps": [{"service": "power"}]}],
    }
    with pytest.raises(HallFileError) as caught:
        read_hall(document)
    assert [mistake.place for mistake in caught.value.mistakes] == ["services[1]"]
