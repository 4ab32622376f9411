from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from display.announcement_log import KEPT_LOG_LINES, LONGEST_LOG_LINES, AnnouncementLog, ProgressFile
from display.announcements import Announcement, Progress, Rules
from display.announcer import HUNG_SECONDS, Announcer
from display.voice import Voice
from drivers.errors import DeviceUnusable, NoAnswer
from drivers.speech.port import Speech, Spoken, Utterance
from drivers.speech.simulated import SimulatedSpeech
from drivers.status import Condition
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import NINE, at, called, snapshot

RULES = Rules(window_numbers={"w1": 3, "w2": 12}, max_age=timedelta(seconds=60))


class Zone:
    """An announcer over a simulated voice."""

    def __init__(self, state: Path, speech: Callable[[], Speech]) -> None:
        self.state = state
        self.clock = ManualClock()
        self.conditions: list[tuple[Condition, str]] = []
        voice = Voice(speech, lambda *told: self.conditions.append(told), clock=self.clock)
        self.announcer = Announcer(
            "voice-1",
            voice,
            RULES,
            progress_file=ProgressFile(state / "announcer.seq"),
            trace=AnnouncementLog(state / "announcements.jsonl"),
            now=lambda: NINE,
            clock=self.clock,
        )

    def lines(self) -> list[dict[str, Any]]:
        path = self.state / "announcements.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def wait_for(self, count: int) -> None:
        wait_until(lambda: len(self.lines()) == count)


class Slow(SimulatedSpeech):
    """Speaks until told to go on; notes whether two ever spoke at once."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Semaphore(0)
        self.speaking = 0
        self.most = 0

    @override
    def say(self, utterance: Utterance) -> Spoken:
        self.speaking += 1
        self.most = max(self.most, self.speaking)
        self.go_on.acquire(timeout=5)
        self.speaking -= 1
        return super().say(utterance)


def test_a_call_is_spoken_and_noted(tmp_path: Path) -> None:
    speech = SimulatedSpeech()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    zone.announcer.take(called(3, "A012"))
    zone.wait_for(1)
    (line,) = zone.lines()
    assert line == {
        "seq": 3,
        "at": at(3).isoformat(),
        "text": "请 A012号 到 3号窗口办理",
        "wav": None,
        "seconds": pytest.approx(speech.say(speech.said[0]).seconds),
        "display": "voice-1",
    }
    assert zone.conditions == [(Condition.ONLINE, "")]
    assert zone.announcer.stop()
    assert speech.closed


def test_a_burst_stays_in_order_and_never_overlaps(tmp_path: Path) -> None:
    speech = Slow()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    for seq in range(1, 13):
        zone.announcer.take(called(seq, f"A{seq:03}"))
    for _ in range(12):
        speech.go_on.release()
    zone.wait_for(12)
    assert [line["seq"] for line in zone.lines()] == list(range(1, 13))
    assert speech.most == 1
    zone.announcer.stop()


def test_a_restarted_announcer_repeats_nothing(tmp_path: Path) -> None:
    zone = Zone(tmp_path, SimulatedSpeech)
    zone.announcer.start()
    assert zone.announcer.last_seq is None
    zone.announcer.take(snapshot(2))
    zone.announcer.take(called(3, "A012"))
    zone.wait_for(1)
    zone.announcer.stop()
    again = Zone(tmp_path, SimulatedSpeech)
    assert again.announcer.last_seq == 3
    again.announcer.start()
    again.announcer.take(called(3, "A012"))
    again.announcer.take(called(4, "A013"))
    again.wait_for(2)
    assert [line["seq"] for line in again.lines()] == [3, 4]
    again.announcer.stop()


def test_a_place_is_kept_before_the_first_word(tmp_path: Path) -> None:
    """A kill in the middle of a call must not have it spoken again."""
    speech = Slow()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    zone.announcer.take(called(3, "A012"))
    wait_until(lambda: speech.speaking == 1)
    assert ProgressFile(tmp_path / "announcer.seq").load() == Progress(3)
    speech.go_on.release()
    zone.announcer.stop()


def test_a_failing_voice_still_leaves_the_text_and_comes_back(tmp_path: Path) -> None:
    speech = SimulatedSpeech()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    wait_until(lambda: zone.conditions == [(Condition.ONLINE, "")])
    speech.fail_with(NoAnswer("no sound"))
    zone.announcer.take(called(3, "A012"))
    zone.wait_for(1)
    assert zone.lines()[0]["wav"] is None
    assert zone.conditions[-1] == (Condition.FAULT, "no_answer")
    speech.fail_with(None)
    zone.clock.advance(31)
    zone.announcer.take(called(4, "A013"))
    zone.wait_for(2)
    assert zone.conditions[-1] == (Condition.ONLINE, "")
    assert len(speech.said) == 1
    zone.announcer.stop()


def test_a_voice_that_is_not_there_is_not_asked_all_the_time(tmp_path: Path) -> None:
    tries = []

    def missing() -> Speech:
        tries.append(1)
        raise DeviceUnusable("no such voice")

    zone = Zone(tmp_path, missing)
    zone.announcer.start()
    for seq in range(1, 5):
        zone.announcer.take(called(seq, "A012"))
    zone.wait_for(4)
    assert len(tries) == 1
    assert zone.conditions == [(Condition.FAULT, "unusable")]
    zone.clock.advance(31)
    zone.announcer.take(called(9, "A013"))
    zone.wait_for(5)
    assert len(tries) == 2
    zone.announcer.stop()


class Crashing(SimulatedSpeech):
    @override
    def say(self, utterance: Utterance) -> Spoken:
        raise ZeroDivisionError


def test_a_crashing_voice_stops_nothing(tmp_path: Path) -> None:
    zone = Zone(tmp_path, Crashing)
    zone.announcer.start()
    zone.announcer.take(called(3, "A012"))
    zone.announcer.take(called(4, "A013"))
    zone.wait_for(2)
    assert zone.conditions[-1] == (Condition.FAULT, "driver_crashed")
    zone.announcer.stop()


def test_a_hung_voice_is_told(tmp_path: Path) -> None:
    speech = Slow()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    zone.announcer.take(called(3, "A012"))
    wait_until(lambda: speech.speaking == 1)
    zone.clock.advance(HUNG_SECONDS + 1)
    zone.announcer.take(called(4, "A013"))
    assert zone.conditions[-1] == (Condition.FAULT, "hung")
    speech.go_on.release()
    wait_until(lambda: zone.conditions[-1] == (Condition.ONLINE, ""))
    zone.announcer.stop(timeout=0.01)
    speech.go_on.release()


def test_an_end_speaks_nothing_more(tmp_path: Path) -> None:
    speech = Slow()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    for seq in range(1, 6):
        zone.announcer.take(called(seq, "A012"))
    wait_until(lambda: speech.speaking == 1)
    assert not zone.announcer.stop(timeout=0.01)
    speech.go_on.release()
    assert zone.announcer.stop()
    assert len(speech.said) == 1


def test_the_list_is_kept_short(tmp_path: Path) -> None:
    path = tmp_path / "announcements.jsonl"
    path.write_text("{}\n" * LONGEST_LOG_LINES)
    AnnouncementLog(path).add("voice-1", Announcement(7, NINE, "caption", "中文", "English"), None)
    lines = path.read_text().splitlines()
    assert len(lines) == KEPT_LOG_LINES
    assert json.loads(lines[-1])["seq"] == 7


@pytest.mark.parametrize("content", [b"", b"soon", b"\xff\xfe"])
def test_an_unreadable_place_is_no_place(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "announcer.seq"
    path.write_bytes(content)
    assert ProgressFile(path).load() == Progress()
