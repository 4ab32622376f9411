"""Who is called next."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.dispatch import calling_order, choose_next
from queue_server.domain.ticket import Ticket
from tests.fakes.hall_clock import MONDAY_MORNING


def ticket(position: int, service: str = "civil") -> Ticket:
    return Ticket(f"t{position}", f"A{position}", service, date(2026, 3, 2), position, MONDAY_MORNING)


positions = st.lists(st.integers(1, 500), unique=True)


def test_nobody_waits() -> None:
    assert choose_next([]) is None


@given(positions.filter(bool))
def test_the_longest_waiting_is_called(arrivals: list[int]) -> None:
    chosen = choose_next(map(ticket, arrivals))
    assert chosen is not None
    assert chosen.position == min(arrivals)


@given(st.lists(positions, max_size=4), st.integers(0, 10))
def test_the_list_of_the_next_is_the_order_of_calls(queues: list[list[int]], limit: int) -> None:
    arrivals = sorted({position for queue in queues for position in queue})
    parts = [[ticket(p) for p in arrivals if p % 3 == part] for part in range(3)]
    assert [t.position for t in calling_order(parts, limit)] == arrivals[:limit]
