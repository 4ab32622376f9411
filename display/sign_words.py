"""What the sign of a window says.

Responsible for: the hall's texts and colours for each state of a window, and whether the window is closed by the hall's
hours. Not responsible for showing it (``window_sign``) or for keeping the state (``signs``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.model import HallConfig
from config.sign_text import fill
from display.hall_state import WindowCall
from drivers.led_display.port import SignColour, SignText
from queue_server.wire.messages import WindowStatus


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sign should say. ``call`` counts the ticket's calls, so that a recall pulses although the words are the same."""

    text: SignText
    call: int = 0


class SignWords:
    """The words of one window."""

    def __init__(self, hall: HallConfig, window: str) -> None:
        """Raises KeyError for a window that the hall does not have."""
        section = hall.window(window)
        self._texts = hall.signs
        self._number = section.number
        self._services = tuple(hall.service(service) for service in section.services)
        self._zone = ZoneInfo(hall.hall.timezone)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that people may wait for here."""
        return tuple(service.id for service in self._services)

    def wanted(self, window: WindowCall, now: datetime, *, waiting: int = 0) -> Wanted:
        """What the sign should say at that time, zone-aware, with so many people waiting for the window's services.

        Everybody who took a number before closing is served, so a window with people waiting is not closed.
        """
        ticket = window.ticket
        if ticket is None and waiting == 0 and not self._is_open(now):
            return Wanted(self._text(self._texts.closed, self._texts.closed_colour))
        text = self._in_words(window)
        calls = ticket.calls if ticket is not None and window.status is WindowStatus.CALLED else 0
        return Wanted(text, calls)

    def _in_words(self, window: WindowCall) -> SignText:
        number = window.ticket.number if window.ticket is not None else ""
        if window.status is WindowStatus.CALLED:
            return self._text(self._texts.calling, self._texts.calling_colour, number, flashing=True)
        if window.status is WindowStatus.SERVING:
            return self._text(self._texts.serving, self._texts.serving_colour, number)
        if window.status is WindowStatus.PAUSED:
            return self._text(self._texts.paused, self._texts.paused_colour)
        return self._text(self._texts.idle, self._texts.idle_colour)

    def _text(self, text: str, colour: str, number: str = "", *, flashing: bool = False) -> SignText:
        return SignText(fill(text, number=number, window=self._number), SignColour(colour), flashing)

    def _is_open(self, now: datetime) -> bool:
        """Whether any service of the window is open."""
        local = now.astimezone(self._zone)
        minute = local.hour * 60 + local.minute
        return any(service.is_open(local.weekday(), minute) for service in self._services)
