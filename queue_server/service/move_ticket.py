"""Use cases: recall, start, finish and no-show of the ticket a window holds."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain import ticket as tickets
from queue_server.domain.rating import rate_until
from queue_server.domain.ticket import Status, Ticket
from queue_server.service.change import Change
from queue_server.service.window_desk import answer, must_hold
from queue_server.wire.events import (
    TicketFinished,
    TicketForwarded,
    TicketNoShow,
    TicketRecalled,
    TicketStarted,
)
from queue_server.wire.messages import WindowAnswer


def recall(change: Change, window_id: str) -> WindowAnswer:
    """Call the window's ticket once more; raises Refusal ``too_soon`` or ``calls_exhausted``."""
    rules = change.hall.rules
    before = must_hold(change, window_id)
    gap = timedelta(seconds=rules.recall_gap_seconds)
    after = tickets.recall(before, change.now, gap=gap, most=rules.max_calls)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketRecalled, after)
    return answer(change, window_id, after)


def start(change: Change, window_id: str) -> WindowAnswer:
    """The resident of the window's ticket has come."""
    before = must_hold(change, window_id)
    after = tickets.start(before, change.now, change.unit.staffed().get(window_id))
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketStarted, after)
    return answer(change, window_id, after)


def finish(change: Change, window_id: str) -> WindowAnswer:
    """The window's ticket is served; its session may be rated from now on."""
    after = end_session(change, must_hold(change, window_id), by_next_call=False)
    return answer(change, window_id, after)


def no_show(change: Change, window_id: str) -> WindowAnswer:
    """Nobody came with the window's ticket."""
    before = must_hold(change, window_id)
    after = tickets.no_show(before, change.now, restores=len(change.hall.rules.restore_after))
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketNoShow, after)
    return answer(change, window_id, after)


def end_session(change: Change, held: Ticket, *, by_next_call: bool) -> Ticket:
    """End the service session of ``held``: it is finished, or goes on to the next service of its package."""
    until = rate_until(change.now, change.hall.rules.rating_window_seconds)
    facts = {"rate_until": until, "by_next_call": by_next_call}
    clerk = None if held.window is None else change.unit.staffed().get(held.window)
    done = tickets.finish(held, change.now, clerk, by_call=by_next_call)
    if not held.steps:
        change.unit.save_ticket(held, done)
        change.emit_ticket(TicketFinished, done, **facts)
        return done
    after = tickets.forward(held, change.now)
    change.unit.keep_session(done, Status.FINISHED, change.now)
    change.unit.save_ticket(held, after)
    came = {"from_service": held.service, "from_window": held.window, "session_id": held.session_id}
    change.emit_ticket(TicketForwarded, after, **came, **facts)
    return after
