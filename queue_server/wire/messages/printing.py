"""Paper: slips and second-visit cards on their way through a printer.

Responsible for: bodies that ask for paper or say what became of it. Not responsible for: what is on it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints

from queue_server.wire.messages.bodies import Answer, Name, Request, RequestId
from queue_server.wire.messages.states import PrintState


class PrintReport(Request):
    """Body of ``POST /tickets/<id>/print-state``."""

    request_id: RequestId
    state: PrintState
    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class ReprintRequest(Request):
    """Body of ``POST /tickets/<id>/reprint``: asks a kiosk (default: the issuing one) to print the slip again."""

    request_id: RequestId
    kiosk: Name | None = None


class CardPrintRequest(ReprintRequest):
    """Body of ``POST /tickets/<id>/second-visit-card/print``: asks a kiosk to print the card of an interrupted visit."""


class CardPrintReport(Request):
    """Body of ``POST /tickets/<id>/second-visit-card/print-state``."""

    request_id: RequestId
    kiosk: Name
    """Who printed: word of a kiosk that is no longer the one that was asked says nothing."""
    state: Literal[PrintState.PRINTING, PrintState.PRINTED, PrintState.FAILED]
    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class CardPrintView(Answer):
    """What is known of a second-visit card on paper; the card itself is not in it."""

    ticket: str
    """The ticket whose visit was interrupted: a card has no other name."""
    number: str
    kiosk: str
    state: PrintState
    reason: str = ""
    asked_at: AwareDatetime
