"""Which session at a window may be rated, and which one a press on its evaluator belongs to.

Responsible for: one invitation per session that ended with the finish key, only in its time, only until the next
resident is called; pure functions over one value. All times are the server's.
Not responsible for: the evaluator or storing ratings.

A press belongs to the session whose invitation stood when the key was pressed, however late it is looked at. An evaluator goes on
showing an invitation that nobody answered, because no source knows a way to take it back; so a press may come while the
next resident is served. Such a press belongs to nobody: not to the resident who left, and not to a session that ends later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.client.feed import FeedItem
from queue_server.wire.events import (
    RatingRecorded,
    TicketCalled,
    TicketCallUndone,
    TicketFinished,
    TicketForwarded,
)
from queue_server.wire.messages import Snapshot, TicketView

REMEMBERED_SESSIONS = 64
"""Sessions whose end was seen; a lost connection replays at most the sessions of its time."""


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """The end of a service session."""

    window: str | None
    session_id: str | None
    at: datetime
    until: datetime
    """Last instant for a rating."""
    by_next_call: bool = False


@dataclass(frozen=True, slots=True)
class Armed:
    """A session that may be rated."""

    session_id: str
    finished_at: datetime
    until: datetime
    invited_at: datetime | None = None
    """When the evaluator asked; None: it has to."""
    closed_at: datetime | None = None
    """When the next resident was called."""
    closed_by: str | None = None
    """Id of the next resident's ticket."""

    def takes(self, pressed_at: datetime) -> bool:
        """Whether a key pressed then was an answer to this session's invitation."""
        if self.invited_at is None or pressed_at < self.invited_at or pressed_at > self.until:
            return False
        return self.closed_at is None or pressed_at <= self.closed_at


@dataclass(frozen=True, slots=True)
class RatingState:
    """One window's evaluator."""

    window: str
    armed: Armed | None = None
    """The session that may be rated now."""
    before: Armed | None = None
    """The session whose time is over, for presses made while it was not."""
    ended: tuple[str, ...] = ()
    """Sessions whose end was seen, newest last: each is armed once."""


def apply(state: RatingState, item: FeedItem, now: datetime) -> RatingState:
    """The state after one item of the feed."""
    if isinstance(item, TicketFinished):
        ticket = item.ticket
        end = SessionEnd(ticket.window, ticket.session_id, item.at, item.rate_until, item.by_next_call)
        return finish(state, end, now)
    if isinstance(item, TicketForwarded):
        end = SessionEnd(item.from_window, item.session_id, item.at, item.rate_until, item.by_next_call)
        return finish(state, end, now)
    if isinstance(item, TicketCalled):
        return call(state, item.ticket, item.at)
    if isinstance(item, TicketCallUndone) and item.window == state.window:
        return undo(state, item.ticket, item.reopened, now)
    if isinstance(item, RatingRecorded):
        return settle(state, item.session_id)
    return _from_snapshot(state, item) if isinstance(item, Snapshot) else state


def _from_snapshot(state: RatingState, snapshot: Snapshot) -> RatingState:
    """An unknown stretch was missed, maybe all there was: only the server knows whose turn to rate it is.

    A session that was armed here before, and is not now, was rated or has had its time.
    """
    view = next((each for each in snapshot.windows if each.window == state.window), None)
    rating = view.rating if view is not None else None
    if rating is not None and state.armed is not None and rating.session_id == state.armed.session_id:
        return state
    state = replace(state, armed=None, before=None)
    if rating is None or rating.session_id in state.ended or snapshot.server_time > rating.rate_until:
        return state
    armed = Armed(rating.session_id, snapshot.server_time, rating.rate_until)
    return replace(_remember(state, rating.session_id), armed=armed)


def finish(state: RatingState, end: SessionEnd, now: datetime) -> RatingState:
    """A session ended at this window: arm it, unless that was seen before or nobody is there to rate it."""
    if end.window != state.window or end.session_id is None or end.session_id in state.ended:
        return state
    state = _remember(state, end.session_id)
    if state.armed is not None and state.armed.finished_at > end.at:
        return state
    state = _close(state, end.at)
    if end.by_next_call or now > end.until:
        return state
    return replace(state, armed=Armed(end.session_id, end.at, end.until))


def call(state: RatingState, ticket: TicketView, at: datetime) -> RatingState:
    """A resident was called to this window: whoever sat there is gone. News older than the end of the armed session tells
    nothing of the kind."""
    called_at = ticket.called_at or at
    if state.armed is None or ticket.window != state.window or called_at <= state.armed.finished_at:
        return state
    return _close(state, called_at, ticket.id)


def undo(state: RatingState, undone: TicketView, reopened: TicketView | None, now: datetime) -> RatingState:
    """The latest call at this window was a mistake.

    The session that it had ended goes on and will end anew; one that had ended before it, whose resident may still sit there, may
    be rated again.
    """
    if reopened is not None and reopened.session_id is not None:
        ended = tuple(session for session in state.ended if session != reopened.session_id)
        return state if _is_armed(state, reopened.session_id) else replace(state, ended=ended)
    before = state.before
    if state.armed is not None or before is None or before.closed_by != undone.id or now > before.until:
        return state
    return replace(state, armed=replace(before, closed_at=None, closed_by=None), before=None)


def settle(state: RatingState, session_id: str) -> RatingState:
    """The session was rated, or cannot be any more."""
    if _is_armed(state, session_id):
        return replace(state, armed=None)
    if state.before is not None and state.before.session_id == session_id:
        return replace(state, before=None)
    return state


def expire(state: RatingState, now: datetime) -> RatingState:
    """The state once the time has come that far."""
    if state.armed is None or now <= state.armed.until:
        return state
    return replace(state, armed=None, before=state.armed)


def invited(state: RatingState, session_id: str, at: datetime) -> RatingState:
    """The evaluator has asked the resident."""
    if state.armed is None or state.armed.session_id != session_id:
        return state
    return replace(state, armed=replace(state.armed, invited_at=at))


def ask_again(state: RatingState) -> RatingState:
    """The evaluator may not be asking any more although a session is to be rated."""
    return state if state.armed is None else replace(state, armed=replace(state.armed, invited_at=None))


def session_at(state: RatingState, pressed_at: datetime) -> str | None:
    """The session that a key pressed then rates; None: nobody's."""
    for session in (state.armed, state.before):
        if session is not None and session.takes(pressed_at):
            return session.session_id
    return None


def rate_until(finished_at: datetime, window_seconds: int) -> datetime:
    """The last instant for a rating, by the rule the server uses."""
    return finished_at + timedelta(seconds=window_seconds)


def _close(state: RatingState, at: datetime, by: str | None = None) -> RatingState:
    """The time of the armed session, if there is one, is over."""
    if state.armed is None:
        return state
    return replace(state, armed=None, before=replace(state.armed, closed_at=at, closed_by=by))


def _is_armed(state: RatingState, session_id: str) -> bool:
    return state.armed is not None and state.armed.session_id == session_id


def _remember(state: RatingState, session_id: str) -> RatingState:
    return replace(state, ended=(*state.ended, session_id)[-REMEMBERED_SESSIONS:])
