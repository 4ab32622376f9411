"""Who is called next.

Responsible for: the choice between the heads of a window's queues. Not responsible for: finding the heads, or the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from queue_server.domain.ticket import Ticket


def choose_next(heads: Iterable[Ticket]) -> Ticket | None:
    """The ticket that has waited longest, out of the first one of each service; None when nobody waits."""
    return min(heads, key=_arrival, default=None)


def calling_order(queues: Iterable[Sequence[Ticket]], limit: int) -> list[Ticket]:
    """The first ``limit`` tickets of several queues, in the order in which one window would call them."""
    return sorted((ticket for queue in queues for ticket in queue), key=_arrival)[:limit]


def _arrival(ticket: Ticket) -> int:
    return ticket.position
