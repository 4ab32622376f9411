"""Memory of the whole virtual hall: the proportional share (PSS) of every process that ``make run`` starts."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.servers import HALL, ROOT, free_port, wait_until_up


def run(*, settle_seconds: float = 15) -> dict[str, Any]:
    """MiB of each program and of all together, some seconds after the start."""
    with tempfile.TemporaryDirectory(prefix="paihao-bench-") as place:
        page = free_port()
        command = ["-m", "virtual_hall", "--hall", str(HALL), "--state", place, "--port", str(free_port())]
        process = subprocess.Popen(
            [sys.executable, *command, "--hall-port", str(page)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until_up(page, 60)
            urllib.request.urlopen(f"http://127.0.0.1:{page}/", timeout=10).close()
            time.sleep(settle_seconds)
            programs = {_name(pid): _pss_mib(pid) for pid in _family(process.pid)}
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
    return {"programs_mib": programs, "total_mib": round(sum(programs.values()), 1)}


def _family(root: int) -> list[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    program = next((words[i + 1] for i, word in enumerate(words[:-1]) if word == "-m"), words[0])
    return f"{program} {pid}"


def _pss_mib(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return round(int(next(line for line in rollup if line.startswith("Pss:")).split()[1]) / 1024, 1)
