"""The list of materials to take along (一次性告知单) as a value.

Responsible for: which words stand on it, in one language. Not responsible for: how a printer sets them.
"""

from __future__ import annotations

from collections.abc import Iterator

from config.model import HallConfig
from drivers.ticket_printer.port import Sheet, SheetLine
from i18n import Words
from kiosk.guide_text import guide_parts, heading_of, material_line, note_of
from kiosk.offers import Offer
from kiosk.wording import in_language

_LEFT_OUT = {"summary", "materials"}
"""Of the guide: the one is on the screen, the other stands first."""


def materials_sheet(words: Words, hall: HallConfig, offer: Offer, *, large: bool) -> Sheet:
    """Everything that has to be brought, to be ticked off at home, and what else the guide says."""
    return Sheet(
        heading=in_language(words, hall.hall.name),
        title=words("sheet.title"),
        subtitle=in_language(words, offer.name),
        lines=tuple(_lines(words, hall, offer)),
        footer=(words("sheet.footer"),),
        large=large,
    )


def _lines(words: Words, hall: HallConfig, offer: Offer) -> Iterator[SheetLine]:
    yield SheetLine(words("guide.materials"), strong=True)
    for material in offer.materials:
        yield SheetLine(material_line(words, material), tick=True)
        note = note_of(words, material)
        if note:
            yield SheetLine(note, indent=True)
    for part in guide_parts(words, hall, offer):
        if part.kind in _LEFT_OUT:
            continue
        yield SheetLine("")
        yield SheetLine(heading_of(words, part), strong=True)
        for text, _ in part.entries:
            yield SheetLine(text)
