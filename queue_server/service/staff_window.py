"""Use cases: a clerk logs in at a window, or out.

A clerk is at one window at a time, and a window has one clerk at most: who logs in takes the place of whoever was there.
"""

from __future__ import annotations

from queue_server.service.change import Change
from queue_server.service.move_ticket import waiting_at
from queue_server.wire.events import WindowStaffed
from queue_server.wire.messages import WindowAnswer


def log_in(change: Change, window_id: str, number: int) -> WindowAnswer:
    """Log the clerk with that staff number in; raises Refusal ``unknown_clerk``. Without an event when nothing changes."""
    change.hall.window(window_id)
    clerk = change.hall.clerk(number).id
    for other, there in change.unit.staffed().items():
        if there == clerk and other != window_id:
            _set(change, other, None)
    _set(change, window_id, clerk)
    return WindowAnswer(ticket=None, waiting=waiting_at(change, window_id))


def log_out(change: Change, window_id: str) -> WindowAnswer:
    """Log whoever is there out; without an event when nobody is."""
    change.hall.window(window_id)
    _set(change, window_id, None)
    return WindowAnswer(ticket=None, waiting=waiting_at(change, window_id))


def _set(change: Change, window_id: str, clerk: str | None) -> None:
    if change.unit.staffed().get(window_id) != clerk:
        change.unit.set_staffed(window_id, clerk)
        change.emit(WindowStaffed, window=window_id, clerk=clerk)
