"""Sending a rating: one request, repeated as it is while the server is away and there is time.

Responsible for: the patience, and the answer as a message to the screen. Not responsible for: what is sent, or what is shown.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from evaluator.flow import SERVER_AWAY, NotStored, Stored
from queue_server.client import Refused, ServerUnreachable, retrying
from queue_server.wire.messages import RatingAnswer, RatingRequest

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 6.0
FAULT = "fault"


class Server(Protocol):
    """What is needed of the client."""

    def rate(self, request: RatingRequest) -> RatingAnswer:
        """Store it; raises ServerUnreachable or Refused."""


class RatingSender:
    """Sends each rating on a thread of its own; the flow lets one be under way."""

    def __init__(
        self,
        server: Server,
        post: Callable[[object], None],
        *,
        patience: float = PATIENCE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``post`` brings ``Stored`` and ``NotStored`` to the screen's thread."""
        self._server = server
        self._post = post
        self._patience = patience
        self._clock = clock
        self._stopping = threading.Event()

    def send(self, request: RatingRequest, seconds: float) -> None:
        """Begin; no try is begun later than ``seconds`` from now, when the time to rate is over."""
        patience = min(self._patience, max(0.0, seconds))
        threading.Thread(target=self._run, args=(request, patience), name="rate", daemon=True).start()

    def close(self) -> None:
        """Stop repeating."""
        self._stopping.set()

    def _run(self, request: RatingRequest, patience: float) -> None:
        try:
            self._post(self._answer(request, patience))
        except Exception:
            # Thread boundary: whoever waits in front of the screen is told that something failed.
            log.exception("rating not sent")
            self._post(NotStored(request.request_id, FAULT))

    def _answer(self, request: RatingRequest, patience: float) -> Stored | NotStored:
        try:
            retrying(
                lambda: self._server.rate(request),
                seconds=patience,
                pause=self._stopping.wait,
                clock=self._clock,
            )
        except Refused as refusal:
            log.warning("rating refused", code=refusal.code)
            return NotStored(request.request_id, refusal.code)
        except ServerUnreachable as error:
            log.warning("rating not stored", reason=str(error))
            return NotStored(request.request_id, SERVER_AWAY)
        return Stored(request.request_id)
