"""Connections and transactions.

Responsible for: opening either database the right way, one writer at a time in order of arrival, and consistent reads. Not
responsible for: statements, or what is in the tables.

One connection writes, under the lock; a few read. Writers that wait for each other share a commit. A connection is used by one thread at a time, and a server of hundreds of
threads still needs only a handful of them, each with its page cache.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection

from queue_server.service.ports import StoreUnavailable
from queue_server.storage.fifo_lock import FifoLock

BUSY_TIMEOUT_S = 10
READERS = 8
MORE_READERS = 24
MOST_WRITERS = 16
"""Share one commit at most: the first one waits for all of them."""
SAVEPOINT = "SAVEPOINT writer"

SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    # Every commit is on the disk before it is answered.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What a savepoint may have to take back: a file would be made for it each time.
    "PRAGMA temp_store = MEMORY",
)
POSTGRES_SETTINGS = f"-c lock_timeout={BUSY_TIMEOUT_S}s -c statement_timeout={2 * BUSY_TIMEOUT_S}s"


@dataclass(frozen=True)
class Spoken:
    """The words for transactions in one dialect."""

    begin_write: str
    begin_read: str


SQLITE = Spoken("BEGIN IMMEDIATE", "BEGIN")
POSTGRES = Spoken("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


class WriteGroup:
    """One transaction that several writers use in turn."""

    def __init__(self, connection: PoolProxiedConnection, cursor: Any) -> None:
        self.connection = connection
        self.cursor = cursor
        self.writers = 0
        # Held until the group is over. An Event would do the same at ten times the cost, and most groups have one writer.
        self._going_on = threading.Lock()
        self._going_on.acquire()
        self._error: BaseException | None = None

    def end(self, error: BaseException | None) -> None:
        """Let go whoever waits for the commit, which failed with ``error``."""
        self._error = error
        self._going_on.release()

    def wait(self) -> None:
        """Until what was written is on the disk; raises StoreUnavailable when that failed."""
        with self._going_on:
            pass
        if self._error is not None:
            raise StoreUnavailable("the database did not keep the change") from self._error


class _Turn(threading.local):
    """Whether the present thread holds the lock without having begun to write."""

    mine = False


class Database:
    """One database, SQLite or PostgreSQL; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Connect at first use. ``url`` as SQLAlchemy writes it: ``sqlite:///var/hall.db``, ``postgresql://…``.

        Raises StoreUnavailable when it is no such address.
        """
        try:
            self.engine = _engine(make_url(url))
        except (ArgumentError, ModuleNotFoundError) as error:
            raise StoreUnavailable(f"{url!r} is not the address of a database: {error}") from error
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._words = SQLITE if self.is_sqlite else POSTGRES
        self._lock = FifoLock()
        self._writer: PoolProxiedConnection | None = None
        self._group: WriteGroup | None = None
        self._turn = _Turn()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the lock now, so that the first ``writing`` of this thread within the block need not.

        For work that writes in the end: those who wait here do not fight its present writer for the interpreter.
        """
        self._lock.acquire()
        self._turn.mine = True
        try:
            yield
        finally:
            if self._turn.mine:
                self._turn.mine = False
                self._pass_on()

    @contextmanager
    def writing(self, kept: Callable[[], None] | None = None) -> Iterator[Any]:
        """A driver's cursor in a write transaction; when the block has ended it is committed, and on any exception nothing of it is.

        While others wait to write, the transaction is left open to them, and the last one commits for all (decision 0009): the
        disk is waited for once. ``kept`` is called when the block has ended, before the next writer comes.
        """
        with self._reporting():
            group = self._enter()
            try:
                yield group.cursor
            except BaseException:
                self._undo(group)
                raise
            if kept is not None:
                kept()
            self._leave(group)
            group.wait()

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A driver's cursor in a transaction that sees one state of the database throughout."""
        with self._reporting():
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(self._words.begin_read)
                yield cursor
                cursor.execute("COMMIT")
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self.engine.dispose()

    def _pass_on(self) -> None:
        """Leave the lock after a turn without a change; those before may have left their commit to it."""
        if self._group is None:
            self._lock.release()
            return
        # Those who wrote are told what became of it; whoever has changed nothing need not care.
        with suppress(self._driver_error):
            self._leave(self._group)

    def _enter(self) -> WriteGroup:
        if self._turn.mine:
            self._turn.mine = False
        else:
            self._lock.acquire()
        try:
            group = self._group
            if group is None:
                group = self._group = WriteGroup(*self._begin())
            else:
                group.cursor.execute(SAVEPOINT)
        except BaseException:
            self._lock.release()
            raise
        group.writers += 1
        return group

    def _undo(self, group: WriteGroup) -> None:
        """Take back what the present writer did, and nothing else."""
        if group.writers == 1:
            self._end(group)
            return
        try:
            group.cursor.execute("ROLLBACK TO SAVEPOINT writer")
        except self._driver_error as error:
            self._end(group, error)
            return
        self._leave(group)

    def _leave(self, group: WriteGroup) -> None:
        """Leave the transaction to the next writer, or commit."""
        if self._lock.awaited() and group.writers < MOST_WRITERS:
            self._lock.release()
            return
        try:
            group.cursor.execute("COMMIT")
        except BaseException as error:
            self._end(group, error)
            raise
        self._writer = group.connection
        self._end(group, kept=True)

    def _end(self, group: WriteGroup, error: BaseException | None = None, *, kept: bool = False) -> None:
        self._group = None
        if not kept:
            self._abandon(group.connection)
        self._lock.release()
        group.end(error)

    def _begin(self) -> tuple[PoolProxiedConnection, Any]:
        kept, self._writer = self._writer, None
        if kept is not None:
            try:
                return kept, self._begun(kept)
            except self._driver_error:
                # A server that was started again has forgotten the connection. SQLite means what it says: it is busy.
                if self.is_sqlite:
                    raise
        fresh = self.engine.raw_connection()
        return fresh, self._begun(fresh)

    def _begun(self, connection: PoolProxiedConnection) -> Any:
        try:
            cursor = connection.cursor()
            cursor.execute(self._words.begin_write)
        except BaseException:
            self._abandon(connection)
            raise
        return cursor

    def _abandon(self, connection: PoolProxiedConnection) -> None:
        # Going back to the pool rolls back; where even that fails the connection is dead and is thrown away.
        try:
            connection.rollback()
        except self._driver_error:
            connection.invalidate()
        with suppress(DBAPIError):
            connection.close()

    @property
    def _driver_error(self) -> type[Exception]:
        error: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        return error

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        driver = self.engine.dialect.loaded_dbapi
        try:
            yield
        except (driver.OperationalError, driver.InterfaceError, PoolTimeout) as error:
            raise StoreUnavailable(f"the database does not answer: {type(error).__name__}") from error
        except DBAPIError as error:
            raise StoreUnavailable("the database cannot be reached") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        if "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(BUSY_TIMEOUT_S)})
        engine = create_engine(
            url, paramstyle="named", pool_size=READERS, max_overflow=MORE_READERS, pool_use_lifo=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(
        url,
        pool_size=READERS,
        max_overflow=MORE_READERS,
        pool_use_lifo=True,
        pool_pre_ping=True,
        connect_args={"options": POSTGRES_SETTINGS, "connect_timeout": BUSY_TIMEOUT_S},
    )
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin its own, deferred, transactions otherwise.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in SQLITE_SETTINGS:
        cursor.execute(setting)
    cursor.close()


def _prepare_postgres(connection: Any, _record: object) -> None:
    connection.autocommit = True
