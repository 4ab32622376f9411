"""The words for states and reasons.

Responsible for: every closed list of words. Not responsible for: what they are said of.
"""

from __future__ import annotations

from enum import StrEnum


class TicketStatus(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    """Put aside by its window (挂起), to be called back (回呼)."""
    FINISHED = "finished"
    NO_SHOW = "no-show"
    """Passed (过号); it may come back."""
    VOID = "void"
    """Passed too often to come back."""
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Could not be served to the end; its resident holds a second-visit card."""
    EXPIRED = "expired"


class PrintState(StrEnum):
    """What is known of a ticket's slip. Anything but printed and reprinted is shown to staff."""

    NONE = "none"
    """Issued by a client that prints nothing."""
    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    REPRINTED = "reprinted"


class WindowStatus(StrEnum):
    """What a window is doing."""

    IDLE = "idle"
    CALLED = "called"
    SERVING = "serving"
    PAUSED = "paused"


class DeviceCondition(StrEnum):
    """How a device is. Silence is ``unknown``, never ``online``."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    WARNING = "warning"
    """Works, but staff should look: paper near its end, for example."""
    OFFLINE = "offline"
    FAULT = "fault"


class IdentityScheme(StrEnum):
    """What kind of card was shown."""

    ID_CARD = "id_card"
    SOCIAL_SECURITY = "social_security"


class PauseReason(StrEnum):
    """Why a window stops calling."""

    HAND_OVER = "hand-over"
    MEETING = "meeting"
    MEAL = "meal"
    EQUIPMENT = "equipment"
    OTHER = "other"


class RatingChannel(StrEnum):
    """Where a rating was given."""

    EVALUATOR = "evaluator"
    PHONE = "phone"
    KIOSK = "kiosk"
    PAPER = "paper"


class CallRule(StrEnum):
    """What decided that this ticket was called and no other."""

    LONGEST_WAIT = "longest-wait"
    """It had waited longest."""
    PRIORITY = "priority"
    """Its class goes before the others."""
    RATIO = "ratio"
    """Enough priority tickets in a row were called; now it was an ordinary one's turn."""
    AGED = "aged"
    """It had waited so long that it went before a class that is usually ahead."""
    LISTED = "listed"
    """Its service comes first at this window."""
    HELP = "help"
    """The window helps out with another service."""
    CLERK = "clerk"
    """The clerk called it out of turn and said why."""
    CALL_BACK = "call-back"
    """It was parked at this window and is called back."""


class Unavailable(StrEnum):
    """Why a service gives no numbers now."""

    HOURS = "hours"
    HOLIDAY = "holiday"
    QUEUE_FULL = "queue-full"
    INTERVAL_FULL = "interval-full"
    NO_TIME_LEFT = "no-time-left"
    DAY_CLOSED = "day-closed"
