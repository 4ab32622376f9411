"""Residents who come back to a window: with a number that was passed, or with what they went to fetch.

Responsible for: who stands where, and when. Not responsible for: what the clerk then does (``clerks``). Times are simulated
seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from virtual_hall.autopilot.ports import TicketSeen

SHOWN_TIMES = 2
"""A clerk who cannot restore a number after so many presses sends its resident home."""


@dataclass(slots=True)
class _Late:
    at: float
    window: str
    ticket: TicketSeen
    pressed: int = 0


class Comebacks:
    """Everybody on the way back."""

    def __init__(self) -> None:
        self._late: dict[str, _Late] = {}
        self._fetching: dict[str, float] = {}

    def will_show(self, window: str, ticket: TicketSeen, at: float) -> None:
        """Somebody was late and will show the passed number at that window."""
        self._late[ticket.id] = _Late(at, window, ticket)

    def has_gone_to_fetch(self, ticket_id: str, back_at: float) -> None:
        """The ticket was parked; its resident is back at that time."""
        self._fetching[ticket_id] = back_at

    def forget(self, ticket_id: str) -> None:
        """The ticket goes on, or ends."""
        self._late.pop(ticket_id, None)
        self._fetching.pop(ticket_id, None)

    def clear(self) -> None:
        """A new day."""
        self._late.clear()
        self._fetching.clear()

    def shown_at(self, window: str, now: float) -> TicketSeen | None:
        """The passed number that somebody shows there, the first who came."""
        here = [late for late in self._late.values() if late.window == window and late.at <= now]
        return min(here, key=lambda late: late.at).ticket if here else None

    def note_pressed(self, ticket_id: str) -> None:
        """The clerk has pressed restore for that number."""
        late = self._late.get(ticket_id)
        if late is not None:
            late.pressed += 1
            if late.pressed > SHOWN_TIMES:
                del self._late[ticket_id]

    def is_back(self, ticket_id: str, now: float) -> bool:
        """Whether the resident of a parked ticket stands at the window; whoever plays along is trusted to."""
        return self._fetching.get(ticket_id, now) <= now
