"""What the sign of a window says.

Responsible for: the hall's texts and colours for each state of a window, and whether the window is closed: by the hours of its
services, which are known here also while the server is away, or by what the server says of the day. Not responsible for showing
it (``window_sign``) or for keeping the state (``signs``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.model import HallConfig, ServiceSection
from config.model.hours import WEEKDAYS
from config.sign_text import fill
from display.hall_state import HallState, WindowCall
from drivers.led_display.port import SignColour, SignText
from queue_server.wire.messages import Unavailable, WindowStatus

_NO_SUCH_DAY = frozenset({Unavailable.HOLIDAY, Unavailable.DAY_CLOSED})
"""Reasons of the day, which weekly hours know nothing of."""


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
        self._window = section.id
        self._texts = hall.signs
        self._number = section.number
        self._services = tuple(hall.service(service) for service in section.services)
        self._zone = ZoneInfo(hall.hall.timezone)
        self._make_up_like = WEEKDAYS.index(hall.calendar.make_up_like)

    def wanted(self, state: HallState, now: datetime) -> Wanted:
        """What the sign should say at that time, zone-aware.

        Everybody who took a number before closing is served, so a window with people waiting is not closed.
        """
        window = state.window(self._window)
        ticket = window.ticket
        if ticket is None and not self._has_work(state) and not self._is_open(state, now):
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

    def _has_work(self, state: HallState) -> bool:
        """Whether anybody waits for one of the window's services."""
        queues = (state.service(service.id) for service in self._services)
        return any(queue is not None and queue.waiting > 0 for queue in queues)

    def _is_open(self, state: HallState, now: datetime) -> bool:
        """Whether any service of the window is open."""
        local = now.astimezone(self._zone)
        return not state.day_closed and any(
            self._gives_numbers(service, state, local) for service in self._services
        )

    def _gives_numbers(self, service: ServiceSection, state: HallState, local: datetime) -> bool:
        """By the weekly hours of its season, unless the server said on this day that it is another kind of day: a holiday,
        or one without hours of its own on which numbers are given all the same, which has the hours of a workday (调休)."""
        day, minute, weekday = local.date(), local.hour * 60 + local.minute, local.weekday()
        hours = service.hours_on(day)
        queue = state.service(service.id) if state.business_day == day else None
        if queue is not None and not queue.open and queue.unavailable in _NO_SUCH_DAY:
            return False
        if queue is not None and queue.open and not any(weekday in period.weekdays for period in hours):
            weekday = self._make_up_like
        return any(period.covers(weekday, minute) for period in hours)
