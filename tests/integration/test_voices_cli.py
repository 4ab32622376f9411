"""``python -m drivers say`` and ``voice-pack`` over the real voice."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from drivers.cli.program import run
from drivers.registry import open_link
from drivers.speech.recording import read_wav, write_wav
from tests.fakes.voice_packs import tone, toned_pack

HALL = """
[hall]
id = "h"
name = {{ zh = "厅", en = "Hall" }}
[[services]]
id = "tax"
prefix = "A"
name = {{ zh = "税务", en = "Tax" }}
[[windows]]
id = "1"
number = 3
services = ["tax"]
[[windows]]
id = "2"
number = 4
services = ["tax"]
[[displays]]
kind = "announcer"
id = "voice-1"
speech = "speaker"
windows = ["1"]
{zone}
[[devices]]
id = "speaker"
kind = "speech"
{device}
{rules}
"""


class Terminal:
    """A hall file in a folder, and what commands say about it."""

    def __init__(self, folder: Path) -> None:
        self.hall = folder / "hall.toml"
        self.keep = folder / "kept"
        self.write()
        self.lines: list[dict[str, Any]] = []
        self.text = self.complaint = ""

    def write(
        self, *, zone: str = "", device: str = 'driver = "pyttsx3"\noutput = "file"', rules: str = ""
    ) -> None:
        self.hall.write_text(HALL.format(zone=zone, device=device, rules=rules), "utf-8")

    def run(self, *arguments: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        code = run(arguments, links=open_link, words=(), out=out, err=err)
        self.text, self.complaint = out.getvalue(), err.getvalue()
        return code

    def say(self, *calls: str) -> int:
        code = self.run(
            *("say", "--json", "--hall", str(self.hall), "--display", "voice-1", "--keep", str(self.keep)),
            *calls,
        )
        self.lines = [json.loads(line) for line in self.text.splitlines()]
        return code


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_zone_is_tried(terminal: Terminal) -> None:
    assert terminal.say("A012", "3") == 0
    saying, said = terminal.lines
    assert saying["text"].splitlines() == [
        "请 A零一二号 到 3号窗口办理",
        "Number A, 0 1 2, please go to window 3",
    ]
    recording = read_wav(Path(said["wav"]))
    assert said["seconds"] == pytest.approx(recording.seconds, abs=0.01)
    assert not said["played"]
    assert max(recording.samples) > 5000


def test_several_calls_are_tried_together_as_the_zone_says_them(terminal: Terminal) -> None:
    terminal.write(zone='one = "幺"\nlanguage = "zh"')
    assert terminal.say("A011", "3", "A013", "4") == 0
    note, saying, _ = terminal.lines
    assert "window 4" in note["text"]
    assert saying["text"] == "请 A零幺幺号 到 3号窗口；A零幺三号 到 4号窗口办理"


def test_a_trial_is_heard_in_quiet_hours(terminal: Terminal) -> None:
    terminal.write(zone='[[displays.schedule]]\nhours = "daily 00:00-24:00"\nsound = "silent"')
    assert terminal.say("A012", "3") == 0
    assert "quiet hours" in terminal.lines[0]["text"]
    assert terminal.lines[-1]["seconds"] > 5


def test_without_a_folder_nothing_stays_and_that_is_told(terminal: Terminal) -> None:
    assert terminal.run("say", "--hall", str(terminal.hall), "--display", "voice-1", "A012", "3") == 0
    assert "请 A012号 到 3号窗口办理" in terminal.text
    assert "--keep" in terminal.text


@pytest.mark.parametrize("calls", [("A012",), ("A012", "x"), ("A012", "0"), ("A012", "3", "A013")])
def test_what_is_no_call_is_refused(
    terminal: Terminal, calls: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        terminal.say(*calls)
    assert ended.value.code == 2
    assert "A012 3" in capsys.readouterr().err


def test_an_unknown_zone_is_refused(terminal: Terminal) -> None:
    code = terminal.run("say", "--hall", str(terminal.hall), "--display", "voice-9", "A012", "3")
    assert code == 2
    assert 'Did you mean "voice-1"?' in terminal.complaint


def test_a_sound_card_that_is_demanded_and_missing_is_a_fault(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    terminal.write(device='driver = "pyttsx3"\noutput = "sound-card"')
    assert terminal.run("say", "--hall", str(terminal.hall), "--display", "voice-1", "A012", "3") == 1
    assert "aplay" in terminal.complaint


# --- voice packs -----------------------------------------------------------------------------------------------


def test_a_pack_is_made_checked_and_spoken_with(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    assert terminal.run("voice-pack", "make", "--out", str(folder), "--rate", "200") == 0
    assert "187 clips" in terminal.text
    assert terminal.run("voice-pack", "check", str(folder), "--hall", str(terminal.hall)) == 0
    assert "0 should be mended" in terminal.text
    terminal.write(device=f'driver = "voice-pack"\nfolder = "{folder}"\noutput = "file"')
    assert terminal.say("A012", "3") == 0
    assert terminal.lines[-1]["seconds"] > 5
    assert terminal.run("voice-pack", "make", "--out", str(folder)) == 1
    assert "is not empty" in terminal.complaint


def test_clips_that_should_be_mended_are_listed(terminal: Terminal, tmp_path: Path) -> None:
    folder = toned_pack(tmp_path / "pack")
    write_wav(folder / "zh" / "0.wav", tone(0.3, 0.0001))
    assert terminal.run("voice-pack", "check", str(folder)) == 1
    assert "nothing to be heard" in terminal.text
    assert terminal.run("voice-pack", "check", "--json", str(folder)) == 1
    lines = [json.loads(line) for line in terminal.text.splitlines()]
    assert lines[-1] == {"event": "checked", "clips": len(lines) - 1, "bad": 1, "missing": 0}


def test_a_pack_without_the_halls_own_words_does_not_fit_it(terminal: Terminal, tmp_path: Path) -> None:
    folder = toned_pack(tmp_path / "pack")
    text = '{ zh = "[{number}号{service}到{window}号]贵宾室", en = "number {number} please go to window {window}" }'
    device = f'driver = "voice-pack"\nfolder = "{folder}"\noutput = "file"'
    terminal.write(device=device, rules=f"[rules]\nannounce_text = {text}")
    assert terminal.run("voice-pack", "check", str(folder), "--hall", str(terminal.hall)) == 1
    assert "The hall needs clips for: 税, 务, 贵, 宾, 室." in terminal.text
    assert terminal.run("say", "--hall", str(terminal.hall), "--display", "voice-1", "A012", "3") == 1
    assert "税, 务, 贵, 宾, 室" in terminal.complaint


def test_what_is_no_pack_is_told(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.run("voice-pack", "check", str(tmp_path)) == 1
    assert "pack.toml cannot be read" in terminal.complaint
    (tmp_path / "file").write_text("")
    assert terminal.run("voice-pack", "make", "--out", str(tmp_path / "file" / "pack")) == 1
    assert "cannot be written" in terminal.complaint
