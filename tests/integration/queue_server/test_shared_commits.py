"""Writers that wait for each other share a commit: each keeps its own fate, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from queue_server.service.ports import StoreUnavailable
from queue_server.storage.database import MOST_WRITERS, Database

WRITERS = MOST_WRITERS + 5


class Changed(Exception):
    """A writer has changed its mind."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    with opened.writing() as cursor:
        cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text VARCHAR(40))")
    yield opened
    opened.close()


def notes(database: Database) -> set[int]:
    with database.reading() as cursor:
        return {row[0] for row in cursor.execute("SELECT id FROM note").fetchall()}


def write(database: Database, number: int) -> None:
    with database.writing() as cursor:
        cursor.execute(f"INSERT INTO note VALUES ({number}, 'kept')")  # noqa: S608 # a number of ours


@contextmanager
def everybody_waits(database: Database) -> Iterator[Callable[[Callable[[], None]], Future[None]]]:
    """Starts writers while another one writes, so that all of them wait for it; it goes on at the end of the block."""
    writing, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with database.writing() as cursor:
            cursor.execute("INSERT INTO note VALUES (0, 'first')")
            writing.set()
            assert go_on.wait(10)

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        leader = pool.submit(first)
        assert writing.wait(10)
        yield pool.submit
        go_on.set()
        leader.result(10)


def test_everybody_who_waited_is_kept(database: Database) -> None:
    with everybody_waits(database) as start:
        written = [start(partial(write, database, number)) for number in range(1, WRITERS)]
    for writer in written:
        writer.result(10)
    assert notes(database) == set(range(WRITERS))


def test_who_fails_takes_back_its_own_change_alone(database: Database) -> None:
    def fail(number: int) -> None:
        with database.writing() as cursor:
            cursor.execute(f"INSERT INTO note VALUES ({number}, 'lost')")  # noqa: S608 # a number of ours
            raise Changed

    with everybody_waits(database) as start:
        written = [
            start(partial(fail, n) if n % 3 == 0 else partial(write, database, n)) for n in range(1, WRITERS)
        ]
    for number, writer in enumerate(written, 1):
        if number % 3 == 0:
            with pytest.raises(Changed):
                writer.result(10)
        else:
            writer.result(10)
    assert notes(database) == {0} | {number for number in range(1, WRITERS) if number % 3}


def test_the_last_of_a_group_may_fail(database: Database) -> None:
    def fail() -> None:
        with database.writing():
            raise Changed

    with everybody_waits(database) as start:
        failing = start(fail)
    with pytest.raises(Changed):
        failing.result(10)
    assert notes(database) == {0}


def test_a_statement_that_the_database_refuses_harms_nobody_else(database: Database) -> None:
    def twice(number: int) -> None:
        with database.writing() as cursor:
            cursor.execute(f"INSERT INTO note VALUES ({number}, 'twice')")  # noqa: S608 # a number of ours

    with everybody_waits(database) as start:
        refused = start(lambda: twice(0))
        kept = start(lambda: write(database, 7))
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        refused.result(10)
    kept.result(10)
    assert notes(database) == {0, 7}


def test_kept_is_told_before_the_next_writer_comes(database: Database) -> None:
    order: list[str] = []

    def note(name: str) -> None:
        with database.writing(lambda: order.append(f"{name} kept")):
            order.append(f"{name} writes")

    with everybody_waits(database) as start:
        writers = [start(partial(note, name)) for name in "abc"]
    for writer in writers:
        writer.result(10)
    assert [line.split()[1] for line in order] == ["writes", "kept"] * 3
    assert all(order[i].split()[0] == order[i + 1].split()[0] for i in (0, 2, 4))


def test_a_commit_that_fails_is_everybodys(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'notes.db'}")
    with database.writing() as cursor:
        cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text VARCHAR(40))")
        cursor.execute(
            "CREATE TABLE answer (note INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)"
        )

    def orphan() -> None:
        with database.writing() as cursor:
            cursor.execute("INSERT INTO answer VALUES (99)")

    with pytest.raises(StoreUnavailable), everybody_waits(database) as start:
        others = [start(orphan), start(lambda: write(database, 5))]
    told = [other.exception(10) for other in others]
    assert sum(isinstance(error, StoreUnavailable) for error in told) >= 1
    assert all(told)
    assert notes(database) == set()
    write(database, 1)
    assert notes(database) == {1}
    database.close()


def test_a_turn_is_waited_for_once(database: Database) -> None:
    def in_turn(number: int) -> None:
        with database.turn():
            write(database, number)
            write(database, number + 100)

    with everybody_waits(database) as start:
        written = [start(partial(in_turn, number)) for number in range(1, 6)]
    for writer in written:
        writer.result(10)
    assert notes(database) == {0, *range(1, 6), *range(101, 106)}


@pytest.mark.parametrize("turns_without", [(), (2,), (5,), (3, 4, 5), (1, 2, 3, 4, 5)])
def test_a_turn_without_a_change_keeps_what_others_wrote(
    database: Database, turns_without: tuple[int, ...]
) -> None:
    def in_turn(number: int) -> None:
        with database.turn():
            if number not in turns_without:
                write(database, number)

    with everybody_waits(database) as start:
        turns = [start(partial(in_turn, number)) for number in range(1, 6)]
    for turn in turns:
        turn.result(10)
    assert notes(database) == {0, *range(1, 6)} - set(turns_without)
    write(database, 6)


def test_a_turn_that_fails_lets_the_next_one_in(database: Database) -> None:
    with pytest.raises(Changed), database.turn():
        raise Changed
    with pytest.raises(Changed), database.turn(), database.writing():
        raise Changed
    with database.turn():
        assert notes(database) == set()
    write(database, 2)
    assert notes(database) == {2}


def test_many_writers_lose_nothing(database: Database) -> None:
    def several(start: int) -> None:
        for number in range(start, start + 25):
            write(database, number)

    threads = [threading.Thread(target=several, args=(block * 25,)) for block in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert notes(database) == set(range(200))
