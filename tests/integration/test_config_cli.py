"""``python -m config`` as people and programs call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import config
from config.__main__ import main

HALLS = Path(config.__file__).parent / "halls"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    text = (HALLS / "demo.toml").read_text("utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(
        text.replace('"household", "social', '"houshold", "social').replace("minutes = 9", 'minutes = "9"')
    )
    return path


def test_a_right_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(HALLS / "demo.toml")]) == 0
    out = capsys.readouterr().out
    assert "all right" in out
    assert "清河街道便民服务中心" in out


def test_a_wrong_file_is_told_on_standard_error(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(wrong)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "3 mistakes" in output.err
    assert 'Did you mean "household"?' in output.err


def test_json_for_programs(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", str(HALLS / "reference.toml")]) == 0
    assert json.loads(capsys.readouterr().out)["mistakes"] == []
    assert main(["check", "--json", str(wrong)]) == 1
    found = {mistake["path"]: mistake for mistake in json.loads(capsys.readouterr().out)["mistakes"]}
    assert set(found) == {"services[0].minutes", "services[1]", "windows[1].services[0]"}
    assert found["windows[1].services[0]"]["item"] == "2"
    assert found["services[0].minutes"]["line"] == 18


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.toml")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_the_module_is_a_program(wrong: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config", "check", str(wrong)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "3 mistakes" in done.stderr
    assert (
        subprocess.run(
            [sys.executable, "-m", "config"], capture_output=True, timeout=30, check=False
        ).returncode
        == 2
    )
