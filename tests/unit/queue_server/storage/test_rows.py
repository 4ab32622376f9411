"""Between rows and values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import Status, Ticket
from queue_server.storage.rows import from_ms, ticket_columns, ticket_from, to_ms
from queue_server.storage.statements import TICKET_COLUMNS
from tests.fakes.hall_clock import ZONE

instants = st.integers(0, 4_000_000_000_000).map(lambda ms: from_ms(ms, ZONE))
names = st.text("abc-019", min_size=1, max_size=8)

tickets = st.builds(
    Ticket,
    id=names,
    number=names,
    service=names,
    business_day=st.dates(date(2000, 1, 1)),
    position=st.integers(1, 10**9),
    issued_at=instants,
    status=st.sampled_from(Status),
    kiosk=st.none() | names,
    slip=st.sampled_from(SlipState),
    window=st.none() | names,
    calls=st.integers(0, 9),
    called_at=st.none() | instants,
    started_at=st.none() | instants,
    finished_at=st.none() | instants,
    session_id=st.none() | names,
    priority=names,
    turn=st.integers(0, 10**9),
    queued_at=st.none() | instants,
    first_called_at=st.none() | instants,
    no_shows=st.integers(0, 9),
    package=st.none() | names,
    steps=st.lists(names, max_size=4).map(tuple),
    for_window=st.none() | names,
    parked_at=st.none() | instants,
    sessions=st.integers(0, 9),
    call_seq=st.none() | st.integers(1, 10**9),
)


@given(tickets)
def test_a_ticket_comes_back_as_it_went(ticket: Ticket) -> None:
    columns = ticket_columns(ticket, "hall", None, None)
    assert ticket_from([columns[column.name] for column in TICKET_COLUMNS], ZONE) == ticket


@given(st.integers(-(10**12), 4_000_000_000_000))
def test_milliseconds_come_back_exactly(ms: int) -> None:
    assert to_ms(from_ms(ms, ZONE)) == ms


def test_what_is_finer_than_a_millisecond_is_rounded() -> None:
    instant = datetime(2026, 3, 2, 10, tzinfo=ZONE)
    assert to_ms(instant + timedelta(microseconds=499)) == to_ms(instant)
