"""The schema comes out of its migrations, on both databases."""

from __future__ import annotations

import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from queue_server.service.ports import SchemaTooNew, StoreUnavailable
from queue_server.storage.database import Database
from queue_server.storage.schema import MIGRATIONS, REVISIONS, ensure_schema
from queue_server.storage.tables import metadata
from tests.fakes.served_hall import ServedHall


def test_migrations_lead_to_the_tables_as_they_are_written(database_url: str) -> None:
    database = Database(database_url)
    ensure_schema(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    ensure_schema(database)
    database.close()


def test_a_database_of_the_first_revision_keeps_its_queue(database_url: str) -> None:
    """Whoever upgrades in the middle of a day goes on with the next number."""
    before = ServedHall(database_url)
    before.issue()
    before.window("1", "pause")
    seen = before.snapshot()
    before.close()
    database = Database(database_url)
    back_to_the_first(database)
    database.close()
    after = ServedHall(database_url)
    try:
        assert after.snapshot() == seen
        assert after.issue()["number"] == "A002"
        assert revision_of(after.server.database) == REVISIONS[-1]
        with after.server.database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    finally:
        after.close()


def test_the_first_revision_can_still_be_made_alone(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, REVISIONS[0])
        connection.exec_driver_sql("COMMIT")
    assert revision_of(database) == REVISIONS[0]
    ensure_schema(database)
    assert revision_of(database) == REVISIONS[-1]
    database.close()


def back_to_the_first(database: Database) -> None:
    """Make the database as the program of the first revision left it."""
    with database.writing() as cursor:
        cursor.execute("DROP TABLE staffed_windows")
        cursor.execute("UPDATE alembic_version SET version_num = '0001'")


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
