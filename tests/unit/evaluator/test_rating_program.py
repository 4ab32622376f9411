"""What the command line of the rating screen refuses, and what the screen follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.__main__ import UnknownScreen, main, screen_at
from tests.fakes.kiosk_stage import ROOT
from tests.fakes.rating_stage import rating_hall

DEMO = ROOT / "config/halls/demo.toml"


def test_a_window_is_enough_to_find_its_screen() -> None:
    assert screen_at(rating_hall(), "4") == "rating"
    with pytest.raises(UnknownScreen, match="no rating screen at window '1'; windows with one: 4"):
        screen_at(rating_hall(), "1")


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"--window": "1"}, "no rating screen at window '1'"),
        ({"--hall": "/nowhere/hall.toml"}, "cannot be read"),
        ({"--token-file": "/nowhere/token"}, "/nowhere/token"),
    ],
)
def test_what_cannot_be_worked_with_is_said_in_a_sentence(
    changes: dict[str, str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = tmp_path / "token"
    token.write_text("secret\n", encoding="ascii")
    token.chmod(0o600)
    options = {
        "--hall": str(DEMO),
        "--window": "4",
        "--server": "http://127.0.0.1:1",
        "--token-file": str(token),
        "--state": str(tmp_path),
        **changes,
    }
    assert main([word for option in options.items() for word in option]) == 2
    assert said in capsys.readouterr().err
