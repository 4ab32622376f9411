"""Two loudspeakers' zones of one display program over the real server."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from config.model import AnnouncerSection, DeviceSection, HallConfig, Pyttsx3Speech, WindowSection
from display.bootstrap import DisplayProgram, Options
from drivers.speech.port import Spoken, Utterance
from drivers.speech.simulated import SimulatedSpeech
from queue_server.client import new_request_id
from queue_server.wire.messages import WindowCommand
from tests.fakes.polling import wait_until
from tests.fakes.running_server import running_server


class Room:
    """Counts the voices that are heard at once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._speaking = 0
        self.most = 0

    def open_speech(self, _settings: DeviceSection, _folder: Path) -> Audible:
        return Audible(self)

    def listen(self, seconds: float) -> None:
        """One voice speaks until another does too, at most for so long."""
        with self._changed:
            self._speaking += 1
            self.most = max(self.most, self._speaking)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most > 1, seconds)
            self._speaking -= 1


class Audible(SimulatedSpeech):
    """Takes a moment to speak."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room

    @override
    def say(self, utterance: Utterance) -> Spoken:
        self._room.listen(2.0)
        return super().say(utterance)


def with_zones(hall: HallConfig, cards: tuple[str, str]) -> HallConfig:
    """The first zone speaks window 1 in Chinese, the second everything in English."""
    zones = (
        AnnouncerSection(kind="announcer", id="zone-1", speech="speaker-1", language="zh", windows=("1",)),
        AnnouncerSection(kind="announcer", id="zone-2", speech="speaker-2", language="en"),
    )
    devices = tuple(
        Pyttsx3Speech(id=f"speaker-{place}", kind="speech", driver="pyttsx3", card=card)
        for place, card in enumerate(cards, 1)
    )
    other = WindowSection(id="elsewhere", number=9, services=(hall.services[0].id,))
    windows = (*hall.windows, other)
    return hall.model_copy(
        update={
            "displays": (*hall.displays, *zones),
            "devices": (*hall.devices, *devices),
            "windows": windows,
        }
    )


def lines(state: Path) -> list[dict[str, Any]]:
    path = state / "announcements.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


@pytest.mark.parametrize("cards, at_once", [(("hw:1", "hw:1"), 1), (("hw:1", "hw:2"), 2)])
def test_zones_speak_their_own_words_and_share_a_sound_card_in_turns(
    tmp_path: Path, cards: tuple[str, str], at_once: int
) -> None:
    room, state, stop = Room(), tmp_path / "display", threading.Event()
    with running_server(tmp_path) as server:
        options = Options(("zone-1", "zone-2"), state)
        program = DisplayProgram(
            with_zones(server.hall, cards), server.new_client(), options, speech=room.open_speech
        )
        thread = threading.Thread(target=program.run, args=(stop,))
        thread.start()
        try:
            server.issue(1)
            server.client.window("1", "call-next", WindowCommand(request_id=new_request_id()))
            wait_until(lambda: len(lines(state)) == 2, seconds=10)
        finally:
            stop.set()
            thread.join(5)
    assert {line["display"]: line["text"] for line in lines(state)} == {
        "zone-1": "请 A001号 到 1号窗口办理",
        "zone-2": "A001, please go to window 1",
    }
    assert room.most == at_once
