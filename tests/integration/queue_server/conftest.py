"""Halls to test with, on both databases."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.storage.database import Database
from queue_server.storage.schema import ensure_schema
from queue_server.storage.tables import metadata
from tests.fakes.full_hall import FullHall
from tests.fakes.served_hall import ServedHall
from tests.fixtures.postgres import Cluster


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hall.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_database_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema and nothing in it, to be copied: that takes a tenth of making it."""
    path = tmp_path_factory.mktemp("made") / "hall.db"
    make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def made_postgres(postgres_cluster: Cluster) -> str:
    """A database with the newest schema, to be emptied after each test."""
    name = f"made_{uuid.uuid4().hex}"
    postgres_cluster.execute(f"CREATE DATABASE {name}")
    url = postgres_cluster.url(name)
    make_schema(url)
    return url


def make_schema(url: str) -> None:
    database = Database(url)
    ensure_schema(database)
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def made_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind in turn that has its schema and nothing else."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("made_sqlite"), tmp_path / "hall.db")
        yield f"sqlite:///{tmp_path / 'hall.db'}"
        return
    url: str = request.getfixturevalue("made_postgres")
    yield url
    database = Database(url)
    with database.writing() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(table.name for table in metadata.sorted_tables)}")
    database.close()


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
