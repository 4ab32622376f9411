"""The schema comes out of its migrations, on both databases."""

from __future__ import annotations

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from queue_server.service.ports import SchemaTooNew, StoreUnavailable
from queue_server.storage.database import Database
from queue_server.storage.schema import MIGRATIONS, REVISIONS, ensure_schema
from queue_server.storage.tables import metadata


def test_migrations_lead_to_the_tables_as_they_are_written(database_url: str) -> None:
    database = Database(database_url)
    ensure_schema(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    ensure_schema(database)
    database.close()


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
