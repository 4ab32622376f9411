"""Halls to test with, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.full_hall import FullHall
from tests.fakes.served_hall import ServedHall


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hall.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_database_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def hall(database_url: str) -> Iterator[ServedHall]:
    """A hall on each database in turn."""
    served = ServedHall(database_url)
    yield served
    served.close()


@pytest.fixture
def sqlite_hall(sqlite_url: str) -> Iterator[ServedHall]:
    """A hall where the database makes no difference."""
    served = ServedHall(sqlite_url)
    yield served
    served.close()


@pytest.fixture
def full(database_url: str) -> Iterator[FullHall]:
    """A hall with every rule, on each database in turn."""
    served = FullHall(database_url)
    yield served
    served.close()


@pytest.fixture
def sqlite_full(sqlite_url: str) -> Iterator[FullHall]:
    """The same where the database makes no difference."""
    served = FullHall(sqlite_url)
    yield served
    served.close()
