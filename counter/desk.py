"""One window's desk: the place where the feed, the clerk's keypad and the evaluator meet.

Responsible for: keeping the window's state and its rating state together, safely for their threads. What the states
mean is in ``desk_state`` and ``rating_state``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from config.model import WindowSection
from counter import desk_state
from counter.desk_state import DeskState
from queue_server.client import FeedItem, WindowVerb, rating_state
from queue_server.client.rating_state import Armed, RatingState, SessionEnd
from queue_server.wire.messages import TicketStatus, TicketView, WindowAnswer

_CALLS = frozenset({"call-next", "call", "call-back"})


class Desk:
    """Thread-safe; no method blocks."""

    def __init__(
        self, window: WindowSection, *, rating_window_seconds: int, now: Callable[[], datetime]
    ) -> None:
        """``now`` is the server's time."""
        self.window = window.id
        self._rating_window_seconds = rating_window_seconds
        self._now = now
        self._lock = threading.Lock()
        self._state = DeskState(window.id, frozenset(window.services))
        self._rating = RatingState(window.id)

    @property
    def state(self) -> DeskState:
        """The window as of now."""
        with self._lock:
            return self._state

    def take(self, item: FeedItem) -> None:
        """Take one item of the feed."""
        now = self._now()
        with self._lock:
            self._state = desk_state.apply(self._state, item)
            self._rating = rating_state.apply(self._rating, item, now)

    def take_answer(self, verb: WindowVerb, answer: WindowAnswer) -> DeskState:
        """Take the server's answer to this desk's own command; the window's state after it."""
        now = self._now()
        with self._lock:
            before = self._state.held
            self._state = desk_state.after_answer(self._state, verb, answer)
            self._rating = self._rating_after(verb, answer, before, now)
            return self._state

    def armed(self) -> Armed | None:
        """The session that may be rated now."""
        now = self._now()
        with self._lock:
            self._rating = rating_state.expire(self._rating, now)
            return self._rating.armed

    def session_at(self, pressed_at: datetime) -> str | None:
        """The session that a key pressed then, by the server's time, rates."""
        with self._lock:
            return rating_state.session_at(self._rating, pressed_at)

    def note_invited(self, session_id: str, at: datetime) -> None:
        """The evaluator has asked the resident of that session, beginning at that time."""
        with self._lock:
            self._rating = rating_state.invited(self._rating, session_id, at)

    def ask_again(self) -> None:
        """The evaluator may have stopped asking: the session that may be rated now wants another invitation."""
        with self._lock:
            self._rating = rating_state.ask_again(self._rating)

    def settle(self, session_id: str) -> None:
        """That session was rated, or cannot be any more."""
        with self._lock:
            self._rating = rating_state.settle(self._rating, session_id)

    def _rating_after(
        self, verb: WindowVerb, answer: WindowAnswer, before: TicketView | None, now: datetime
    ) -> RatingState:
        """``before`` is what the window held before the verb."""
        ticket = answer.ticket
        if ticket is None:
            return self._rating
        if verb in _CALLS:
            return rating_state.call(self._rating, ticket, now)
        if verb == "finish":
            return rating_state.finish(self._rating, self._end_of(ticket, before, now), now)
        return rating_state.undo(self._rating, ticket, answer.held, now) if verb == "undo" else self._rating

    def _end_of(self, ticket: TicketView, before: TicketView | None, now: datetime) -> SessionEnd:
        """How the finished session ended. A ticket of a package waits already for its next one, and has forgotten this."""
        at = ticket.finished_at or now
        session = ticket.session_id
        if ticket.status is not TicketStatus.FINISHED:
            session = before.session_id if before is not None and before.id == ticket.id else None
        until = rating_state.rate_until(at, self._rating_window_seconds)
        return SessionEnd(self.window, session, at, until)
