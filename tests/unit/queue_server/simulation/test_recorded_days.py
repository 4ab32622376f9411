"""Recorded days: CSV and JSON, all problems at once, and the same day lived again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from queue_server.simulation.comparison import compare
from queue_server.simulation.history_files import HistoryFile
from queue_server.simulation.record import End
from queue_server.simulation.recorded import RecordedTicket, Recording, UnusableHistory, recorded_day
from queue_server.simulation.residents import Interrupt, Leg, Park, Pause, Send
from tests.unit.queue_server.simulation.small_halls import WEDNESDAY, small_hall

CSV = """number,service,issued,called,started,finished,left,priority,outcome
A001,tax,2026-03-04T09:00:00+08:00,2026-03-04T09:00:00+08:00,2026-03-04T09:01:00+08:00,2026-03-04T09:11:00+08:00,,,finished
A002,办税,2026-03-04T01:02:30Z,2026-03-04T09:11:00,,2026-03-04T09:20:00,,senior,
B001,Card,2026-03-04 09:05,2026-03-04 09:05,,,,,no-show
B002,card,2026-03-04 09:06,,,,2026-03-04 09:30,,cancelled
B003,card,2026-03-04 09:07,,,,,,
"""


def file_of(folder: Path, text: str, name: str = "day.csv") -> HistoryFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return HistoryFile(path, small_hall())


def test_times_names_and_zones_are_read(tmp_path: Path) -> None:
    recording = file_of(tmp_path, CSV).day(None)
    assert recording.on == WEDNESDAY
    assert list(recording.tickets) == [
        RecordedTicket("tax", 540.0, 540.0, 541.0, 551.0),
        RecordedTicket("tax", 542.5, 551.0, None, 560.0, priority="senior"),
        RecordedTicket("card", 545.0, 545.0, passed=True),
        RecordedTicket("card", 546.0, left=570.0),
        RecordedTicket("card", 547.0),
    ]


def test_residents_do_what_was_recorded_and_the_usual_where_nothing_was() -> None:
    tickets = [
        RecordedTicket("tax", 540.0, 540.0, 541.0, 551.0),
        RecordedTicket("tax", 545.0),
        RecordedTicket("card", 545.0, 545.0, passed=True),
        RecordedTicket("card", 546.0, left=570.0),
    ]
    day = recorded_day(small_hall(), Recording(WEDNESDAY, tickets))
    first, second, missed, impatient = day.residents
    assert (first.handling, first.walk) == ((10.0,), 1.0)
    assert (second.handling, second.patience) == ((10.0,), None)
    assert (missed.absences, missed.returns_after, missed.handling) == (1, None, (5.0,))
    assert impatient.patience == 24.0
    assert day.hours == ((540, 555),)


def test_a_day_that_its_own_windows_made_comes_out_the_same(tmp_path: Path) -> None:
    rows = ["service,issued,called,finished"]
    rows += [f"tax,09:{minute:02},09:{minute:02},09:{minute + 4:02}" for minute in range(0, 40, 10)]
    rows += ["card,10:00,10:00,10:06", "card,10:01,10:01,10:09", "card,10:02,10:06,10:10"]
    history = file_of(tmp_path, "\n".join(rows))
    day = recorded_day(small_hall(), history.day(date(2026, 3, 5)))
    run = compare(small_hall(), day).results[0].runs[0]
    assert sorted(wait.until for wait in run.waits if wait.service == "card") == [600.0, 601.0, 606.0]
    assert [wait.minutes for wait in run.waits if wait.service == "tax"] == [0.0] * 4


def test_json_has_the_same_columns(tmp_path: Path) -> None:
    rows = [{"service": "tax", "issued": "09:00", "called": "09:02", "finished": None}]
    for document in (rows, {"tickets": rows}):
        history = file_of(tmp_path, json.dumps(document), "day.json")
        assert list(history.day(WEDNESDAY).tickets) == [RecordedTicket("tax", 540.0, 542.0)]


def test_all_problems_come_together_with_their_lines(tmp_path: Path) -> None:
    rows = [
        "service,issued,called,finished,left,priority",
        "taxes,09:00,,,,",
        "tax,nine,,,,",
        "tax,,,,,",
        "tax,09:00,08:00,,,",
        "tax,09:00,,09:10,,",
        "tax,09:00,2026-03-04 09:00,,,",
        "tax,09:00,,,,vip",
        "tax,09:00,,,08:00,",
    ]
    with pytest.raises(UnusableHistory) as raised:
        file_of(tmp_path, "\n".join(rows)).day(WEDNESDAY)
    lines = str(raised.value).splitlines()[1:]
    assert [line.split(":")[0].strip() for line in lines] == [f"line {number}" for number in range(2, 10)]
    assert 'no service "taxes"' in lines[0]
    assert '"nine" is no time' in lines[1]


def test_many_problems_are_counted(tmp_path: Path) -> None:
    with pytest.raises(UnusableHistory, match="and 30 more"):
        file_of(tmp_path, "service,issued\n" + "tax,x\n" * 50).day(WEDNESDAY)


@pytest.mark.parametrize(
    "name, text, problem",
    [
        ("a.csv", "number,called\n1,2\n", "no column service or issued"),
        ("a.json", '{"rows": []}', "no list of tickets"),
        ("a.json", "[1", "a.json"),
        ("a.csv", "service,issued\n", "say which day"),
        ("a.csv", "service,issued\ntax,09:00\n", "times without a date"),
        ("a.csv", "service,issued\ntax,2026-03-04 09:00\ntax,2026-03-05 09:00\n", "2 days"),
    ],
)
def test_files_that_are_no_day_are_refused(tmp_path: Path, name: str, text: str, problem: str) -> None:
    with pytest.raises(UnusableHistory, match=problem):
        file_of(tmp_path, text, name).day(None)


def test_a_day_that_is_not_in_the_file_is_refused(tmp_path: Path) -> None:
    history = file_of(tmp_path, CSV)
    with pytest.raises(UnusableHistory, match="no tickets of 2026-03-05"):
        history.day(date(2026, 3, 5))
    with pytest.raises(UnusableHistory, match="No such file"):
        HistoryFile(tmp_path / "nowhere.csv", small_hall()).day(None)


BESIDE = """number,service,issued,called,started,finished,outcome,to_window,parked,called_back,passed,restored
A001,tax,09:00,09:00,09:01,09:04,transfer,,,,,
A001,card,09:00,09:10,09:11,09:20,,2,09:13,09:17,,
A002,card,09:05,09:30,09:30,09:32,interrupted,,,,09:20,09:26
A003,tax,09:06,09:40,,09:45,transfer,,,,,
"""


def test_numbers_sent_on_put_aside_and_broken_off_are_read(tmp_path: Path) -> None:
    first, second, third = file_of(tmp_path, BESIDE).day(WEDNESDAY).tickets
    card = RecordedTicket("card", 540.0, 550.0, 551.0, 560.0, asides=((553.0, 557.0),), only_window="2")
    assert first == RecordedTicket("tax", 540.0, 540.0, 541.0, 544.0, onward=card)
    assert (second.interrupted, second.missed, second.returned_after) == (True, 1, 6.0)
    assert (third.onward, third.finished) == (None, 585.0)


def test_recorded_courses_are_lived_again(tmp_path: Path) -> None:
    day = recorded_day(small_hall(), file_of(tmp_path, BESIDE).day(WEDNESDAY))
    first, second, third = day.residents
    assert first.course == (
        Leg(3.0, Send("card", "2")), Leg(2.0, Park(4.0)), Leg(2.0, None),
    )  # fmt: skip
    assert (second.course, second.absences, second.returns_after) == ((Leg(2.0, Interrupt()),), 1, 6.0)
    assert (third.course, third.handling) == ((), (5.0,))
    run = compare(small_hall(), day).results[0].runs[0]
    assert [aside.window for aside in run.asides] == ["2"]
    assert {wait.end for wait in run.waits if wait.resident == 1} == {End.INTERRUPTED}
    assert run.restored == 1


def test_pauses_of_a_json_file_are_read(tmp_path: Path) -> None:
    document = {
        "tickets": [{"service": "tax", "issued": "2026-03-04T09:00"}],
        "pauses": [
            {"window": "1", "from": "2026-03-04T09:10", "to": "2026-03-04T09:25", "reason": "meal"},
            {"window": "2", "from": "2026-03-04T10:00", "to": "2026-03-04T10:05"},
        ],
    }
    recording = file_of(tmp_path, json.dumps(document), "day.json").day(None)
    assert recording.pauses == [Pause("1", 550.0, 15.0, "meal"), Pause("2", 600.0, 5.0, "other")]
    assert recorded_day(small_hall(), recording).pauses == tuple(recording.pauses)


def test_problems_of_pauses_come_with_those_of_tickets(tmp_path: Path) -> None:
    document = {
        "tickets": [{"service": "tax", "issued": "09:00", "called": "09:01", "parked": "09:02"}],
        "pauses": [
            {"window": "7", "from": "09:10", "to": "09:25"},
            {"window": "1", "from": "09:10", "to": "09:25", "reason": "mael"},
            {"window": "1", "from": "09:10", "to": "09:05"},
            {"window": "1", "from": "09:10"},
        ],
    }
    with pytest.raises(UnusableHistory) as raised:
        file_of(tmp_path, json.dumps(document), "day.json").day(WEDNESDAY)
    lines = [line.strip() for line in str(raised.value).splitlines()[1:]]
    assert lines == [
        "tickets[0]: parked and called_back come together",
        'pauses[0]: the hall has no window "7". Known: 1, 2.',
        'pauses[1]: there is no reason "mael". Did you mean "meal"?',
        "pauses[2]: to is before from",
        "pauses[3]: from and to come together",
    ]
    with pytest.raises(UnusableHistory, match="no list of pauses"):
        file_of(tmp_path, '{"tickets": [], "pauses": 3}', "day.json").day(WEDNESDAY)
