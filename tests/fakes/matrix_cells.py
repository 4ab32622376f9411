"""Every cell of the fault matrix played by the rig of its device."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes.matrix_desk import EvaluatorRig, KeypadRig, SignRig
from tests.fakes.matrix_hall import Cell, DeviceKind, MatrixHall
from tests.fakes.matrix_kiosk import PrinterRig, ReaderRig
from tests.fakes.matrix_rig import Report, Rig, play
from tests.fakes.matrix_voice import VoiceRig

RIGS: dict[DeviceKind, Callable[[MatrixHall, Cell], Rig]] = {
    DeviceKind.ID_CARD_READER: ReaderRig,
    DeviceKind.SOCIAL_CARD_READER: ReaderRig,
    DeviceKind.PRINTER: PrinterRig,
    DeviceKind.KEYPAD: KeypadRig,
    DeviceKind.EVALUATOR: EvaluatorRig,
    DeviceKind.SIGN: SignRig,
    DeviceKind.VOICE: VoiceRig,
}


def play_cell(hall: MatrixHall, cell: Cell) -> Report:
    """Break the cell's device, play a visit, mend it, play another."""
    return play(RIGS[cell.device](hall, cell), cell.fault)
