"""Use cases: a window stops calling, opens again, or is taken over by another clerk."""

from __future__ import annotations

from queue_server.service.change import Change
from queue_server.service.ports import Pause
from queue_server.service.staff_window import place_clerk
from queue_server.service.window_desk import answer, open_again
from queue_server.wire.events import WindowHandedOver, WindowPaused
from queue_server.wire.messages import HandOver, PauseWindow, WindowAnswer


def pause(change: Change, window_id: str, body: PauseWindow) -> WindowAnswer:
    """Pause the window, which keeps the ticket it holds; or say another reason why it is paused.

    A window that is paused already for the same reason, or is given none now, stays as it is, without an event.
    """
    change.hall.window(window_id)
    reason = None if body.reason is None else str(body.reason)
    known = change.unit.pauses().get(window_id)
    if known is None or reason not in (None, known.reason):
        clerk = change.unit.staffed().get(window_id)
        since = change.now if known is None or known.since is None else known.since
        change.unit.set_paused(window_id, Pause(reason, since, clerk))
        change.emit(WindowPaused, window=window_id, reason=body.reason)
    return answer(change, window_id, None)


def resume(change: Change, window_id: str) -> WindowAnswer:
    """Open the window again; without an event when it is open already."""
    change.hall.window(window_id)
    open_again(change, window_id)
    return answer(change, window_id, None)


def hand_over(change: Change, window_id: str, body: HandOver) -> WindowAnswer:
    """Another clerk takes the window over (AB 岗): who went, who came, when and why is kept in the log.

    A paused window is open again. Raises Refusal ``unknown_clerk``.
    """
    change.hall.window(window_id)
    comes = change.hall.clerk(body.clerk).id
    goes = change.unit.staffed().get(window_id)
    if goes != comes:
        change.emit(WindowHandedOver, window=window_id, from_clerk=goes, to_clerk=comes, reason=body.reason)
        place_clerk(change, window_id, comes)
    open_again(change, window_id)
    return answer(change, window_id, None)
