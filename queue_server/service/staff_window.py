"""Use cases: a clerk logs in at a window, or out.

A clerk is at one window at a time, and a window has one clerk at most: who logs in takes the place of whoever was there.
"""

from __future__ import annotations

from queue_server.service.change import Change
from queue_server.service.window_desk import answer
from queue_server.wire.events import WindowStaffed
from queue_server.wire.messages import LogIn, WindowAnswer


def log_in(change: Change, window_id: str, body: LogIn) -> WindowAnswer:
    """Log the clerk with that staff number in; raises Refusal ``unknown_clerk``. Without an event when nothing changes."""
    change.hall.window(window_id)
    place_clerk(change, window_id, change.hall.clerk(body.clerk).id)
    return answer(change, window_id, None)


def log_out(change: Change, window_id: str) -> WindowAnswer:
    """Log whoever is there out; without an event when nobody is."""
    change.hall.window(window_id)
    _set(change, window_id, None)
    return answer(change, window_id, None)


def place_clerk(change: Change, window_id: str, clerk: str) -> None:
    """Put a clerk at a window, and log out wherever else the clerk was."""
    for other, there in change.unit.staffed().items():
        if there == clerk and other != window_id:
            _set(change, other, None)
    _set(change, window_id, clerk)


def _set(change: Change, window_id: str, clerk: str | None) -> None:
    if change.unit.staffed().get(window_id) != clerk:
        change.unit.set_staffed(window_id, clerk)
        change.emit(WindowStaffed, window=window_id, clerk=clerk)
