"""What windows do.

Responsible for: the bodies of their verbs and of the answer. Not responsible for: how a window stands (``hall``).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from queue_server.wire.messages.bodies import Answer, Name, NumberText, Reason, Request, RequestId
from queue_server.wire.messages.states import PauseReason
from queue_server.wire.messages.tickets import TicketView


class WindowCommand(Request):
    """Body of every ``POST /windows/<window>/<verb>`` that needs no more."""

    request_id: RequestId


class CallNumber(WindowCommand):
    """Body of ``POST /windows/<window>/call``: calls one number out of turn."""

    number: NumberText
    reason: Reason


class NumberCommand(WindowCommand):
    """Body of ``restore`` and ``call-back``: a number, or None for the latest one."""

    number: NumberText | None = None


class Transfer(WindowCommand):
    """Body of ``transfer``: to a service, to a window, or both. The ticket keeps its time of arrival."""

    service: Name | None = None
    window: Name | None = None
    reason: Reason | None = None


class Interrupt(WindowCommand):
    """Body of ``interrupt``: the visit cannot be finished today, through no fault of the resident."""

    reason: Reason


class PauseWindow(WindowCommand):
    """Body of ``pause``."""

    reason: PauseReason | None = None


class HandOver(WindowCommand):
    """Body of ``hand-over``: the B post takes the window over (AB 岗)."""

    clerk: Annotated[int, Field(ge=10, le=99_999_999)]
    """The staff number (工号) of who comes."""
    reason: PauseReason = PauseReason.HAND_OVER


class LogIn(WindowCommand):
    """Body of ``POST /windows/<window>/log-in``."""

    clerk: Annotated[int, Field(ge=10, le=99_999_999)]
    """The staff number (工号)."""


class SecondVisitCard(Answer):
    """Puts its holder first at the next visit (二次优先卡)."""

    code: Annotated[str, Field(repr=False)]
    """Whoever knows it goes first: it is in this answer and on paper, and nowhere else."""
    service: str
    """What it is good for, once."""
    package: str | None = None
    """Where that is a step of a package, the card is good for the package as well."""
    valid_until: date
    """The last day it is good."""


class WindowAnswer(Answer):
    """Answer to every window verb."""

    ticket: TicketView | None
    """The ticket the verb acted on; None when nobody waits."""
    waiting: int = 0
    """People waiting for any service of this window, after the verb."""
    held: TicketView | None = None
    """What the window holds after the verb."""
    card: SecondVisitCard | None = None
    """Made by ``interrupt``."""
