"""Bringing a database's schema up to date.

Responsible for: finding out how old a schema is, and running the migrations. Not responsible for: the migrations themselves.

Alembic is imported only when there is something to migrate: it costs a third of the start.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from queue_server.service.ports import SchemaTooNew, StoreUnavailable
from queue_server.storage.database import Database

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""Every revision in ``migrations/versions``, oldest first."""

MIGRATIONS = Path(__file__).with_name("migrations")
_ADVISORY_LOCK = 7_202_611


def ensure_schema(database: Database) -> None:
    """Create or migrate the schema, once also when several programs start together.

    Raises SchemaTooNew or StoreUnavailable.
    """
    try:
        _ensure(database)
    except DBAPIError as error:
        raise StoreUnavailable(f"the database cannot be opened: {error.orig}") from error


def _ensure(database: Database) -> None:
    with database.engine.connect() as connection:
        if _revision(connection) == REVISIONS[-1]:
            return
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        if _revision(connection) != REVISIONS[-1]:
            _upgrade(connection)
        connection.exec_driver_sql("COMMIT")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision not in REVISIONS:
        raise SchemaTooNew(
            f"the database has schema {revision}, this program knows up to {REVISIONS[-1]}; install the newer program"
        )
    return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
