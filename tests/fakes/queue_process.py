"""The queue server as a program of its own, started, killed and started again."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from tests.fakes.served_hall import API, HALL

ROOT = Path(__file__).parents[2]
START_TIMEOUT_S = 30.0


class QueueProcess:
    """``python -m queue_server`` on a free port; ``kill`` is a power cut, ``terminate`` a proper end."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.database = f"sqlite:///{folder / 'hall.db'}"
        self._options = options
        hall_file = folder / "hall.toml"
        hall_file.write_text(HALL, encoding="utf-8")
        self._hall_file = hall_file
        self.token = run("token", "--database", self.database, "--role", "supervisor", "boss").strip()
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.start()

    def start(self) -> float:
        """Start and wait for the line with the address; gives the seconds that took."""
        began = time.monotonic()
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "queue_server", "--hall", str(self._hall_file)),
                    *("--database", self.database, "--bind", "127.0.0.1:0", *self._options),
                ],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert address, f"{line!r} {(self.folder / 'log').read_text()}"
        self.port = int(address[1])
        return time.monotonic() - began

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def terminate(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Gives the exit status and the seconds it took."""
        began = time.monotonic()
        return self._end(number), time.monotonic() - began

    def close(self) -> None:
        if self._process is not None:
            self.kill()

    def _end(self, number: int) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        status = self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None
        return status

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def post(self, connection: http.client.HTTPConnection, path: str, **body: object) -> Any:
        """The answer's JSON; raises OSError or HTTPException when the server is gone."""
        command = {"request_id": uuid.uuid4().hex, **body}
        connection.request("POST", API + path, json.dumps(command), self.headers())
        return json.loads(connection.getresponse().read())

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}


def run(*arguments: str) -> str:
    """What ``python -m queue_server`` prints; fails when it fails."""
    done = attempt(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def attempt(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The same, whatever comes of it."""
    command = [sys.executable, "-m", "queue_server", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        check=False,
    )
