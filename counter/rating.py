"""A window's evaluator at work: invite, take one rating for the session it was readied for, thank.

Responsible for: attributing a press to that session or to nobody, and thanking only when the rating is safe: with the
server, or on this computer's disk until the server is back. Not responsible for: when a session may be rated
(``rating_state``) or keeping the device open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog

from counter.desk import Desk
from drivers.evaluator.port import Evaluator, RatingPress
from queue_server.client import Refused, ServerUnreachable, new_request_id
from queue_server.wire.messages import RatingAnswer, RatingRequest

log = structlog.get_logger(__name__)

PRESS_WAIT_SECONDS = 0.2
"""How long one look for a press may take, and so how late an invitation may come."""
OUTBOX_KIND = "rating"


class RatingStore(Protocol):
    """What the evaluator needs of the server."""

    def rate(self, request: RatingRequest) -> RatingAnswer:
        """Store it; raises ServerUnreachable or Refused."""


class DurableStore(Protocol):
    """What keeps a rating while the server is away."""

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        """On the disk when it returns; raises OSError."""


class RatingStation:
    """Runs one evaluator at a time."""

    def __init__(
        self,
        desk: Desk,
        store: RatingStore,
        outbox: DurableStore,
        *,
        now: Callable[[], datetime],
        heard: Callable[[], None] = lambda: None,
    ) -> None:
        """``now`` is the server's time; ``heard`` is called with every press: the evaluator is alive."""
        self._desk = desk
        self._store = store
        self._outbox = outbox
        self._now = now
        self._heard = heard
        self._log = log.bind(window=desk.window)

    def run(self, evaluator: Evaluator, stop: threading.Event) -> None:
        """Serve until ``stop``; raises DeviceError when the evaluator is lost."""
        while not stop.is_set():
            self._invite(evaluator)
            press = evaluator.next_rating(PRESS_WAIT_SECONDS)
            if press is not None:
                self._heard()
                self._take(evaluator, press)

    def _invite(self, evaluator: Evaluator) -> None:
        """Counts as invited only when the evaluator was told: a line that breaks here is told again."""
        armed = self._desk.armed()
        if armed is not None and not armed.invited:
            evaluator.invite()
            self._desk.note_invited(armed.session_id)

    def _take(self, evaluator: Evaluator, press: RatingPress) -> None:
        armed = self._desk.armed()
        if armed is None or press.level is None:
            self._log.info("press not attributed", armed=armed is not None, mapped=press.level is not None)
            return
        request = RatingRequest(
            request_id=new_request_id(),
            session_id=armed.session_id,
            level=press.level,
            pressed_at=self._now(),
        )
        if self._is_safe(request):
            self._desk.settle(armed.session_id)
            evaluator.thank(press)

    def _is_safe(self, request: RatingRequest) -> bool:
        try:
            self._store.rate(request)
        except Refused as refusal:
            self._log.warning("rating refused", code=refusal.code)
            self._desk.settle(request.session_id)
            return False
        except ServerUnreachable:
            return self._keep(request)
        return True

    def _keep(self, request: RatingRequest) -> bool:
        try:
            self._outbox.put(OUTBOX_KIND, request.model_dump(mode="json"))
        except OSError as error:
            self._log.warning("rating cannot be kept", reason=str(error))
            return False
        self._log.info("rating kept until the server is back")
        return True
