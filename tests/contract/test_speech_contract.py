"""What every voice does: one suite for the double, the one that is read, the real engine and a voice pack made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.model import Pyttsx3Speech, VoicePackSpeech
from drivers.errors import BadAnswer
from drivers.speech.pack_making import make_pack
from drivers.speech.port import Chime, Speech, Utterance
from drivers.speech.pyttsx3_voice import Pyttsx3Voice
from drivers.speech.recording import read_wav
from drivers.speech.simulated import SimulatedSpeech
from drivers.speech.spelling import spell_in_chinese
from drivers.speech.synthesiser import Synthesiser
from drivers.speech.voice_pack import VoicePackVoice
from drivers.speech.written_voice import WrittenVoice

SETTINGS = Pyttsx3Speech(id="zone", kind="speech", driver="pyttsx3", output="file")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A voice pack out of the synthesiser."""
    folder, synthesiser = tmp_path_factory.mktemp("voice") / "pack", Synthesiser()
    try:
        make_pack(folder, synthesiser, voice=SETTINGS.voice, rate=SETTINGS.rate)
    finally:
        synthesiser.close()
    return folder


@pytest.fixture(params=["simulated", "written", "pyttsx3", "voice-pack"])
def speech(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Speech]:
    speech: Speech
    match request.param:
        case "simulated":
            speech = SimulatedSpeech()
        case "written":
            speech = WrittenVoice(tmp_path / "calls")
        case "pyttsx3":
            speech = Pyttsx3Voice(SETTINGS, tmp_path / "calls")
        case _:
            folder = str(request.getfixturevalue("pack"))
            settings = VoicePackSpeech(
                id="zone", kind="speech", driver="voice-pack", folder=folder, output="file"
            )
            speech = VoicePackVoice(settings, tmp_path / "calls")
    yield speech
    speech.close()


def call(number: str, window: int) -> str:
    return f"请 {spell_in_chinese(number)}号 到 {window}号窗口办理"


CALL = call("A012", 3)
ENGLISH = "Number A, 0 1 2, please go to window 3"


def test_a_call_takes_some_seconds(speech: Speech) -> None:
    spoken = speech.say(Utterance(CALL))
    assert 2.0 < spoken.seconds < 15.0


def test_saying_it_twice_takes_longer(speech: Speech) -> None:
    once, twice = speech.say(Utterance(CALL)), speech.say(Utterance(CALL, times=2))
    assert twice.seconds > once.seconds + 2.0


def test_two_languages_take_longer_than_one(speech: Speech) -> None:
    one, two = speech.say(Utterance(CALL)), speech.say(Utterance(f"{CALL}\n{ENGLISH}"))
    assert two.seconds > one.seconds + 2.0


def test_both_languages_are_heard(speech: Speech) -> None:
    chinese = speech.say(Utterance(CALL, chime=Chime.NONE))
    spoken = speech.say(Utterance(f"{CALL}\n{ENGLISH}", chime=Chime.NONE))
    if spoken.wav is not None:
        recording = read_wav(spoken.wav)
        cut = int(chinese.seconds * recording.rate)
        assert max(recording.samples[:cut]) > 3000
        assert max(recording.samples[cut:]) > 3000


def test_a_chime_needs_no_words_and_words_need_no_chime(speech: Speech) -> None:
    chime, words = speech.say(Utterance("")), speech.say(Utterance(CALL, chime=Chime.NONE))
    assert 1.0 < chime.seconds < 2.0
    assert words.seconds < speech.say(Utterance(CALL)).seconds
    with pytest.raises(BadAnswer):
        speech.say(Utterance("", chime=Chime.NONE))


def test_a_faster_rate_takes_less_time(speech: Speech) -> None:
    usual, fast = speech.say(Utterance(CALL)), speech.say(Utterance(CALL, rate=1.5))
    assert fast.seconds < usual.seconds


def test_a_quieter_hour_is_quieter_and_nothing_is_distorted(speech: Speech) -> None:
    peaks = []
    for volume in (1.0, 0.5):
        spoken = speech.say(Utterance(CALL, chime=Chime.NONE, volume=volume))
        if spoken.wav is not None:
            samples = read_wav(spoken.wav).samples
            peaks.append(max(map(abs, samples)))
            # Samples at the very end of the scale are what distortion looks like; one by chance is none.
            assert sum(abs(sample) >= 32767 for sample in samples) < 5
    assert peaks == [] or peaks[1] < 0.8 * peaks[0]


def test_what_a_hall_needs_can_be_rehearsed(speech: Speech) -> None:
    speech.rehearse([CALL, f"{CALL}；{CALL}", ENGLISH])


def test_a_recording_is_the_whole_announcement_and_is_heard(speech: Speech) -> None:
    spoken = speech.say(Utterance(CALL))
    if spoken.wav is not None:
        recording = read_wav(spoken.wav)
        assert recording.seconds == spoken.seconds
        # The chime is over after a second and a half; what follows is the voice.
        after_chime = recording.samples[int(1.5 * recording.rate) :]
        assert max(after_chime) > 3000


def test_many_calls_in_a_row(speech: Speech) -> None:
    wavs = [speech.say(Utterance(call(f"B{n:03d}", n))).wav for n in range(1, 8)]
    assert len(set(wavs)) == (7 if wavs[0] else 1)


def test_closing_twice_does_no_harm(speech: Speech) -> None:
    speech.say(Utterance(CALL))
    speech.close()
    speech.close()
