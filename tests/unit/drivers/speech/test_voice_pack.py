"""Voice packs: what a folder must hold, and how clips become an announcement."""

from __future__ import annotations

import tomllib
import wave
from pathlib import Path

import pytest

from config.model import VoicePackSpeech
from drivers.errors import BadAnswer, DeviceRefused, DeviceUnusable
from drivers.registry import open_speech
from drivers.speech.clip_words import (
    COMMA_PAUSE,
    NEEDED_CHINESE,
    NEEDED_ENGLISH,
    STOP_PAUSE,
    WHOLE_NUMBERS,
    WORD_PAUSE,
)
from drivers.speech.levels import measure
from drivers.speech.pack_check import check_clips
from drivers.speech.pack_making import make_pack
from drivers.speech.pack_manifest import PackUnusable, read_pack
from drivers.speech.port import Chime, Utterance
from drivers.speech.recording import read_wav, write_wav
from drivers.speech.synthesiser import Synthesiser
from drivers.speech.voice_pack import GAP_SECONDS, VoicePackVoice
from tests.fakes.voice_packs import RATE, tone, toned_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return toned_pack(tmp_path / "pack")


def settings(folder: Path, volume: float = 1.0) -> VoicePackSpeech:
    return VoicePackSpeech(
        id="zone", kind="speech", driver="voice-pack", folder=str(folder), output="file", volume=volume
    )


def voice(folder: Path, volume: float = 1.0) -> VoicePackVoice:
    return VoicePackVoice(settings(folder, volume), folder.parent / "calls")


def problems(folder: Path) -> str:
    with pytest.raises(PackUnusable) as caught:
        read_pack(folder)
    assert str(folder) in str(caught.value)
    return "\n".join(caught.value.problems)


def edit(folder: Path, old: str, new: str) -> None:
    manifest = folder / "pack.toml"
    text = manifest.read_text("utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new), "utf-8")


def drop(folder: Path, *texts: str) -> None:
    """Take these words out of the manifest."""
    manifest = folder / "pack.toml"
    lines = manifest.read_text("utf-8").splitlines()
    starts = tuple(f'"{text}" =' for text in texts)
    manifest.write_text("\n".join(line for line in lines if not line.startswith(starts)), "utf-8")


# --- the folder ------------------------------------------------------------------------------------------------


def test_a_complete_pack_is_read(pack: Path) -> None:
    read = read_pack(pack)
    assert (read.name, read.sample_rate) == ("音调", RATE)
    assert set(read.clips["zh"]) == set(NEEDED_CHINESE)
    assert set(read.clips["en"]) == set(NEEDED_ENGLISH)


def test_english_may_be_left_out_but_not_half_of_it(tmp_path: Path) -> None:
    assert read_pack(toned_pack(tmp_path / "zh", english=False)).clips["en"] == {}
    half = toned_pack(tmp_path / "half")
    drop(half, "hundred", "please go to window")
    assert problems(half) == "No clip in [en] for: hundred, please go to window."


def test_everything_that_is_missing_is_named_at_once(pack: Path) -> None:
    drop(pack, "七", "号")
    (pack / "zh" / "3.wav").unlink()
    (pack / "en" / "0.wav").write_bytes(b"no wav")
    write_wav(pack / "en" / "1.wav", tone(0.1, rate=16000))
    edit(pack, "[zh]", '[zh]\n"谢谢" = "/nowhere/thanks.wav"')
    found = problems(pack)
    assert "No clip in [zh] for: 七, 号." in found
    assert "These files are missing: /nowhere/thanks.wav, zh/3.wav." in found
    assert "en/0.wav is not a wav file." in found
    assert "en/1.wav has 16000 samples a second." in found


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("format = 1", "format = 2", "format must be 1."),
        ("format = 1", "", "format must be 1."),
        ("sample_rate = 8000", "sample_rate = true", "sample_rate must be 8000 to 48000."),
        ("sample_rate = 8000", "sample_rate = 4000", "sample_rate must be"),
        ("format = 1", "format = 1\nvoice = 3", 'no key "voice"'),
        ("[en]", "[[en]]", "[en] must hold lines"),
        ('"号" = ', '"号" = 3 # ', "[zh] must hold lines"),
        ("[zh]", "[zh", "is not TOML"),
    ],
)
def test_a_wrong_manifest_is_explained(pack: Path, old: str, new: str, words: str) -> None:
    edit(pack, old, new)
    assert words in problems(pack)


def test_a_folder_without_a_manifest_is_no_pack(tmp_path: Path) -> None:
    assert "pack.toml cannot be read" in problems(tmp_path)


def test_a_wav_of_another_kind_is_refused(pack: Path) -> None:
    with wave.open(str(pack / "zh" / "0.wav"), "wb") as clip:
        clip.setnchannels(2)
        clip.setsampwidth(2)
        clip.setframerate(RATE)
        clip.writeframes(bytes(400))
    with wave.open(str(pack / "zh" / "1.wav"), "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(RATE)
    found = problems(pack)
    assert "zh/0.wav is not 16-bit mono." in found
    assert "zh/1.wav is empty." in found


# --- the voice -------------------------------------------------------------------------------------------------


def lasting(*texts: str) -> float:
    """Seconds of these Chinese clips with the gaps behind them."""
    return sum(0.1 + NEEDED_CHINESE.index(text) / 1000 + GAP_SECONDS for text in texts)


def test_clips_are_joined_with_gaps_and_pauses(pack: Path) -> None:
    spoken = voice(pack).say(Utterance("请 A零一号，到；", chime=Chime.NONE))
    expected = lasting("请", "A", "零", "一", "号", "到") + WORD_PAUSE + COMMA_PAUSE
    assert spoken.seconds == pytest.approx(expected, abs=0.005)


def test_several_calls_have_stops_between_them(pack: Path) -> None:
    speech = voice(pack)
    one = speech.say(Utterance("请 零号", chime=Chime.NONE)).seconds
    two = speech.say(Utterance("请 零号；零号", chime=Chime.NONE)).seconds
    assert two - one == pytest.approx(lasting("零", "号") + STOP_PAUSE, abs=0.005)


def test_clips_of_any_loudness_become_one(pack: Path) -> None:
    write_wav(pack / "zh" / "0.wav", tone(0.3, 0.02, silence=0.4))
    write_wav(pack / "zh" / "1.wav", tone(0.3, 0.99))
    wavs = [voice(pack).say(Utterance(text, chime=Chime.NONE)).wav for text in ("零", "一")]
    levels = [measure(read_wav(wav)) for wav in wavs if wav is not None]
    assert levels[0].rms_dbfs == pytest.approx(levels[1].rms_dbfs, abs=0.5)
    assert levels[0].seconds < 0.4
    assert all(level.clipped == 0 for level in levels)


def test_volume_is_that_of_the_loudspeaker_and_of_the_hour(pack: Path) -> None:
    levels = []
    for own, hour in ((1.0, 1.0), (0.5, 1.0), (0.5, 0.5)):
        wav = voice(pack, own).say(Utterance("零一二", chime=Chime.NONE, volume=hour)).wav
        assert wav is not None
        levels.append(measure(read_wav(wav)).rms_dbfs)
    assert levels == pytest.approx([levels[0], levels[0] - 6.02, levels[0] - 12.04], abs=0.05)


def test_words_that_were_not_recorded_are_named(pack: Path) -> None:
    speech = voice(pack)
    speech.rehearse(["请 A零号 到 3号窗口办理\nNumber A, please go to window 3"])
    with pytest.raises(DeviceUnusable, match="has no clip for: 贵, 宾, dear"):
        speech.rehearse(["请 贵宾", "宾\ndear number"])
    with pytest.raises(BadAnswer, match="贵"):
        speech.say(Utterance("贵"))
    with pytest.raises(BadAnswer, match="nothing to say"):
        speech.say(Utterance("..."))


def test_a_pack_without_english_cannot_speak_it(tmp_path: Path) -> None:
    speech = voice(toned_pack(tmp_path / "pack", english=False))
    speech.rehearse(["请 A零号"])
    with pytest.raises(DeviceUnusable, match="number"):
        speech.rehearse(["Number A"])


def test_a_clip_that_vanished_is_a_device_error(pack: Path) -> None:
    speech = voice(pack)
    (pack / "zh" / "0.wav").unlink()
    with pytest.raises(BadAnswer, match=r"0\.wav"):
        speech.say(Utterance("零"))
    assert speech.say(Utterance("一")).seconds > 1.5
    speech.close()


def test_the_registry_opens_it_and_tells_what_is_missing(pack: Path, tmp_path: Path) -> None:
    open_speech(settings(pack), tmp_path / "calls").close()
    drop(pack, "窗口", "窗口办理")
    with pytest.raises(DeviceUnusable, match="窗口, 窗口办理"):
        open_speech(settings(pack), tmp_path / "calls")


# --- measuring and making -----------------------------------------------------------------------------------------


def test_clips_that_will_not_sound_well_are_told(pack: Path) -> None:
    write_wav(pack / "zh" / "0.wav", tone(0.3, 0.0001))
    write_wav(pack / "zh" / "1.wav", tone(0.3, 1.0))
    write_wav(pack / "zh" / "2.wav", tone(0.3, 0.3, silence=0.6))
    write_wav(pack / "zh" / "3.wav", tone(4.5, 0.3))
    write_wav(pack / "zh" / "4.wav", tone(0.3, 0.05))
    found = {report.text: report.problems for report in check_clips(read_pack(pack)) if report.problems}
    assert found["零"] == ("nothing to be heard",)
    assert found["一"][0].startswith("distorted: ")
    assert "1.2 s of silence at its ends" in found["二"]
    assert found["三"] == ("4.5 s long",)
    assert found["四"][0].endswith("dB quieter than the others")
    assert set(found) == set("零一二三四")


def test_a_pack_is_made_by_the_synthesiser(tmp_path: Path) -> None:
    """With the real engine in its process."""
    folder, synthesiser = tmp_path / "new" / "pack", Synthesiser()
    try:
        made = make_pack(folder, synthesiser, voice="sit/cmn-latn-pinyin", rate=200)
        with pytest.raises(DeviceRefused, match="not empty"):
            make_pack(folder, synthesiser, voice="sit/cmn-latn-pinyin", rate=200)
        with pytest.raises(DeviceRefused, match="no voice nobody"):
            make_pack(tmp_path / "other", synthesiser, voice="nobody", rate=200)
    finally:
        synthesiser.close()
    assert set(made.clips["zh"]) == {*NEEDED_CHINESE, *WHOLE_NUMBERS}
    assert set(made.clips["en"]) == set(NEEDED_ENGLISH)
    for report in check_clips(made):
        assert report.problems == (), report.text
        assert report.levels.clipped == 0
        assert -21.0 < report.levels.rms_dbfs < -17.9, report.text
        assert 0.1 < report.levels.seconds < 2.5, report.text
    assert tomllib.loads((folder / "pack.toml").read_text("utf-8"))["format"] == 1
    assert not [path for path in folder.rglob("*") if path.name.startswith(".")]
