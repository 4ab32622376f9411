"""What the server answers when something behind it is broken, and that it goes on afterwards."""

from __future__ import annotations

import re

import psycopg
import pytest

from queue_server.storage.database import Database
from tests.fakes.served_hall import ServedHall, error_code


def test_a_fault_is_answered_with_the_id_it_is_logged_under(
    hall: ServedHall, capsys: pytest.CaptureFixture[str]
) -> None:
    ticket = hall.issue()
    with hall.server.database.writing() as cursor:
        cursor.execute("UPDATE tickets SET status = 'nonsense'")
    answer = hall.get(f"/tickets/{ticket['id']}")
    assert (answer.status_code, error_code(answer)) == (500, "internal_error")
    assert "Traceback" not in answer.text
    assert answer.json is not None
    error_id = re.search(r"[0-9a-f]{8}", answer.json["error"]["message"])
    assert error_id is not None
    assert error_id[0] in capsys.readouterr().out
    assert hall.issue("few")["number"] == "D08"


def test_a_database_held_by_another_program_is_a_passing_trouble(sqlite_url: str) -> None:
    impatient, other = ServedHall(f"{sqlite_url}?timeout=0.05"), Database(sqlite_url)
    body = {"request_id": "patient", "service": "civil"}
    try:
        with other.writing():
            answer = impatient.post("/tickets", body)
            assert (answer.status_code, error_code(answer)) == (503, "storage_unavailable")
            assert answer.headers["Retry-After"] == "1"
            assert impatient.snapshot().seq == 0
        assert impatient.post("/tickets", body).status_code == 201
    finally:
        other.close()
        impatient.close()


@pytest.mark.postgres
def test_a_restarted_postgresql_is_found_again(postgres_database_url: str) -> None:
    hall = ServedHall(postgres_database_url)
    try:
        hall.issue()
        address = postgres_database_url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(address, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert hall.issue()["number"] == "A002"
        assert hall.snapshot().services[0].waiting == 2
    finally:
        hall.close()
