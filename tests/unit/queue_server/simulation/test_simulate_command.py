"""``python -m queue_server simulate`` from its words to tables, JSON and pictures."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from config.model import HallConfig
from i18n.catalogue import Catalogue
from queue_server.__main__ import main
from queue_server.cli import simulate, simulated_plans
from queue_server.cli.serve import UsageError
from queue_server.simulation.picture import nice_step
from queue_server.simulation.recorded import RecordedTicket, Recording
from tests.unit.queue_server.simulation.small_halls import HALL

DAY = ["--date", "2026-03-04"]


@pytest.fixture
def hall(tmp_path: Path) -> str:
    path = tmp_path / "hall.toml"
    path.write_text(HALL, encoding="utf-8")
    return str(path)


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "faster.toml"
    path.write_text('name = { zh = "提速", en = "Faster" }\nhandling = 0.5\n', encoding="utf-8")
    return str(path)


def test_plans_stand_side_by_side(hall: str, plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", hall, "--synthetic", "80", "--plan", plan, *DAY]) == 0
    text = capsys.readouterr().out
    assert "2026-03-04，80 人" in text
    heading = next(line for line in text.splitlines() if "现行方案" in line)
    assert "提速" in heading
    assert "1 号窗口" in text
    assert "社保卡" in text


def test_the_table_speaks_english(hall: str, plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["simulate", hall, "--synthetic", "80", "--days", "3", "--plan", plan, "--language", "en", *DAY]
    assert main(words) == 0
    text = capsys.readouterr().out
    assert "3 simulated days from 2026-03-04, 240 residents" in text
    assert "Window 2" in text


def test_json_alone_is_the_output_when_asked_for(
    hall: str, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["simulate", hall, "--synthetic", "80", "--patience", "20", "--plan", plan, "--json", "-", *DAY]
    assert main(words) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    base, faster = document["plans"]
    assert (document["residents"], document["target_minutes"]) == (80, 15.0)
    assert (base["id"], base["change"], faster["name"]["en"]) == ("base", None, "Faster")
    assert faster["total"]["mean"] < base["total"]["mean"]
    assert faster["change"]["mean_wait"] < 0.0
    assert {"overtakes", "priority_ratio", "jain", "longest_ordinary"} == set(base["fairness"])
    total = base["total"]
    ended = total["served"] + total["abandoned"] + total["no_show"] + total["unserved"]
    assert total["tickets"] == ended


def test_results_are_the_same_for_the_same_seed(hall: str, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = []
    for seed in ("1", "1", "2"):
        main(["simulate", hall, "--synthetic", "60", "--seed", seed, "--json", "-", *DAY])
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1] != outputs[2]


def test_a_picture_is_drawn_in_both_languages(hall: str, plan: str, tmp_path: Path) -> None:
    target = tmp_path / "day.svg"
    assert main(["simulate", hall, "--synthetic", "80", "--plan", plan, "--picture", str(target), *DAY]) == 0
    root = ET.parse(target).getroot()  # noqa: S314 # our own picture
    texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("等候人数" in text and "People waiting" in text for text in texts)
    assert any("提速" in text and "Faster" in text for text in texts)
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(box.attrib["width"]) >= 0.0
        assert float(box.attrib["height"]) >= 0.0
        assert 0.0 <= float(box.attrib["x"]) <= 1080.0


def test_a_picture_of_a_day_without_anybody_can_be_drawn(hall: str, tmp_path: Path) -> None:
    nobody = tmp_path / "nobody.toml"
    nobody.write_text("arrivals = 0\n", encoding="utf-8")
    target = tmp_path / "day.svg"
    words = ["simulate", hall, "--synthetic", "1", "--plan", str(nobody), "--picture", str(target), *DAY]
    assert main(words) == 0
    assert target.read_text(encoding="utf-8").startswith("<svg")


def test_a_recorded_day_is_simulated(hall: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = tmp_path / "day.csv"
    history.write_text("service,issued,called,finished\ntax,09:00,09:01,09:10\n", encoding="utf-8")
    assert main(["simulate", hall, "--history", str(history), "--json", "-", *DAY]) == 0
    assert json.loads(capsys.readouterr().out)["plans"][0]["total"]["tickets"] == 1


class Archive:
    """A history behind an address."""

    def __init__(self, address: str, hall: HallConfig) -> None:
        self.address = address

    def day(self, on: date | None) -> Recording:
        assert self.address == "archive://somewhere"
        return Recording(on or date(2026, 3, 4), [RecordedTicket("card", 600.0)])


def test_whoever_can_read_an_address_brings_the_history(
    hall: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = parsed([hall, "--history", "archive://somewhere", "--json", "-"])
    simulated_plans.run(options, {"archive": Archive})
    assert json.loads(capsys.readouterr().out)["residents"] == 1
    with pytest.raises(UsageError, match="archive"):
        simulated_plans.run(parsed([hall, "--history", "other://x"]), {"archive": Archive})


def parsed(words: list[str]) -> Any:
    parser = argparse.ArgumentParser()
    simulate.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    "words, problem",
    [
        (["--synthetic", "0"], "--synthetic"),
        (["--synthetic", "9", "--days", "0"], "--days"),
        (["--synthetic", "9", "--shows-up", "2"], "--shows-up must be between 0 and 1"),
        (["--synthetic", "9", "--hours", "nine"], "09:00-12:00"),
        (["--synthetic", "9", "--date", "2026-03-08"], "no service of the hall is open"),
        (["--synthetic", "9", "--plan", "/nowhere.toml"], "nowhere.toml"),
        (["--history", "/nowhere.csv"], "No such file"),
        (["--history", "ftp://hall/day.csv"], "CSV or JSON"),
        (["--history", "sqlite:////nowhere/hall.db"], "there is no database"),
        (["--synthetic", "9", "--date", "2026-03-04", "--json", "/nowhere/x.json"], "cannot write"),
    ],
)
def test_what_cannot_be_done_is_said(
    hall: str, words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", hall, *words]) == 2
    assert problem in capsys.readouterr().err


def test_mistakes_of_all_plans_come_together(
    hall: str, plan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text("arrivals = -1\n", encoding="utf-8")
    plans = ["--plan", str(tmp_path / "one.toml"), "--plan", str(tmp_path / "two.toml")]
    assert main(["simulate", hall, "--synthetic", "9", *plans]) == 2
    errors = capsys.readouterr().err
    assert "one.toml: 1 mistake" in errors
    assert "two.toml: 1 mistake" in errors
    assert main(["simulate", hall, "--synthetic", "9", "--plan", plan, "--plan", plan]) == 2
    assert "two plans" in capsys.readouterr().err


def test_a_days_hours_are_those_of_the_halls_calendar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hall.toml"
    calendar = '[calendar]\nclosed = [2026-03-04]\nextra_open = [2026-03-07]\nmake_up_like = "fri"\n'
    path.write_text(HALL + calendar, encoding="utf-8")
    assert main(["simulate", str(path), "--synthetic", "9", *DAY]) == 2
    assert "the hall is closed on 2026-03-04" in capsys.readouterr().err
    assert main(["simulate", str(path), "--synthetic", "9", "--json", "-", "--date", "2026-03-07"]) == 0
    assert json.loads(capsys.readouterr().out)["plans"][0]["total"]["tickets"] >= 9


def test_without_a_day_the_next_wednesday_is_taken(hall: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", hall, "--synthetic", "9", "--json", "-"]) == 0
    (day,) = json.loads(capsys.readouterr().out)["days"]
    assert date.fromisoformat(day).weekday() == 2


def test_both_languages_have_the_same_words() -> None:
    assert Catalogue.load(simulated_plans.MESSAGES).languages == ("zh", "en")


@pytest.mark.parametrize(
    "highest, step", [(0.0, 1.0), (4.0, 1.0), (23.0, 5.0), (100.0, 20.0), (730.0, 200.0)]
)
def test_scales_have_round_steps(highest: float, step: float) -> None:
    assert nice_step(highest) == step
