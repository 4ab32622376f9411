"""What the screen says of its window while nobody is asked to rate.

Responsible for: pure functions from what is known and a feed item, or a snapshot fetched beside the feed, to what is known then.
Not responsible for: ratings (``flow``), words or pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType

from config.model import WindowSection
from queue_server.client import FeedBack, FeedItem, FeedLost
from queue_server.client.held_ticket import held_after, if_held
from queue_server.wire.events import (
    DayClosed,
    DayOpened,
    DayReopened,
    Event,
    TicketEvent,
    WindowHandedOver,
    WindowPaused,
    WindowResumed,
    WindowStaffed,
)
from queue_server.wire.messages import PauseReason, ServiceQueue, Snapshot, TicketView, WindowStatus

_NO_QUEUES: MappingProxyType[str, ServiceQueue] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """One window; until ``known`` nothing here but the connection means anything."""

    window: WindowSection
    connected: bool = False
    known: bool = False
    seq: int = 0
    held: TicketView | None = None
    paused: bool = False
    pause_reason: PauseReason | None = None
    clerk: str | None = None
    """Id of who is logged in."""
    day_closed: bool = False
    queues: MappingProxyType[str, ServiceQueue] = field(default_factory=lambda: _NO_QUEUES)
    """Of the window's own services."""

    @property
    def out_of_hours(self) -> bool:
        """Whether none of its services gives numbers, and nobody waits with one."""
        return self.known and not any(queue.open or queue.waiting for queue in self.queues.values())


def apply(facts: WindowFacts, item: FeedItem) -> WindowFacts:
    """What is known after one item of the feed."""
    if isinstance(item, Snapshot):
        return _from_snapshot(facts, item)
    if isinstance(item, FeedLost | FeedBack):
        return replace(facts, connected=isinstance(item, FeedBack))
    if item.seq <= facts.seq:
        return facts
    return replace(_take(facts, item), seq=item.seq)


def refresh(facts: WindowFacts, snapshot: Snapshot) -> WindowFacts:
    """After a snapshot that was fetched beside the feed: one that is older than what is known says nothing."""
    if not facts.known or snapshot.seq < facts.seq:
        return facts
    return replace(_from_snapshot(facts, snapshot), connected=facts.connected)


def _from_snapshot(facts: WindowFacts, snapshot: Snapshot) -> WindowFacts:
    fresh = WindowFacts(
        window=facts.window,
        connected=True,
        known=True,
        seq=snapshot.seq,
        day_closed=snapshot.day_closed,
        queues=_queues({each.service: each for each in snapshot.services}, facts.window),
    )
    view = next((each for each in snapshot.windows if each.window == facts.window.id), None)
    if view is None:
        return fresh
    paused = view.status is WindowStatus.PAUSED
    return replace(
        fresh, held=if_held(view.ticket), paused=paused, pause_reason=view.pause_reason, clerk=view.clerk
    )


def _take(facts: WindowFacts, event: Event) -> WindowFacts:
    match event:
        case TicketEvent():
            held = held_after(facts.window.id, facts.held, event)
            queues = _queues({**facts.queues, event.queue.service: event.queue}, facts.window)
            return replace(facts, held=held, queues=queues)
        case DayOpened():
            return replace(facts, held=None, paused=False, pause_reason=None, clerk=None, day_closed=False)
        case DayClosed() | DayReopened():
            return replace(facts, day_closed=isinstance(event, DayClosed))
        case WindowPaused() | WindowResumed() | WindowStaffed() | WindowHandedOver():
            return _take_window(facts, event) if event.window == facts.window.id else facts
        case _:
            return facts


def _take_window(
    facts: WindowFacts, event: WindowPaused | WindowResumed | WindowStaffed | WindowHandedOver
) -> WindowFacts:
    match event:
        case WindowPaused():
            return replace(facts, paused=True, pause_reason=event.reason)
        case WindowResumed():
            return replace(facts, paused=False, pause_reason=None)
        case WindowStaffed():
            return replace(facts, clerk=event.clerk)
        case WindowHandedOver():
            return replace(facts, clerk=event.to_clerk)


def _queues(queues: dict[str, ServiceQueue], window: WindowSection) -> MappingProxyType[str, ServiceQueue]:
    return MappingProxyType({name: queues[name] for name in window.services if name in queues})
