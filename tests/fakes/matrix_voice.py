"""The loudspeaker of a cell: the display program with a voice in memory that fails."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

from typing_extensions import override

from config.model import DeviceSection
from display.bootstrap import DisplayProgram, Options
from drivers.errors import BadAnswer, DeviceError, LinkLost, LinkUnavailable, NoAnswer
from drivers.speech.port import Spoken, Utterance
from drivers.speech.simulated import SimulatedSpeech
from tests.fakes.matrix_hall import Cell, Fault, MatrixHall
from tests.fakes.matrix_rig import PATIENCE, Rig
from tests.fakes.polling import wait_until

SLOW_SECONDS = 0.3
NEXT_CALL_SECONDS = 2.5
"""A call so long after the voice is well must be heard; one before that may come in the pause after a failure."""


class FaultySpeech(SimulatedSpeech):
    """Fails while it speaks, as the cell says."""

    def __init__(self, rig: VoiceRig) -> None:
        super().__init__()
        self._rig = rig

    @override
    def say(self, utterance: Utterance) -> Spoken:
        if self._rig.slow:
            time.sleep(SLOW_SECONDS)
        if self._rig.failure is not None:
            raise self._rig.failure
        spoken = super().say(utterance)
        self._rig.said.append(utterance.text)
        return spoken


class VoiceRig(Rig):
    """The voice fails: calls are shown as before, each leaves a trace, and the next one is heard."""

    def __init__(self, hall: MatrixHall, cell: Cell) -> None:
        super().__init__(hall, cell)
        self.said: list[str] = []
        self.failure: DeviceError | None = None
        self.absent = False
        self.slow = False
        self._well_since = 0.0
        self.state = hall.folder / f"display-{cell.index}"
        self.edge_client = hall.server.new_client()
        options = Options((cell.place,), self.state)
        self.program = DisplayProgram(hall.server.hall, self.edge_client, options, speech=self._open)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.program.run, args=(self._stop,), daemon=True)

    def _open(self, _settings: DeviceSection, _folder: Path) -> SimulatedSpeech:
        if self.absent:
            raise LinkUnavailable("There is no sound card.")
        return FaultySpeech(self)

    @override
    def start(self) -> None:
        self._thread.start()

    @override
    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self.edge_client.close()

    @override
    def break_device(self, fault: Fault) -> None:
        self.absent = fault is Fault.ABSENT
        self.slow = fault is Fault.SLOW
        failures = {
            Fault.UNPLUGGED_IDLE: LinkLost("The sound card is gone."),
            Fault.UNPLUGGED_BUSY: LinkLost("The sound card went away in the middle."),
            Fault.GARBAGE: BadAnswer("The voice answered nonsense."),
            Fault.SILENT: NoAnswer("The voice does not answer."),
        }
        self.failure = failures.get(fault)

    @override
    def mend_device(self) -> None:
        self.absent, self.slow, self.failure = False, False, None
        self._well_since = time.monotonic()

    @override
    def is_ready(self) -> bool:
        """Nobody can tell whether a voice is back before it has something to say."""
        if not self.hall.tickets(self.cell):
            return self.hall.device(self.cell.name)[0] != ""
        return self.cell.fault is Fault.SLOW or time.monotonic() > self._well_since + NEXT_CALL_SECONDS

    @override
    def call(self, *, works: bool) -> None:
        heard, traces = len(self.said), len(self.traces())
        super().call(works=works)
        wait_until(lambda: len(self.traces()) == traces + 1, seconds=4.0)
        if works:
            wait_until(lambda: len(self.said) == heard + 1, seconds=PATIENCE)
            assert f"{self.cell.index}" in self.said[-1]
        else:
            assert len(self.said) == heard

    def traces(self) -> list[dict[str, object]]:
        """Everything that was called here, heard or not."""
        path = self.state / "announcements.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    @override
    def check_staff(self, fault: Fault) -> None:
        self.hall.wait_for_device(self.cell.name, "online" if fault is Fault.SLOW else "fault")
