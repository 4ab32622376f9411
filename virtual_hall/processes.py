"""The hall's programs as child processes: started, watched, started again, and ended in order.

Responsible for: one session per child (so that Ctrl-C in the terminal reaches us alone), its log file, capped back-off
between starts, and an end that leaves nobody behind. Not responsible for: which programs a hall has (``launcher``).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
STEADY_AFTER = 20.0
"""A child that ran for so many seconds has proved itself: its back-off starts anew."""
TERM_GRACE = 2.2
"""The edge programs promise to end within two seconds of SIGTERM."""
KEPT_LOGS = 3
LEFTOVER_SECONDS = 3.0
"""How long a process that was killed may take to let go of its ports."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """How to run one program. ``ready`` is asked until it says yes; after that only the process counts."""

    name: str
    argv: tuple[str, ...]
    log: Path
    pid_file: Path
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to our own environment."""


@dataclass(frozen=True, slots=True)
class ChildView:
    """What the page shows of a child. ``state`` is starting, running, waiting (to be started again) or ended."""

    name: str
    state: str
    pid: int | None
    restarts: int
    exit_code: int | None


class Child:
    """One program under supervision, on a thread of its own."""

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self._process: subprocess.Popen[bytes] | None = None
        self._state = "starting"
        self._restarts = 0
        self._exit_code: int | None = None
        self._stopping = threading.Event()
        self._was_ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"child-{spec.name}", daemon=True)

    @property
    def view(self) -> ChildView:
        """The child as it is now."""
        process = self._process
        return ChildView(
            name=self.spec.name,
            state=self._state,
            pid=process.pid if process is not None and self._state in {"starting", "running"} else None,
            restarts=self._restarts,
            exit_code=self._exit_code,
        )

    def start(self) -> None:
        """Start the program and keep it running until ``stop``."""
        rotate(self.spec.log)
        self._thread.start()

    def wait_ready(self, timeout: float) -> bool:
        """True as soon as the program was ready once; False after ``timeout`` seconds."""
        return self._was_ready.wait(timeout)

    def restart(self) -> None:
        """End the program; supervision starts it again."""
        self._signal(signal.SIGTERM)

    def ask_to_end(self) -> None:
        """Ask the program to end and do not start it again; ``finish`` waits for it."""
        self._stopping.set()
        self._signal(signal.SIGTERM)

    def finish(self, deadline: float) -> None:
        """Wait until ``deadline`` (monotonic seconds) for the end, then end the whole session by force."""
        self._thread.join(max(0.0, deadline - time.monotonic()))
        if self._thread.is_alive():
            _log.warning("child_killed", child=self.spec.name)
            self._signal(signal.SIGKILL)
            self._thread.join(1.0)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            self._run_once()
            if self._stopping.is_set():
                break
            if time.monotonic() - started >= STEADY_AFTER:
                pause = FIRST_PAUSE
            self._state = "waiting"
            self._restarts += 1
            _log.warning("child_died", child=self.spec.name, exit_code=self._exit_code, again_in=pause)
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        self._state = "ended"

    def _run_once(self) -> None:
        self._state = "starting"
        with self.spec.log.open("ab") as log:
            try:
                process = subprocess.Popen(
                    self.spec.argv,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, **self.spec.env},
                    start_new_session=True,
                )
            except OSError as error:
                _log.error("child_not_started", child=self.spec.name, why=str(error))
                return
        self._process = process
        remember(self.spec.pid_file, process.pid)
        if self._stopping.is_set():
            # Asked to end while it was being started: the request missed it.
            self._signal(signal.SIGTERM)
        self._watch(process)
        self._exit_code = process.wait()
        self.spec.pid_file.unlink(missing_ok=True)
        end_session(process.pid)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Ask for readiness until the child is ready or gone."""
        while process.poll() is None and not self._stopping.is_set():
            if self.spec.ready():
                self._state = "running"
                self._was_ready.set()
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)

    def _signal(self, number: signal.Signals) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if number is signal.SIGKILL:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)


def end_session(leader: int) -> None:
    """End what a dead leader left of its process group; its number stays taken while members live."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def end_in_order(groups: Sequence[Sequence[Child]], grace: float = TERM_GRACE) -> None:
    """End the groups one after the other, the members of a group together."""
    for group in groups:
        for child in group:
            child.ask_to_end()
        deadline = time.monotonic() + grace
        for child in group:
            child.finish(deadline)


def rotate(log: Path) -> None:
    """Keep the logs of the last runs as NAME.log.1 (newest) and so on, and begin with an empty one."""
    if not log.exists() or log.stat().st_size == 0:
        return
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


def remember(pid_file: Path, pid: int) -> None:
    """Note a child with its start time, so that a later run can end it if this one is killed."""
    birth = _birth(pid)
    if birth is not None:
        pid_file.write_text(f"{pid} {birth}\n", encoding="ascii")


def end_leftovers(run_folder: Path) -> list[str]:
    """End children of an earlier run that was killed; returns their names. Call while holding the state's lock."""
    ended = []
    for pid_file in sorted(run_folder.glob("*.pid")):
        words = pid_file.read_text(encoding="ascii").split()
        pid_file.unlink()
        if len(words) == 2 and words[0].isdigit() and _birth(int(words[0])) == words[1]:
            end_session(int(words[0]))
            ended.append((pid_file.stem, int(words[0])))
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while any(_birth(pid) for _, pid in ended) and time.monotonic() < deadline:
        time.sleep(0.02)
    return [name for name, _ in ended]


def _birth(pid: int) -> str | None:
    """Start time of a living process in clock ticks since boot (proc(5), stat field 22); None when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
    except OSError:
        return None
    # The second field is the program's name in brackets and may itself hold spaces and brackets.
    state, *fields = stat.rpartition(")")[2].split()
    # A dead process that nobody has asked after holds its number, but neither ports nor files, once its last thread
    # has gone too.
    return None if state in {"Z", "X"} and threads <= 1 else fields[18]
