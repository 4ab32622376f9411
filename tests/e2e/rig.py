"""A hall for the end-to-end tests: the real programs as processes, and the test itself at the far end of every wire.

Everything the test does to the hall and sees of it is bytes: touches and pictures on the mirror's socket, serial bytes behind
pseudo-terminals, files that programs leave, and the database after the fact.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from config.links import resolve_links
from drivers.card_reader.samv_device import CardData
from drivers.card_reader.samv_emulator import SamvEmulator
from drivers.evaluator.ff68_emulator import EvaluatorEmulator
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.pty_link import PtyLink, open_pty
from drivers.rs485.line_emulator import EmulatedDevice, LineEmulator
from drivers.ticket_printer.escpos_emulator import EscposEmulator

ROOT = Path(__file__).resolve().parents[2]
HALL = ROOT / "config" / "halls" / "demo.toml"
PATIENCE = 20.0
T = TypeVar("T")


def eventually(look: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """The first thing ``look`` gives that is neither None nor False; fails with ``what`` when none comes in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found is not None and found is not False:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds:g} s in vain for {what}")


class Tapped:
    """A device's end of a wire that keeps every byte the host has sent, and when (monotonic seconds)."""

    def __init__(self, link: PtyLink) -> None:
        self._link = link
        self.heard = bytearray()
        self.chunks: list[tuple[float, bytes]] = []

    @property
    def name(self) -> str:
        return self._link.name

    def write(self, data: bytes) -> None:
        self._link.write(data)

    def read(self, timeout: float) -> bytes:
        data = self._link.read(timeout)
        if data:
            self.chunks.append((time.monotonic(), data))
        self.heard += data
        return data

    def close(self) -> None:
        self._link.close()


class MirrorEye:
    """Looks at a program's screen through its mirror socket, and touches it."""

    def __init__(self, path: Path) -> None:
        eventually(path.exists, f"the mirror {path.name}")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(str(path))
        self.pictures: list[bytes] = []
        self._layout: dict[str, Any] = {}
        threading.Thread(target=self._follow, daemon=True).start()

    def touch(self, target: str) -> None:
        """Press and lift a finger on a named target, when it is there."""

        def find() -> dict[str, Any] | None:
            return next((t for t in self._layout.get("targets", ()) if t["id"] == target), None)

        spot = eventually(find, f"the target {target!r} (the screen is {self.screen!r})")
        for kind in ("down", "up"):
            body = {"kind": kind, "x": spot["x"] + spot["w"] // 2, "y": spot["y"] + spot["h"] // 2}
            message = b"P" + json.dumps(body).encode()
            self._socket.sendall(struct.pack(">I", len(message)) + message)

    @property
    def screen(self) -> str:
        """The name of the screen that is shown."""
        return str(self._layout.get("screen", ""))

    def wait_for(self, screen: str) -> None:
        """Until that screen is shown."""
        eventually(lambda: self.screen == screen, f"the screen {screen!r} (now {self.screen!r})")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _follow(self) -> None:
        stream = self._socket.makefile("rb")
        with contextlib.suppress(OSError, ValueError):
            while head := stream.read(4):
                message = stream.read(struct.unpack(">I", head)[0])
                if message[:1] == b"F":
                    self.pictures.append(message[1:])
                elif message[:1] == b"L":
                    self._layout = json.loads(message[1:])


class Rig:
    """The hall. ``start`` everything, use it, ``close``."""

    def __init__(self, folder: Path, *, baudrate: int | None = None) -> None:
        """``baudrate`` gives the line and the printer's wire the time that a real wire takes."""
        self.folder = folder
        self.database = folder / "hall.db"
        self.port = _free_port()
        self._programs: dict[str, subprocess.Popen[bytes]] = {}
        self._eyes: list[MirrorEye] = []
        self.line_wire = Tapped(open_pty(folder / "rs485", baudrate=baudrate))
        self.printer_wire = Tapped(open_pty(folder / "printer", baudrate=baudrate))
        reader_wire = open_pty(folder / "idcard")
        self.keypads = {window: KeypadEmulator(window) for window in (1, 2)}
        self.evaluators = {window: EvaluatorEmulator(0x80 + window) for window in (1, 2)}
        self.keypad, self.evaluator, self.sign = self.keypads[1], self.evaluators[1], SignEmulator(1)
        self.line = LineEmulator(self.line_wire)
        devices: tuple[EmulatedDevice, ...] = (
            *self.keypads.values(),
            *self.evaluators.values(),
            self.sign,
        )
        for device in devices:
            self.line.add(device)
        self.reader, self.printer = SamvEmulator(reader_wire), EscposEmulator(self.printer_wire)
        self._emulators = (self.line, self.reader, self.printer)
        self._write_hall()

    def start(self) -> None:
        """Emulators first, then the programs."""
        for emulator in self._emulators:
            emulator.start()
        token = self._run_to_end("queue_server", "token", "--database", self._url, "--role", "device", "hall")
        (self.folder / "token").write_text(token.split()[-1], encoding="ascii")
        self.start_server()
        self._start_edge(
            "kiosk", "--kiosk", "kiosk-1", "--mirror", str(self.folder / "kiosk.sock"), "--offscreen"
        )
        self._start_edge("counter")
        displays = ("--display", "board-1", "--display", "voice-1")
        self._start_edge("display", *displays, "--mirror", str(self.folder / "board.sock"), "--offscreen")
        self.kiosk = self._look("kiosk.sock")
        self.board = self._look("board.sock")

    def start_server(self) -> None:
        """Start the queue server and wait until it is ready."""
        bind = f"127.0.0.1:{self.port}"
        self._start("queue_server", "--hall", str(self._hall), "--database", self._url, "--bind", bind)
        eventually(self._answers, "the queue server")

    def kill_server(self) -> None:
        """SIGKILL: no chance to tidy anything up."""
        process = self._programs.pop("queue_server")
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=5)

    def pid(self, program: str) -> int:
        """The process id of a running program."""
        return self._programs[program].pid

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the hall's database, read from outside."""
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            return database.execute(sql).fetchall()

    def announcements(self) -> list[dict[str, Any]]:
        """Everything that was announced, oldest first."""
        path = self.folder / "state-display" / "announcements.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    def slips(self) -> list[bytes]:
        """The bytes of every slip, cut where the printer cuts."""
        *slips, _rest = bytes(self.printer_wire.heard).split(bytes.fromhex("1D56"))
        return slips

    def get(self, path: str) -> Any:
        """A JSON answer of the server, asked with the devices' token."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """POST a JSON body; gives the answer."""
        return self._ask("POST", path, json.dumps(body).encode())

    def take_ticket(self, *way: str, card: CardData | None = None) -> bytes:
        """Touch these one after the other from the invitation on, then show the card; gives the bytes of the slip."""
        before = len(self.slips())
        self.kiosk.wait_for("home")
        for target in ("start", *way):
            self.kiosk.touch(target)
        if card is not None:
            self.kiosk.wait_for("card")
            self.reader.present(card)
        self.kiosk.wait_for("ticket")
        slip = eventually(lambda: self.slips()[before:] or None, f"the slip for {way[-1]}")[0]
        self.reader.lift()
        self.kiosk.touch("done")
        return slip

    def press(self, key: str, digits: str = "", *, window: int = 1) -> None:
        """Press a key of the window's keypad and wait until the keypad has its echo: the server has done it."""
        keypad = self.keypads[window]
        pressed = keypad.state().echoes
        self.press_only(key, digits, window=window)
        eventually(lambda: keypad.state().echoes > pressed, f"the echo of {digits} {key} at window {window}")

    def press_only(self, key: str, digits: str = "", *, window: int = 1) -> None:
        """Press as fast as a person does: the same key within half a second is taken for the device's own repeat."""
        time.sleep(0.6)
        self.keypads[window].press(key, digits)

    def close(self) -> None:
        """End the programs, then the emulators."""
        for process in self._programs.values():
            process.terminate()
        for process in self._programs.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=6)
            if process.poll() is None:
                process.kill()
        for eye in self._eyes:
            eye.close()
        for emulator in self._emulators:
            emulator.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        token = (self.folder / "token").read_text(encoding="ascii")
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers, method=method
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    @property
    def _url(self) -> str:
        return f"sqlite:///{self.database}"

    def _write_hall(self) -> None:
        wires = {"rs485-1": "rs485", "kiosk-1-printer": "printer", "kiosk-1-idcard": "idcard"}
        links = {f"emulator:{name}": str(self.folder / path) for name, path in wires.items()}
        self._hall = self.folder / "hall.toml"
        self._hall.write_text(resolve_links(HALL.read_text(encoding="utf-8"), links), encoding="utf-8")

    def _look(self, name: str) -> MirrorEye:
        eye = MirrorEye(self.folder / name)
        self._eyes.append(eye)
        return eye

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def _start_edge(self, program: str, *arguments: str) -> None:
        common = ("--hall", str(self._hall), "--server", f"http://127.0.0.1:{self.port}")
        places = (
            "--token-file",
            str(self.folder / "token"),
            "--state",
            str(self.folder / f"state-{program}"),
        )
        self._start(program, *common, *places, *arguments)

    def _start(self, program: str, *arguments: str) -> None:
        with (self.folder / f"{program}.log").open("ab") as log:
            self._programs[program] = subprocess.Popen(
                [sys.executable, "-m", program, *arguments],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env={**os.environ},
            )

    @staticmethod
    def _run_to_end(program: str, *arguments: str) -> str:
        command = [sys.executable, "-m", program, *arguments]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@contextlib.contextmanager
def running_hall(folder: Path, *, baudrate: int | None = None) -> Iterator[Rig]:
    """A started rig that is closed whatever happens."""
    rig = Rig(folder, baudrate=baudrate)
    try:
        rig.start()
        yield rig
    finally:
        rig.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
