"""One hall for the whole fault matrix: each cell has a service, a window and a device of its own, and they share one
server, so that no cell can be mistaken for another and all can be played at the same time."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from typing_extensions import override

from config.loader import parse_hall
from queue_server.client import QueueClient
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, running_server

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class DeviceKind(StrEnum):
    """The devices that fail."""

    ID_CARD_READER = "samv"
    SOCIAL_CARD_READER = "vpcd"
    PRINTER = "printer"
    KEYPAD = "keypad"
    EVALUATOR = "evaluator"
    SIGN = "sign"
    VOICE = "speech"


class Fault(StrEnum):
    """How they fail."""

    ABSENT = "absent at start"
    UNPLUGGED_IDLE = "unplugged while idle"
    UNPLUGGED_BUSY = "unplugged in the middle"
    GARBAGE = "garbage"
    SILENT = "silent"
    SLOW = "slow"


@dataclass(frozen=True)
class Cell:
    """One device failing in one way."""

    device: DeviceKind
    fault: Fault

    @override
    def __str__(self) -> str:
        return f"{self.device.value}, {self.fault.value}"

    @property
    def index(self) -> int:
        """Its place in the matrix, from 1; also its window's number."""
        return 1 + CELLS.index(self)

    @property
    def service(self) -> str:
        return f"s{self.index}"

    @property
    def window(self) -> str:
        return str(self.index)

    @property
    def place(self) -> str:
        """The kiosk or the loudspeaker zone."""
        return f"place-{self.index}"

    def name_of(self, kind: DeviceKind) -> str:
        """The id of a device of this cell."""
        return f"{kind.value}-{self.index}"

    @property
    def name(self) -> str:
        """The id of the device that fails."""
        return self.name_of(self.device)


CELLS = [Cell(device, fault) for device, fault in itertools.product(DeviceKind, Fault)]
KIOSK_KINDS = {DeviceKind.ID_CARD_READER, DeviceKind.SOCIAL_CARD_READER, DeviceKind.PRINTER}
LINE_KINDS = (DeviceKind.KEYPAD, DeviceKind.EVALUATOR, DeviceKind.SIGN)


def hall_text(folder: Path, cells: Iterable[Cell]) -> str:
    """The hall file; every link is a path in the folder."""
    head = '[hall]\nid = "matrix"\nname = { zh = "测试大厅", en = "Test hall" }\n\n[rules]\nrating_window_seconds = 30\n'
    return head + "\n".join(_sections(folder, cell) for cell in cells)


def _sections(folder: Path, cell: Cell) -> str:
    first, second = divmod(cell.index, len(LETTERS))
    card = "none" if cell.device not in KIOSK_KINDS - {DeviceKind.PRINTER} else "optional"
    text = f"""
[[services]]
id = "{cell.service}"
prefix = "{LETTERS[first]}{LETTERS[second]}"
name = {{ zh = "事项", en = "Service" }}
card = "{card}"

[[windows]]
id = "{cell.window}"
number = {cell.index}
services = ["{cell.service}"]
"""
    if cell.device in LINE_KINDS:
        text += "".join(f'{kind.value} = "{cell.name_of(kind)}"\n' for kind in LINE_KINDS)
        return text + "".join(_on_line(folder, cell, kind) for kind in LINE_KINDS)
    if cell.device is DeviceKind.VOICE:
        return text + _voice(cell)
    return text + _kiosk(folder, cell)


def _on_line(folder: Path, cell: Cell, kind: DeviceKind) -> str:
    real = {
        DeviceKind.KEYPAD: ("keypad", "ff68", 1),
        DeviceKind.EVALUATOR: ("evaluator", "ff68", 0x81),
        DeviceKind.SIGN: ("led_display", "a090", 1),
    }
    section, driver, address = real[kind]
    return f"""
[[devices]]
id = "{cell.name_of(kind)}"
kind = "{section}"
driver = "{driver}"
link = "{link_of(folder, cell)}"
baudrate = 115200
address = {address}
"""


def _voice(cell: Cell) -> str:
    return f"""
[[displays]]
kind = "announcer"
id = "{cell.place}"
speech = "{cell.name}"
windows = ["{cell.window}"]

[[devices]]
id = "{cell.name}"
kind = "speech"
driver = "simulated"
"""


def _kiosk(folder: Path, cell: Cell) -> str:
    is_printer = cell.device is DeviceKind.PRINTER
    use = f'printer = "{cell.name}"' if is_printer else f'card_readers = ["{cell.name}"]'
    driver = "escpos" if is_printer else cell.device.value
    return f"""
[[kiosks]]
id = "{cell.place}"
{use}

[[devices]]
id = "{cell.name}"
kind = "{"ticket_printer" if is_printer else "card_reader"}"
driver = "{driver}"
link = "{link_of(folder, cell)}"
"""


def link_of(folder: Path, cell: Cell) -> Path:
    """Where the cell's wire is."""
    return folder / f"wire-{cell.index}"


class MatrixHall:
    """The server, and the database read from outside."""

    def __init__(self, folder: Path, server: RunningServer) -> None:
        self.folder = folder
        self.server = server

    @property
    def client(self) -> QueueClient:
        """For whoever sits at a browser."""
        return self.server.client

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        with closing(sqlite3.connect(self.folder / "hall.db", timeout=5)) as database:
            return database.execute(sql, values).fetchall()

    def device(self, name: str) -> tuple[str, str]:
        """State and reason as staff see them; empty before the first word."""
        found = self.rows("SELECT state, reason FROM device_states WHERE device = ?", name)
        return (str(found[0][0]), str(found[0][1])) if found else ("", "")

    def tickets(self, cell: Cell) -> list[tuple[Any, ...]]:
        """Number, status, calls and slip of the cell's tickets, in order."""
        return self.rows(
            "SELECT number, status, calls, slip FROM tickets WHERE service = ? ORDER BY position",
            cell.service,
        )

    def ratings(self, cell: Cell) -> int:
        """How many ratings were stored for the cell's tickets."""
        sql = (
            "SELECT count(*) FROM ratings JOIN tickets ON tickets.id = ratings.ticket_id"
            " WHERE tickets.service = ?"
        )
        return int(self.rows(sql, cell.service)[0][0])

    def wait_for_device(self, name: str, *states: str, seconds: float = 4.0) -> None:
        """Until staff see one of the states."""
        _wait(lambda: self.device(name)[0] in states, seconds, lambda: f"{name} is {self.device(name)}")


def _wait(condition: Callable[[], bool], seconds: float, state: Callable[[], str]) -> None:
    try:
        wait_until(condition, seconds=seconds)
    except AssertionError:
        raise AssertionError(f"waited {seconds:g} s in vain: {state()}") from None


@contextmanager
def matrix_hall(folder: Path, cells: Iterable[Cell]) -> Iterator[MatrixHall]:
    """The hall with a running server."""
    with running_server(folder, parse_hall(hall_text(folder, cells))) as server:
        yield MatrixHall(folder, server)
