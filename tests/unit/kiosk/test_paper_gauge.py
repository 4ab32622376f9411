"""How many slips are left, counted from what the printer says of its roll."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ticket_printer.port import Paper
from kiosk.paper_gauge import PaperGauge


class Roll:
    """A gauge whose program can be started anew."""

    def __init__(self, folder: Path, *, near_end: float = 3.0, roll: float = 0.0) -> None:
        self.path = folder / "paper.json"
        self._near_end, self._roll = near_end, roll
        self.restart()

    def restart(self) -> None:
        self.gauge = PaperGauge(self.path, near_end_metres=self._near_end, roll_metres=self._roll)

    def slips(self, count: int, paper: Paper, millimetres: float = 110.0) -> int | None:
        for _ in range(count):
            self.gauge.see(paper)
            self.gauge.took(millimetres)
        self.gauge.see(paper)
        return self.gauge.slips_left


@pytest.fixture
def roll(tmp_path: Path) -> Roll:
    return Roll(tmp_path)


def test_while_there_is_plenty_nobody_counts(roll: Roll) -> None:
    assert roll.slips(50, Paper.OK) is None
    assert roll.slips(1, Paper.UNKNOWN) is None


def test_from_the_sensor_on_every_slip_counts(roll: Roll) -> None:
    assert roll.slips(0, Paper.NEAR_END) == 27
    assert roll.slips(1, Paper.NEAR_END) == 26
    assert roll.slips(20, Paper.NEAR_END) == 6
    assert roll.slips(20, Paper.NEAR_END) == 0


def test_longer_slips_are_fewer(roll: Roll) -> None:
    assert roll.slips(30, Paper.OK, 220.0) is None
    left = roll.slips(0, Paper.NEAR_END)
    assert left is not None
    assert left == 13


def test_a_new_roll_after_the_paper_was_out(roll: Roll) -> None:
    roll.slips(10, Paper.NEAR_END)
    roll.gauge.see(Paper.OUT)
    assert roll.slips(0, Paper.OK) is None
    assert roll.slips(0, Paper.NEAR_END) == 27


def test_a_sensor_that_wavers_goes_on_counting(roll: Roll) -> None:
    roll.slips(5, Paper.NEAR_END)
    assert roll.slips(2, Paper.OK) == 20
    assert roll.slips(1, Paper.NEAR_END) == 19


def test_a_roll_changed_while_nobody_looked_is_noticed_after_a_metre(roll: Roll) -> None:
    roll.slips(5, Paper.NEAR_END)
    assert roll.slips(12, Paper.OK) is None
    assert roll.slips(0, Paper.NEAR_END) == 27


def test_the_count_survives_a_restart(roll: Roll) -> None:
    roll.slips(5, Paper.NEAR_END)
    roll.restart()
    assert roll.gauge.slips_left == 22
    assert roll.slips(1, Paper.NEAR_END) == 21


def test_a_roll_changed_while_the_kiosk_was_off_is_seen_when_the_paper_was_out(roll: Roll) -> None:
    roll.slips(5, Paper.NEAR_END)
    roll.gauge.see(Paper.OUT)
    roll.restart()
    assert roll.slips(0, Paper.OK) is None


def test_without_a_sensor_the_length_of_the_roll_counts_from_its_change(tmp_path: Path) -> None:
    roll = Roll(tmp_path, near_end=1.1, roll=4.4)
    assert roll.slips(100, Paper.OK) is None, "nobody knows how long this one was"
    roll.gauge.see(Paper.OUT)
    assert roll.slips(29, Paper.OK) is None
    assert roll.slips(1, Paper.OK) == 10
    assert roll.slips(11, Paper.OK) == 0


@pytest.mark.parametrize("text", ["", "[]", '{"slip": "long"}', '{"slip": 1}', "\x00"])
def test_a_damaged_file_begins_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "paper.json").write_text(text)
    assert Roll(tmp_path).slips(0, Paper.NEAR_END) == 27


def test_a_disk_that_says_no_costs_only_the_memory(tmp_path: Path) -> None:
    gauge = PaperGauge(tmp_path / "gone" / "paper.json", near_end_metres=3.0)
    gauge.see(Paper.NEAR_END)
    gauge.took(110.0)
    assert gauge.slips_left == 26


@given(st.lists(st.tuples(st.sampled_from(Paper), st.floats(0, 400)), max_size=60))
def test_it_is_never_negative_and_a_restart_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, seen: list[tuple[Paper, float]]
) -> None:
    roll = Roll(tmp_path_factory.mktemp("roll"), roll=50.0)
    for paper, millimetres in seen:
        roll.gauge.see(paper)
        roll.gauge.took(millimetres)
        left = roll.gauge.slips_left
        assert left is None or left >= 0
        roll.restart()
        assert roll.gauge.slips_left == left


def test_a_sheet_takes_paper_but_says_nothing_of_how_long_slips_are(roll: Roll) -> None:
    roll.slips(3, Paper.NEAR_END)
    roll.gauge.took(330.0, is_slip=False)
    assert roll.gauge.slips_left == 21, "24 after three slips, less three slips' length"
