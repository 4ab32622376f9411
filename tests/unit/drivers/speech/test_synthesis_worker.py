"""The engine's process: what it does when the engine gives no sound, and its lines in and out."""

from __future__ import annotations

import json
import subprocess
import wave
from pathlib import Path
from typing import Any

import pytest

from drivers.speech.recording import read_wav
from drivers.speech.synthesis_worker import speak_to_file
from drivers.speech.synthesiser import WORKER_COMMAND, Synthesiser


class Engine:
    """Gives sound from the n-th attempt on."""

    def __init__(self, sound_from: int) -> None:
        self.properties: dict[str, Any] = {}
        self.taken: list[str] = []
        self.attempts = 0
        self._sound_from = sound_from
        self._path = ""

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802  # the engine's own name
        self.properties[name] = value

    def settle(self) -> None:
        """Notes what has been set up to now."""
        self.taken.append(list(self.properties)[-1])

    def save_to_file(self, text: str, path: str) -> None:
        self._path = path

    def runAndWait(self) -> None:  # noqa: N802  # the engine's own name
        self.attempts += 1
        with wave.open(self._path, "wb") as target:
            target.setnchannels(1)
            target.setsampwidth(2)
            target.setframerate(8000)
            target.writeframes(bytes(100 if self.attempts >= self._sound_from else 0))


def request(tmp_path: Path, text: str = "一") -> dict[str, Any]:
    return {
        "text": text,
        "path": str(tmp_path / "a.wav"),
        "voice": "sit/cmn-latn-pinyin",
        "rate": 150,
        "volume": 1.0,
    }


@pytest.mark.parametrize("sound_from", [1, 2, 3])
def test_an_engine_without_sound_is_asked_again(tmp_path: Path, sound_from: int) -> None:
    engine = Engine(sound_from)
    speak_to_file(engine, request(tmp_path), engine.settle)
    assert engine.attempts == sound_from
    assert engine.properties == {"voice": "sit/cmn-latn-pinyin", "rate": 150, "volume": 1.0}


def test_an_engine_that_stays_without_sound_is_given_up(tmp_path: Path) -> None:
    engine = Engine(99)
    with pytest.raises(RuntimeError, match="no sound"):
        speak_to_file(engine, request(tmp_path), engine.settle)


def test_the_rate_is_the_last_setting_and_is_waited_for(tmp_path: Path) -> None:
    engine = Engine(1)
    speak_to_file(engine, request(tmp_path), engine.settle)
    assert engine.taken == ["rate"]


def test_the_engine_speaks_every_text_at_its_own_rate_and_volume(tmp_path: Path) -> None:
    """Languages and rates by turns, as zones and hours want them."""
    synthesiser = Synthesiser()
    seconds: dict[tuple[str, int], list[float]] = {}
    texts = {
        "sit/cmn-latn-pinyin": "请 A零一二号 到 3号窗口办理",
        "gmw/en": "Number A, please go to window 3",
    }
    try:
        for turn in range(24):
            voice, rate = list(texts)[turn % 2], (100, 150, 225)[turn // 2 % 3]
            synthesiser.speak_to_file(
                texts[voice], tmp_path / "a.wav", voice=voice, rate=rate, volume=1.0 - 0.5 * (turn % 4 // 2)
            )
            seconds.setdefault((voice, rate), []).append(read_wav(tmp_path / "a.wav").seconds)
    finally:
        synthesiser.close()
    for voice in texts:
        slow, usual, fast = (seconds[voice, rate] for rate in (100, 150, 225))
        assert min(slow) > 1.3 * max(usual)
        assert min(usual) > 1.3 * max(fast)


def test_the_process_answers_every_line_and_nothing_else(tmp_path: Path) -> None:
    lines = [
        json.dumps(request(tmp_path, "请 A零一二号")),
        "not json",
        json.dumps({**request(tmp_path), "voice": "nobody"}),
        json.dumps({**request(tmp_path), "path": "/nonexistent/folder/a.wav"}),
        json.dumps(request(tmp_path, "三号窗口")),
    ]
    done = subprocess.run(
        WORKER_COMMAND, input="\n".join(lines), capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False, False, False, True]
    assert "there is no voice nobody" in answers[2]["error"]
    assert read_wav(tmp_path / "a.wav").seconds > 0.3
