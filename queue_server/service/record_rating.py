"""Use cases: a resident rates a service session, at a device of the hall or on a phone."""

from __future__ import annotations

from queue_server.domain.rating import BAD, check_phone_rating, check_rating, check_reasons
from queue_server.domain.refusal import Code, Refusal
from queue_server.service.change import Change
from queue_server.service.follow_ups import open_follow_up
from queue_server.service.ports import Rating, Session
from queue_server.wire.events import RatingRecorded
from queue_server.wire.messages import RatingAnswer, RatingChannel, RatingRequest

DEVICE_CHANNELS = frozenset({RatingChannel.EVALUATOR, RatingChannel.KIOSK})


def record_rating(change: Change, request: RatingRequest) -> RatingAnswer:
    """Keep the grade that a device reports of a session: once, and only when the key was pressed in time."""
    if request.channel not in DEVICE_CHANNELS:
        raise Refusal(Code.NOT_ALLOWED, f"devices cannot rate as {request.channel}")
    session = _known(change, request)
    check_rating(
        finished_at=session.finished_at,
        rated=session.rated,
        pressed_at=request.pressed_at,
        now=change.now,
        window_seconds=change.hall.rules.rating_window_seconds,
    )
    return _record(change, session, request)


def record_phone_rating(change: Change, ticket_id: str, request: RatingRequest) -> RatingAnswer:
    """Keep the grade that the holder of a ticket gives one of its sessions on a phone."""
    session = _known(change, request)
    if session.ticket_id != ticket_id:
        raise Refusal(Code.UNKNOWN_SESSION, "the ticket has no such session")
    check_phone_rating(
        finished_at=session.finished_at, rated=session.rated, now=change.now, zone=change.hall.zone
    )
    return _record(change, session, request)


def _known(change: Change, request: RatingRequest) -> Session:
    session = change.unit.session(request.session_id)
    if session is None:
        raise Refusal(Code.UNKNOWN_SESSION, "there is no such session")
    return session


def _record(change: Change, session: Session, request: RatingRequest) -> RatingAnswer:
    check_reasons(request.level, request.reasons)
    rating = Rating(
        level=request.level,
        reasons=request.reasons,
        channel=str(request.channel),
        pressed_at=request.pressed_at,
        clerk=session.clerk,
    )
    change.unit.add_rating(session, rating, change.now)
    if request.level in BAD:
        open_follow_up(change, session.id)
    change.emit(RatingRecorded, window=session.window, session_id=session.id)
    return RatingAnswer(session_id=session.id, recorded_at=change.now)
