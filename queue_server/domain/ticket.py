"""A ticket and its life.

Responsible for: what a ticket is, the one table of moves it may make, and what each move changes. Not responsible for:
who may be called next (``dispatch``), numbers (``numbering``), slips (``slip``) or saving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.slip import SlipState


class Status(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    FINISHED = "finished"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a ticket."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no-show"
    CANCEL = "cancel"
    EXPIRE = "expire"


LEGAL_MOVES: dict[tuple[Status, Move], Status] = {
    (Status.WAITING, Move.CALL): Status.CALLED,
    (Status.CALLED, Move.RECALL): Status.CALLED,
    (Status.CALLED, Move.START): Status.SERVING,
    (Status.CALLED, Move.FINISH): Status.FINISHED,
    (Status.SERVING, Move.FINISH): Status.FINISHED,
    (Status.CALLED, Move.NO_SHOW): Status.NO_SHOW,
    (Status.WAITING, Move.CANCEL): Status.CANCELLED,
    (Status.CALLED, Move.CANCEL): Status.CANCELLED,
    (Status.WAITING, Move.EXPIRE): Status.EXPIRED,
    (Status.CALLED, Move.EXPIRE): Status.EXPIRED,
    (Status.SERVING, Move.EXPIRE): Status.EXPIRED,
}
"""Every move there is; all others are refused."""

HELD = frozenset({Status.CALLED, Status.SERVING})
"""A window holds a ticket in these states, and at most one."""

FINAL = frozenset(Status) - {start for start, _ in LEGAL_MOVES}
"""States without a way out."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number taken for a service on a business day. Times carry a zone; nothing here is about the person."""

    id: str
    """Random, so that an address made of it cannot be guessed."""
    number: str
    service: str
    business_day: date
    position: int
    """Place in the order of arrival; grows over the whole hall."""
    issued_at: datetime
    status: Status = Status.WAITING
    kiosk: str | None = None
    slip: SlipState = SlipState.NONE
    window: str | None = None
    calls: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    """When it was finished or marked a no-show."""
    session_id: str | None = None


def status_after(status: Status, move: Move) -> Status:
    """The state ``move`` leads to; raises Refusal ``illegal_transition`` where the table has no such move."""
    after = LEGAL_MOVES.get((status, move))
    if after is None:
        raise Refusal(Code.ILLEGAL_TRANSITION, f"a ticket that is {status} cannot {move}")
    return after


def call(ticket: Ticket, *, window: str, session_id: str, at: datetime) -> Ticket:
    """The ticket as called to ``window`` for the first time; opens the service session ``session_id``."""
    status = status_after(ticket.status, Move.CALL)
    return replace(
        ticket, status=status, window=window, session_id=session_id, calls=ticket.calls + 1, called_at=at
    )


def recall(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as called to its window once more."""
    return replace(
        ticket, status=status_after(ticket.status, Move.RECALL), calls=ticket.calls + 1, called_at=at
    )


def start(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as its resident sits down at the window."""
    return replace(ticket, status=status_after(ticket.status, Move.START), started_at=at)


def finish(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as served to the end."""
    return replace(ticket, status=status_after(ticket.status, Move.FINISH), finished_at=at)


def no_show(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket as given up because nobody came."""
    return replace(ticket, status=status_after(ticket.status, Move.NO_SHOW), finished_at=at)
