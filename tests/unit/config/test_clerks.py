"""The clerks of a hall file, and mistakes in them told at the door."""

from __future__ import annotations

from typing import Any

import pytest

from config.loader import read_hall
from config.mistakes import HallFileError

ZHANG = {"id": "clerk-a", "number": 1024, "name": {"zh": "张三测试", "en": "Zhang San Test"}}
LI = {"id": "clerk-b", "number": 10}


def hall(clerks: Any = None, **rules: object) -> dict[str, Any]:
    document: dict[str, Any] = {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
        "rules": rules,
        "services": [{"id": "tax", "prefix": "A", "name": {"zh": "税务", "en": "Tax"}}],
        "windows": [{"id": "w1", "number": 1, "services": ["tax"], "keypad": "keypad-1"}],
        "devices": [{"id": "keypad-1", "kind": "keypad", "driver": "ff68", "link": "COM3", "address": 1}],
    }
    return document if clerks is None else {**document, "clerks": clerks}


def test_a_hall_may_have_clerks_or_none() -> None:
    assert read_hall(hall()).clerks == ()
    clerks = read_hall(hall([ZHANG, LI], require_log_in=True)).clerks
    assert [(clerk.id, clerk.number) for clerk in clerks] == [("clerk-a", 1024), ("clerk-b", 10)]
    assert clerks[1].name is None


@pytest.mark.parametrize(
    "clerks, place, words",
    [
        ([ZHANG, {**LI, "number": 1024}], "clerks[1].number", 'taken by the clerk "clerk-a"'),
        ([ZHANG, {**ZHANG, "number": 11}], "clerks[1].id", 'taken by the clerk "clerk-a"'),
        ([{**LI, "number": 9}], "clerks[0].number", "at least 10"),
        ([{**LI, "number": 100_000_000}], "clerks[0].number", "at most 99999999"),
        ([{**LI, "number": "10"}], "clerks[0].number", "must be a whole number"),
        ([{"id": "clerk-a"}], "clerks[0].number", "missing"),
        ([{**LI, "phone": "1"}], "clerks[0].phone", 'no key "phone"'),
        ({}, "clerks", "must be a list of tables"),
    ],
)
def test_a_mistake_is_told_with_its_place(clerks: Any, place: str, words: str) -> None:
    with pytest.raises(HallFileError) as caught:
        read_hall(hall(clerks))
    (mistake,) = caught.value.mistakes
    assert (mistake.place, words in mistake.problem) == (place, True)


def test_nobody_could_call_where_a_log_in_is_required_of_nobody() -> None:
    with pytest.raises(HallFileError) as caught:
        read_hall(hall(require_log_in=True))
    (mistake,) = caught.value.mistakes
    assert (mistake.place, mistake.suggestion) == (
        "rules.require_log_in",
        "Add at least one [[clerks]].",
    )


def test_keys_may_log_in_and_out() -> None:
    document = hall()
    document["devices"][0]["keys"] = {"0C": "call-next", "13": "log-in", "9+13": "log-out"}
    assert read_hall(document).devices
    document["devices"][0]["keys"]["14"] = "log-on"
    with pytest.raises(HallFileError) as caught:
        read_hall(document)
    assert caught.value.mistakes[0].suggestion == 'Did you mean "log-in"?'
