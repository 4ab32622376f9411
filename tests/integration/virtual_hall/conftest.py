"""A whole virtual hall as a process, and a visitor who plays it through its page's API."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "config" / "halls" / "demo.toml"
START_SECONDS = 60.0


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def eventually(condition: Callable[[], Any], seconds: float = 15.0) -> Any:
    """The first true value of the condition; fails the test when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail("it did not happen in time")
        time.sleep(0.05)


@dataclass
class HallProcess:
    """``python -m virtual_hall`` with its own ports and state."""

    state: Path
    ports: list[int] = field(default_factory=lambda: free_ports(2))
    process: subprocess.Popen[str] | None = None

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.ports[1]}"

    def command(self, *extra: str) -> list[str]:
        return [
            *(sys.executable, "-m", "virtual_hall", "--hall", str(DEMO), "--state", str(self.state)),
            *("--port", str(self.ports[0]), "--hall-port", str(self.ports[1]), *extra),
        ]

    def start(self, *extra: str) -> None:
        environment = {key: value for key, value in os.environ.items() if "DISPLAY" not in key}
        out = (self.state.parent / f"{self.state.name}.out").open("w+")
        self.process = subprocess.Popen(
            self.command(*extra), cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, text=True, env=environment
        )
        out.close()
        eventually(self._open_or_dead, START_SECONDS)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        """What it has written to the terminal."""
        return (self.state.parent / f"{self.state.name}.out").read_text()

    def _open_or_dead(self) -> bool:
        return "The virtual hall is open" in self.said() or (
            self.process is not None and self.process.poll() is not None
        )

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """End it; gives the seconds that it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(15)
        return time.monotonic() - began

    def family(self) -> list[int]:
        """Processes that read this state folder, whoever started them."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if str(self.state).encode() in line:
                found.append(int(folder.name))
        return found

    # --- the visitor ---

    def post(self, path: str, **body: object) -> int:
        request = urllib.request.Request(  # noqa: S310 - our own page
            self.page + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.page + path, timeout=5) as answer:  # noqa: S310
            content: bytes = answer.read()
            return content

    def topics(self) -> dict[str, Any]:
        """Everything the page shows now."""
        shown: dict[str, Any] = json.loads(self.get("/api/now"))
        return shown

    def screen_shows(self, screen: str, *names: str) -> str:
        """Wait until the screen shows one of these; gives its name."""

        def shown() -> str | None:
            name = self.topics()[f"screen:{screen}"]["screen"]
            return name if name in names else None

        return str(eventually(shown))

    def touch(self, screen: str, target: str) -> None:
        """Touch what the mirror's layout calls by that name."""
        x, y = eventually(lambda: self.centre(screen, target))
        for kind in ("down", "up"):
            assert self.post(f"/api/screens/{screen}/pointer", kind=kind, x=x, y=y) == 200

    def centre(self, screen: str, target: str) -> tuple[int, int] | None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as mirror:
            mirror.settimeout(5)
            mirror.connect(str(self.state / "run" / f"{screen}.sock"))
            file = mirror.makefile("rb")
            while True:
                message = file.read(int.from_bytes(file.read(4), "big"))
                if message[:1] == b"L":
                    for one in json.loads(message[1:])["targets"]:
                        if one["id"] == target:
                            return one["x"] + one["w"] // 2, one["y"] + one["h"] // 2
                    return None

    def take_number(self, kiosk: str, service: str, card: str | None = None) -> str:
        """Take a number as a resident does; gives the number on the slip."""
        before = len(self.topics()[f"printer:{kiosk}-printer"]["slips"])
        if self.screen_shows(kiosk, "home", "ticket", "error") != "home":
            self.touch(kiosk, "done")
        self.touch(kiosk, "start")
        self.touch(kiosk, f"service:{service}")
        if card is not None:
            self.screen_shows(kiosk, "card")
            assert self.post(f"/api/kiosks/{kiosk}/card", card=card) == 200
        self.screen_shows(kiosk, "ticket")

        def fresh() -> str | None:
            slips = self.topics()[f"printer:{kiosk}-printer"]["slips"]
            return slips[-1]["number"] if len(slips) > before or len(slips) == 4 else None

        return str(eventually(fresh))

    def press(self, window: str, key: str, digits: str = "") -> None:
        """Press a key of the window's keypad and wait for its acknowledgement."""
        assert self.post(f"/api/keypads/keypad-{window}/press", key=key, digits=digits) == 200
        eventually(lambda: self.topics()[f"keypad:keypad-{window}"]["acknowledged"])


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProcess]:
    """One running hall for all tests of a module."""
    one = HallProcess(tmp_path_factory.mktemp("hall") / "var")
    one.start()
    yield one
    if one.process is not None and one.process.poll() is None:
        one.stop()
