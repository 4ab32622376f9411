"""Which session an evaluator's next press belongs to.

Responsible for: one invitation per session that ended with the finish key, only in its time, only until the next
resident is called; pure functions over one value. All times are the server's.
Not responsible for: the evaluator or storing ratings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.client import FeedItem
from queue_server.wire.events import RatingRecorded, TicketCalled, TicketFinished
from queue_server.wire.messages import Snapshot, TicketView

REMEMBERED_SESSIONS = 64
"""Sessions whose end was seen; a lost connection replays at most the sessions of its time."""


@dataclass(frozen=True, slots=True)
class Armed:
    """A session that may be rated now."""

    session_id: str
    finished_at: datetime
    until: datetime
    invited: bool = False


@dataclass(frozen=True, slots=True)
class RatingState:
    """One window's evaluator."""

    window: str
    armed: Armed | None = None
    ended: tuple[str, ...] = ()
    """Sessions whose end was seen, newest last: each is armed once."""


def apply(state: RatingState, item: FeedItem, now: datetime) -> RatingState:
    """The state after one item of the feed."""
    if isinstance(item, TicketFinished):
        return finish(state, item.ticket, item.at, item.rate_until, now, by_next_call=item.by_next_call)
    if isinstance(item, TicketCalled):
        return call(state, item.ticket)
    if isinstance(item, RatingRecorded):
        return settle(state, item.session_id)
    # A new snapshot means that an unknown stretch was missed: the resident at the window may be another one.
    return replace(state, armed=None) if isinstance(item, Snapshot) else state


def finish(
    state: RatingState,
    ticket: TicketView,
    finished_at: datetime,
    until: datetime,
    now: datetime,
    *,
    by_next_call: bool = False,
) -> RatingState:
    """A session ended at this window: arm it, unless that was seen before or nobody is there to rate it."""
    session = ticket.session_id
    if ticket.window != state.window or session is None or session in state.ended:
        return state
    state = replace(state, ended=(*state.ended, session)[-REMEMBERED_SESSIONS:])
    if state.armed is not None and state.armed.finished_at > finished_at:
        return state
    armed = None if by_next_call or now > until else Armed(session, finished_at, until)
    return replace(state, armed=armed)


def call(state: RatingState, ticket: TicketView) -> RatingState:
    """A resident was called to this window: whoever sat there is gone. News older than the end of the armed session tells
    nothing of the kind."""
    if state.armed is None or ticket.window != state.window:
        return state
    if ticket.called_at is not None and ticket.called_at <= state.armed.finished_at:
        return state
    return replace(state, armed=None)


def settle(state: RatingState, session_id: str) -> RatingState:
    """The session was rated, or cannot be any more."""
    if state.armed is None or state.armed.session_id != session_id:
        return state
    return replace(state, armed=None)


def expire(state: RatingState, now: datetime) -> RatingState:
    """The state once the time has come that far."""
    return replace(state, armed=None) if state.armed is not None and now > state.armed.until else state


def invited(state: RatingState, session_id: str) -> RatingState:
    """The evaluator has asked the resident."""
    if state.armed is None or state.armed.session_id != session_id:
        return state
    return replace(state, armed=replace(state.armed, invited=True))


def rate_until(finished_at: datetime, window_seconds: int) -> datetime:
    """The last instant for a rating, by the rule the server uses."""
    return finished_at + timedelta(seconds=window_seconds)
