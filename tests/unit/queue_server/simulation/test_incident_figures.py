"""Figures, tables and pictures of what went otherwise than straight on, checked by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from i18n.catalogue import Catalogue
from queue_server.__main__ import main
from queue_server.cli.simulated_plans import MESSAGES
from queue_server.simulation.engine import simulate
from queue_server.simulation.incidents import Pausing
from queue_server.simulation.measures import figures
from queue_server.simulation.record import Run
from queue_server.simulation.report import REASONS
from queue_server.simulation.residents import Interrupt, Leg, Park, Pause, Send
from tests.unit.queue_server.simulation.small_halls import HALL, day_of, desk, hall_of, resident

DAY = ["--date", "2026-03-04"]
PROFILE = """
[transfers]
share = 0.1
[parking]
share = 0.1
[interruptions]
share = 0.05
[second_visits]
share = 0.05
[[pauses]]
reason = "meeting"
every = 120
"""


def eventful_run() -> Run:
    crowd = [
        resident(1, 600, course=(Leg(2.0, Park(5.0)), Leg(3.0))),
        resident(2, 600, handling=10),
        resident(3, 700, course=(Leg(2.0, Send("b")), Leg(3.0))),
        resident(4, 710, course=(Leg(2.0, Interrupt()),)),
        resident(5, 720, absences=1, returns_after=5.0, handling=1),
        resident(6, 740, absences=1, returns_after=50.0, handling=1),
        resident(7, 1015, handling=10),
        resident(8, 1100),
    ]
    pauses = [Pause("1", 800, 12, "meeting"), Pause("1", 820, 8, "meal"), Pause("1", 840, 3, "meal")]
    return simulate(hall_of(desk("1", "a"), desk("2", "b")), replace(day_of(crowd), pauses=tuple(pauses)))


def test_everything_is_counted() -> None:
    found = figures([eventful_run()] * 2, 10.0)
    beside = found.asides
    assert (beside.transferred, beside.interrupted, beside.parked) == (2, 2, 2)
    # Put aside at 602, ready at 607, called back at 612.
    assert (beside.aside, beside.waited, beside.waited_p90) == (10.0, 5.0, 5.0)
    assert (beside.restored, beside.came_back_late) == (2, 2)
    assert (beside.after_closing, found.turned_away) == (2, {"hours": 2})
    assert (beside.cards, beside.paused) == (0, 23.0)
    window = found.windows["1"]
    assert (window.paused, window.pauses) == (23.0, {"meal": 11.0, "meeting": 12.0})
    total = found.total
    ended = total.served + total.abandoned + total.no_show + total.unserved
    assert total.tickets == ended + total.transferred + total.interrupted


def test_a_plain_day_has_none_of_it() -> None:
    beside = figures([simulate(hall_of(desk("1", "a")), day_of([resident(1, 600)]))], 10.0).asides
    assert {getattr(beside, name) for name in beside.__slots__} == {0}


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    for name, text in (("hall", HALL), ("profile", PROFILE), ("calm", "pauses = []\n")):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    hall, profile, calm = (str(tmp_path / f"{name}.toml") for name in ("hall", "profile", "calm"))
    return ["simulate", hall, "--synthetic", "120", "--profile", profile, "--plan", calm, *DAY]


def test_the_table_tells_it_side_by_side(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--language", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for label in ("Transferred", "Put aside", "Ready until called back, mean (min)", "Served after closing"):
        assert any(line.strip().startswith(label) for line in lines)
    (paused,) = (line for line in lines if line.strip().startswith("Pauses (window-min a day)"))
    with_pauses, without = paused.split()[-2:]
    assert int(with_pauses) > 0
    assert without == "0"
    assert any("meeting" in line for line in lines)
    assert main(words) == 0
    text = capsys.readouterr().out
    assert "转办" in text
    assert "暂停服务（每日分钟）" in text


def test_json_has_everything(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--json", "-"]) == 0
    base, calm = json.loads(capsys.readouterr().out)["plans"]
    assert base["asides"]["paused"] > 0.0 == calm["asides"]["paused"]
    assert base["windows"]["1"]["pauses"].keys() == {"meeting"}
    assert base["asides"]["transferred"] == base["total"]["transferred"] > 0
    # The same residents are sent on under both plans.
    assert calm["asides"]["transferred"] == base["asides"]["transferred"]


def test_the_picture_shows_it(words: list[str], tmp_path: Path) -> None:
    target = tmp_path / "day.svg"
    assert main([*words, "--picture", str(target)]) == 0
    root = ET.parse(target).getroot()  # noqa: S314 # our own picture
    texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"转办", "transferred", "挂起", "aside"} <= set(texts)
    assert any("light: paused" in text for text in texts)
    height = float(root.attrib["height"])
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(box.attrib["height"]) >= 0.0
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= height


def test_mistakes_of_a_profile_come_with_those_of_plans(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "profile.toml").write_text("[parkin]\n", encoding="utf-8")
    (tmp_path / "calm.toml").write_text("handling = -1\n", encoding="utf-8")
    assert main(words) == 2
    errors = capsys.readouterr().err
    assert 'Did you mean "parking"?' in errors
    assert "calm.toml: 1 mistake" in errors


def test_every_reason_has_words_in_both_languages() -> None:
    catalogue = Catalogue.load(MESSAGES)
    schema = Pausing.model_json_schema()["properties"]["reason"]["enum"]
    for language in catalogue.languages:
        words = catalogue.words(language)
        assert all(f"refused.{reason}" in words for reason in REASONS)
        assert all(f"pauses.{reason}" in words for reason in schema)
