"""A window's evaluator at work: invite, take one rating for the session it was readied for, thank.

Responsible for: telling when a key was pressed, thanking only when the rating is safe (with the server, or on this computer's disk
until the server is back), and asking again where a press was nobody's, so that whoever made it sees that it did not count.
Not responsible for: when a session may be rated and whose a press is (``rating_state``), or keeping the device open.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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
STRAY_REPEAT_SECONDS = 2.0
"""An evaluator that is not thanked may say a press again for so long."""


class RatingStore(Protocol):
    """What the evaluator needs of the server."""

    def rate(self, request: RatingRequest) -> RatingAnswer:
        """Store it; raises ServerUnreachable or Refused."""


class DurableStore(Protocol):
    """What keeps a rating while the server is away."""

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        """On the disk when it returns; raises OSError."""


@dataclass(frozen=True, slots=True)
class _Stray:
    """A press that was nobody's."""

    token: bytes
    at: float


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
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``now`` is the server's time, ``clock`` that of presses; ``heard`` is called with every press: the evaluator is alive."""
        self._desk = desk
        self._store = store
        self._outbox = outbox
        self._now = now
        self._heard = heard
        self._clock = clock
        self._stray: _Stray | None = None
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
        if armed is not None and armed.invited_at is None:
            at = self._now()
            evaluator.invite()
            self._desk.note_invited(armed.session_id, at)

    def _take(self, evaluator: Evaluator, press: RatingPress) -> None:
        if press.level is None:
            self._log.info("press without a grade")
            return
        now = self._clock()
        made_at = self._made_at(press, now)
        pressed_at = self._now() - timedelta(seconds=max(0.0, now - made_at))
        session = self._desk.session_at(pressed_at)
        if session is None:
            self._log.warning("press belongs to no session")
            self._stray = _Stray(press.token, made_at)
            self._desk.ask_again()
            return
        request = RatingRequest(
            request_id=new_request_id(), session_id=session, level=press.level, pressed_at=pressed_at
        )
        if self._is_safe(request):
            self._desk.settle(session)
            evaluator.thank(press)
            # Where that was the session before, the thanks took the place of the invitation.
            self._desk.ask_again()

    def _made_at(self, press: RatingPress, now: float) -> float:
        """When the key was pressed. What an evaluator says again because nobody thanked is no press of its own."""
        at = now if press.at is None else press.at
        stray = self._stray
        if stray is not None and stray.token == press.token and 0 <= at - stray.at < STRAY_REPEAT_SECONDS:
            return stray.at
        return at

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
