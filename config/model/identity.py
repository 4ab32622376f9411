"""Who the hall is."""

from __future__ import annotations

from config.model.base import Bilingual, Identifier, Settings


class HallSection(Settings):
    """Who the hall is and the wording it prints."""

    id: Identifier
    name: Bilingual
    timezone: str = "Asia/Shanghai"
    phone: str = ""
    notice: Bilingual = Bilingual(
        zh="叫号三次未到作过号，请到服务台恢复", en="Missed three calls? See the desk"
    )
    ticket_page_url: str = ""
    """Address that the slip's QR code leads to; ``{ticket}`` is replaced by the ticket's random id. Empty: no QR."""
