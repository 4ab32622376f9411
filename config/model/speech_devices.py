"""Voices, most of them on this computer's sound card."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.model.device import DeviceSection


class Loudspeaker(DeviceSection):
    """A voice on this computer's sound card."""

    volume: Annotated[float, Field(ge=0, le=1)] = 1.0
    output: Literal["auto", "sound-card", "file"] = "auto"
    """``auto`` plays where there is a sound card and otherwise only keeps the wav files."""
    card: Annotated[str, StringConstraints(pattern=r"^[^\s-].*$", max_length=120)] | None = None
    """ALSA's name of the output, such as ``plughw:1,0``; None: the computer's default."""


class Pyttsx3Speech(Loudspeaker):
    """Offline Mandarin synthesiser."""

    kind: Literal["speech"]
    driver: Literal["pyttsx3"]
    voice: str = "sit/cmn-latn-pinyin"
    rate: Annotated[int, Field(ge=60, le=300)] = 150
    """Words per minute as pyttsx3 counts them."""


class WrittenSpeech(DeviceSection):
    """A voice that is read instead of heard: it writes down what it would say."""

    kind: Literal["speech"]
    driver: Literal["written"]


class VoicePackSpeech(Loudspeaker):
    """Recorded clips joined to announcements; docs/voice-pack.md describes the folder."""

    kind: Literal["speech"]
    driver: Literal["voice-pack"]
    folder: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    """Holds pack.toml; a relative one starts where the program does."""
