"""The program itself: start, end, power cut, tokens."""

from __future__ import annotations

import http.client
import json
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.event_reader import EventReader
from tests.fakes.queue_process import QueueProcess, attempt, run
from tests.fakes.served_hall import HALL


@pytest.fixture
def process(tmp_path: Path) -> Iterator[QueueProcess]:
    started = QueueProcess(tmp_path, "--log-level", "debug")
    yield started
    started.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_with_streams_open(process: QueueProcess, number: int) -> None:
    readers = [EventReader(process.port, process.token) for _ in range(3)]
    connection = process.connect()
    process.post(connection, "/tickets", service="civil")
    connection.close()
    status, seconds = process.terminate(number)
    assert status == 0
    assert seconds < 2.5
    for reader in readers:
        while reader.line():
            pass
        reader.close()


@pytest.mark.slow
def test_a_power_cut_loses_nothing_that_was_answered(process: QueueProcess) -> None:
    answered: list[str] = []
    for _ in range(3):
        threads = [threading.Thread(target=_issue_until_gone, args=(process, answered)) for _ in range(4)]
        for thread in threads:
            thread.start()
        known = len(answered)
        while len(answered) < known + 40:
            time.sleep(0.002)
        process.kill()
        for thread in threads:
            thread.join(20)
        process.start()
    assert len(set(answered)) == len(answered)
    connection = process.connect()
    fresh = process.post(connection, "/tickets", service="civil")["ticket"]["number"]
    assert fresh not in answered
    connection.close()
    reader = EventReader(process.port, process.token, query="?after=0")
    logged: list[str] = []
    seqs: list[int] = []
    while not logged or logged[-1] != fresh:
        event = reader.event()
        seqs.append(event["seq"])
        if event["type"] == "ticket.issued":
            logged.append(event["ticket"]["number"])
    reader.close()
    assert set(answered) <= set(logged)
    assert len(set(logged)) == len(logged)
    assert seqs == list(range(1, len(seqs) + 1))


def _issue_until_gone(process: QueueProcess, answered: list[str]) -> None:
    connection = process.connect()
    try:
        while True:
            answered.append(process.post(connection, "/tickets", service="civil")["ticket"]["number"])
    except (OSError, http.client.HTTPException, json.JSONDecodeError):
        connection.close()


def test_a_token_made_meanwhile_works_at_once(process: QueueProcess) -> None:
    token = run("token", "--database", process.database, "--role", "clerk", "desk").strip()
    connection = process.connect()
    connection.request("GET", "/api/v1/snapshot", headers={"Authorization": f"Bearer {token}"})
    assert connection.getresponse().status == 200
    connection.close()
    names = [line.split("\t")[:2] for line in run("tokens", "--database", process.database).splitlines()]
    assert names == [["boss", "supervisor"], ["desk", "clerk"]]
    run("revoke", "--database", process.database, "desk")
    assert attempt("revoke", "--database", process.database, "desk").returncode == 2


def test_the_log_holds_no_secret(process: QueueProcess) -> None:
    connection = process.connect()
    number = "11010519491231002X"
    answer = process.post(
        connection, "/tickets", service="household", identity={"scheme": "id_card", "number": number}
    )
    process.post(connection, "/tickets", service="nothing")
    connection.close()
    log = (process.folder / "log").read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"request", "refused"} <= {line["event"] for line in lines}
    for secret in (number, process.token, answer["ticket"]["number"], answer["ticket"]["id"]):
        assert secret not in log


def test_what_cannot_be_started(tmp_path: Path, process: QueueProcess) -> None:
    hall = tmp_path / "h.toml"
    hall.write_text(HALL, encoding="utf-8")
    right = ["--hall", str(hall), "--database", f"sqlite:///{tmp_path / 'x.db'}"]
    taken = f"127.0.0.1:{process.port}"
    for arguments, problem in [
        (["--hall", str(tmp_path / "none.toml"), *right[2:]], "cannot be read"),
        ([*right, "--bind", "nowhere"], "HOST:PORT"),
        ([*right, "--bind", taken], "cannot listen"),
        ([*right, "--threads", "8"], "--threads"),
        ([*right, "--identity-key", str(tmp_path / "none")], "identity key"),
        ([*right[:2], "--database", "sqlite:////no/such/hall.db"], "database"),
    ]:
        done = attempt(*arguments)
        assert done.returncode in (1, 2), arguments
        assert problem in done.stderr
        assert "Traceback" not in done.stderr
