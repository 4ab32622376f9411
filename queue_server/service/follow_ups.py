"""Use cases: open, list and close follow-ups of bad ratings.

Nothing here makes an event: a rating's grade must not be told from the stream.
"""

from __future__ import annotations

import secrets
from datetime import date

from queue_server.domain.calendar import business_day
from queue_server.domain.follow_up import CLOSED_SHOWN, FollowUp, close
from queue_server.domain.refusal import Code, Refusal
from queue_server.service.change import Change
from queue_server.service.evaluation_store import EvaluationStore
from queue_server.service.hall import Hall
from queue_server.service.ports import Clock
from queue_server.wire.messages import FollowUpResult, FollowUps, FollowUpView

ID_BYTES = 12


def open_follow_up(change: Change, session_id: str) -> None:
    """Open one for a session that was rated badly, in the transaction of the rating."""
    days = change.hall.config.evaluation.follow_up_days
    due_on = change.hall.opening.days.working_days_after(change.day, days)
    change.unit.follow_ups.open(session_id, secrets.token_hex(ID_BYTES), change.now, due_on)


def close_follow_up(change: Change, follow_up_id: str, body: FollowUpResult, by: str) -> FollowUpView:
    """Keep what was done, and the name of the token it was said with.

    Raises Refusal ``unknown_follow_up``, or ``illegal_transition`` when it is closed already.
    """
    found = change.unit.follow_ups.find(follow_up_id)
    if found is None:
        raise Refusal(Code.UNKNOWN_FOLLOW_UP, "there is no such follow-up")
    closed = close(found, change.now, by=by, result=_plain(body.result))
    change.unit.follow_ups.save_closed(closed)
    return _view(closed, change.day)


def list_follow_ups(store: EvaluationStore, hall: Hall, clock: Clock) -> FollowUps:
    """Open ones first, the most urgent first; then those closed of late, the latest first."""
    now = clock.now()
    today = business_day(now, hall.zone)
    found = store.follow_ups(closed_since=now - CLOSED_SHOWN)
    still_open = sorted((each for each in found if each.closed_at is None), key=lambda each: each.urgency)
    closed = sorted(
        (each for each in found if each.closed_at is not None),
        key=lambda each: each.closed_at or now,
        reverse=True,
    )
    return FollowUps(
        follow_ups=tuple(_view(each, today) for each in (*still_open, *closed)),
        overdue=sum(each.is_overdue(today) for each in still_open),
    )


def _view(follow_up: FollowUp, today: date) -> FollowUpView:
    return FollowUpView(
        id=follow_up.id,
        opened_at=follow_up.opened_at,
        due_on=follow_up.due_on,
        window=follow_up.window,
        service=follow_up.service,
        level=follow_up.level,
        reasons=follow_up.reasons,
        closed_at=follow_up.closed_at,
        result=follow_up.result,
        closed_by=follow_up.closed_by,
        overdue=follow_up.is_overdue(today),
    )


def _plain(text: str) -> str:
    # No database shall stumble over what was pasted; lines are kept.
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
