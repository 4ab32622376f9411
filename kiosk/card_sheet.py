"""The second-visit card (二次优先卡) on paper as a value.

Responsible for: which words stand on it, in the hall's language of slips. Not responsible for: how a printer sets them, or who
gets the card. The code is on the paper and in the value, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from config.model import HallConfig
from drivers.ticket_printer.port import Sheet, SheetLine
from i18n import Catalogue
from kiosk.offers import offers
from kiosk.paper_texts import PaperTexts
from queue_server.wire.messages import SecondVisitCard

GROUP = 4
"""Characters between two gaps of the code: people type it from the paper."""
_STEPS = ("step_open", "step_code", "step_service")


def card_sheet(hall: HallConfig, catalogue: Catalogue, card: SecondVisitCard) -> Sheet:
    """What it is, the code, what it is good for, until when, and how to use it at a kiosk.

    There is no QR code: kiosks read cards of plastic alone.
    """
    texts = PaperTexts(catalogue, hall.slip.variant)
    title, *second = texts.each("card_sheet.title")
    return Sheet(
        heading=texts.own(hall.hall.name)[0],
        title=title,
        subtitle="".join(second),
        number=grouped(card.code),
        lines=tuple(_lines(hall, texts, card)),
        footer=tuple(_footer(hall, texts)),
        large=hall.slip.large,
    )


def grouped(code: str) -> str:
    """The code with gaps, as it is easy to copy."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _lines(hall: HallConfig, texts: PaperTexts, card: SecondVisitCard) -> Iterator[SheetLine]:
    names = {offer.id: offer.name for offer in offers(hall)}
    for key, wanted in (("service", card.service), ("package", card.package)):
        # The hall may have given it up while the card was on its way.
        for text in texts.each(f"card_sheet.{key}", name=names[wanted]) if wanted in names else ():
            yield SheetLine(text, strong=True)
    day = card.valid_until
    for text in texts.each("card_sheet.until", year=day.year, month=day.month, day=day.day):
        yield SheetLine(text)
    yield SheetLine("")
    for heading, *steps in zip(
        texts.each("card_sheet.how"), *map(texts.each, map("card_sheet.{}".format, _STEPS)), strict=True
    ):
        yield SheetLine(heading, strong=True)
        yield from map(SheetLine, steps)


def _footer(hall: HallConfig, texts: PaperTexts) -> Iterator[str]:
    yield from texts.each("card_sheet.once")
    if hall.hall.phone:
        yield f"{texts.label('phone')} {hall.hall.phone}"
