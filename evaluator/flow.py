"""What becomes of one session's rating, from the invitation to the thanks: a pure reducer.

Responsible for: one rating for a session, in its time, by one request that a repeat does not change; when a grade is sent,
and when it is given up. Not responsible for: which session may be rated (``queue_server.client.rating_state``), sending, or
pictures. All times are the server's.

A grade counts from the moment it is pressed, as on an evaluator with keys. Its reasons may be ticked while there is time;
whoever presses a face and goes has rated. Without a grade nothing is ever sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.client import FeedItem, rating_state
from queue_server.client.rating_state import Armed, RatingState
from queue_server.wire.events import RatingRecorded
from queue_server.wire.messages import RatingRequest

REASONS_TIME = timedelta(seconds=20)
"""Without a touch for so long, nobody is there any more to tick another reason."""
LAST_MOMENT = timedelta(seconds=1)
"""A grade is sent so long before the time is over at the latest."""
THANKS_TIME = timedelta(seconds=5)
APOLOGY_TIME = timedelta(seconds=8)
"""How long it is said at least that a rating was not stored."""
SERVER_AWAY = "server_away"
ALREADY_RATED = "already_rated"
_REMEMBERED = 64


class Stage(StrEnum):
    """How far a grade has come."""

    REASONS = "reasons"
    SENDING = "sending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Draft:
    """A grade that was pressed."""

    session_id: str
    until: datetime
    """The last instant at which it may be sent."""
    level: int
    pressed_at: datetime
    request_id: str
    touched_at: datetime
    """When somebody last did something to it, or it failed."""
    reasons: frozenset[int] = frozenset()
    stage: Stage = Stage.REASONS
    code: str = ""
    """Why it failed."""

    @property
    def sends_at(self) -> datetime:
        """When it is sent as it is."""
        return min(self.touched_at + REASONS_TIME, self.until - LAST_MOMENT)

    @property
    def request(self) -> RatingRequest:
        """The same each time."""
        return RatingRequest(
            request_id=self.request_id,
            session_id=self.session_id,
            level=self.level,
            pressed_at=self.pressed_at,
            reasons=tuple(sorted(self.reasons)),
        )

    def may_try_again(self, now: datetime) -> bool:
        """Whether it failed in a way that another try may mend, in time."""
        return self.stage is Stage.FAILED and self.code == SERVER_AWAY and now <= self.until


@dataclass(frozen=True, slots=True)
class Flow:
    """One window's ratings."""

    rating: RatingState
    asks_reasons: bool = True
    draft: Draft | None = None
    thanks_until: datetime | None = None
    answered: tuple[str, ...] = ()
    """Sessions of which a rating was sent, newest last: they are not asked again."""

    @property
    def invited(self) -> Armed | None:
        """The session whose resident is asked for a grade now."""
        armed = self.rating.armed
        return None if armed is None or self.draft or armed.session_id in self.answered else armed


@dataclass(frozen=True, slots=True)
class GradePressed:
    """``request_id`` is made for this press."""

    level: int
    request_id: str


@dataclass(frozen=True, slots=True)
class ReasonTouched:
    """Ticked, or unticked."""

    code: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """The grade is sent with what was ticked."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """Another grade is wanted."""


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """What failed is sent once more."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The server has the rating."""

    request_id: str


@dataclass(frozen=True, slots=True)
class NotStored:
    """``code`` is the server's refusal, or ``SERVER_AWAY``."""

    request_id: str
    code: str


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing else happened."""


Action = (
    FeedItem
    | GradePressed
    | ReasonTouched
    | Submitted
    | WentBack
    | TriedAgain
    | Stored
    | NotStored
    | TimePassed
)


@dataclass(frozen=True, slots=True)
class Step:
    """The flow after an action, and the grade that is to be sent because of it."""

    flow: Flow
    send: Draft | None = None


def step(flow: Flow, action: Action, now: datetime) -> Step:
    """What an action at that time leads to; time itself comes first."""
    timed = _pass_time(flow, now)
    acted = _act(timed.flow, action, now)
    return Step(acted.flow, acted.send or timed.send)


def _act(flow: Flow, action: Action, now: datetime) -> Step:
    match action:
        case TimePassed():
            return Step(flow)
        case GradePressed():
            return _press(flow, action, now)
        case ReasonTouched() | Submitted() | WentBack() | TriedAgain():
            return _edit(flow, action, now)
        case Stored() | NotStored():
            return Step(_answer(flow, action, now))
        case _:
            return _follow(flow, action, now)


# --- time and the hall ------------------------------------------------------------------------------------------


def _pass_time(flow: Flow, now: datetime) -> Step:
    flow = replace(flow, rating=rating_state.expire(flow.rating, now))
    if flow.thanks_until is not None and now >= flow.thanks_until:
        flow = replace(flow, thanks_until=None)
    draft = flow.draft
    if draft is None:
        return Step(flow)
    if draft.stage is Stage.FAILED and now > max(draft.until, draft.touched_at + APOLOGY_TIME):
        return Step(replace(flow, draft=None))
    if draft.stage is Stage.REASONS and now >= draft.sends_at:
        return _send(flow, draft, now)
    return Step(flow)


def _follow(flow: Flow, item: FeedItem, now: datetime) -> Step:
    asked = _asked_session(flow)
    flow = replace(flow, rating=rating_state.apply(flow.rating, item, now))
    if isinstance(item, RatingRecorded) and item.session_id == asked:
        return Step(_thank(flow, item.session_id, now))
    draft, armed = flow.draft, flow.rating.armed
    if draft is None or (armed is not None and armed.session_id == draft.session_id):
        return Step(flow)
    sent = _send(flow, draft, now) if draft.stage is Stage.REASONS else Step(flow)
    # Another resident is asked now: whatever becomes of the rating before, nobody is there to be told.
    return Step(replace(sent.flow, draft=None), sent.send) if armed is not None else sent


def _asked_session(flow: Flow) -> str | None:
    """The session of whoever is in front of the screen; not one that was over long before."""
    if flow.draft is not None:
        return flow.draft.session_id
    return flow.invited.session_id if flow.invited is not None else None


# --- hands ------------------------------------------------------------------------------------------------------


def _press(flow: Flow, press: GradePressed, now: datetime) -> Step:
    session = flow.invited
    if session is None:
        return Step(flow)
    draft = Draft(session.session_id, session.until, press.level, now, press.request_id, touched_at=now)
    if not flow.asks_reasons or now >= draft.sends_at:
        return _send(flow, draft, now)
    return Step(replace(flow, draft=draft))


def _edit(flow: Flow, action: ReasonTouched | Submitted | WentBack | TriedAgain, now: datetime) -> Step:
    draft = flow.draft
    if draft is None:
        return Step(flow)
    if isinstance(action, TriedAgain):
        return _send(flow, draft, now) if draft.may_try_again(now) else Step(flow)
    if draft.stage is not Stage.REASONS:
        return Step(flow)
    match action:
        case ReasonTouched(code):
            ticked = replace(draft, reasons=draft.reasons ^ {code}, touched_at=now)
            return Step(replace(flow, draft=ticked))
        case Submitted():
            return _send(flow, draft, now)
        case WentBack():
            return Step(replace(flow, draft=None))


# --- sending and its answer ---------------------------------------------------------------------------------------


def _send(flow: Flow, draft: Draft, now: datetime) -> Step:
    """Send it, or let it go when the time is over."""
    if now > draft.until:
        return Step(replace(flow, draft=None))
    sending = replace(draft, stage=Stage.SENDING, code="", touched_at=now)
    before = tuple(session for session in flow.answered if session != draft.session_id)
    answered = (*before, draft.session_id)[-_REMEMBERED:]
    return Step(replace(flow, draft=sending, answered=answered), sending)


def _answer(flow: Flow, answer: Stored | NotStored, now: datetime) -> Flow:
    draft = flow.draft
    if draft is None or draft.stage is not Stage.SENDING or draft.request_id != answer.request_id:
        return flow
    if isinstance(answer, Stored) or answer.code == ALREADY_RATED:
        return _thank(flow, draft.session_id, now)
    return replace(flow, draft=replace(draft, stage=Stage.FAILED, code=answer.code, touched_at=now))


def _thank(flow: Flow, session_id: str, now: datetime) -> Flow:
    """The session was rated: here, on the evaluator with keys, or on a phone."""
    rating = rating_state.settle(flow.rating, session_id)
    return replace(flow, rating=rating, draft=None, thanks_until=now + THANKS_TIME)
