"""Loudness, silence and distortion."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.speech.levels import (
    FULL_SCALE,
    HEADROOM_DBFS,
    SILENCE_DBFS,
    TARGET_DBFS,
    amplified,
    decibels,
    level_of,
    matched,
    measure,
    peak,
    rms,
    trimmed,
)
from drivers.speech.recording import Recording
from tests.fakes.voice_packs import RATE, tone

SAMPLES = st.lists(st.integers(-32768, 32767), max_size=400).map(
    lambda values: Recording(RATE, array("h", values))
)


def test_a_tone_is_measured() -> None:
    levels = measure(tone(1.0, 0.5, silence=0.25))
    assert levels.seconds == pytest.approx(1.5)
    assert levels.peak_dbfs == pytest.approx(-6.0, abs=0.1)
    # A sine's mean is 3 dB below its peak, and a third of this recording is silent.
    assert levels.rms_dbfs == pytest.approx(-6.0 - 3.0 - 1.76, abs=0.1)
    assert levels.silent_seconds == pytest.approx(0.5, abs=0.01)
    assert levels.clipped == 0


def test_distortion_is_counted() -> None:
    assert measure(Recording(RATE, array("h", [32767, -32768, -32767, 100]))).clipped == 3


def test_nothing_is_as_quiet_as_can_be() -> None:
    for nothing in (Recording(RATE, array("h")), Recording(RATE, array("h", [0] * 10))):
        levels = measure(nothing)
        assert (levels.rms_dbfs, levels.peak_dbfs) == (SILENCE_DBFS, SILENCE_DBFS)
        assert levels.silent_seconds == levels.seconds
        assert matched(nothing) == nothing


def test_silence_is_cut_off_but_for_a_margin() -> None:
    cut = trimmed(tone(0.5, silence=0.4))
    assert cut.seconds == pytest.approx(0.53, abs=0.005)
    assert (cut.samples[0], cut.samples[-1]) == (0, 0)


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_clips_are_made_equally_loud(level: float) -> None:
    assert measure(matched(tone(0.5, level))).rms_dbfs == pytest.approx(TARGET_DBFS, abs=0.05)


def test_peaks_limit_how_loud_a_clip_is_made() -> None:
    clap = Recording(RATE, array("h", [10] * 4000 + [20000] + [10] * 4000))
    assert measure(matched(clap)).peak_dbfs == pytest.approx(HEADROOM_DBFS, abs=0.01)


@given(SAMPLES)
def test_no_clip_is_distorted_or_made_longer(recording: Recording) -> None:
    made = matched(trimmed(recording))
    assert len(made.samples) <= len(recording.samples)
    assert peak(made.samples) <= level_of(HEADROOM_DBFS) + 1
    assert rms(made.samples) <= level_of(TARGET_DBFS) + 1


@given(SAMPLES, st.floats(0, 4))
def test_amplified_stays_in_the_scale_and_keeps_the_original(recording: Recording, factor: float) -> None:
    before = array("h", recording.samples)
    louder = amplified(recording, factor)
    assert recording.samples == before
    assert len(louder.samples) == len(before)
    assert factor == 1.0 or peak(louder.samples) <= FULL_SCALE


@given(st.floats(-90, 0))
def test_levels_and_decibels_are_each_others_reverse(dbfs: float) -> None:
    assert decibels(level_of(dbfs)) == pytest.approx(dbfs)
