"""What is known of one window: the ticket it holds, whether it is paused, how many wait for it.

Responsible for: pure functions from state and feed item, or from state and the answer to the clerk's own command, to the
next state. Not responsible for: showing it or keeping it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType

from queue_server.client import FeedItem, WindowVerb
from queue_server.wire.events import (
    DayOpened,
    TicketCalled,
    TicketEvent,
    TicketFinished,
    TicketNoShow,
    TicketRecalled,
    TicketStarted,
    WindowPaused,
    WindowResumed,
    WindowStaffed,
)
from queue_server.wire.messages import Snapshot, TicketStatus, TicketView, WindowAnswer, WindowStatus

_HELD = frozenset({TicketStatus.CALLED, TicketStatus.SERVING})


@dataclass(frozen=True, slots=True)
class DeskState:
    """One window. ``known`` is False until the first snapshot: then nothing here means anything."""

    window: str
    services: frozenset[str]
    known: bool = False
    paused: bool = False
    held: TicketView | None = None
    queues: MappingProxyType[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """People waiting, per service of this window."""
    answered: int | None = None
    """How many wait by the answer to the clerk's own command, until an event tells more."""
    revision: int = 0
    """Grows with every word of the server about this window; equal revisions mean that nothing was heard in between."""

    @property
    def waiting(self) -> int:
        """People waiting for any service of this window."""
        return sum(self.queues.values()) if self.answered is None else self.answered

    @property
    def digits(self) -> str:
        """Digits of the held ticket's number, empty when none is held."""
        number = self.held.number if self.held is not None else ""
        return "".join(character for character in number if character.isdecimal())


def apply(state: DeskState, item: FeedItem) -> DeskState:
    """The state after one item of the feed; lost connections change nothing."""
    if isinstance(item, Snapshot):
        return _from_snapshot(state, item)
    if isinstance(item, DayOpened):
        return replace(
            state, paused=False, held=None, queues=_queues({}), answered=None, revision=state.revision + 1
        )
    if isinstance(item, WindowPaused | WindowResumed) and item.window == state.window:
        return replace(state, paused=isinstance(item, WindowPaused), revision=state.revision + 1)
    if isinstance(item, WindowStaffed) and item.window == state.window:
        return replace(state, revision=state.revision + 1)
    if isinstance(item, TicketEvent):
        return _take_ticket_event(state, item)
    return state


def after_answer(state: DeskState, verb: WindowVerb, answer: WindowAnswer) -> DeskState:
    """The state as the clerk's own command left it; the events that tell the same follow."""
    state = replace(state, answered=answer.waiting, revision=state.revision + 1)
    if verb in {"pause", "resume"}:
        return replace(state, paused=verb == "pause")
    if verb == "call-next":
        # It opens a paused window, and ends the ticket that was held, also when nobody waits.
        state = replace(state, paused=False, held=None)
    return state if answer.ticket is None else replace(state, held=_if_held(answer.ticket))


def _from_snapshot(state: DeskState, snapshot: Snapshot) -> DeskState:
    view = next((each for each in snapshot.windows if each.window == state.window), None)
    waiting = {each.service: each.waiting for each in snapshot.services if each.service in state.services}
    return replace(
        state,
        known=True,
        paused=view is not None and view.status is WindowStatus.PAUSED,
        held=_if_held(view.ticket) if view is not None and view.ticket is not None else None,
        queues=_queues(waiting),
        answered=None,
        revision=state.revision + 1,
    )


def _take_ticket_event(state: DeskState, event: TicketEvent) -> DeskState:
    if event.queue.service in state.services:
        queues = _queues({**state.queues, event.queue.service: event.queue.waiting})
        state = replace(state, queues=queues, answered=None)
    ticket = event.ticket
    if ticket.window != state.window:
        return state
    if isinstance(event, TicketCalled | TicketRecalled | TicketStarted):
        return replace(state, held=ticket, revision=state.revision + 1)
    if isinstance(event, TicketFinished | TicketNoShow):
        left = None if state.held is not None and state.held.id == ticket.id else state.held
        return replace(state, held=left, revision=state.revision + 1)
    return state


def _if_held(ticket: TicketView) -> TicketView | None:
    return ticket if ticket.status in _HELD else None


def _queues(waiting: dict[str, int]) -> MappingProxyType[str, int]:
    return MappingProxyType(waiting)
