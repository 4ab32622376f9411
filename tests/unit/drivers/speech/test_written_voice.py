"""The voice that is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drivers.errors import BadAnswer, DeviceUnusable
from drivers.speech.port import Chime, Utterance
from drivers.speech.written_voice import KEPT_LINES, LIST, MOST_BYTES, WrittenVoice

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / LIST).read_text(encoding="utf-8").splitlines()]


def test_what_it_would_say_is_in_its_list(tmp_path: Path) -> None:
    voice = WrittenVoice(tmp_path / "speech", now=lambda: NOON)
    spoken = voice.say(Utterance("请选择要办的业务", chime=Chime.NONE))
    voice.say(Utterance("请 A零一二号\nNumber A, 0 1 2", times=2))
    assert spoken.wav is None
    first, second = lines(tmp_path / "speech")
    assert first == {"seq": first["seq"], "at": NOON.isoformat(), "text": "请选择要办的业务", "wav": None}
    assert second["text"] == "请 A零一二号 Number A, 0 1 2"


def test_numbers_grow_also_over_a_restart_and_a_clock_that_stands(tmp_path: Path) -> None:
    for at in (NOON, NOON + timedelta(seconds=1)):
        voice = WrittenVoice(tmp_path, now=iter([at] * 3).__next__)
        for text in "一二三":
            voice.say(Utterance(text))
    numbers = [int(str(line["seq"])) for line in lines(tmp_path)]
    assert numbers == sorted(set(numbers))


def test_the_list_stays_short(tmp_path: Path) -> None:
    voice = WrittenVoice(tmp_path)
    for count in range(1200):
        voice.say(Utterance(f"第{count}句，请把身份证或社保卡放在读卡区"))
    assert (tmp_path / LIST).stat().st_size <= MOST_BYTES
    assert str(lines(tmp_path)[-1]["text"]).startswith("第1199句")
    WrittenVoice(tmp_path)
    assert len(lines(tmp_path)) == KEPT_LINES


def test_a_chime_alone_is_no_line_and_nothing_at_all_is_a_mistake(tmp_path: Path) -> None:
    voice = WrittenVoice(tmp_path)
    voice.say(Utterance(""))
    with pytest.raises(BadAnswer):
        voice.say(Utterance(" ", chime=Chime.NONE))
    assert not (tmp_path / LIST).exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeviceUnusable):
        WrittenVoice(tmp_path / "file")
    voice = WrittenVoice(tmp_path / "speech")
    (tmp_path / "speech" / LIST).mkdir()
    with pytest.raises(BadAnswer):
        voice.say(Utterance("一"))
