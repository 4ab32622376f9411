"""The paper slip of a ticket.

Responsible for: what may be reported of a slip after what. Not responsible for: printing, or deciding who prints.
"""

from __future__ import annotations

from enum import StrEnum

from queue_server.domain.refusal import Code, Refusal


class SlipState(StrEnum):
    """What is known of a slip."""

    NONE = "none"
    """No slip is expected: the client that issued the ticket prints nothing."""
    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    REPRINTED = "reprinted"


MISSING = frozenset({SlipState.QUEUED, SlipState.PRINTING, SlipState.FAILED})
"""A slip is expected, but nobody knows of one on paper: staff must see the ticket."""

_REPORTS: dict[SlipState, frozenset[SlipState]] = {
    SlipState.NONE: frozenset(SlipState) - {SlipState.NONE},
    SlipState.QUEUED: frozenset(SlipState) - {SlipState.NONE},
    SlipState.PRINTING: frozenset(SlipState) - {SlipState.NONE, SlipState.QUEUED},
    SlipState.FAILED: frozenset(SlipState) - {SlipState.NONE},
    SlipState.PRINTED: frozenset({SlipState.PRINTED, SlipState.REPRINTED}),
    SlipState.REPRINTED: frozenset({SlipState.REPRINTED}),
}


def check_report(known: SlipState, reported: SlipState) -> None:
    """Raise Refusal ``illegal_transition`` when ``reported`` cannot follow on ``known``.

    A slip that is on paper stays on paper: a late "printing" or "failed" does not take that back. Printing it again is
    asked for first, which sets the slip to queued.
    """
    if reported not in _REPORTS[known]:
        raise Refusal(Code.ILLEGAL_TRANSITION, f"a slip that is {known} cannot become {reported}")
