"""Single sections of the full queue: house rules, the calendar, alarms and evaluation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from config.loader import parse_hall
from config.mistakes import HallFileError
from config.model import AlarmsSection, CalendarSection, EvaluationSection, HallConfig, RulesSection

SMALL = """
hall = { id = "small", name = { zh = "小厅", en = "Small hall" } }
services = [{ id = "tax", prefix = "A", name = { zh = "税务", en = "Tax" } }]
windows = [{ id = "w1", number = 1, services = ["tax"] }]
"""


def hall(text: str = "") -> HallConfig:
    return parse_hall(SMALL + text)


def test_without_these_sections_the_hall_is_as_usual() -> None:
    usual = hall()
    assert usual.rules == RulesSection()
    assert usual.calendar == CalendarSection()
    assert usual.alarms == AlarmsSection()
    assert usual.evaluation == EvaluationSection()


def test_the_usual_rules() -> None:
    rules = RulesSection()
    assert (rules.recall_gap_seconds, rules.max_calls, rules.undo_seconds) == (15, 3, 10)
    assert (rules.restore_after, rules.restore_minutes) == ((3, 0), 30)
    assert (rules.tickets_per_person, rules.ageing_minutes, rules.priority_in_a_row) == (3, 30, 2)
    assert (rules.cut_off, rules.overtime_minutes, rules.cover_minutes) == ("none", 60, 10)


@pytest.mark.parametrize("entries", ["[]", "[0]", "[50, 3, 2, 1, 0]"])
def test_passed_numbers_come_back_as_often_as_there_are_entries(entries: str) -> None:
    rules = hall(f"[rules]\nrestore_after = {entries}").rules
    assert str(list(rules.restore_after)) == entries


def test_days_are_toml_dates() -> None:
    calendar = hall(
        '[calendar]\nholidays = "china"\nclosed = [2026-03-18, 2026-03-19]\nextra_open = [2026-05-03]\n'
        'make_up_like = "mon"'
    ).calendar
    assert calendar.closed == (date(2026, 3, 18), date(2026, 3, 19))
    assert calendar.extra_open == (date(2026, 5, 3),)
    assert (calendar.holidays, calendar.make_up_like) == ("china", "mon")


@pytest.mark.parametrize(
    "text, place, words, advice",
    [
        ("[rules]\nrecall_gap_seconds = 121", "rules.recall_gap_seconds", "at most 120", ""),
        ("[rules]\nmax_calls = 0", "rules.max_calls", "at least 1", ""),
        ("[rules]\nundo_seconds = 61", "rules.undo_seconds", "at most 60", ""),
        ("[rules]\nrestore_after = [3, 51]", "rules.restore_after[1]", "at most 50", ""),
        ("[rules]\nrestore_after = [0, 0, 0, 0, 0, 0]", "rules.restore_after", "at most 5 entries", ""),
        ("[rules]\nrestore_after = 3", "rules.restore_after", "list in square brackets", ""),
        ("[rules]\nrestore_minutes = 1441", "rules.restore_minutes", "at most 1440", ""),
        ('[rules]\ncut_off = "forcast"', "rules.cut_off", "must be", 'Did you mean "forecast"?'),
        ("[rules]\nageing = 30", "rules.ageing", "no key", 'Did you mean "ageing_minutes"?'),
        ('[calendar]\nholidays = "chian"', "calendar.holidays", "must be", 'Did you mean "china"?'),
        ('[calendar]\nmake_up_like = "friday"', "calendar.make_up_like", "must be", 'Did you mean "fri"?'),
        ('[calendar]\nclosed = ["1 May"]', "calendar.closed[0]", "write it like 2026-10-01", ""),
        ('[calendar]\nclosed = ["20261001"]', "calendar.closed[0]", "is not a day", ""),
        ('[calendar]\nclosed = ["2026-02-30"]', "calendar.closed[0]", "is not a day", ""),
        ("[calendar]\nclosed = [2026-10-01T09:00:00]", "calendar.closed[0]", "is not a day", ""),
        ("[calendar]\nclosed = [20261001]", "calendar.closed[0]", "is not a day", ""),
        ("[calendar]\nclosed = 2026-10-01", "calendar.closed", '"2026-10-01" must be a list', ""),
        ("[calendar]\nclosed = [2026-10-01, 2026-10-01]", "calendar.closed[1]", "in the list twice", ""),
        (
            "[calendar]\nclosed = [2026-10-01]\nextra_open = [2026-10-01]",
            "calendar.extra_open[0]",
            '2026-10-01 is listed in "closed" as well',
            "",
        ),
        ("[alarms]\nwait_minutes = 0", "alarms.wait_minutes", "at least 1", ""),
        ("[alarms]\nqueue_lenght = 9", "alarms.queue_lenght", "no key", 'Did you mean "queue_length"?'),
        ("[evaluation]\nfollow_up_days = 31", "evaluation.follow_up_days", "at most 30", ""),
        ("[evaluation]\nask_reasons = 1", "evaluation.ask_reasons", "true or false", ""),
        ("[evaluations]", "evaluations", "no section", 'Did you mean "evaluation"?'),
        ("[[calendar]]", "calendar", "written [calendar]", ""),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: str, words: str, advice: str) -> None:
    with pytest.raises(HallFileError) as caught:
        hall(text)
    (mistake,) = caught.value.mistakes
    assert mistake.place == place
    assert words in mistake.problem
    assert advice in mistake.suggestion


@pytest.mark.parametrize("text", ["2026-10-01", "2026-10-01T09:00:00", "09:00:00"])
def test_a_day_or_time_is_no_text(text: str) -> None:
    with pytest.raises(HallFileError) as caught:
        parse_hall(SMALL.replace('prefix = "A"', f"prefix = {text}"))
    (mistake,) = caught.value.mistakes
    assert "must be a text in quotes" in mistake.problem


def test_days_written_out_are_read_again() -> None:
    before = hall("[calendar]\nclosed = [2026-03-18]")
    written: dict[str, Any] = before.calendar.model_dump(mode="json")
    assert written["closed"] == ["2026-03-18"]
    assert hall('[calendar]\nclosed = ["2026-03-18"]').calendar == before.calendar
