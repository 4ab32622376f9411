"""The paper slip of a ticket as a value.

Responsible for: which words stand on it. Not responsible for: how a printer sets them, or when.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from config.model import HallConfig
from drivers.ticket_printer.port import Slip
from i18n import Words
from kiosk.wording import in_language, wait_phrase, windows_phrase
from queue_server.wire.messages import IssuedTicket


def ticket_page(hall: HallConfig, ticket_id: str) -> str:
    """Address of the ticket's public page; empty when the hall has none."""
    return hall.hall.ticket_page_url.replace("{ticket}", ticket_id)


def build_slip(
    hall: HallConfig, words: Words, issued: IssuedTicket, *, zone: tzinfo, reprint: bool = False
) -> Slip:
    """The slip in the language of ``words``. A second slip carries the values of now and says that it is one."""
    ticket = issued.ticket
    taken: datetime = ticket.issued_at.astimezone(zone)
    rows = [
        (words("slip.ahead"), words("slip.ahead_value", count=issued.people_ahead)),
        (words("slip.wait"), wait_phrase(words, issued.expected_wait)),
        (words("slip.windows"), windows_phrase(words, hall, ticket.service, "slip.window")),
        (words("slip.taken_at"), taken.strftime("%m-%d %H:%M")),
    ]
    page = ticket_page(hall, ticket.id)
    return Slip(
        hall=in_language(words, hall.hall.name),
        number=ticket.number,
        service=in_language(words, hall.service(ticket.service).name),
        rows=tuple(row for row in rows if row[1]),
        issued_at=taken,
        notice=in_language(words, hall.hall.notice),
        qr=page,
        qr_caption=words("slip.qr") if page else "",
        reprint_mark=words("slip.reprint") if reprint else "",
    )
