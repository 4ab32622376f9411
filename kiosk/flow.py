"""Taking a number: one request, repeated with the same id while the server is away.

Responsible for: the request id, the patience, and the answer as a message to the screen. Not responsible for: what is
shown, or the slip. A card's number and a second-visit code live in the one request and nowhere else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from kiosk.views import HeldTicket, NotTaken, Order, Sentence, Taken, TakingSlowly
from queue_server.client import Refused, ServerUnreachable, new_request_id, retrying
from queue_server.wire.messages import IssuedTicket, IssueTicketRequest

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 8.0
SERVER_AWAY = "server_away"
FAULT = "fault"


class Server(Protocol):
    """What the flow needs of the client."""

    def issue_ticket(self, request: IssueTicketRequest) -> IssuedTicket:
        """Take a number; raises ServerUnreachable or Refused."""


class TicketFlow:
    """Takes numbers, each on a thread of its own; at most one is under way because the screen offers no second."""

    def __init__(
        self,
        server: Server,
        kiosk: str,
        post: Callable[[object], None],
        *,
        patience: float = PATIENCE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``post`` brings ``Taken``, ``TakingSlowly`` and ``NotTaken`` to the screen's thread."""
        self._server = server
        self._kiosk = kiosk
        self._post = post
        self._patience = patience
        self._clock = clock
        self._stopping = threading.Event()

    def start(self, order: Order) -> str:
        """Begin; returns the request's id."""
        request = IssueTicketRequest(
            request_id=new_request_id(),
            service=order.service,
            kiosk=self._kiosk,
            identity=order.identity,
            priority=order.priority,
            second_visit=order.second_visit,
        )
        threading.Thread(target=self._run, args=(request,), name="take-ticket", daemon=True).start()
        return request.request_id

    def close(self) -> None:
        """Stop repeating."""
        self._stopping.set()

    def _run(self, request: IssueTicketRequest) -> None:
        try:
            self._post(self._answer(request))
        except Exception as mistake:  # noqa: BLE001
            # Thread boundary: the resident must not be left before a turning ring. The error's text may hold the request.
            log.error("taking a number failed", mistake=type(mistake).__name__)  # noqa: TRY400
            self._post(NotTaken(request.request_id, FAULT))

    def _answer(self, request: IssueTicketRequest) -> Taken | NotTaken:
        try:
            issued = retrying(
                lambda: self._server.issue_ticket(request),
                seconds=self._patience,
                pause=lambda seconds: self._pause(request.request_id, seconds),
                clock=self._clock,
            )
        except ServerUnreachable as away:
            log.warning("no number: server away", service=request.service, reason=str(away))
            return NotTaken(request.request_id, SERVER_AWAY)
        except Refused as refusal:
            log.info("no number: refused", service=request.service, code=refusal.code)
            return NotTaken(request.request_id, refusal.code, _held(refusal), _said(refusal))
        log.info("number taken", ticket=issued.ticket.number, service=request.service)
        return Taken(request.request_id, issued)

    def _pause(self, request_id: str, seconds: float) -> bool:
        self._post(TakingSlowly(request_id))
        return self._stopping.wait(seconds)


def _held(refusal: Refused) -> HeldTicket | None:
    """The ticket that stands in the way, if the refusal names one."""
    for detail in refusal.details:
        if {"ticket", "number"} <= detail.keys():
            return HeldTicket(detail["ticket"], detail["number"])
    return None


def _said(refusal: Refused) -> Sentence | None:
    """The refusal in a resident's words, if the server has any."""
    for detail in refusal.details:
        if {"sentence_zh", "sentence_en"} <= detail.keys():
            return Sentence(zh=detail["sentence_zh"], en=detail["sentence_en"])
    return None
