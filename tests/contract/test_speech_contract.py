"""What every voice does: one suite for the double and for the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.model import Pyttsx3Speech
from drivers.speech.port import Speech, Utterance
from drivers.speech.pyttsx3_voice import Pyttsx3Voice
from drivers.speech.recording import read_wav
from drivers.speech.simulated import SimulatedSpeech
from drivers.speech.spelling import call_in_both, call_in_chinese

SETTINGS = Pyttsx3Speech(id="zone", kind="speech", driver="pyttsx3", output="file")


@pytest.fixture(params=["simulated", "pyttsx3"])
def speech(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Speech]:
    speech: Speech = (
        SimulatedSpeech() if request.param == "simulated" else Pyttsx3Voice(SETTINGS, tmp_path / "calls")
    )
    yield speech
    speech.close()


CALL = call_in_chinese("A012", 3).spoken


def test_a_call_takes_some_seconds(speech: Speech) -> None:
    spoken = speech.say(Utterance(CALL))
    assert 2.0 < spoken.seconds < 15.0


def test_saying_it_twice_takes_longer(speech: Speech) -> None:
    once, twice = speech.say(Utterance(CALL)), speech.say(Utterance(CALL, times=2))
    assert twice.seconds > once.seconds + 2.0


def test_two_languages_take_longer_than_one(speech: Speech) -> None:
    one, two = speech.say(Utterance(CALL)), speech.say(Utterance(call_in_both("A012", 3).spoken))
    assert two.seconds > one.seconds


def test_a_recording_is_the_whole_announcement_and_is_heard(speech: Speech) -> None:
    spoken = speech.say(Utterance(CALL))
    if spoken.wav is not None:
        recording = read_wav(spoken.wav)
        assert recording.seconds == spoken.seconds
        # The chime is over after a second and a half; what follows is the voice.
        after_chime = recording.samples[int(1.5 * recording.rate) :]
        assert max(after_chime) > 3000


def test_many_calls_in_a_row(speech: Speech) -> None:
    wavs = [speech.say(Utterance(call_in_chinese(f"B{n:03d}", n).spoken)).wav for n in range(1, 8)]
    assert len(set(wavs)) == (7 if wavs[0] else 1)


def test_closing_twice_does_no_harm(speech: Speech) -> None:
    speech.say(Utterance(CALL))
    speech.close()
    speech.close()
