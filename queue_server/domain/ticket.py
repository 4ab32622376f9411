"""A ticket and its life.

Responsible for: what a ticket is, the one table of moves it may make, and what each move changes. Not responsible for:
who may be called next (``dispatch``), numbers (``numbering``), slips (``slip``) or saving.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.slip import SlipState

ORDINARY = "ordinary"
"""The class of residents without a priority, always the last one."""


class Status(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    FINISHED = "finished"
    NO_SHOW = "no-show"
    VOID = "void"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a ticket."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    FORWARD = "forward"
    """A session of a package ends, and the ticket waits for the next service."""
    NO_SHOW = "no-show"
    VOID = "void"
    RESTORE = "restore"
    PARK = "park"
    CALL_BACK = "call-back"
    TRANSFER = "transfer"
    UNDO_CALL = "undo"
    UNDO_CALL_BACK = "undo-call-back"
    REOPEN = "reopen"
    """Ending its session was a mistake: it is finished, or waits for the next service of its package."""
    REOPEN_CALL = "reopen-call"
    """The same before its resident had come to the window."""
    CANCEL = "cancel"
    INTERRUPT = "interrupt"
    EXPIRE = "expire"


_FROM: dict[Move, tuple[Status, tuple[Status, ...]]] = {
    Move.CALL: (Status.CALLED, (Status.WAITING,)),
    Move.RECALL: (Status.CALLED, (Status.CALLED,)),
    Move.START: (Status.SERVING, (Status.CALLED,)),
    Move.FINISH: (Status.FINISHED, (Status.CALLED, Status.SERVING)),
    Move.FORWARD: (Status.WAITING, (Status.CALLED, Status.SERVING)),
    Move.NO_SHOW: (Status.NO_SHOW, (Status.CALLED,)),
    Move.VOID: (Status.VOID, (Status.CALLED,)),
    Move.RESTORE: (Status.WAITING, (Status.NO_SHOW,)),
    Move.PARK: (Status.PARKED, (Status.CALLED, Status.SERVING)),
    Move.CALL_BACK: (Status.CALLED, (Status.PARKED,)),
    Move.TRANSFER: (Status.WAITING, (Status.WAITING, Status.CALLED, Status.SERVING, Status.PARKED)),
    Move.UNDO_CALL: (Status.WAITING, (Status.CALLED,)),
    Move.UNDO_CALL_BACK: (Status.PARKED, (Status.CALLED,)),
    Move.REOPEN: (Status.SERVING, (Status.FINISHED, Status.WAITING)),
    Move.REOPEN_CALL: (Status.CALLED, (Status.FINISHED, Status.WAITING)),
    Move.CANCEL: (Status.CANCELLED, (Status.WAITING, Status.CALLED, Status.PARKED, Status.NO_SHOW)),
    Move.INTERRUPT: (
        Status.INTERRUPTED,
        (Status.WAITING, Status.CALLED, Status.SERVING, Status.PARKED),
    ),
    Move.EXPIRE: (Status.EXPIRED, (Status.WAITING, Status.CALLED, Status.SERVING, Status.PARKED)),
}

LEGAL_MOVES: dict[tuple[Status, Move], Status] = {
    (start, move): end for move, (end, starts) in _FROM.items() for start in starts
}
"""Every move there is; all others are refused."""

HELD = frozenset({Status.CALLED, Status.SERVING})
"""A window holds a ticket in these states, and at most one."""

ACTIVE = HELD | {Status.WAITING, Status.PARKED}
"""The resident is in the hall and counts on being served."""

FINAL = frozenset(
    {Status.FINISHED, Status.VOID, Status.CANCELLED, Status.INTERRUPTED, Status.EXPIRED},
)
"""Nobody will be called with it again; a finished one can be reopened for a moment when finishing was a mistake."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number taken for a service on a business day. Times carry a zone; nothing here is about the person."""

    id: str
    """Random, so that an address made of it cannot be guessed."""
    number: str
    service: str
    business_day: date
    position: int
    """Place in the order of arrival; grows over the whole hall. A ticket that comes back gets a new one."""
    issued_at: datetime
    status: Status = Status.WAITING
    kiosk: str | None = None
    slip: SlipState = SlipState.NONE
    window: str | None = None
    calls: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    """When it was finished, marked a no-show, or otherwise done with."""
    session_id: str | None = None
    """The latest service session: one resident at one window."""
    priority: str = ORDINARY
    turn: int = 0
    """Its place in its line is (turn, position): its own position, or the turn of the ticket it was put behind."""
    queued_at: datetime | None = None
    """Since when waiting counts for ageing; None: since it was issued."""
    first_called_at: datetime | None = None
    no_shows: int = 0
    package: str | None = None
    steps: tuple[str, ...] = ()
    """Services of its package that come after the present one."""
    for_window: str | None = None
    """The only window that may call it."""
    parked_at: datetime | None = None
    """When its window put it aside; stays until it leaves that window for good."""
    sessions: int = 0
    """How many sessions it has had; numbers them."""
    call_seq: int | None = None
    """Sequence of the event that tells of its latest call and why it was called."""
    clerk: str | None = None
    """Id of the clerk who serves its session: who was at the window at the start, and then at the end."""
    ended_by_call: bool = False
    """Its session was ended by the next call and not by the finish key: nobody was asked what it was like."""

    @property
    def place(self) -> tuple[int, int]:
        """What its line is sorted by."""
        return self.turn, self.position

    @property
    def waiting_since(self) -> datetime:
        """Since when waiting counts for ageing."""
        return self.queued_at or self.issued_at


def status_after(status: Status, move: Move) -> Status:
    """The state ``move`` leads to; raises Refusal ``illegal_transition`` where the table has no such move."""
    after = LEGAL_MOVES.get((status, move))
    if after is None:
        raise Refusal(Code.ILLEGAL_TRANSITION, f"a ticket that is {status} cannot {move}")
    return after


def call(ticket: Ticket, *, window: str, at: datetime, seq: int | None = None) -> Ticket:
    """The ticket as called to ``window`` for the first time; opens a service session. ``seq`` is that of the event to come."""
    return replace(
        ticket,
        status=status_after(ticket.status, Move.CALL),
        window=window,
        called_at=at,
        first_called_at=ticket.first_called_at or at,
        started_at=None,
        finished_at=None,
        calls=1,
        call_seq=seq,
        sessions=ticket.sessions + 1,
        session_id=f"{ticket.id}.{ticket.sessions + 1}",
    )


def recall(ticket: Ticket, at: datetime, *, gap: timedelta, most: int) -> Ticket:
    """The ticket as called to its window once more: not within ``gap`` of the last call, and at most ``most`` calls.

    Raises Refusal ``too_soon`` or ``calls_exhausted``.
    """
    status = status_after(ticket.status, Move.RECALL)
    if ticket.calls >= most:
        raise Refusal(Code.CALLS_EXHAUSTED, f"the number was called {ticket.calls} times; pass it over")
    if ticket.called_at is not None and at < ticket.called_at + gap:
        raise Refusal(Code.TOO_SOON, f"a number is called again after {gap.total_seconds():.0f} s")
    return replace(ticket, status=status, calls=ticket.calls + 1, called_at=at)


def start(ticket: Ticket, at: datetime, clerk: str | None = None) -> Ticket:
    """The ticket as its resident sits down at the window, where ``clerk`` is."""
    status = status_after(ticket.status, Move.START)
    return replace(ticket, status=status, started_at=at, clerk=clerk or ticket.clerk)


def finish(ticket: Ticket, at: datetime, clerk: str | None = None, *, by_call: bool = False) -> Ticket:
    """The ticket as served to the end by ``clerk``; of a package, to the end of its last service."""
    status = status_after(ticket.status, Move.FINISH)
    return replace(ticket, status=status, finished_at=at, clerk=clerk or ticket.clerk, ended_by_call=by_call)


def forward(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket of a package as one service is done: it waits for the next one at any window, with its time of arrival."""
    status = status_after(ticket.status, Move.FORWARD)
    service, *later = ticket.steps
    return replace(
        _away(ticket), status=status, service=service, steps=tuple(later), queued_at=at, for_window=None
    )


def no_show(ticket: Ticket, at: datetime, *, restores: int) -> Ticket:
    """The ticket as passed over because nobody came; void once it was passed more often than it may come back."""
    move = Move.NO_SHOW if ticket.no_shows < restores else Move.VOID
    return replace(
        ticket, status=status_after(ticket.status, move), finished_at=at, no_shows=ticket.no_shows + 1
    )


def restore(
    ticket: Ticket, at: datetime, *, behind: Ticket | None, position: int, within: timedelta | None
) -> Ticket:
    """The passed ticket as it waits again behind another one, or first in an empty line.

    ``position`` is a new, higher one. Raises Refusal ``ticket_void`` for a ticket passed too often, ``too_late`` after ``within``.
    """
    if ticket.status is Status.VOID:
        raise Refusal(Code.TICKET_VOID, "the number was passed too often; take a new one")
    status = status_after(ticket.status, Move.RESTORE)
    if within is not None and ticket.finished_at is not None and at > ticket.finished_at + within:
        raise Refusal(Code.TOO_LATE, "the number was passed too long ago; take a new one")
    return replace(
        _away(ticket),
        status=status,
        position=position,
        turn=position if behind is None else behind.turn,
        queued_at=at if behind is None else behind.waiting_since,
    )


def restore_places(ticket: Ticket, restore_after: Sequence[int]) -> int:
    """Behind how many others the passed ticket is put, by the hall's list; 0 is the end of the line.

    Raises Refusal ``illegal_transition`` for a ticket that was not passed.
    """
    if ticket.status is Status.VOID:
        return 0
    status_after(ticket.status, Move.RESTORE)
    return restore_after[ticket.no_shows - 1] if ticket.no_shows <= len(restore_after) else 0


def park(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as put aside by its window while something is fetched or filled in."""
    return replace(ticket, status=status_after(ticket.status, Move.PARK), parked_at=at)


def call_back(ticket: Ticket, at: datetime, seq: int | None = None) -> Ticket:
    """The parked ticket as called back to its window, in the same session; ``seq`` as for ``call``."""
    return replace(
        ticket,
        status=status_after(ticket.status, Move.CALL_BACK),
        calls=1,
        called_at=at,
        started_at=None,
        call_seq=seq,
    )


def transfer(ticket: Ticket, *, service: str, window: str | None) -> Ticket:
    """The ticket as it waits for another service or for one window, with its place by time of arrival."""
    status = status_after(ticket.status, Move.TRANSFER)
    return replace(_away(ticket), status=status, service=service, for_window=window)


def check_undo(called: Ticket, at: datetime, *, within: timedelta) -> None:
    """Raise Refusal ``nothing_to_undo`` or ``too_late`` unless the ticket's call can be taken back."""
    if called.status is not Status.CALLED or called.called_at is None or called.calls != 1:
        raise Refusal(Code.NOTHING_TO_UNDO, "only a first call can be undone, before anything else happens")
    if not within or at > called.called_at + within:
        raise Refusal(Code.TOO_LATE, f"a call can be undone for {within.total_seconds():.0f} s")


def undo_call(called: Ticket, before: Ticket) -> Ticket:
    """The just called ticket as it was ``before``: waiting in its old place, or parked."""
    status_after(called.status, Move.UNDO_CALL_BACK if before.status is Status.PARKED else Move.UNDO_CALL)
    return _back(called, before)


def rests_since(ended: Ticket, before: Ticket, at: datetime) -> bool:
    """Whether nothing has moved the ticket since a call at ``at`` ended its session, in which it stood as ``before``."""
    left = forward(before, at) if before.steps else finish(before, at, ended.clerk, by_call=True)
    return _back(ended, left) == ended


def reopen(ended: Ticket, before: Ticket) -> Ticket:
    """The ticket as it was ``before`` its session was ended: that was a mistake."""
    move = Move.REOPEN if before.status is Status.SERVING else Move.REOPEN_CALL
    status_after(ended.status, move)
    return _back(ended, before)


def _back(ticket: Ticket, before: Ticket) -> Ticket:
    # A slip is printed whatever is undone, and no session gets the number of another.
    return replace(before, slip=ticket.slip, sessions=ticket.sessions)


def cancel(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as given back."""
    return replace(ticket, status=status_after(ticket.status, Move.CANCEL), finished_at=at)


def interrupt(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as one that cannot be served to the end today."""
    return replace(ticket, status=status_after(ticket.status, Move.INTERRUPT), finished_at=at)


def expire(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as left over when the day is closed."""
    return replace(ticket, status=status_after(ticket.status, Move.EXPIRE), finished_at=at)


def remaining_services(ticket: Ticket) -> Sequence[str]:
    """The service it waits for or is served in, and those that follow."""
    return ticket.service, *ticket.steps


def _away(ticket: Ticket) -> Ticket:
    # Who waits anew is at no window; the session that was is kept by whoever saves.
    return replace(
        ticket,
        window=None,
        started_at=None,
        finished_at=None,
        session_id=None,
        parked_at=None,
        clerk=None,
        ended_by_call=False,
    )
