"""Use case: a resident rates a service session."""

from __future__ import annotations

from queue_server.domain.rating import check_rating, check_reasons
from queue_server.domain.refusal import Code, Refusal
from queue_server.service.change import Change
from queue_server.service.ports import Rating
from queue_server.wire.events import RatingRecorded
from queue_server.wire.messages import RatingAnswer, RatingRequest


def record_rating(change: Change, request: RatingRequest) -> RatingAnswer:
    """Keep the grade of a session: once, and only when the key was pressed in time."""
    session = change.unit.session(request.session_id)
    if session is None:
        raise Refusal(Code.UNKNOWN_SESSION, "there is no such session")
    check_rating(
        finished_at=session.finished_at,
        rated=session.rated,
        pressed_at=request.pressed_at,
        now=change.now,
        window_seconds=change.hall.rules.rating_window_seconds,
    )
    check_reasons(request.level, request.reasons)
    rating = Rating(
        level=request.level,
        reasons=request.reasons,
        channel=str(request.channel),
        pressed_at=request.pressed_at,
        clerk=change.unit.staffed().get(session.window),
    )
    change.unit.add_rating(session, rating, change.now)
    change.emit(RatingRecorded, window=session.window, session_id=session.id)
    return RatingAnswer(session_id=session.id, recorded_at=change.now)
