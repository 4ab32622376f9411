"""Children under supervision, with real small processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from virtual_hall.processes import (
    KEPT_LOGS,
    Child,
    ChildSpec,
    end_in_order,
    end_leftovers,
    remember,
    rotate,
)

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"


def spec(tmp_path: Path, code: str, *, ready: Callable[[], bool] = lambda: True) -> ChildSpec:
    return ChildSpec(
        name="child",
        argv=(sys.executable, "-c", code),
        log=tmp_path / "child.log",
        pid_file=tmp_path / "child.pid",
        ready=ready,
    )


def eventually(condition: Callable[[], object], seconds: float = 8.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    """A zombie that waits for its parent is dead."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_child_runs_logs_and_ends(tmp_path: Path) -> None:
    child = Child(spec(tmp_path, SLEEPER))
    child.start()
    assert child.wait_ready(5)
    assert eventually(lambda: (tmp_path / "child.log").read_text() == "up\n")
    pid = child.view.pid
    assert pid is not None
    assert child.view.state == "running"
    # A session of its own: Ctrl-C in our terminal must not reach it.
    assert os.getsid(pid) == pid
    end_in_order([[child]])
    assert child.view.state == "ended"
    assert not alive(pid)
    assert not (tmp_path / "child.pid").exists()


def test_ready_is_asked_until_it_says_yes(tmp_path: Path) -> None:
    flag = tmp_path / "ready"
    child = Child(spec(tmp_path, SLEEPER, ready=flag.exists))
    child.start()
    assert not child.wait_ready(0.3)
    assert child.view.state == "starting"
    flag.touch()
    assert child.wait_ready(5)
    end_in_order([[child]])


def test_dying_child_is_started_again(tmp_path: Path) -> None:
    counter = tmp_path / "runs"
    code = f"open({str(counter)!r}, 'a').write('x'); raise SystemExit(3)"
    child = Child(spec(tmp_path, code))
    child.start()
    assert eventually(lambda: counter.exists() and len(counter.read_text()) >= 2)
    assert child.view.restarts >= 1
    assert child.view.exit_code == 3
    end_in_order([[child]])
    runs = len(counter.read_text())
    time.sleep(0.7)
    assert len(counter.read_text()) == runs


def test_restart_gives_a_new_process(tmp_path: Path) -> None:
    child = Child(spec(tmp_path, SLEEPER))
    child.start()
    assert child.wait_ready(5)
    first = child.view.pid
    child.restart()
    assert eventually(lambda: child.view.state == "running" and child.view.pid not in {None, first})
    end_in_order([[child]])


def test_program_that_is_not_there_is_no_disaster(tmp_path: Path) -> None:
    child = Child(
        ChildSpec("child", ("/does/not/exist",), tmp_path / "c.log", tmp_path / "c.pid", ready=lambda: True)
    )
    child.start()
    assert eventually(lambda: child.view.restarts >= 1)
    end_in_order([[child]])


def test_deaf_child_and_its_own_children_are_ended_by_force(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    child = Child(spec(tmp_path, code, ready=lambda: note.exists() and note.read_text() != ""))
    child.start()
    assert child.wait_ready(5)
    grandchild = int(note.read_text())
    began = time.monotonic()
    end_in_order([[child]], grace=0.3)
    assert time.monotonic() - began < 3
    assert child.view.state == "ended"
    assert eventually(lambda: not alive(grandchild))


def test_groups_end_one_after_the_other(tmp_path: Path) -> None:
    order = tmp_path / "order"
    children = []
    for name in ("edge", "server"):
        code = (
            "import signal, sys, time\n"
            f"def end(*_):\n  open({str(order)!r}, 'a').write({name!r} + ' '); sys.exit(0)\n"
            "signal.signal(signal.SIGTERM, end)\n"
            f"open({str(tmp_path / name)!r}, 'w').close()\n"
            "time.sleep(60)\n"
        )
        one = ChildSpec(
            name=name,
            argv=(sys.executable, "-c", code),
            log=tmp_path / f"{name}.log",
            pid_file=tmp_path / f"{name}.pid",
            ready=(tmp_path / name).exists,
        )
        children.append(Child(one))
        children[-1].start()
    assert all(child.wait_ready(5) for child in children)
    end_in_order([[children[0]], [children[1]]])
    assert order.read_text() == "edge server "


def test_logs_of_the_last_runs_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    for run in range(6):
        rotate(log)
        log.write_text(f"run {run}")
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["child.log", *(f"child.log.{number}" for number in range(1, KEPT_LOGS + 1))]
    assert (tmp_path / "child.log.1").read_text() == "run 4"


def test_empty_log_is_not_kept(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    log.touch()
    rotate(log)
    assert [path.name for path in tmp_path.iterdir()] == ["child.log"]


def test_leftovers_of_a_killed_run_are_ended_and_strangers_are_not(tmp_path: Path) -> None:
    with (
        subprocess.Popen(
            [sys.executable, "-c", SLEEPER], stdout=subprocess.DEVNULL, start_new_session=True
        ) as ours,
        subprocess.Popen(
            [sys.executable, "-c", SLEEPER], stdout=subprocess.DEVNULL, start_new_session=True
        ) as other,
    ):
        remember(tmp_path / "kiosk-1.pid", ours.pid)
        # The number of a process that has since been given to another.
        (tmp_path / "counter.pid").write_text(f"{other.pid} 1\n")
        (tmp_path / "broken.pid").write_text("nonsense")
        assert end_leftovers(tmp_path) == ["kiosk-1"]
        assert ours.wait(5) != 0
        assert other.poll() is None
        assert list(tmp_path.iterdir()) == []
        other.kill()
