"""Halls to test with, on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from queue_server.storage.tables import metadata
from tests.fakes.empty_hall import empty_hall, make_schema
from tests.fakes.full_hall import FullHall
from tests.fakes.served_hall import ServedHall
from tests.fixtures.postgres import Cluster


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database that has its schema and nothing else."""
    return empty_hall(tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind in turn that has no schema yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hall.db'}"
    url: str = request.getfixturevalue("postgres_database_url")
    return url


@dataclass(frozen=True)
class MadePostgres:
    """A database with the newest schema, to be emptied after each test over a connection of its own."""

    url: str
    connection: psycopg.Connection

    def empty(self) -> None:
        # TRUNCATE makes every table and index anew, which takes a hundred times as long as to delete what a test wrote.
        tables = [Identifier(table.name) for table in reversed(metadata.sorted_tables)]
        self.connection.execute(SQL("; ").join(SQL("DELETE FROM {}").format(table) for table in tables))


@pytest.fixture(scope="session")
def made_postgres(postgres_cluster: Cluster) -> Iterator[MadePostgres]:
    name = f"made_{uuid.uuid4().hex}"
    postgres_cluster.execute(f"CREATE DATABASE {name}")
    url = postgres_cluster.url(name)
    make_schema(url)
    with postgres_cluster.connect(name) as connection:
        yield MadePostgres(url, connection)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def made_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of each kind in turn that has its schema and nothing else."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    made: MadePostgres = request.getfixturevalue("made_postgres")
    yield made.url
    made.empty()


@pytest.fixture
def hall(made_url: str) -> Iterator[ServedHall]:
    """A hall on each database in turn."""
    served = ServedHall(made_url)
    yield served
    served.close()


@pytest.fixture
def sqlite_hall(sqlite_url: str) -> Iterator[ServedHall]:
    """A hall where the database makes no difference."""
    served = ServedHall(sqlite_url)
    yield served
    served.close()


@pytest.fixture
def full(made_url: str) -> Iterator[FullHall]:
    """A hall with every rule, on each database in turn."""
    served = FullHall(made_url)
    yield served
    served.close()


@pytest.fixture
def sqlite_full(sqlite_url: str) -> Iterator[FullHall]:
    """The same where the database makes no difference."""
    served = FullHall(sqlite_url)
    yield served
    served.close()
