"""The store of one hall.

Responsible for: giving use cases their units within transactions. Not responsible for: connections (``database``), the schema
(``schema``) or rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import tzinfo

from queue_server.service.ports import StoredEvent
from queue_server.storage.database import Database
from queue_server.storage.read_unit import SqlReadUnit
from queue_server.storage.statements import statements_of
from queue_server.storage.write_unit import Known, SqlWriteUnit


class SqlStore:
    """One hall in one database; safe to share between threads. Implements ``service.ports.Store``."""

    def __init__(self, database: Database, hall: str, zone: tzinfo) -> None:
        """The hall's row is made at once if it is missing; the schema must be there."""
        self._database = database
        self._hall = hall
        self._zone = zone
        engine = database.engine
        self._sql = statements_of(engine.url.drivername, engine.dialect.paramstyle)
        # Touched under the write lock only.
        self._known: Known | None = None
        with database.writing() as cursor:
            if not cursor.execute(self._sql.find_hall, {"hall": hall}).fetchall():
                cursor.execute(self._sql.add_hall, {"hall": hall})

    def turn(self) -> AbstractContextManager[None]:
        """Wait until this thread may write; the first ``write`` within the block need not wait again."""
        return self._database.turn()

    @contextmanager
    def read(self) -> Iterator[SqlReadUnit]:
        """A consistent look that waits for no writer."""
        with self._database.reading() as cursor:
            unit = SqlReadUnit(cursor, self._sql, self._hall, self._zone)
            unit.load_head()
            yield unit

    @contextmanager
    def write(self, request_id: str = "") -> Iterator[SqlWriteUnit]:
        """A transaction with the hall's write lock from its start."""
        unit: SqlWriteUnit

        def keep() -> None:
            self._known = unit.known()

        with self._database.writing(keep) as cursor:
            if not self._database.is_sqlite:
                # A statement of its own: the next one sees what the holder before us committed.
                cursor.execute(self._sql.lock_hall, {"hall": self._hall})
            unit = SqlWriteUnit(cursor, self._sql, self._hall, self._zone)
            known, self._known = self._known, None
            unit.load_head_and_request(request_id, known)
            try:
                yield unit
            except BaseException:
                if not unit.changed:
                    keep()
                raise

    def events_after(self, seq: int, limit: int) -> Sequence[StoredEvent]:
        """Events after ``seq`` in order, at most ``limit``."""
        with self._database.reading() as cursor:
            values = {"hall": self._hall, "after": seq, "limit": limit}
            rows = cursor.execute(self._sql.events_after, values).fetchall()
        return [StoredEvent(*row) for row in rows]

    def last_seq(self) -> int:
        """Sequence of the newest event; 0 before the first."""
        with self._database.reading() as cursor:
            ((newest,),) = cursor.execute(self._sql.last_seq, {"hall": self._hall}).fetchall()
        return newest or 0
