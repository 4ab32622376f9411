"""What visitors can do to an emulated printer, and how it looks.

Responsible for: faults by name. Not responsible for: what is on the paper (``slips``).
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.port import Paper

PAPER_FAULTS: Mapping[str, Paper] = {"paper-out": Paper.OUT, "near-end": Paper.NEAR_END}
COVER_OPEN = "cover-open"


def set_fault(printer: EscposEmulator, fault: str, *, on: bool) -> None:
    """Break or mend; a printer has one paper, so its two paper faults replace each other. ValueError: no such fault."""
    if fault == COVER_OPEN:
        printer.set_cover(open_=on)
    elif fault in PAPER_FAULTS:
        printer.set_paper(PAPER_FAULTS[fault] if on else Paper.OK)
    else:
        raise ValueError(fault)


def faults_of(printer: EscposEmulator) -> list[str]:
    """The faults it has now."""
    state = printer.state()
    faults = [name for name, paper in PAPER_FAULTS.items() if state["paper"] == paper.value]
    return [*faults, COVER_OPEN] if state["cover_open"] else faults
