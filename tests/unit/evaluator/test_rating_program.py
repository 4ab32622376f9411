"""Which screen the program is, and what it says when there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from evaluator.__main__ import UnknownScreen, screen_at
from tests.fakes.kiosk_stage import ROOT
from tests.fakes.rating_stage import rating_hall


def test_a_window_is_enough_to_find_its_screen() -> None:
    assert screen_at(rating_hall(), "4") == "rating"
    with pytest.raises(UnknownScreen, match="no rating screen at window '1'; windows with one: 4"):
        screen_at(rating_hall(), "1")


def test_a_window_without_one_is_refused_in_a_sentence(tmp_path: Path) -> None:
    options = {
        "--hall": str(ROOT / "config/halls/demo.toml"),
        "--window": "1",
        "--server": "http://127.0.0.1:1",
        "--token-file": str(tmp_path / "token"),
        "--state": str(tmp_path),
    }
    command = [sys.executable, "-m", "evaluator", *(word for option in options.items() for word in option)]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 2
    assert refused.stderr == "the hall has no rating screen at window '1'; windows with one: 4\n"
