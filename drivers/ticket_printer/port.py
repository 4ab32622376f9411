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
    askable: bool = True
    """False for a printer behind a link that goes one way: its silence says nothing, and nothing else is ever known."""

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
            return "no-answer" if self.askable else "one-way"
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
    header: tuple[str, ...] = ()
    """Lines under the hall's name."""
    service_second: str = ""
    """The service in a second language, smaller."""
    footer: tuple[str, ...] = ()
    """Lines under the notice."""
    large: bool = False
    """Everything but the number at twice the size, for residents who do not see well."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One paragraph or list row of a sheet, wrapped by the printer's driver."""

    text: str
    """Empty for a blank line."""
    tick: bool = False
    """A box to tick stands before it."""
    indent: bool = False
    """Begins under the text of a row with a box."""
    strong: bool = False
    """Bold, such as the heading of a list."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper to take along that is no slip, such as a service's list of materials or a card for a second visit."""

    heading: str
    """Who gives it out: the hall's name."""
    title: str
    """What it is, large."""
    subtitle: str = ""
    """The title in a second language, or what it is about."""
    lines: tuple[SheetLine, ...] = ()
    footer: tuple[str, ...] = ()
    """Small, in the middle, at the end; the first ones stand under the QR code."""
    qr: str | None = None
    """Content of the QR code; None leaves it out."""
    number: str = ""
    """As large as the paper allows, as on a slip; empty leaves it out."""
    large: bool = False
    """Everything but the number at twice the size, for residents who do not see well."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What became of one slip or sheet: printed only if the status after the cut says so."""

    printed: bool
    status: PrinterStatus
    void: bool = False
    """The slip was begun and is not finished: whatever of it comes out is marked as void, so another one may be printed."""
    sent: bool = False
    """Everything was handed to a printer that cannot be asked; nobody knows what became of it."""
    paper_mm: float = 0.0
    """Paper that a printed slip took, feed to the cutter included."""


class TicketPrinter(Protocol):
    """An opened printer."""

    def status(self) -> PrinterStatus:
        """Ask now; silence is ``answered=False``. Raises LinkLost when the link itself is gone."""

    def print_slip(self, slip: Slip) -> PrintResult:
        """Print and cut one slip; nothing is sent when the printer is not ready. Raises LinkLost."""

    def print_sheet(self, sheet: Sheet) -> PrintResult:
        """As ``print_slip``."""

    def void_rest(self) -> bool:
        """Mark as void and cut off what a slip that was not finished has left in the printer, also before it was opened.

        True when that is done, False when the printer is not ready. Raises LinkLost.
        """

    def changed(self) -> bool:
        """Whether the printer has spoken up by itself since it was last asked; at once. Raises LinkLost."""

    def close(self) -> None:
        """Let go of the printer and its link."""
