"""What is known of one window: the ticket it holds, whether it is paused, how many wait for it.

Responsible for: pure functions from state and feed item, or from state and the answer to the clerk's own command, to the
next state. Not responsible for: showing it or keeping it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType

from queue_server.client import FeedItem, WindowVerb
from queue_server.client.held_ticket import concerns, held_after, if_held
from queue_server.wire.events import (
    DayClosed,
    DayOpened,
    TicketEvent,
    TicketTransferred,
    WindowHandedOver,
    WindowPaused,
    WindowResumed,
    WindowStaffed,
)
from queue_server.wire.messages import Snapshot, TicketView, WindowAnswer, WindowStatus

_OPEN_OR_PAUSE = frozenset({"pause", "resume", "call-next", "call", "call-back"})
"""Verbs after which it is known whether the window is paused: one that calls is not."""


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
    if isinstance(item, DayClosed):
        return replace(state, queues=_queues({}), answered=None, revision=state.revision + 1)
    if isinstance(item, WindowStaffed | WindowHandedOver) and item.window == state.window:
        return replace(state, revision=state.revision + 1)
    if isinstance(item, TicketEvent):
        return _take_ticket_event(state, item)
    return state


def after_answer(state: DeskState, verb: WindowVerb, answer: WindowAnswer) -> DeskState:
    """The state as the clerk's own command left it; the events that tell the same follow."""
    held = if_held(answer.held)
    paused = verb == "pause" if verb in _OPEN_OR_PAUSE else state.paused
    return replace(state, paused=paused, held=held, answered=answer.waiting, revision=state.revision + 1)


def _from_snapshot(state: DeskState, snapshot: Snapshot) -> DeskState:
    view = next((each for each in snapshot.windows if each.window == state.window), None)
    waiting = {each.service: each.waiting for each in snapshot.services if each.service in state.services}
    return replace(
        state,
        known=True,
        paused=view is not None and view.status is WindowStatus.PAUSED,
        held=if_held(view.ticket) if view is not None else None,
        queues=_queues(waiting),
        answered=None,
        revision=state.revision + 1,
    )


def _take_ticket_event(state: DeskState, event: TicketEvent) -> DeskState:
    state = _count(state, event)
    if not concerns(state.window, state.held, event):
        return state
    return replace(state, held=held_after(state.window, state.held, event), revision=state.revision + 1)


def _count(state: DeskState, event: TicketEvent) -> DeskState:
    """How many wait after the event."""
    changed: dict[str, int] = {}
    if isinstance(event, TicketTransferred) and event.from_window is None:
        # It waited, and left that line for the one the event tells of.
        changed[event.from_service] = max(0, state.queues.get(event.from_service, 0) - 1)
    changed.update({queue.service: queue.waiting for queue in event.queues})
    ours = {service: count for service, count in changed.items() if service in state.services}
    return replace(state, queues=_queues({**state.queues, **ours}), answered=None) if ours else state


def _queues(waiting: dict[str, int]) -> MappingProxyType[str, int]:
    return MappingProxyType(waiting)
