"""What a kiosk needs of a ticket printer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Paper(StrEnum):
    """What the printer says of its paper roll."""

    UNKNOWN = "unknown"
    OK = "ok"
    NEAR_END = "near-end"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The printer's own word; a field that was not answered is unknown (None), never fine."""

    answered: bool
    paper: Paper = Paper.UNKNOWN
    cover_open: bool | None = None
    error: bool | None = None

    @property
    def ready(self) -> bool:
        """True only when the printer answered and nothing stands in the way of a slip."""
        return (
            self.answered
            and self.paper in {Paper.OK, Paper.NEAR_END}
            and self.cover_open is False
            and self.error is False
        )

    @property
    def reason(self) -> str:
        """Stable word for what is wrong, empty when nothing is."""
        if not self.answered:
            return "no-answer"
        if self.cover_open:
            return "cover-open"
        if self.paper is Paper.OUT:
            return "paper-out"
        if self.error:
            return "printer-error"
        return "paper-near-end" if self.paper is Paper.NEAR_END else ""


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything a resident reads on the paper. Texts are final and in the slip's language."""

    hall: str
    number: str
    service: str
    rows: tuple[tuple[str, str], ...]
    """Label and value, such as ("前面等候", "12 人"), in order."""
    issued_at: datetime
    notice: str = ""
    qr: str = ""
    """Content of the QR code; empty leaves it out."""
    qr_caption: str = ""
    reprint_mark: str = ""
    """Printed under the number when this is a second slip, such as 补打."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What became of one slip: printed only if the status after the cut says so."""

    printed: bool
    status: PrinterStatus


class TicketPrinter(Protocol):
    """An opened printer."""

    def status(self) -> PrinterStatus:
        """Ask now; silence is ``answered=False``. Raises LinkLost when the link itself is gone."""

    def print_slip(self, slip: Slip) -> PrintResult:
        """Print and cut one slip; nothing is sent when the printer is not ready. Raises LinkLost."""

    def close(self) -> None:
        """Let go of the printer and its link."""
