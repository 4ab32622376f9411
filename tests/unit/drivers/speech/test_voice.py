"""The voice's files, its process when it misbehaves, and playing."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from config.model import Pyttsx3Speech
from drivers.errors import BadAnswer, DeviceError, DeviceRefused, DeviceUnusable, NoAnswer
from drivers.speech.playback import AplayPlayer, find_player
from drivers.speech.port import Utterance
from drivers.speech.pyttsx3_voice import KEPT_FILES, Pyttsx3Voice
from drivers.speech.recording import chime, read_wav
from drivers.speech.synthesiser import Synthesiser

SETTINGS = Pyttsx3Speech(id="zone", kind="speech", driver="pyttsx3", output="file")

# A worker that "speaks" a tenth of a second of silence for every request, or does what the text asks.
FAKE_WORKER = """
import json, sys, time, wave
for line in sys.stdin:
    request = json.loads(line)
    if request["text"] == "hang":
        time.sleep(60)
    if request["text"] == "die":
        sys.exit(3)
    if request["text"] == "nonsense":
        print("not json", flush=True)
        continue
    if request["text"] == "list":
        print("[]", flush=True)
        continue
    if request["text"] == "fail":
        print(json.dumps({"ok": False, "error": "no such voice"}), flush=True)
        continue
    if request["text"] != "nothing":
        with wave.open(request["path"], "wb") as target:
            target.setnchannels(1)
            target.setsampwidth(2)
            target.setframerate(8000)
            target.writeframes(bytes(1600))
    print(json.dumps({"ok": True}), flush=True)
"""


@pytest.fixture
def worker(tmp_path: Path) -> tuple[str, ...]:
    script = tmp_path / "worker.py"
    script.write_text(textwrap.dedent(FAKE_WORKER), encoding="utf-8")
    return (sys.executable, str(script))


def voice(
    out_dir: Path, worker: tuple[str, ...], *, deadline: float = 10.0, played: list[Path] | None = None
) -> Pyttsx3Voice:
    return Pyttsx3Voice(
        SETTINGS,
        out_dir,
        None if played is None else lambda wav, _seconds: played.append(wav),
        synthesiser=Synthesiser(worker, deadline=deadline),
    )


def test_an_announcement_is_a_chime_and_the_text_as_often_as_asked(
    tmp_path: Path, worker: tuple[str, ...]
) -> None:
    played: list[Path] = []
    speech = voice(tmp_path / "calls", worker, played=played)
    spoken = speech.say(Utterance("请 A零一二号", times=2))
    assert spoken.wav == tmp_path / "calls" / "call-000001.wav"
    assert spoken.seconds == pytest.approx(chime(8000).seconds + 0.1 + 0.5 + 0.1)
    assert read_wav(spoken.wav).seconds == spoken.seconds
    assert played == [spoken.wav]
    speech.close()


def test_each_line_is_spoken_in_turn(tmp_path: Path, worker: tuple[str, ...]) -> None:
    speech = voice(tmp_path / "calls", worker)
    spoken = speech.say(Utterance("请 A零一二号\n\nNumber A, 0 1 2", times=1))
    assert spoken.seconds == pytest.approx(chime(8000).seconds + 0.1 + 0.5 + 0.1)
    speech.close()


def test_file_numbers_go_on_after_a_restart_and_old_files_go(tmp_path: Path, worker: tuple[str, ...]) -> None:
    out_dir = tmp_path / "calls"
    out_dir.mkdir()
    for number in range(1, KEPT_FILES + 3):
        (out_dir / f"call-{number:06d}.wav").write_bytes(b"")
    (out_dir / "call-of-the-wild.wav").write_bytes(b"")
    speech = voice(out_dir, worker)
    spoken = speech.say(Utterance("一"))
    speech.close()
    assert spoken.wav == out_dir / f"call-{KEPT_FILES + 3:06d}.wav"
    kept = sorted(path.name for path in out_dir.glob("call-0*.wav"))
    assert len(kept) == KEPT_FILES
    assert kept[0] == "call-000004.wav"
    assert (out_dir / "call-of-the-wild.wav").exists()
    assert not list(out_dir.glob(".*"))


@pytest.mark.parametrize(
    "text, error",
    [
        ("hang", NoAnswer),
        ("die", BadAnswer),
        ("nonsense", BadAnswer),
        ("list", BadAnswer),
        ("fail", DeviceRefused),
        ("nothing", BadAnswer),
        ("", BadAnswer),
        (" \n ", BadAnswer),
    ],
)
def test_a_failing_engine_is_an_error_and_the_next_call_is_spoken(
    tmp_path: Path, worker: tuple[str, ...], text: str, error: type[DeviceError]
) -> None:
    speech = voice(tmp_path / "calls", worker, deadline=0.5 if text == "hang" else 10.0)
    with pytest.raises(error):
        speech.say(Utterance(text))
    speech.close()
    speech = voice(tmp_path / "calls", worker)
    assert speech.say(Utterance("请 A零一二号")).wav is not None
    speech.close()


def test_a_process_that_died_is_started_again(tmp_path: Path, worker: tuple[str, ...]) -> None:
    speech = voice(tmp_path / "calls", worker)
    for text in ("一", "die", "二", "die", "三"):
        if text == "die":
            with pytest.raises(BadAnswer):
                speech.say(Utterance(text))
        else:
            assert speech.say(Utterance(text)).seconds > 0
    speech.close()
    speech.close()


def test_an_engine_that_cannot_be_started_is_a_device_error(tmp_path: Path) -> None:
    speech = voice(tmp_path / "calls", ("/nonexistent/python",))
    with pytest.raises(BadAnswer):
        speech.say(Utterance("一"))
    speech.close()


# --- playing -------------------------------------------------------------------------------------------------


def cards(tmp_path: Path, listing: str | None) -> Path:
    path = tmp_path / "cards"
    if listing is not None:
        path.write_text(listing, encoding="utf-8")
    return path


ONE_CARD = " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"


@pytest.mark.parametrize(
    "output, program, listing, plays",
    [
        ("auto", "/usr/bin/aplay", ONE_CARD, True),
        ("auto", "/usr/bin/aplay", "--- no soundcards ---\n", False),
        ("auto", "/usr/bin/aplay", "", False),
        ("auto", "/usr/bin/aplay", None, False),
        ("auto", None, ONE_CARD, False),
        ("file", "/usr/bin/aplay", ONE_CARD, False),
        ("sound-card", "/usr/bin/aplay", ONE_CARD, True),
    ],
)
def test_it_plays_where_it_can(
    tmp_path: Path, output: str, program: str | None, listing: str | None, plays: bool
) -> None:
    player = find_player(output, which=lambda _: program, cards=cards(tmp_path, listing))
    assert (player is not None) is plays


def test_a_demanded_sound_card_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnusable, match="a sound card"):
        find_player("sound-card", which=lambda _: "/usr/bin/aplay", cards=cards(tmp_path, None))
    with pytest.raises(DeviceUnusable, match="aplay"):
        find_player("sound-card", which=lambda _: None, cards=cards(tmp_path, ONE_CARD))


def program(tmp_path: Path, body: str) -> str:
    path = tmp_path / "aplay"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_failing_player_is_a_device_error(tmp_path: Path) -> None:
    AplayPlayer(program(tmp_path, "exit 0"))(tmp_path / "a.wav", 1.0)
    with pytest.raises(DeviceRefused, match="Device busy"):
        AplayPlayer(program(tmp_path, "echo 'Device busy' >&2; exit 1"))(tmp_path / "a.wav", 1.0)
    with pytest.raises(DeviceRefused, match="cannot be started"):
        AplayPlayer("/nonexistent/aplay")(tmp_path / "a.wav", 1.0)


def test_a_player_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer):
        AplayPlayer(program(tmp_path, "exec sleep 30"))(tmp_path / "a.wav", -9.7)
