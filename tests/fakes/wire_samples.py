"""Messages of an invented hall, as short as a test wants to read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from queue_server.wire.events import (
    DayClosed,
    DayOpened,
    DayReopened,
    TicketCalled,
    TicketCallUndone,
    TicketCancelled,
    TicketFinished,
    TicketForwarded,
    TicketInterrupted,
    TicketIssued,
    TicketNoShow,
    TicketParked,
    TicketRecalled,
    TicketRestored,
    TicketStarted,
    TicketTransferred,
    WindowHandedOver,
    WindowPaused,
    WindowResumed,
    WindowStaffed,
)
from queue_server.wire.messages import (
    ExpectedWait,
    PauseReason,
    RatingOpen,
    ServiceQueue,
    Snapshot,
    TicketStatus,
    TicketView,
    WindowStatus,
    WindowView,
)

DAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine o'clock in the morning in Shanghai."""


def at(seconds: float) -> datetime:
    """So many seconds after nine."""
    return NINE + timedelta(seconds=seconds)


def ticket(
    number: str = "A012",
    *,
    status: TicketStatus = TicketStatus.WAITING,
    window: str | None = None,
    calls: int = 0,
    service: str = "civil",
    session: str | None = None,
    day: date = DAY,
) -> TicketView:
    return TicketView(
        id=f"t-{number}",
        number=number,
        service=service,
        status=status,
        business_day=day,
        issued_at=NINE,
        window=window,
        calls=calls,
        session_id=session if session is not None or window is None else f"s-{number}-{window}",
    )


def queue(waiting: int = 3, *, service: str = "civil", is_open: bool = True) -> ServiceQueue:
    wait = ExpectedWait(low=5, high=10) if waiting else None
    return ServiceQueue(service=service, open=is_open, waiting=waiting, expected_wait=wait)


def window(
    name: str = "w1",
    status: WindowStatus = WindowStatus.IDLE,
    *,
    held: TicketView | None = None,
    waiting: int = 3,
    rating: RatingOpen | None = None,
    pause_reason: PauseReason | None = None,
) -> WindowView:
    return WindowView(
        window=name, status=status, ticket=held, waiting=waiting, rating=rating, pause_reason=pause_reason
    )


def snapshot(
    seq: int = 100,
    *,
    windows: tuple[WindowView, ...] = (),
    services: tuple[ServiceQueue, ...] = (),
    recent: tuple[TicketView, ...] = (),
    upcoming: tuple[TicketView, ...] = (),
    passed: tuple[TicketView, ...] = (),
    day: date = DAY,
    time: datetime = NINE,
    day_closed: bool = False,
) -> Snapshot:
    return Snapshot(
        seq=seq,
        server_time=time,
        business_day=day,
        hall="demo",
        services=services or (queue(),),
        windows=windows or (window("w1"), window("w2")),
        recent_calls=recent,
        next_tickets=upcoming,
        passed=passed,
        unprinted=(),
        devices=(),
        day_closed=day_closed,
    )


def issued(seq: int, number: str, *, waiting: int = 3, service: str = "civil") -> TicketIssued:
    held = ticket(number, service=service)
    return TicketIssued(seq=seq, at=at(seq), hall="demo", ticket=held, queue=queue(waiting, service=service))


def called(
    seq: int, number: str, where: str = "w1", *, waiting: int = 2, when: datetime | None = None
) -> TicketCalled:
    held = ticket(number, status=TicketStatus.CALLED, window=where, calls=1)
    return TicketCalled(seq=seq, at=when or at(seq), hall="demo", ticket=held, queue=queue(waiting))


def recalled(seq: int, number: str, where: str = "w1", *, calls: int = 2) -> TicketRecalled:
    held = ticket(number, status=TicketStatus.CALLED, window=where, calls=calls)
    return TicketRecalled(seq=seq, at=at(seq), hall="demo", ticket=held, queue=queue(2))


def started(seq: int, number: str, where: str = "w1") -> TicketStarted:
    held = ticket(number, status=TicketStatus.SERVING, window=where, calls=1)
    return TicketStarted(seq=seq, at=at(seq), hall="demo", ticket=held, queue=queue(2))


def finished(
    seq: int,
    number: str,
    where: str = "w1",
    *,
    waiting: int = 2,
    by_next_call: bool = False,
    rate_seconds: float = 60,
) -> TicketFinished:
    held = ticket(number, status=TicketStatus.FINISHED, window=where, calls=1)
    return TicketFinished(
        seq=seq,
        at=at(seq),
        hall="demo",
        ticket=held,
        queue=queue(waiting),
        rate_until=at(seq + rate_seconds),
        by_next_call=by_next_call,
    )


def no_show(seq: int, number: str, where: str = "w1") -> TicketNoShow:
    held = ticket(number, status=TicketStatus.NO_SHOW, window=where, calls=3)
    return TicketNoShow(seq=seq, at=at(seq), hall="demo", ticket=held, queue=queue(2))


def parked(seq: int, number: str, where: str = "w1") -> TicketParked:
    held = ticket(number, status=TicketStatus.PARKED, window=where, calls=1)
    return TicketParked(seq=seq, at=at(seq), hall="demo", ticket=held, queue=queue(2))


def restored(seq: int, number: str, *, waiting: int = 3) -> TicketRestored:
    return TicketRestored(seq=seq, at=at(seq), hall="demo", ticket=ticket(number), queue=queue(waiting))


def transferred(
    seq: int,
    number: str,
    *,
    where: str | None = "w1",
    to: str = "tax",
    waiting: int = 1,
    from_service: str = "civil",
) -> TicketTransferred:
    """``where`` is the window that held it; None: it waited."""
    return TicketTransferred(
        seq=seq,
        at=at(seq),
        hall="demo",
        ticket=ticket(number, service=to),
        queue=queue(waiting, service=to),
        from_service=from_service,
        from_window=where,
    )


def forwarded(
    seq: int, number: str, where: str = "w1", *, to: str = "tax", by_next_call: bool = False
) -> TicketForwarded:
    return TicketForwarded(
        seq=seq,
        at=at(seq),
        hall="demo",
        ticket=ticket(number, service=to),
        queue=queue(1, service=to),
        from_service="civil",
        from_window=where,
        session_id=f"s-{number}-{where}",
        rate_until=at(seq + 60),
        by_next_call=by_next_call,
    )


def cancelled(seq: int, number: str, where: str | None = None) -> TicketCancelled:
    gone = ticket(number, status=TicketStatus.CANCELLED, window=where)
    return TicketCancelled(seq=seq, at=at(seq), hall="demo", ticket=gone, queue=queue(2), window=where)


def interrupted(seq: int, number: str, where: str | None = "w1") -> TicketInterrupted:
    gone = ticket(number, status=TicketStatus.INTERRUPTED, window=where)
    return TicketInterrupted(seq=seq, at=at(seq), hall="demo", ticket=gone, queue=queue(2), window=where)


def undone(
    seq: int, number: str, where: str = "w1", *, waiting: int = 3, reopened: TicketView | None = None
) -> TicketCallUndone:
    """The call of ``number`` was a mistake."""
    return TicketCallUndone(
        seq=seq,
        at=at(seq),
        hall="demo",
        ticket=ticket(number),
        queue=queue(waiting),
        window=where,
        reopened=reopened,
    )


def paused(seq: int, where: str = "w1", reason: PauseReason | None = None) -> WindowPaused:
    return WindowPaused(seq=seq, at=at(seq), hall="demo", window=where, reason=reason)


def resumed(seq: int, where: str = "w1") -> WindowResumed:
    return WindowResumed(seq=seq, at=at(seq), hall="demo", window=where)


def staffed(seq: int, where: str = "w1") -> WindowStaffed:
    return WindowStaffed(seq=seq, at=at(seq), hall="demo", window=where, clerk="clerk-a")


def day_opened(seq: int, day: date) -> DayOpened:
    return DayOpened(seq=seq, at=at(seq), hall="demo", business_day=day)


def day_closed(seq: int, day: date = DAY) -> DayClosed:
    return DayClosed(seq=seq, at=at(seq), hall="demo", business_day=day, expired=3)


def day_reopened(seq: int, day: date = DAY) -> DayReopened:
    return DayReopened(seq=seq, at=at(seq), hall="demo", business_day=day)


def handed_over(seq: int, where: str = "w1") -> WindowHandedOver:
    return WindowHandedOver(
        seq=seq,
        at=at(seq),
        hall="demo",
        window=where,
        from_clerk="clerk-a",
        to_clerk="clerk-b",
        reason=PauseReason.MEETING,
    )
