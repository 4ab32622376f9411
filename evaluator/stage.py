"""The stage: what reaches the screen, and what it does then.

Responsible for: turning touches, the feed and the sender's answers into actions of the flow, sending what it wants sent, the
language, and the failsafe: whatever goes wrong, the screen goes on and its state is reported. Not responsible for: which session
is rated and when (``flow``), which picture is shown (``scenes``), or pictures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Protocol

import structlog

from evaluator import window_facts
from evaluator.flow import (
    Action,
    GradePressed,
    NotStored,
    ReasonTouched,
    Stored,
    Submitted,
    TimePassed,
    TriedAgain,
    WentBack,
    step,
)
from evaluator.hall_feed import Followed, Refreshed
from evaluator.scenes import RING_STEPS_PER_SECOND, view_of
from evaluator.screens import base
from evaluator.screens.base import View
from evaluator.screens.message import SendingView
from evaluator.surroundings import Surroundings
from queue_server.client import FeedItem, new_request_id
from queue_server.wire.events import TicketCalled
from queue_server.wire.messages import RatingRequest
from screen.canvas import Canvas
from screen.pressing import Pressing
from screen.screen_port import Incoming, Layout, Message, Touch, TouchKind

log = structlog.get_logger(__name__)

SETTLE_SECONDS = 0.3
"""A picture that has just come takes no finger: the second tap of two was meant for the one before."""
LANGUAGE_SECONDS = 60.0
"""After so long without a touch, and with nobody at the window, the screen speaks the hall's own language again."""


class Sender(Protocol):
    """What the stage needs of ``sending``."""

    def send(self, request: RatingRequest, seconds: float) -> None:
        """Begin to send; no try begins later than that."""


class Stage:
    """The rating screen as the loop sees it. Every method runs on the loop's thread."""

    def __init__(
        self,
        around: Surroundings,
        sender: Sender,
        *,
        monotonic: Callable[[], float],
        report: Callable[[bool], None],
    ) -> None:
        """``report`` is told whether the screen works, when that changes."""
        self._around = around
        self._sender = sender
        self._monotonic = monotonic
        self._report = report
        self._works = True
        self._pressing = Pressing()
        self._view = self._see()
        self._came_at = monotonic() - SETTLE_SECONDS
        self._touched_at = monotonic()

    # --- the loop's side ------------------------------------------------------------------------------------

    def handle(self, incoming: Incoming) -> None:
        """Take a touch or a message."""
        try:
            if isinstance(incoming, Message):
                self._told(incoming.body)
            else:
                self._touched(incoming)
            self._look_again()
        except Exception:
            # Process boundary towards residents: the screen goes on with what it had.
            log.exception("screen failed", view=self._view.name)
            self._note(works=False)

    def update(self) -> float:
        """Let time pass; seconds until the picture may change by itself."""
        try:
            self._act(TimePassed())
            self._maybe_forget_language()
            self._look_again()
        except Exception:
            # Process boundary towards residents, as above.
            log.exception("screen failed", view=self._view.name)
            self._note(works=False)
            return 1.0
        return self._pause()

    def look(self) -> Hashable:
        """What the picture depends on."""
        return self._view, self._pressing.target

    def draw(self, canvas: Canvas) -> None:
        """Draw the picture."""
        try:
            base.draw(canvas, self._around, self._view, self._pressing.target)
            self._note(works=True)
        except Exception:
            # Process boundary towards residents, as above.
            log.exception("picture failed", view=self._view.name)
            self._note(works=False)

    def layout(self) -> Layout:
        """What can be touched now."""
        return Layout(self._view.name, base.targets_of(self._around, self._view))

    # --- inside ---------------------------------------------------------------------------------------------

    def _told(self, body: object) -> None:
        if isinstance(body, Followed):
            self._follow(body.item)
        elif isinstance(body, Refreshed):
            self._around.facts = window_facts.refresh(self._around.facts, body.snapshot)
        elif isinstance(body, Stored | NotStored):
            self._act(body)

    def _follow(self, item: FeedItem) -> None:
        around, held = self._around, self._around.facts.held
        around.facts = window_facts.apply(around.facts, item)
        self._act(item)
        newcomer = around.facts.held
        if (
            isinstance(item, TicketCalled)
            and newcomer is not None
            and (held is None or held.id != newcomer.id)
        ):
            around.language = around.catalogue.languages[0]

    def _touched(self, touch: Touch) -> None:
        self._touched_at = self._monotonic()
        if touch.kind is TouchKind.DOWN and self._monotonic() - self._came_at < SETTLE_SECONDS:
            return
        chosen = self._pressing.take(touch, base.targets_of(self._around, self._view))
        if chosen == "language":
            self._around.language = self._around.other_language
        elif chosen:
            action = _action_of(chosen)
            if action is not None:
                self._act(action)

    def _act(self, action: Action) -> None:
        now = self._now()
        done = step(self._around.flow, action, now)
        self._around.flow = done.flow
        if done.send is not None:
            self._sender.send(done.send.request, (done.send.until - now).total_seconds())

    def _maybe_forget_language(self) -> None:
        nobody = self._view.name in {"idle", "away"}
        if nobody and self._monotonic() - self._touched_at > LANGUAGE_SECONDS:
            self._around.language = self._around.catalogue.languages[0]

    def _look_again(self) -> None:
        before, self._view = self._view, self._see()
        if before.name != self._view.name:
            self._pressing.release()
            self._came_at = self._monotonic()

    def _see(self) -> View:
        return view_of(self._around, self._now())

    def _now(self) -> datetime:
        return self._around.now()

    def _pause(self) -> float:
        """Until the next second, or the ring's next position."""
        second = self._now().timestamp()
        if isinstance(self._view, SendingView):
            return 1 / RING_STEPS_PER_SECOND
        return max(0.01, math.floor(second) + 1 - second)

    def _note(self, *, works: bool) -> None:
        if works != self._works:
            self._works = works
            self._report(works)


def _action_of(target: str) -> Action | None:
    """What a touch of that target means to the flow."""
    kind, _, which = target.partition(":")
    if kind == "grade":
        return GradePressed(int(which), new_request_id())
    if kind == "reason":
        return ReasonTouched(int(which))
    plain: dict[str, Action] = {"submit": Submitted(), "back": WentBack(), "again": TriedAgain()}
    return plain.get(kind)
