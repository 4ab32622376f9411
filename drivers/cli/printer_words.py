"""A printer's status in words for a technician."""

from __future__ import annotations

from drivers.ticket_printer.port import PrinterStatus

_REASONS = {
    "no-answer": "the printer does not answer; is it switched on, and is the link the right one?",
    "one-way": "nothing can come back over this link, so nobody knows how the printer is",
    "cover-open": "its cover is open",
    "paper-out": "it has no paper",
    "paper-near-end": "its paper is near the end",
    "printer-error": "it reports a fault of its own (cutter, head)",
}


def printer_words(status: PrinterStatus) -> str:
    """A clause without its full stop."""
    return _REASONS[status.reason] if status.reason else "it is ready and has paper"
