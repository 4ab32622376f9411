"""What kiosks say, on the page: sentences at once, and sound for those who want it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typing_extensions import override

from config.loader import load_hall
from config.model import HallConfig, Pyttsx3Speech
from drivers.errors import BadAnswer, DeviceError
from drivers.speech.port import Chime, Spoken, Utterance
from drivers.speech.simulated import SimulatedSpeech
from drivers.speech.written_voice import LIST, WrittenVoice
from virtual_hall.announcements import SpokenList
from virtual_hall.kiosk_voices import NEWEST, KioskVoices, Studio, page_voice, written_voices
from virtual_hall.launcher import Paths

ROOT = Path(__file__).parents[3]


class Recorder(SimulatedSpeech):
    """A voice that leaves a file for every sentence."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    @override
    def say(self, utterance: Utterance) -> Spoken:
        seconds = super().say(utterance).seconds
        wav = self._folder / f"{len(self.said)}.wav"
        wav.write_text(utterance.text, encoding="utf-8")
        return Spoken(wav, seconds)


class Engine:
    """A studio whose voices and timers are the test's."""

    def __init__(self, folder: Path) -> None:
        self.voices: list[Recorder] = []
        self.later: list[Callable[[], None]] = []
        self.failure: DeviceError | None = None
        self._folder = folder
        self.studio = Studio(self._open, lambda _seconds, action: self.later.append(action))

    def _open(self) -> Recorder:
        if self.failure is not None:
            raise self.failure
        self.voices.append(Recorder(self._folder))
        return self.voices[-1]

    @property
    def made(self) -> list[str]:
        return [utterance.text for voice in self.voices for utterance in voice.said]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    (tmp_path / "sounds").mkdir()
    return Engine(tmp_path / "sounds")


# --- sounds on demand ---------------------------------------------------------------------------------------------


def test_nothing_is_spoken_that_nobody_listens_to(engine: Engine, tmp_path: Path) -> None:
    voices = KioskVoices({"kiosk-1": SpokenList(tmp_path / LIST)}, engine.studio.wav)
    kiosk = WrittenVoice(tmp_path)
    for number in range(60):
        kiosk.say(Utterance(f"第{number}句", chime=Chime.NONE))
        voices.view("kiosk-1")
    assert engine.voices == []


def test_a_sentence_is_spoken_once_however_often_it_is_heard(engine: Engine, tmp_path: Path) -> None:
    voices = KioskVoices({"kiosk-1": SpokenList(tmp_path / LIST)}, engine.studio.wav)
    kiosk = WrittenVoice(tmp_path)
    kiosk.say(Utterance("请选择要办的业务", chime=Chime.NONE))
    kiosk.say(Utterance("请把身份证或社保卡放在读卡区", chime=Chime.NONE))
    listed = voices.view("kiosk-1")
    assert [entry["text"] for entry in listed] == ["请选择要办的业务", "请把身份证或社保卡放在读卡区"]
    name = str(listed[0]["sound"]).removeprefix("/api/sounds/").removesuffix(".wav")
    heard = [voices.sound(name) for _ in range(3)]
    assert heard[0] is not None
    assert heard[0].read_text(encoding="utf-8") == "请选择要办的业务"
    assert len(set(heard)) == 1
    assert engine.made == ["请选择要办的业务"]
    assert [utterance.chime for utterance in engine.voices[0].said] == [Chime.NONE]


def test_the_same_words_of_two_kiosks_are_one_sound(engine: Engine, tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("kiosk-1", "kiosk-2")}
    voices = KioskVoices(
        {name: SpokenList(folder / LIST) for name, folder in folders.items()}, engine.studio.wav
    )
    for name, folder in folders.items():
        WrittenVoice(folder).say(Utterance("请选择要办的业务"))
        (entry,) = voices.view(name)
        assert voices.sound(str(entry["sound"]).removeprefix("/api/sounds/").removesuffix(".wav"))
    assert engine.made == ["请选择要办的业务"]


def test_only_what_is_listed_can_be_heard(engine: Engine, tmp_path: Path) -> None:
    voices = KioskVoices({"kiosk-1": SpokenList(tmp_path / LIST)}, engine.studio.wav)
    assert voices.view("kiosk-1") == []
    kiosk = WrittenVoice(tmp_path)
    for number in range(20):
        kiosk.say(Utterance(f"第{number}句"))
    assert len(voices.view("kiosk-1")) == NEWEST
    for name in ("kiosk-1.1", "kiosk-1", "kiosk-2.1", "", "call-000001"):
        assert voices.sound(name) is None
    assert engine.voices == []


def test_the_engine_rests_when_nobody_has_listened_for_a_while(engine: Engine) -> None:
    engine.studio.wav("一")
    engine.studio.wav("二")
    closed = [engine.voices[0].closed]
    for rest in engine.later:
        rest()
        closed.append(engine.voices[0].closed)
    assert closed == [False, False, True], "after the first time somebody has listened since"
    engine.studio.wav("一")
    assert len(engine.voices) == 1, "what was made is there without it"
    engine.studio.wav("三")
    assert len(engine.voices) == 2
    engine.studio.close()
    assert engine.voices[1].closed


def test_a_sound_that_is_gone_is_made_again(engine: Engine) -> None:
    wav = engine.studio.wav("一")
    assert wav is not None
    wav.unlink()
    engine.studio.wav("一")
    assert engine.made == ["一", "一"]


def test_a_voice_that_cannot_be_opened_is_tried_again_the_next_time(engine: Engine) -> None:
    engine.failure = BadAnswer("there is no engine")
    with pytest.raises(BadAnswer):
        engine.studio.wav("一")
    engine.failure = None
    assert engine.studio.wav("一") is not None


def test_many_who_listen_at_once_wait_for_one_sound(engine: Engine) -> None:
    together = threading.Barrier(8)

    def listen(_: int) -> Path | None:
        together.wait()
        return engine.studio.wav("请选择要办的业务")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(listen, range(8)))) == 1
    assert engine.made == ["请选择要办的业务"]


# --- which kiosks, and the real engine ------------------------------------------------------------------------------


def test_the_demonstration_hall_has_a_written_voice_at_every_kiosk() -> None:
    hall = load_hall(ROOT / "config" / "halls" / "demo.toml")
    assert written_voices(hall) == ("kiosk-1", "kiosk-2")
    assert written_voices(loud(hall)) == (), "a kiosk with a loudspeaker speaks for itself"


def loud(hall: HallConfig) -> HallConfig:
    voices = {f"kiosk-{number}-voice" for number in (1, 2)}
    devices = tuple(
        Pyttsx3Speech(id=device.id, kind="speech", driver="pyttsx3") if device.id in voices else device
        for device in hall.devices
    )
    return hall.model_copy(update={"devices": devices})


def test_the_list_is_looked_for_where_the_kiosk_keeps_it(tmp_path: Path) -> None:
    WrittenVoice(tmp_path / "kiosk-1" / "speech").say(Utterance("一"))
    assert Paths(tmp_path).said("kiosk-1").is_file()


def test_the_real_engine_speaks_a_kiosks_sentence(tmp_path: Path) -> None:
    studio = Studio(lambda: page_voice(tmp_path / "sounds"), lambda *_: None)
    wav = studio.wav("请选择要办的业务")
    studio.close()
    assert wav is not None
    assert wav.stat().st_size > 40_000, "a second and more"
