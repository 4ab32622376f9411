"""Use cases: a window calls one certain number out of turn, or one that it has parked back.

Not responsible for: who would be next by the rules (``call_next``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from string import ascii_letters

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Status, Ticket
from queue_server.service.call_next import make_ready
from queue_server.service.change import Change
from queue_server.service.hall import Hall
from queue_server.service.window_desk import answer, save_call
from queue_server.wire.messages import CallNumber, CallRule, NumberCommand, Why, WindowAnswer

PARKED_LOOKED_AT = 500


def call_number(change: Change, window_id: str, body: CallNumber) -> WindowAnswer:
    """Call a waiting number; the clerk's reason is kept with the call.

    Raises Refusal ``unknown_number``, ``ambiguous_number``, ``wrong_window`` or ``illegal_transition``, and those of ``call_next``.
    """
    chosen = find_number(change, window_id, body.number, (Status.WAITING, Status.PARKED))
    if chosen.status is Status.PARKED:
        return _call_back(change, window_id, chosen)
    tickets.status_after(chosen.status, tickets.Move.CALL)
    if chosen.service not in change.hall.callable_at(window_id):
        raise Refusal(Code.WRONG_WINDOW, f"window {window_id} does not serve {chosen.service}")
    if chosen.for_window not in (None, window_id):
        raise Refusal(Code.WRONG_WINDOW, f"the number was sent to window {chosen.for_window}")
    ended = make_ready(change, window_id)
    call = partial(tickets.call, window=window_id, at=change.now)
    why = Why(rule=CallRule.CLERK, reason=body.reason)
    return answer(change, window_id, save_call(change, window_id, chosen, call, why, ended))


def call_back(change: Change, window_id: str, body: NumberCommand) -> WindowAnswer:
    """Call a number back that the window has parked: the given one, or the latest.

    Raises Refusal ``unknown_number`` when there is none.
    """
    change.hall.window(window_id)
    if body.number is not None:
        chosen = find_number(change, window_id, body.number, (Status.PARKED,))
        tickets.status_after(chosen.status, tickets.Move.CALL_BACK)
        return _call_back(change, window_id, chosen)
    parked = change.unit.parked(change.day, PARKED_LOOKED_AT)
    latest = next((ticket for ticket in parked if ticket.window == window_id), None)
    if latest is None:
        raise Refusal(Code.UNKNOWN_NUMBER, "the window has parked nobody")
    return _call_back(change, window_id, latest)


def _call_back(change: Change, window_id: str, parked: Ticket) -> WindowAnswer:
    if parked.window != window_id:
        raise Refusal(Code.WRONG_WINDOW, f"the number is parked at window {parked.window}")
    ended = make_ready(change, window_id)
    why = Why(rule=CallRule.CALL_BACK)
    call = partial(tickets.call_back, at=change.now)
    return answer(change, window_id, save_call(change, window_id, parked, call, why, ended))


def find_number(change: Change, window_id: str, text: str, wanted: Iterable[Status]) -> Ticket:
    """Today's ticket that is meant by ``A007`` or ``a7``, or by ``7`` at a window that serves only one ticket so numbered.

    Of several with the same digits those in the wanted states count. Raises Refusal ``unknown_window``, ``unknown_number`` or
    ``ambiguous_number``.
    """
    change.hall.window(window_id)
    found = [
        ticket
        for name in numbers_meant(change.hall, text)
        if (ticket := change.unit.by_number(change.day, name)) is not None
        if not text.isdigit() or ticket.service in change.hall.callable_at(window_id)
    ]
    if not found:
        raise Refusal(Code.UNKNOWN_NUMBER, f"number {text} was not given out today")
    fitting = [ticket for ticket in found if ticket.status in tuple(wanted)] or found
    if len(fitting) > 1:
        numbers = ", ".join(ticket.number for ticket in fitting)
        raise Refusal(Code.AMBIGUOUS_NUMBER, f"{text} may be any of {numbers}")
    return fitting[0]


def numbers_meant(hall: Hall, text: str) -> list[str]:
    """The numbers of the hall that ``A7`` or ``7`` may mean, as they are written on slips."""
    prefix, number = text.rstrip("0123456789").upper(), int(text.lstrip(ascii_letters))
    ranges = [r for r in hall.ranges.values() if prefix in ("", r.prefix) and r.first <= number <= r.last]
    return sorted({r.written(number) for r in ranges})
