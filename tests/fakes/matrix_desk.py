"""The desk of a cell: the counter agent over a line with a keypad, an evaluator and a sign, one of which fails.

Absent and unplugged mean the line's adapter, and with it all three; garbage, silence and slowness are one device's, and
the two others must not notice.
"""

from __future__ import annotations

import time
from contextlib import suppress

from typing_extensions import override

from counter.bootstrap import CounterAgent
from drivers.evaluator.ff68_emulator import EvaluatorEmulator, EvaluatorMode
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.pty_link import open_pty
from drivers.rs485.line_emulator import LineEmulator
from drivers.rs485.line_plug import Misbehaviour
from drivers.rs485.repeats import WINDOW
from tests.fakes.faulty_end import FaultyEnd
from tests.fakes.matrix_hall import LINE_KINDS, Cell, DeviceKind, Fault, MatrixHall, link_of
from tests.fakes.matrix_rig import PATIENCE, Rig
from tests.fakes.polling import wait_until

CALL = "0C"
HABITS = {
    Fault.GARBAGE: Misbehaviour(garbage_first=bytes.fromhex("FF 68 20 A0 90 FE"), corrupt_checksum=True),
    Fault.SILENT: Misbehaviour(unplugged=True),
    Fault.SLOW: Misbehaviour(delay=0.07),
}
ADAPTER = {Fault.ABSENT, Fault.UNPLUGGED_IDLE, Fault.UNPLUGGED_BUSY}


class DeskRig(Rig):
    """A clerk and a resident at the window; steps of other devices are taken at a browser."""

    def __init__(self, hall: MatrixHall, cell: Cell) -> None:
        super().__init__(hall, cell)
        self.end = FaultyEnd(open_pty(link_of(hall.folder, cell)))
        self.line = LineEmulator(self.end)
        self.keypad, self.evaluator, self.sign = KeypadEmulator(1), EvaluatorEmulator(0x81), SignEmulator(1)
        for device in (self.keypad, self.evaluator, self.sign):
            self.line.add(device)
        self.line.start()
        self._pressed_at = 0.0
        self.edge_client = hall.server.new_client()
        self.agent = CounterAgent(
            hall.server.hall,
            self.edge_client,
            hall.folder / f"counter-{cell.index}",
            link=str(link_of(hall.folder, cell)),
        )

    @property
    def failing(self) -> KeypadEmulator | EvaluatorEmulator | SignEmulator:
        """The device that fails."""
        devices: dict[DeviceKind, KeypadEmulator | EvaluatorEmulator | SignEmulator] = {
            DeviceKind.KEYPAD: self.keypad,
            DeviceKind.EVALUATOR: self.evaluator,
            DeviceKind.SIGN: self.sign,
        }
        return devices[self.cell.device]

    @override
    def start(self) -> None:
        self.agent.start()

    @override
    def stop(self) -> None:
        self.agent.stop()
        self.edge_client.close()
        self.line.close()

    @override
    def break_device(self, fault: Fault) -> None:
        if fault in HABITS:
            self.failing.misbehave(HABITS[fault])
        elif fault is Fault.UNPLUGGED_BUSY:
            self.end.cut_in_writing(1)
        else:
            self.end.unplug()

    @override
    def mend_device(self) -> None:
        self.failing.misbehave(Misbehaviour())
        self.end.mend()

    @override
    def is_ready(self) -> bool:
        """The line is there when all of it can be reached and its sign shows how the window is."""
        states = [self.hall.device(self.cell.name_of(kind))[0] for kind in LINE_KINDS]
        reached = "offline" not in states and states[-1] == "online"
        return reached and self.sign.state().text.strip() == self.expected_sign()

    def press_keypad(self) -> None:
        """Call the next, no sooner after the last press than a repeat is told from a second press."""
        time.sleep(max(0.0, self._pressed_at + WINDOW + 0.1 - time.monotonic()))
        self.keypad.press(CALL)
        self._pressed_at = time.monotonic()

    def press_evaluator(self) -> None:
        """Press "very satisfied", in the same patience."""
        time.sleep(max(0.0, self._pressed_at + WINDOW + 0.1 - time.monotonic()))
        self.evaluator.press(3)
        self._pressed_at = time.monotonic()

    def expected_sign(self) -> str:
        """What the sign must say now."""
        tickets = self.hall.tickets(self.cell)
        if not tickets or tickets[-1][1] != "called":
            return "空闲"
        return f"请{tickets[-1][0]}"

    @override
    def check_staff(self, fault: Fault) -> None:
        if fault in ADAPTER:
            for kind in LINE_KINDS:
                self.hall.wait_for_device(self.cell.name_of(kind), "offline")
        else:
            self.check_device(fault)

    def check_device(self, fault: Fault) -> None:
        """A keypad or an evaluator that says nothing is unknown, never well; one that spoke is well."""
        self.hall.wait_for_device(self.cell.name, "online" if fault is Fault.SLOW else "unknown")


class KeypadRig(DeskRig):
    """The keypad fails: the clerk goes on at a browser."""

    @override
    def call(self, *, works: bool) -> None:
        self.press_keypad()
        if works:
            self.wait_called()
            wait_until(lambda: self.keypad.state().success is True, seconds=PATIENCE)
            wait_until(lambda: self.keypad.state().ticket == self.number[-3:], seconds=PATIENCE)
            return
        # A keypad repeats a press for a second; a clerk who hears nothing waits that long before the mouse.
        wait_until(lambda: not self.keypad.state().pending, seconds=PATIENCE)
        assert self.keypad.state().success is None
        super().call(works=works)


PRESSES = 5


class EvaluatorRig(DeskRig):
    """The evaluator fails: the service goes unrated, and the next one is not."""

    def __init__(self, hall: MatrixHall, cell: Cell) -> None:
        super().__init__(hall, cell)
        self.rated_in_vain = 0

    @override
    def rate(self, *, works: bool) -> None:
        before = self.hall.ratings(self.cell)
        self.act("finish")
        if not works:
            self.press_evaluator()
            wait_until(lambda: not self.evaluator.state().pending, seconds=PATIENCE)
            self.rated_in_vain += 1
            assert self.hall.ratings(self.cell) == before
            return
        wait_until(lambda: self.evaluator.state().mode is EvaluatorMode.INVITING, seconds=PATIENCE)
        thanks = self.evaluator.state().thanks
        # It may be inviting since the visit before: a press that comes before the agent has heard of this finish is
        # nobody's, and a resident who is not thanked presses again.
        for _ in range(PRESSES):
            self.press_evaluator()
            with suppress(AssertionError):
                wait_until(lambda: self.evaluator.state().thanks == thanks + 1, seconds=PATIENCE / PRESSES)
                break
        assert self.evaluator.state().thanks == thanks + 1
        assert self.hall.ratings(self.cell) == before + 1

    @override
    def rated(self, *, expected: int) -> bool:
        return super().rated(expected=expected - self.rated_in_vain)


class SignRig(DeskRig):
    """The sign fails: the board and the voice call as before, and the sign says the newest when it is back."""

    @override
    def call(self, *, works: bool) -> None:
        super().call(works=works)
        if works:
            wait_until(lambda: self.sign.state().text.strip() == f"请{self.number}", seconds=PATIENCE)
        elif self.cell.fault not in ADAPTER:
            # The keypad beside it works on.
            wait_until(lambda: self.keypad.state().ticket == self.number[-3:], seconds=PATIENCE)

    @override
    def check_device(self, fault: Fault) -> None:
        self.hall.wait_for_device(self.cell.name, "online" if fault is Fault.SLOW else "fault")
