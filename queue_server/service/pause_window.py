"""Use cases: a window stops calling, or opens again."""

from __future__ import annotations

from queue_server.service.change import Change
from queue_server.service.move_ticket import waiting_at
from queue_server.wire.events import WindowPaused, WindowResumed
from queue_server.wire.messages import WindowAnswer


def pause(change: Change, window_id: str) -> WindowAnswer:
    """Pause the window. It keeps the ticket it holds; a window that is paused already stays so, without an event."""
    return _set_paused(change, window_id, True)


def resume(change: Change, window_id: str) -> WindowAnswer:
    """Open the window again; without an event when it is open already."""
    return _set_paused(change, window_id, False)


def _set_paused(change: Change, window_id: str, paused: bool) -> WindowAnswer:
    change.hall.window(window_id)
    if (window_id in change.unit.paused()) != paused:
        change.unit.set_paused(window_id, paused)
        change.emit(WindowPaused if paused else WindowResumed, window=window_id)
    return WindowAnswer(ticket=None, waiting=waiting_at(change, window_id))
