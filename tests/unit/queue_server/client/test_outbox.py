from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.journal import COMPACT_AFTER_SETTLED, Journal
from queue_server.client.outbox import Outbox
from tests.fakes.polling import wait_until


class Desk:
    """Takes deliveries; can be away, and refuses what a test says."""

    def __init__(self) -> None:
        self.away = threading.Event()
        self.refusals: dict[str, Refused] = {}
        self.took: list[tuple[str, str]] = []

    def deliver(self, kind: str, body: Mapping[str, Any]) -> None:
        if self.away.is_set():
            raise ServerUnreachable("away")
        name = body["request_id"]
        if name in self.refusals:
            raise self.refusals[name]
        self.took.append((kind, name))


def test_entries_are_delivered_in_order(tmp_path: Path) -> None:
    desk = Desk()
    outbox = Outbox(tmp_path / "box.jsonl", desk.deliver)
    for turn in range(20):
        outbox.put("rating", {"request_id": f"r{turn}"})
    assert outbox.wait_empty(5)
    assert desk.took == [("rating", f"r{turn}") for turn in range(20)]
    outbox.close()


def test_what_waits_survives_a_restart_and_goes_out_first(tmp_path: Path) -> None:
    desk = Desk()
    desk.away.set()
    outbox = Outbox(tmp_path / "box.jsonl", desk.deliver, first_pause=0.01)
    outbox.put("rating", {"request_id": "r1"})
    outbox.put("rating", {"request_id": "r2"})
    outbox.close()
    desk.away.clear()
    outbox = Outbox(tmp_path / "box.jsonl", desk.deliver)
    outbox.put("rating", {"request_id": "r3"})
    assert outbox.wait_empty(5)
    assert [name for _, name in desk.took] == ["r1", "r2", "r3"]
    outbox.close()


def test_a_server_that_comes_back_gets_everything(tmp_path: Path) -> None:
    desk = Desk()
    desk.away.set()
    outbox = Outbox(tmp_path / "box.jsonl", desk.deliver, first_pause=0.01)
    outbox.put("rating", {"request_id": "r1"})
    assert not outbox.wait_empty(0.05)
    assert outbox.pending == 1
    desk.away.clear()
    assert outbox.wait_empty(5)
    outbox.close()


def test_a_refusal_is_noted_for_staff_without_its_body(tmp_path: Path) -> None:
    desk = Desk()
    desk.refusals["r1"] = Refused(409, "already_rated", "once only")
    outbox = Outbox(tmp_path / "box.jsonl", desk.deliver)
    outbox.put("rating", {"request_id": "r1", "level": 5})
    outbox.put("rating", {"request_id": "r2"})
    assert outbox.wait_empty(5)
    outbox.close()
    assert desk.took == [("rating", "r2")]
    (note,) = [json.loads(line) for line in (tmp_path / "box.refused.jsonl").read_text().splitlines()]
    assert (note["kind"], note["request_id"], note["code"]) == ("rating", "r1", "already_rated")
    assert "level" not in note


def test_a_wrong_token_loses_nothing(tmp_path: Path) -> None:
    desk = Desk()
    desk.refusals["r1"] = Refused(401, "unauthorized", "no")
    outbox = Outbox(tmp_path / "box.jsonl", desk.deliver, first_pause=0.01)
    outbox.put("rating", {"request_id": "r1"})
    assert not outbox.wait_empty(0.1)
    del desk.refusals["r1"]
    assert outbox.wait_empty(5)
    assert desk.took == [("rating", "r1")]
    outbox.close()


def test_an_entry_that_cannot_be_sent_holds_nobody_up(tmp_path: Path) -> None:
    desk = Desk()
    outbox = Outbox(tmp_path / "box.jsonl", desk.deliver)
    outbox.put("rating", {"other": "shape"})
    outbox.put("rating", {"request_id": "r2"})
    assert outbox.wait_empty(5)
    outbox.close()
    assert desk.took == [("rating", "r2")]
    assert "undeliverable" in (tmp_path / "box.refused.jsonl").read_text()


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "box.jsonl"
    journal = Journal(path)
    for _ in range(3 * COMPACT_AFTER_SETTLED):
        journal.settle(journal.append("rating", {"request_id": "r"}))
    assert path.stat().st_size < COMPACT_AFTER_SETTLED * 100
    journal.close()
    Journal(path).close()
    assert path.stat().st_size == 0


def test_only_its_user_reads_the_file(tmp_path: Path) -> None:
    Journal(tmp_path / "box.jsonl").close()
    assert (tmp_path / "box.jsonl").stat().st_mode & 0o077 == 0


def test_what_is_not_json_is_not_accepted(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "box.jsonl", Desk().deliver)
    with pytest.raises(TypeError):
        outbox.put("rating", {"request_id": object()})
    assert outbox.pending == 0
    outbox.close()


@given(st.data())
def test_a_file_cut_at_any_byte_keeps_every_whole_entry(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "box.jsonl"
        journal = Journal(path)
        entries = [
            journal.append("rating", {"request_id": f"r{turn}", "say": "张三测试\n"}) for turn in range(4)
        ]
        for entry in entries[: data.draw(st.integers(0, 3))]:
            journal.settle(entry)
        journal.close()
        whole = path.read_bytes()
        kept = whole[: data.draw(st.integers(0, len(whole)))]
        path.write_bytes(kept)
        records = [json.loads(line) for line in kept.split(b"\n")[:-1]]
        done = {record["done"] for record in records if "done" in record}
        expected = [record["n"] for record in records if "n" in record and record["n"] not in done]
        reopened = Journal(path)
        found = []
        while (oldest := reopened.first()) is not None:
            found.append(oldest.n)
            reopened.settle(oldest)
        reopened.close()
        assert found == expected
        assert reopened.damaged == 0


@given(st.binary(max_size=200))
def test_noise_in_the_file_never_raises(noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "box.jsonl"
        path.write_bytes(noise)
        journal = Journal(path)
        journal.append("rating", {"request_id": "r1"})
        journal.close()
        again = Journal(path)
        assert len(again) >= 1
        again.close()


KILLED = """
import sys
from pathlib import Path
from queue_server.client.journal import Journal
journal = Journal(Path(sys.argv[1]))
turn = 0
while True:
    journal.append("rating", {"request_id": f"r{turn}", "filler": "x" * 500})
    sys.stdout.write(f"{turn}\\n"); sys.stdout.flush()
    turn += 1
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process by signal")
def test_a_kill_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    path = tmp_path / "box.jsonl"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        accepted = [program.stdout.readline() for _ in range(40)]
        program.send_signal(signal.SIGKILL)
        accepted += program.stdout.read().splitlines(keepends=True)
    whole = [int(line) for line in accepted if line.endswith("\n")]
    desk = Desk()
    outbox = Outbox(path, desk.deliver)
    wait_until(lambda: len(desk.took) >= len(whole))
    outbox.close()
    assert [name for _, name in desk.took][: len(whole)] == [f"r{turn}" for turn in whole]
