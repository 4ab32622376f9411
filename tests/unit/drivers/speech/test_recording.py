"""Samples, the chime and wav files."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speech.recording import Recording, chime, join, read_wav, silence, write_wav


def test_the_chime_is_heard_and_ends_in_silence() -> None:
    sound = chime(22050)
    assert 1.0 < sound.seconds < 2.0
    assert max(sound.samples) > 5000
    assert all(abs(sample) < 300 for sample in sound.samples[-20:])
    assert sound.samples[0] == 0


def test_the_chime_has_two_tones() -> None:
    rate = 22050
    samples = chime(rate).samples

    def strength(hertz: float, start: float, end: float) -> float:
        """Of one frequency, by correlation with a sine and a cosine."""
        import math

        span = range(int(start * rate), int(end * rate))
        sine = sum(samples[i] * math.sin(2 * math.pi * hertz * i / rate) for i in span)
        cosine = sum(samples[i] * math.cos(2 * math.pi * hertz * i / rate) for i in span)
        return math.hypot(sine, cosine)

    assert strength(784.0, 0.0, 0.3) > 5 * strength(622.25, 0.0, 0.3)
    assert strength(622.25, 0.6, 1.1) > 5 * strength(784.0, 0.6, 1.1)


def test_volume_scales_the_chime_down_to_nothing() -> None:
    assert max(chime(8000, volume=0.5).samples) == pytest.approx(max(chime(8000).samples) / 2, abs=2)
    assert set(chime(8000, volume=0.0).samples) == {0}


def test_joining_adds_lengths_and_refuses_different_rates() -> None:
    joined = join([chime(8000), silence(8000, 0.5)])
    assert joined.seconds == pytest.approx(chime(8000).seconds + 0.5)
    with pytest.raises(ValueError, match="2 different rates"):
        join([silence(8000, 0.1), silence(22050, 0.1)])
    with pytest.raises(ValueError, match="0 different rates"):
        join([])


@given(st.lists(st.integers(-32768, 32767), max_size=200), st.sampled_from([8000, 22050]))
def test_files_hold_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, values: list[int], rate: int
) -> None:
    path = tmp_path_factory.mktemp("wav") / "sound.wav"
    write_wav(path, Recording(rate, array("h", values)))
    assert read_wav(path) == Recording(rate, array("h", values))
    assert [item.name for item in path.parent.iterdir()] == ["sound.wav"]


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 10])
def test_what_is_no_wav_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a wav file"):
        read_wav(path)


def test_stereo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as stereo:
        stereo.setnchannels(2)
        stereo.setsampwidth(2)
        stereo.setframerate(8000)
        stereo.writeframes(bytes(8))
    with pytest.raises(ValueError, match="16-bit mono"):
        read_wav(path)
