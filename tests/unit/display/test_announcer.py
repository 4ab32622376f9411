"""The announcer of a zone over a simulated voice."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from display.announcement_log import (
    KEPT_LOG_LINES,
    LONGEST_LOG_LINES,
    Announced,
    AnnouncementLog,
    Heard,
    ProgressFile,
)
from display.announcements import Announcement, Progress, zone_rules
from display.announcer import HUNG_SECONDS, Announcer
from display.voice import Voice
from drivers.errors import DeviceUnusable, NoAnswer
from drivers.speech.port import NotHeard, Speech, Spoken, Utterance
from drivers.speech.simulated import SimulatedSpeech
from drivers.speech.wording import Call, everything_spoken
from drivers.status import Condition
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import NINE, at, called, recalled, snapshot, undone
from tests.fakes.zones import the_zone, zone_hall


class Zone:
    """An announcer over a simulated voice."""

    def __init__(
        self,
        state: Path,
        speech: Callable[[], Speech],
        *,
        card: threading.Lock | None = None,
        name: str = "voice-1",
        **zone: Any,
    ) -> None:
        hall = zone_hall(**zone)
        self.state = state
        self.clock = ManualClock()
        self.now = NINE
        self.conditions: list[tuple[Condition, str]] = []
        voice = Voice(
            speech,
            lambda *told: self.conditions.append(told),
            texts=everything_spoken(hall, the_zone(hall)),
            turn=card,
            clock=self.clock,
        )
        self.announcer = Announcer(
            name,
            voice,
            zone_rules(hall, the_zone(hall)),
            progress_file=ProgressFile(state / f"{name}.seq"),
            trace=AnnouncementLog(state / "announcements.jsonl"),
            now=self.server_time,
        )

    def server_time(self) -> datetime:
        return self.now

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
        "seqs": [3],
        "captions": ["请 A012号 到 3号窗口办理", "A012, please go to window 3"],
        "heard": "speech",
        "why": "",
    }
    assert zone.conditions == [(Condition.ONLINE, "")]
    assert zone.announcer.stop()
    assert speech.closed


def test_a_burst_is_announced_together_in_order_and_never_overlaps(tmp_path: Path) -> None:
    speech = Slow()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    zone.announcer.take(called(1, "A001"))
    wait_until(lambda: speech.speaking == 1)
    for seq in range(2, 13):
        zone.announcer.take(recalled(seq, "A001") if seq == 9 else called(seq, f"A{seq:03}"))
    for _ in range(12):
        speech.go_on.release()
    zone.wait_for(5)
    assert [line["seqs"] for line in zone.lines()] == [
        [1],
        [2, 3, 4, 5, 6],
        [7, 8],
        [9],
        [10, 11, 12],
    ]
    together = zone.lines()[2]
    assert together["text"] == "请 A007号 到 3号窗口，A008号 到 3号窗口办理"
    assert together["seq"] == 8
    assert speech.most == 1
    zone.announcer.stop()


def test_two_zones_on_one_sound_card_take_turns(tmp_path: Path) -> None:
    speech, card = Slow(), threading.Lock()
    zones = [Zone(tmp_path, lambda: speech, card=card, name=name) for name in ("voice-1", "voice-2")]
    for zone in zones:
        zone.announcer.start()
        zone.announcer.take(called(1, "A001"))
    speech.go_on.release(2)
    zones[0].wait_for(2)
    assert {line["display"] for line in zones[0].lines()} == {"voice-1", "voice-2"}
    assert speech.most == 1
    for zone in zones:
        zone.announcer.stop()


def test_what_got_too_old_while_it_waited_is_noted_and_not_spoken(tmp_path: Path) -> None:
    speech = Slow()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    zone.announcer.take(called(3, "A012"))
    wait_until(lambda: speech.speaking == 1)
    zone.announcer.take(called(4, "A013"))
    zone.announcer.take(called(50, "A014"))
    zone.now = at(65)
    speech.go_on.release(2)
    zone.wait_for(3)
    assert [(line["seq"], line["heard"], line["why"]) for line in zone.lines()] == [
        (3, "speech", ""),
        (4, "nothing", "too_old"),
        (50, "speech", ""),
    ]
    assert len(speech.said) == 2
    zone.announcer.stop()


def test_an_undone_call_that_waits_for_the_voice_is_noted_and_never_spoken(tmp_path: Path) -> None:
    speech = Slow()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    zone.announcer.take(called(3, "A012"))
    wait_until(lambda: speech.speaking == 1)
    zone.announcer.take(called(4, "A013"))
    zone.announcer.take(called(5, "A014", "w2"))
    zone.announcer.take(undone(6, "A013"))
    zone.wait_for(1)
    speech.go_on.release(2)
    zone.wait_for(3)
    assert [(line["seqs"], line["heard"], line["why"]) for line in zone.lines()] == [
        ([4], "nothing", "withdrawn"),
        ([3], "speech", ""),
        ([5], "speech", ""),
    ]
    assert not any("A013" in utterance.text or "一三" in utterance.text for utterance in speech.said)
    zone.announcer.stop()


def test_a_call_undone_while_another_zone_has_the_sound_card_is_not_spoken(tmp_path: Path) -> None:
    speech, card = SimulatedSpeech(), threading.Lock()
    zone = Zone(tmp_path, lambda: speech, card=card)
    with card:
        zone.announcer.start()
        zone.announcer.take(called(3, "A012"))
        zone.announcer.take(undone(4, "A012"))
        zone.announcer.take(called(5, "A013"))
    zone.wait_for(2)
    assert [(line["seqs"], line["why"]) for line in zone.lines()] == [([3], "withdrawn"), ([5], "")]
    assert len(speech.said) == 1
    zone.announcer.stop()


@pytest.mark.parametrize("sound, heard", [("chime", "chime"), ("silent", "nothing")])
def test_quiet_hours_leave_the_call_in_the_list(tmp_path: Path, sound: str, heard: str) -> None:
    speech = SimulatedSpeech()
    zone = Zone(tmp_path, lambda: speech, schedule=[{"hours": "daily 09:00-09:30", "sound": sound}])
    zone.announcer.start()
    zone.announcer.take(called(3, "A012"))
    zone.wait_for(1)
    line = zone.lines()[0]
    assert (line["text"], line["heard"], line["why"]) == ("请 A012号 到 3号窗口办理", heard, "quiet_hours")
    assert [utterance.text for utterance in speech.said] == ([""] if sound == "chime" else [])
    zone.now = at(30 * 60)
    zone.announcer.take(called(30 * 60, "A013"))
    zone.wait_for(2)
    assert (zone.lines()[1]["heard"], zone.lines()[1]["why"]) == ("speech", "")
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
    assert ProgressFile(tmp_path / "voice-1.seq").load() == Progress(3)
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
    assert (zone.lines()[0]["heard"], zone.lines()[0]["why"]) == ("nothing", "no_answer")
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
        zone.announcer.take(recalled(seq, "A012"))
    zone.wait_for(4)
    assert len(tries) == 1
    assert zone.conditions == [(Condition.FAULT, "unusable")]
    zone.clock.advance(31)
    zone.announcer.take(called(9, "A013"))
    zone.wait_for(5)
    assert len(tries) == 2
    zone.announcer.stop()


def test_a_failing_sound_card_leaves_the_recording(tmp_path: Path) -> None:
    speech = SimulatedSpeech()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    speech.fail_with(NotHeard("The sound card refused: Device busy.", Spoken(tmp_path / "call.wav", 7.0)))
    zone.announcer.take(called(3, "A012"))
    zone.wait_for(1)
    line = zone.lines()[0]
    assert (line["wav"], line["seconds"]) == (str(tmp_path / "call.wav"), 7.0)
    assert (line["heard"], line["why"]) == ("nothing", "sound_card")
    assert zone.conditions[-1] == (Condition.FAULT, "sound_card")
    zone.announcer.take(called(4, "A013"))
    zone.wait_for(2)
    assert (zone.lines()[1]["heard"], zone.lines()[1]["why"]) == ("nothing", "sound_card")
    assert zone.conditions.count((Condition.FAULT, "sound_card")) == 1
    zone.announcer.stop()


class Speechless(SimulatedSpeech):
    """Lacks the word for windows."""

    @override
    def rehearse(self, texts: Sequence[str]) -> None:
        assert any("窗口" in text for text in texts)
        raise DeviceUnusable("no clip for 窗口")


def test_a_voice_that_lacks_words_is_faulty_before_the_first_call(tmp_path: Path) -> None:
    speech = Speechless()
    zone = Zone(tmp_path, lambda: speech)
    zone.announcer.start()
    wait_until(lambda: zone.conditions == [(Condition.FAULT, "unusable")])
    assert speech.closed
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
    announced = Announced((Announcement(7, NINE, Call("A012", 3)),), ("请 A012号",), Heard.NOTHING, None)
    AnnouncementLog(path).add("voice-1", announced)
    lines = path.read_text().splitlines()
    assert len(lines) == KEPT_LOG_LINES
    assert json.loads(lines[-1])["seq"] == 7


@pytest.mark.parametrize("content", [b"", b"soon", b"\xff\xfe"])
def test_an_unreadable_place_is_no_place(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "announcer.seq"
    path.write_bytes(content)
    assert ProgressFile(path).load() == Progress()
