"""The paper slip of a ticket as a value.

Responsible for: which words stand on it, by the hall's template, in one language or two. Not responsible for: how a printer
sets them, or when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from config.model import HallConfig, SlipRow
from drivers.ticket_printer.port import Slip
from i18n import Catalogue
from kiosk.offers import find_offer
from kiosk.paper_texts import PaperTexts, chosen_variant
from kiosk.urgency import find_class
from kiosk.wording import chain_phrase, wait_phrase
from queue_server.wire.messages import IssuedTicket


@dataclass(frozen=True, slots=True)
class SlipStyle:
    """What is not the same on every slip of a hall."""

    language: str = ""
    """The language chosen at the kiosk; empty when nobody chose one."""
    large: bool = False
    """Large type was chosen."""
    reprint: bool = False
    """A second slip: it carries the values of now and says that it is one."""


def ticket_page(hall: HallConfig, ticket_id: str) -> str:
    """Address of the ticket's public page; empty when the hall has none."""
    return hall.hall.ticket_page_url.replace("{ticket}", ticket_id)


def build_slip(
    hall: HallConfig, catalogue: Catalogue, issued: IssuedTicket, style: SlipStyle, *, zone: tzinfo
) -> Slip:
    """The slip by the hall's template."""
    template = hall.slip
    texts = PaperTexts(catalogue, chosen_variant(template.variant, style.language, catalogue.languages[0]))
    ticket = issued.ticket
    taken: datetime = ticket.issued_at.astimezone(zone)
    offer = find_offer(hall, ticket.package or ticket.service)
    service = texts.own(offer.name)
    below = chain_phrase(texts.words, offer) if offer.is_package else "".join(service[1:])
    rows = (_row(kind, hall, texts, issued, taken) for kind in template.rows)
    page = ticket_page(hall, ticket.id) if template.qr else ""
    notice = texts.own(hall.hall.notice) if template.notice else ()
    return Slip(
        hall=texts.own(hall.hall.name)[0],
        header=texts.all(template.header),
        number=ticket.number,
        service=service[0],
        service_second=below,
        rows=(*_priority(hall, texts, ticket.priority), *(row for row in rows if row[1])),
        issued_at=taken,
        notice="".join(notice[:1]),
        footer=(*notice[1:], *texts.all(template.footer)),
        qr=page,
        qr_caption=texts.label("qr") if page else "",
        reprint_mark=texts.label("reprint") if style.reprint else "",
        large=style.large or template.large,
    )


def _priority(hall: HallConfig, texts: PaperTexts, wanted: str) -> tuple[tuple[str, str], ...]:
    """Whoever goes first sees as what, whichever rows the template has; nothing for walk-ins."""
    section = find_class(hall, wanted)
    return () if section is None else ((texts.label("priority"), texts.own(section.name)[0]),)


def _row(
    kind: SlipRow, hall: HallConfig, texts: PaperTexts, issued: IssuedTicket, taken: datetime
) -> tuple[str, str]:
    """Label and value; the row is left out when there is no value."""
    match kind:
        case SlipRow.AHEAD:
            return texts.label("ahead"), texts.label("ahead_value", count=issued.people_ahead)
        case SlipRow.WAIT:
            phrases = "wait_both" if texts.both else "wait"
            return texts.label("wait"), wait_phrase(texts.words, issued.expected_wait, phrases)
        case SlipRow.WINDOWS:
            return texts.label("windows"), texts.windows(hall, issued.ticket.service)
        case SlipRow.TAKEN_AT:
            return texts.label("taken_at"), taken.strftime("%m-%d %H:%M")
        case SlipRow.PHONE:
            return texts.label("phone"), hall.hall.phone
        case SlipRow.KIOSK:
            return texts.label("kiosk"), issued.ticket.kiosk or ""
