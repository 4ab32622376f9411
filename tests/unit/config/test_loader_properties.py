"""The loader against whatever a file may hold."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from config.links import resolve_links
from config.loader import parse_hall, read_hall
from config.mistakes import HallFileError
from config.model import CardRule, HallConfig
from config.sections import SECTIONS

DEMO_TEXT = (Path(config.__file__).parent / "halls" / "demo.toml").read_text("utf-8")
DEMO: dict[str, Any] = tomllib.loads(DEMO_TEXT)

WORDS = st.sampled_from(
    [
        "id",
        "kind",
        "driver",
        "samv",
        "ff68",
        "a090",
        "keypad",
        "board",
        "announcer",
        "link",
        "services",
        "social-security",
        "[key]",
    ]
)
SCALARS = st.one_of(
    WORDS,
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    st.just(date(2026, 1, 1)),
    st.just(time(9, 0)),
)
KEYS = st.one_of(WORDS, st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
SECTION_NAMES = st.one_of(st.sampled_from(SECTIONS), st.text(max_size=8))


def accepted_or_refused(document: dict[str, Any]) -> HallConfig | None:
    """A hall, or mistakes that each have a sentence; any other outcome fails the test."""
    try:
        return read_hall(document)
    except HallFileError as error:
        refusal = error
    assert refusal.mistakes
    assert all(mistake.problem.endswith(".") for mistake in refusal.mistakes)
    assert str(refusal)
    return None


@given(st.dictionaries(SECTION_NAMES, VALUES, max_size=7))
def test_any_document_is_refused_with_reasons_or_read(document: dict[str, Any]) -> None:
    accepted_or_refused(document)


@given(st.data())
def test_a_good_file_with_one_value_exchanged_is_refused_with_reasons_or_read(data: st.DataObject) -> None:
    document = copy.deepcopy(DEMO)
    place: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], (dict, list)) or not place[key] or data.draw(st.integers(0, 3)) == 0:
            break
        place = place[key]
    place[key] = data.draw(VALUES)
    hall = accepted_or_refused(document)
    if hall is not None:
        assert read_hall(hall.model_dump(mode="json", exclude_none=True)) == hall


@given(st.text(max_size=200))
def test_any_text_is_refused_with_reasons(text: str) -> None:
    with pytest.raises(HallFileError):
        parse_hall(text)


SUMMER = {"from": "04-10", "to": "09-15", "open": ["mon-fri 08:30-12:00", "mon-fri 14:00-17:30"]}
WINTER = {"from": "12-01", "to": "02-29", "open": ["daily 10:00-12:00"]}
CLOCKS = st.integers(0, 24 * 60 - 1)


@st.composite
def periods(draw: st.DrawFn) -> str:
    first, last = sorted((draw(st.integers(0, 6)), draw(st.integers(0, 6))))
    start, end = draw(st.tuples(CLOCKS, CLOCKS).filter(lambda pair: pair[0] < pair[1]))
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    days = (
        "daily"
        if (first, last) == (0, 6)
        else names[first]
        if first == last
        else f"{names[first]}-{names[last]}"
    )
    return f"{days} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


@st.composite
def halls(draw: st.DrawFn) -> dict[str, Any]:
    """Documents of halls without devices that have no mistake."""
    count = draw(st.integers(1, 5))
    services = [
        {
            "id": f"service-{number}",
            "prefix": "ABCDE"[number],
            "name": {"zh": draw(st.text("办事处厅一", min_size=1)), "en": "Service"},
            "first_number": draw(st.integers(1, 500)),
            "last_number": draw(st.integers(500, 9999)),
            "open": [draw(periods())],
            "card": draw(st.sampled_from(sorted(CardRule))),
            "minutes": draw(st.floats(0.5, 240)),
            "lane": draw(st.sampled_from(["express", "general"])),
            "max_waiting": draw(st.integers(10, 9999)),
            "warn_waiting": draw(st.integers(1, 9)),
            "seasons": draw(st.sampled_from([[], [SUMMER], [SUMMER, WINTER]])),
            "one_per_person": draw(st.booleans()),
        }
        for number in range(count)
    ]
    windows = [
        {"id": f"w{number}", "number": number, "services": draw(st.permutations([s["id"] for s in services]))}
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    return {
        "hall": {"id": "h", "name": {"zh": "厅", "en": "Hall"}},
        "rules": {
            "announce_times": draw(st.integers(1, 3)),
            "restore_after": draw(st.lists(st.integers(0, 50), max_size=5)),
        },
        "calendar": {"closed": draw(st.lists(st.dates(), unique=True, max_size=3))},
        "services": services,
        "windows": windows,
    }


@given(halls())
def test_a_valid_document_is_read_and_reads_the_same_when_written_out(document: dict[str, Any]) -> None:
    hall = read_hall(document)
    written = hall.model_dump(mode="json", exclude_none=True)
    assert read_hall(written) == hall
    for section in ("services", "windows"):
        for before, after in zip(document[section], written[section], strict=True):
            assert {key: after[key] for key in before} == before


# --- links ---------------------------------------------------------------------------------------------------

PATHS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)


@given(PATHS)
def test_resolved_links_are_in_the_settings_and_nothing_else_changes(path: str) -> None:
    path = f"/{path.strip()}"
    resolved = resolve_links(DEMO_TEXT, {"emulator:rs485-1": path})
    before, after = tomllib.loads(DEMO_TEXT), tomllib.loads(resolved)
    for old, new in zip(before.pop("devices"), after.pop("devices"), strict=True):
        expected = path if old.get("link") == "emulator:rs485-1" else old.get("link")
        assert new == ({**old, "link": expected} if "link" in old else old)
    assert before == after
    assert resolved.count("#") >= DEMO_TEXT.count("#")


def test_links_are_found_in_every_ordinary_spelling() -> None:
    text = (
        "devices = [{ id = 'a', link='emulator:x' }, { link  =  \"emulator:x\" }, { link = \"emulator:y\" }]"
    )
    devices = tomllib.loads(resolve_links(text, {"emulator:x": "/dev/pts/3"}))["devices"]
    assert [device["link"] for device in devices] == ["/dev/pts/3", "/dev/pts/3", "emulator:y"]


@pytest.mark.parametrize(
    "text",
    [
        '[[devices]]\nlink = """emulator:x"""',
        '[[devices]]\nlink = "emulator\\u003ax"',
        "[hall]\nnote = '''\nlink = \"emulator:x\"\n'''",
    ],
    ids=["long string", "escaped", "inside another text"],
)
def test_links_that_cannot_be_exchanged_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        resolve_links(text, {"emulator:x": "/dev/pts/3"})


def test_without_emulators_the_text_stays_as_it_is() -> None:
    assert resolve_links(DEMO_TEXT, {}) == DEMO_TEXT
