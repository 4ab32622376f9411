"""The schema comes out of its migrations, on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from queue_server.service.ports import SchemaTooNew, StoreUnavailable
from queue_server.storage.database import Database
from queue_server.storage.rows import to_ms
from queue_server.storage.schema import MIGRATIONS, REVISIONS, ensure_schema
from queue_server.storage.tables import metadata
from queue_server.wire.messages import EvaluationReport
from tests.fakes.full_hall import FullHall
from tests.fakes.hall_clock import MONDAY_MORNING
from tests.fakes.served_hall import ServedHall


def test_migrations_lead_to_the_tables_as_they_are_written(database_url: str) -> None:
    database = Database(database_url)
    ensure_schema(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    ensure_schema(database)
    database.close()


def test_a_database_of_the_first_revision_keeps_its_queue(database_url: str) -> None:
    """Whoever upgrades in the middle of a day goes on where the old program stopped."""
    of_the_first_revision(database_url)
    hall = ServedHall(database_url)
    try:
        seen = hall.snapshot()
        assert [(view.window, view.status) for view in seen.windows] == [
            ("1", "called"),
            ("2", "paused"),
            ("3", "idle"),
        ]
        assert [ticket.number for ticket in seen.next_tickets] == ["A004", "A005"]
        assert hall.issue()["number"] == "A006"
        assert hall.window("2", "call-next")["ticket"]["number"] == "A004"
        assert revision_of(hall.server.database) == REVISIONS[-1]
        with hall.server.database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    finally:
        hall.close()


def test_sessions_of_the_first_revision_can_be_rated_once(database_url: str) -> None:
    of_the_first_revision(database_url)
    hall = ServedHall(database_url)
    try:
        held = hall.window("1", "finish")["ticket"]["session_id"]
        pressed = hall.clock.now().isoformat()
        hall.ok("/ratings", token=hall.device_token, session_id=held, level=5, pressed_at=pressed)
        again = {"session_id": "ticket-2.1", "level": 5, "pressed_at": pressed}
        assert hall.refused("/ratings", token=hall.device_token, **again) == (409, "already_rated")
    finally:
        hall.close()


def test_a_number_passed_under_the_first_revision_comes_back_like_any_other(database_url: str) -> None:
    of_the_first_revision(database_url)
    hall = ServedHall(database_url)
    try:
        hall.issue()
        hall.issue()
        assert hall.ok("/windows/1/restore", number="A003")["ticket"]["no_shows"] == 1
        called = [hall.window("2", "call-next")["ticket"]["number"] for _ in range(5)]
        assert called == ["A004", "A005", "A006", "A003", "A007"]
    finally:
        hall.close()


OLD_HALL = (
    "INSERT INTO halls (id, business_day) VALUES ('test-hall', '2026-03-02')",
    "INSERT INTO service_days VALUES ('test-hall', '2026-03-02', 'civil', 5, 2)",
    "INSERT INTO paused_windows (hall_id, \"window\") VALUES ('test-hall', '2')",
    "INSERT INTO events (hall_id, seq, at, type, data) VALUES ('test-hall', 9, :at, 'day.opened', '')",
)
OLD_TICKET = (
    "INSERT INTO tickets (id, hall_id, number, service, business_day, status, slip, position, issued_at, calls,"
    " \"window\", session_id, called_at, finished_at) VALUES (:id, 'test-hall', :number, 'civil', '2026-03-02',"
    " :status, 'none', :position, :at, :calls, :window, :session, :called, :finished)"
)
OLD_RATING = (
    "INSERT INTO ratings (session_id, hall_id, ticket_id, level, pressed_at, recorded_at)"
    " VALUES ('random-2', 'test-hall', 'ticket-2', 5, :at, :at)"
)


def of_the_first_revision(url: str) -> None:
    """A database as the program of the first revision left it on a Monday morning: one number called, one served and rated, one
    passed, two waiting, and a paused window."""
    database = Database(url)
    upgrade_to(database, REVISIONS[0])
    at = to_ms(MONDAY_MORNING)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        for statement in OLD_HALL:
            connection.execute(text(statement), {"at": at} if ":at" in statement else {})
        for number, status in enumerate(("called", "finished", "no-show", "waiting", "waiting"), 1):
            called = status != "waiting"
            row = {
                "id": f"ticket-{number}",
                "number": f"A00{number}",
                "status": status,
                "position": number,
                "at": at,
                "calls": int(called),
                "window": "1" if called else None,
                "session": f"random-{number}" if called else None,
                "called": at if called else None,
                "finished": at if called and status != "called" else None,
            }
            connection.execute(text(OLD_TICKET), row)
        connection.execute(text(OLD_RATING), {"at": at})
        connection.exec_driver_sql("COMMIT")
    database.close()


OLD_HALL_BEFORE_CLERKS = "INSERT INTO halls (id, business_day) VALUES ('test-hall', '2026-02-27')"
SERVED_BEFORE_CLERKS = (
    "INSERT INTO tickets (id, hall_id, number, service, business_day, status, slip, position, issued_at, calls,"
    ' priority, turn, no_shows, steps, sessions, given_for, "window", session_id, called_at, finished_at)'
    " VALUES ('old', 'test-hall', 'A001', 'civil', '2026-02-27', 'finished', 'none', 1, :at, 1,"
    " 'ordinary', 1, 0, '', 1, 'civil', '1', 'old.1', :at, :at)"
)
RATED_BEFORE_CLERKS = (
    'INSERT INTO ratings (session_id, hall_id, ticket_id, level, pressed_at, recorded_at, business_day, "window",'
    " service, clerk, channel, reasons)"
    " VALUES ('old.1', 'test-hall', 'old', 4, :at, :at, '2026-02-27', '1', 'civil', 'clerk-a', 'evaluator', '')"
)


CARD_BEFORE_PACKAGES = (
    "INSERT INTO second_visits (hall_id, code, ticket_id, service, made_at, valid_until)"
    " VALUES ('test-hall', 'ABCDEFGH', 'old', 'civil', :at, '2026-03-30')"
)


def test_what_old_ratings_say_of_clerks_is_kept(database_url: str) -> None:
    database = Database(database_url)
    upgrade_to(database, "0007")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.execute(text(OLD_HALL_BEFORE_CLERKS))
        for statement in (SERVED_BEFORE_CLERKS, RATED_BEFORE_CLERKS):
            connection.execute(text(statement), {"at": to_ms(MONDAY_MORNING - timedelta(days=3))})
        connection.exec_driver_sql("COMMIT")
    database.close()
    hall = ServedHall(database_url)
    try:
        answer = hall.get("/reports/evaluation?from=2026-02-27&to=2026-02-27")
        (line,) = EvaluationReport.model_validate_json(answer.text).clerks
        assert (line.clerk, line.finished, line.levels) == ("clerk-a", 1, (0, 0, 0, 1, 0))
    finally:
        hall.close()


LOGGED = (
    "INSERT INTO events (hall_id, seq, at, type, service, data)"
    " VALUES (:hall, :number, :number, 'ticket.issued', :service, :text)"
)
ANSWERED = (
    "INSERT INTO requests (hall_id, request_id, fingerprint, outcome, body, at)"
    " VALUES (:hall, :request, 'same', 'ok', :text, :number)"
)


def rows_of(database: Database, table: str, key: str) -> list[tuple[object, ...]]:
    with database.reading() as cursor:
        found = cursor.execute(f"SELECT * FROM {table} ORDER BY hall_id, {key}").fetchall()  # noqa: S608 # names of ours
    return [tuple(row) for row in found]


def test_events_and_answers_survive_being_laid_down_anew(database_url: str) -> None:
    database = Database(database_url)
    upgrade_to(database, "0009")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        for hall in ("here", "there"):
            connection.execute(text("INSERT INTO halls (id) VALUES (:hall)"), {"hall": hall})
            for number in range(1, 60):
                row = {"hall": hall, "number": number, "service": "civil" if number % 3 else None}
                connection.execute(text(LOGGED), row | {"text": "字" * number * 40})
                connection.execute(
                    text(ANSWERED), row | {"request": f"id-{number * 7919 % 60}", "text": "x" * number * 50}
                )
        connection.exec_driver_sql("COMMIT")
    before = rows_of(database, "events", "seq"), rows_of(database, "requests", "request_id")
    ensure_schema(database)
    assert (rows_of(database, "events", "seq"), rows_of(database, "requests", "request_id")) == before
    assert all(len(rows) == 118 for rows in before)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), database.writing() as cursor:
        cursor.execute("INSERT INTO events (hall_id, seq, at, type, data) VALUES ('here', 59, 1, 'x', '')")
    database.close()


def test_an_old_card_is_good_for_its_package_as_well(database_url: str) -> None:
    database = Database(database_url)
    upgrade_to(database, "0008")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.execute(text(OLD_HALL_BEFORE_CLERKS))
        served = SERVED_BEFORE_CLERKS.replace("sessions,", "sessions, package, ended_by_call,")
        connection.execute(
            text(served.replace("'', 1,", "'', 1, 'newborn', 0,")), {"at": to_ms(MONDAY_MORNING)}
        )
        connection.execute(text(CARD_BEFORE_PACKAGES), {"at": to_ms(MONDAY_MORNING)})
        connection.exec_driver_sql("COMMIT")
    database.close()
    hall = FullHall(database_url)
    try:
        assert hall.issue("newborn", second_visit="ABCDEFGH")["priority"] == "again"
    finally:
        hall.close()


def upgrade_to(database: Database, revision: str) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql("COMMIT")


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_every_older_revision_is_brought_up_to_date(database_url: str, revision: str) -> None:
    database = Database(database_url)
    upgrade_to(database, revision)
    assert revision_of(database) == revision
    ensure_schema(database)
    assert revision_of(database) == REVISIONS[-1]
    database.close()


def revision_of(database: Database) -> str:
    with database.reading() as cursor:
        ((revision,),) = cursor.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(revision)


def test_the_program_knows_every_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert [revision.revision for revision in script.walk_revisions()][::-1] == list(REVISIONS)


def test_programs_that_start_together_migrate_once(database_url: str) -> None:
    failures: list[Exception] = []

    def start() -> None:
        database = Database(database_url)
        try:
            ensure_schema(database)
        except Exception as error:  # noqa: BLE001 - boundary of the thread: the test reports it
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    database = Database(database_url)
    ensure_schema(database)
    with database.writing() as cursor:
        cursor.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="9999"):
        ensure_schema(database)
    database.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:////no/such/folder/hall.db"])
def test_addresses_that_lead_nowhere(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        ensure_schema(Database(url))
