"""A night passes, on both databases."""

from __future__ import annotations

from queue_server.wire.events import DayOpened
from tests.fakes.served_hall import ServedHall


def leave_a_busy_evening(hall: ServedHall) -> None:
    hall.issue(kiosk="kiosk-1")
    hall.issue()
    hall.issue()
    hall.window("1", "call-next")
    hall.window("1", "start")
    hall.window("2", "pause")
    hall.clock.advance(days=1)


def test_numbers_start_again_and_history_stays(hall: ServedHall) -> None:
    leave_a_busy_evening(hall)
    before = hall.snapshot().seq
    assert hall.issue()["number"] == "A001"
    opened = hall.events(before)[0]
    assert isinstance(opened, DayOpened)
    assert opened.business_day.isoformat() == "2026-03-03"
    with hall.server.database.reading() as cursor:
        statuses = cursor.execute("SELECT business_day, status FROM tickets ORDER BY position").fetchall()
    assert [tuple(row) for row in statuses] == [
        ("2026-03-02", "expired"),
        ("2026-03-02", "expired"),
        ("2026-03-02", "expired"),
        ("2026-03-03", "waiting"),
    ]


def test_the_morning_starts_empty_even_before_the_first_change(hall: ServedHall) -> None:
    leave_a_busy_evening(hall)
    for _ in range(2):
        snapshot = hall.snapshot()
        assert snapshot.business_day.isoformat() == "2026-03-03"
        assert [window.status for window in snapshot.windows] == ["idle"] * 3
        assert [queue.waiting for queue in snapshot.services] == [0] * 4
        assert snapshot.recent_calls == snapshot.next_tickets == snapshot.unprinted == snapshot.passed == ()
        hall.refused("/windows/1/finish")


def test_a_window_is_free_in_the_morning(hall: ServedHall) -> None:
    leave_a_busy_evening(hall)
    hall.issue()
    assert hall.window("1", "call-next")["ticket"]["number"] == "A001"
    assert "ticket.finished" not in hall.event_types()


def test_a_ticket_of_yesterday_can_be_looked_up(hall: ServedHall) -> None:
    ticket = hall.issue()
    hall.clock.advance(days=1)
    answer = hall.get(f"/tickets/{ticket['id']}").json
    assert answer is not None
    assert (answer["people_ahead"], answer["expected_wait"]) == (0, None)


def test_a_clock_set_back_gives_no_number_twice(hall: ServedHall) -> None:
    hall.clock.advance(days=1)
    hall.issue()
    hall.clock.advance(days=-1)
    assert hall.issue()["number"] == "A002"
    assert hall.snapshot().business_day.isoformat() == "2026-03-03"


def test_card_hashes_end_with_the_day(made_url: str) -> None:
    hall = ServedHall(made_url, identity_key=b"a key for tests only")
    try:
        hall.issue("household", identity={"scheme": "id_card", "number": "11010519491231002X"})
        hall.clock.advance(days=1)
        hall.issue()
        with hall.server.database.reading() as cursor:
            left = cursor.execute("SELECT count(*) FROM tickets WHERE identity_digest IS NOT NULL").fetchone()
        assert left[0] == 0
    finally:
        hall.close()


def test_a_restart_continues_the_day(made_url: str) -> None:
    hall = ServedHall(made_url)
    hall.issue()
    hall.issue()
    hall.window("1", "call-next")
    hall.window("2", "pause")
    before = hall.snapshot()
    hall.close()
    again = ServedHall(made_url)
    try:
        assert again.snapshot() == before
        assert again.issue()["number"] == "A003"
        again.clock.advance(seconds=15)
        assert again.window("1", "recall")["ticket"]["number"] == "A001"
    finally:
        again.close()
