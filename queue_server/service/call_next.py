"""Use case: a window calls the next number."""

from __future__ import annotations

from functools import partial

from config.model import OnCallNext
from queue_server.domain import ticket as tickets
from queue_server.domain.dispatch import choose
from queue_server.domain.window import check_free, check_staffed
from queue_server.service.change import Change
from queue_server.service.explain_call import why_of
from queue_server.service.move_ticket import end_session
from queue_server.service.window_desk import answer, held_by, open_again, save_call
from queue_server.wire.messages import WindowAnswer


def call_next(change: Change, window_id: str) -> WindowAnswer:
    """Call whoever is next by the hall's rules of order.

    The ticket the window still holds is finished first, or the call is refused (``window_busy``), as the hall rules; so is a
    call without a clerk (``not_logged_in``). A paused window is open again afterwards. When nobody waits the answer holds no ticket.
    """
    ended = make_ready(change, window_id)
    hall, unit = change.hall, change.unit
    in_a_row = unit.in_a_row(window_id)
    decision = choose(hall.plans[window_id], unit.lines(change.day), hall.order, in_a_row, change.now)
    if decision is None:
        return answer(change, window_id, None)
    call = partial(tickets.call, window=window_id, at=change.now)
    why = why_of(decision, change.now, in_a_row)
    after = save_call(change, window_id, decision.ticket, call, why, ended)
    unit.set_in_a_row(window_id, decision.in_a_row)
    return answer(change, window_id, after)


def make_ready(change: Change, window_id: str) -> tickets.Ticket | None:
    """Free the window for a call, as the hall rules; gives what it held, as it was.

    Raises Refusal where the hall rules that the clerk does that.
    """
    change.hall.window(window_id)
    if change.hall.rules.require_log_in:
        check_staffed(change.unit.staffed().get(window_id))
    held = held_by(change, window_id)
    if change.hall.rules.on_call_next is OnCallNext.REFUSE:
        check_free(held)
    if held is not None:
        end_session(change, held, by_next_call=True)
    open_again(change, window_id)
    return held
