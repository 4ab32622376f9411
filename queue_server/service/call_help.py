"""Use cases: somebody at a kiosk asks staff to come, and staff have gone there.

The calls live in the event log alone: whoever shows them follows it, and each day starts without any.
"""

from __future__ import annotations

from queue_server.service.change import Change
from queue_server.wire.events import HelpAnswered, HelpCalled
from queue_server.wire.messages import HelpAnswer, HelpCall


def call_help(change: Change, call: HelpCall) -> HelpAnswer:
    """Tell staff; raises Refusal ``unknown_kiosk``."""
    change.hall.kiosk(call.kiosk)
    change.emit(HelpCalled, kiosk=call.kiosk)
    return HelpAnswer(kiosk=call.kiosk, waiting=True)


def answer_help(change: Change, kiosk: str) -> HelpAnswer:
    """Nobody waits for help at the kiosk any more; raises Refusal ``unknown_kiosk``."""
    change.hall.kiosk(kiosk)
    change.emit(HelpAnswered, kiosk=kiosk)
    return HelpAnswer(kiosk=kiosk, waiting=False)
