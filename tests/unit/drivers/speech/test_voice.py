"""The voice's files, its process when it misbehaves, and playing."""

from __future__ import annotations

import json
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from config.model import Pyttsx3Speech
from drivers.errors import BadAnswer, DeviceError, DeviceRefused, DeviceUnusable, NoAnswer
from drivers.speech.loudspeaker import KEPT_FILES
from drivers.speech.playback import AplayPlayer, find_player
from drivers.speech.port import Chime, Interruptible, NotHeard, Utterance
from drivers.speech.pyttsx3_voice import Pyttsx3Voice
from drivers.speech.recording import Recording, chime, read_wav
from drivers.speech.synthesiser import Synthesiser
from tests.fakes.polling import wait_until

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


def test_without_words_there_is_the_chime(tmp_path: Path, worker: tuple[str, ...]) -> None:
    speech = voice(tmp_path / "calls", worker)
    assert speech.say(Utterance(" \n ")).seconds == pytest.approx(chime(22050).seconds)
    with pytest.raises(BadAnswer, match="nothing to say"):
        speech.say(Utterance("", chime=Chime.NONE))
    speech.close()


def test_without_a_chime_there_are_the_words(tmp_path: Path, worker: tuple[str, ...]) -> None:
    speech = voice(tmp_path / "calls", worker)
    spoken = speech.say(Utterance("请\n请", chime=Chime.NONE, rate=2.0))
    assert spoken.seconds == pytest.approx(0.1 + 0.25 + 0.1)
    speech.close()


def test_a_chime_is_as_loud_as_the_hour_wants(tmp_path: Path, worker: tuple[str, ...]) -> None:
    speech = voice(tmp_path / "calls", worker)
    peaks = []
    for volume in (1.0, 0.5, 0.0):
        wav = speech.say(Utterance("", volume=volume)).wav
        assert wav is not None
        peaks.append(max(read_wav(wav).samples))
    assert peaks[1] == pytest.approx(peaks[0] / 2, abs=2)
    assert peaks[2] == 0
    speech.close()


def test_volume_and_rate_of_the_hour_reach_the_engine_within_its_bounds(tmp_path: Path) -> None:
    """The worker writes down what it is asked."""
    script = tmp_path / "worker.py"
    asked = tmp_path / "asked"
    script.write_text(
        FAKE_WORKER.replace(
            "request = json.loads(line)", f"request = json.loads(line); open({str(asked)!r}, 'a').write(line)"
        ),
        encoding="utf-8",
    )
    settings = SETTINGS.model_copy(update={"volume": 0.8, "rate": 160})
    speech = Pyttsx3Voice(
        settings, tmp_path / "calls", synthesiser=Synthesiser((sys.executable, str(script)))
    )
    speech.say(Utterance("请", volume=0.5, rate=1.25))
    speech.say(Utterance("please", rate=2.0))
    speech.close()
    requests = [json.loads(line) for line in asked.read_text(encoding="utf-8").splitlines()]
    assert [(each["volume"], each["rate"]) for each in requests] == [(0.4, 200), (0.8, 300)]
    assert [each["voice"] for each in requests] == ["sit/cmn-latn-pinyin", "gmw/en"]


def test_an_announcement_that_does_not_play_is_kept(tmp_path: Path, worker: tuple[str, ...]) -> None:
    def broken(_wav: Path, _seconds: float) -> None:
        raise DeviceRefused("The sound card refused: Device busy.")

    speech = Pyttsx3Voice(SETTINGS, tmp_path / "calls", broken, synthesiser=Synthesiser(worker))
    with pytest.raises(NotHeard, match="Device busy") as caught:
        speech.say(Utterance("请"))
    assert caught.value.spoken.wav is not None
    assert read_wav(caught.value.spoken.wav).seconds == caught.value.spoken.seconds > 1.5
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


def test_the_card_is_the_one_of_the_settings(tmp_path: Path) -> None:
    player = program(tmp_path, 'echo "$@" > ' + str(tmp_path / "told"))
    AplayPlayer(player, "plughw:CARD=PCH,DEV=0")(tmp_path / "a.wav", 1.0)
    assert (tmp_path / "told").read_text().split() == [
        "-q",
        "-D",
        "plughw:CARD=PCH,DEV=0",
        str(tmp_path / "a.wav"),
    ]
    found = find_player("auto", "hw:1", which=lambda _: player, cards=cards(tmp_path, ONE_CARD))
    assert found is not None
    found(tmp_path / "b.wav", 1.0)
    assert "hw:1" in (tmp_path / "told").read_text()


def test_a_player_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer):
        AplayPlayer(program(tmp_path, "exec sleep 30"))(tmp_path / "a.wav", -9.7)


def test_what_is_playing_can_be_ended_and_that_is_no_fault(tmp_path: Path) -> None:
    player = AplayPlayer(program(tmp_path, f"touch {tmp_path}/began; exec sleep 30"))
    playing = threading.Thread(target=player, args=(tmp_path / "a.wav", 20.0))
    began = time.monotonic()
    playing.start()
    wait_until((tmp_path / "began").exists)
    player.stop()
    playing.join(5)
    assert not playing.is_alive()
    assert time.monotonic() - began < 10
    player.stop()


def test_a_voice_that_is_hushed_while_it_prepares_plays_nothing(
    tmp_path: Path, worker: tuple[str, ...]
) -> None:
    played: list[Path] = []
    speaking = voice(tmp_path, worker, played=played)
    assert isinstance(speaking, Interruptible)

    def interrupted(_line: str) -> Recording:
        speaking.hush()
        return chime(8000)

    speaking._loudspeaker.announce(Utterance("请刷身份证", chime=Chime.NONE), interrupted)
    assert played == []
    speaking.say(Utterance("请取走小票", chime=Chime.NONE))
    assert len(played) == 1
    speaking.close()
