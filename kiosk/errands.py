"""What a kiosk asks of the hall beside numbers: somebody who helps, and a slip printed again.

Responsible for: one request each, repeated with the same id while the server is away, and the answer as a message to the
screen. Not responsible for: who comes, or what the slip looks like.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from kiosk.views import HelpAnswered, SlipChanged, SlipState
from queue_server.client import Refused, ServerUnreachable, new_request_id, retrying
from queue_server.wire.messages import HelpCall, ReprintRequest

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 4.0
SERVER_AWAY = "server-away"


class Desk(Protocol):
    """What errands need of the client."""

    def call_help(self, request: HelpCall) -> object:
        """Tell staff that somebody at this kiosk asks for help; raises ServerUnreachable or Refused."""

    def request_reprint(self, ticket_id: str, request: ReprintRequest) -> object:
        """Ask a kiosk to print a slip again; raises ServerUnreachable or Refused."""


class Errands:
    """Each on a thread of its own."""

    def __init__(
        self,
        desk: Desk,
        kiosk: str,
        post: Callable[[object], None],
        *,
        patience: float = PATIENCE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``post`` brings ``HelpAnswered`` and ``SlipChanged`` to the screen's thread."""
        self._desk = desk
        self._kiosk = kiosk
        self._post = post
        self._patience = patience
        self._clock = clock
        self._stopping = threading.Event()

    def call_help(self) -> str:
        """Begin, and return the request's id at once; ``HelpAnswered`` with that id follows."""
        call = HelpCall(request_id=new_request_id(), kiosk=self._kiosk)

        def run() -> None:
            heard = self._done("call for help", lambda: self._desk.call_help(call))
            self._post(HelpAnswered(call.request_id, heard))

        self._begin(run)
        return call.request_id

    def reprint(self, ticket_id: str) -> None:
        """Begin; the printer's ``SlipChanged`` follows, or one that says why there will be no slip."""
        request = ReprintRequest(request_id=new_request_id(), kiosk=self._kiosk)

        def run() -> None:
            if not self._done("reprint", lambda: self._desk.request_reprint(ticket_id, request)):
                self._post(SlipChanged(ticket_id, SlipState.FAILED, SERVER_AWAY))

        self._begin(run)

    def close(self) -> None:
        """Stop repeating."""
        self._stopping.set()

    def _begin(self, run: Callable[[], None]) -> None:
        threading.Thread(target=run, name="errand", daemon=True).start()

    def _done(self, errand: str, ask: Callable[[], object]) -> bool:
        """Whether the server took it."""
        try:
            retrying(ask, seconds=self._patience, pause=self._stopping.wait, clock=self._clock)
        except (ServerUnreachable, Refused) as error:
            log.warning("errand failed", errand=errand, reason=str(error))
            return False
        return True
