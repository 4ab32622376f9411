"""Which picture is shown, from all that is known.

Responsible for: their order: who is called or served comes first, then who is asked, then the window. Not responsible for: what
the pictures look like, or what changes the knowledge.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from evaluator.flow import SERVER_AWAY, Draft, Stage
from evaluator.screens.base import Head, View
from evaluator.screens.idle import IdleView, WindowState
from evaluator.screens.invite import InviteView
from evaluator.screens.message import AwayView, FailedView, SendingView, ThanksView
from evaluator.screens.reasons import ReasonsView
from evaluator.screens.serving import ServingView
from evaluator.surroundings import Surroundings
from evaluator.window_facts import WindowFacts
from queue_server.wire.messages import TicketStatus, TicketView

RING_STEPS_PER_SECOND = 8
RATING_TOO_LATE = "rating_too_late"
"""The server's refusal of a grade that was pressed after the time."""


def view_of(around: Surroundings, now: datetime) -> View:
    """The picture of that moment, ``now`` being the server's time."""
    facts, flow = around.facts, around.flow
    if facts.held is not None and facts.connected:
        return _at_the_window(around, facts.held)
    if flow.draft is not None:
        return _of_draft(around, flow.draft, now)
    if flow.invited is not None:
        return InviteView(_head(around, flow.invited.until, now))
    head = _head(around)
    if flow.thanks_until is not None:
        return ThanksView(head)
    if not facts.known or not facts.connected:
        # The whole picture says it.
        return AwayView(replace(head, connected=True), starting=not facts.known)
    staff = around.staff_number(facts.clerk)
    return IdleView(head, _state(facts), facts.pause_reason if facts.paused else None, staff)


def _at_the_window(around: Surroundings, ticket: TicketView) -> View:
    return ServingView(
        _head(around),
        number=ticket.number,
        service=ticket.service,
        calling=ticket.status is TicketStatus.CALLED,
        staff=around.staff_number(around.facts.clerk),
    )


def _of_draft(around: Surroundings, draft: Draft, now: datetime) -> View:
    if draft.stage is Stage.REASONS:
        head = replace(_head(around, draft.sends_at, now), sends=True)
        return ReasonsView(head, draft.level, draft.reasons)
    if draft.stage is Stage.SENDING:
        return SendingView(_head(around), position=int(now.timestamp() * RING_STEPS_PER_SECOND))
    if draft.may_try_again(now):
        return FailedView(_head(around, draft.until, now))
    late = draft.code in {SERVER_AWAY, RATING_TOO_LATE}
    return FailedView(
        _head(around),
        why="late" if late else "refused",
        has_phone_page=bool(around.hall.hall.ticket_page_url),
    )


def _state(facts: WindowFacts) -> WindowState:
    if facts.paused:
        return WindowState.PAUSED
    if facts.day_closed:
        return WindowState.DAY_CLOSED
    return WindowState.OUT_OF_HOURS if facts.out_of_hours else WindowState.OPEN


def _head(around: Surroundings, until: datetime | None = None, now: datetime | None = None) -> Head:
    """With the time that is left, where somebody is asked."""
    time = around.local_time
    if until is None or now is None:
        return Head(around.language, time, around.facts.connected)
    left = max(0, math.ceil((until - now).total_seconds()))
    share = min(1.0, left / around.hall.rules.rating_window_seconds)
    return Head(around.language, time, around.facts.connected, left, share=share)
