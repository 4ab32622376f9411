"""The owner of the synthesis process: a deadline for every text, and a new process after a crash or a hang.

Responsible for: starting, asking, ending. Not responsible for speech itself (``synthesis_worker``).
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

from drivers.errors import BadAnswer, DeviceRefused, NoAnswer

_CHECKOUT = Path(__file__).resolve().parents[2]
WORKER_COMMAND = (sys.executable, "-m", "drivers.speech.synthesis_worker")
_FAREWELL_SECONDS = 1.0


class Synthesiser:
    """Used by one thread at a time; the process starts with the first text."""

    def __init__(self, command: Sequence[str] = WORKER_COMMAND, *, deadline: float = 10.0) -> None:
        """``deadline``: seconds for one text, the start of the process included."""
        self._command = tuple(command)
        self._deadline = deadline
        self._worker: _Worker | None = None

    def speak_to_file(self, text: str, path: Path, *, voice: str, rate: int, volume: float) -> None:
        """Save ``text`` as wav.

        Raises NoAnswer when the process hangs, BadAnswer when it cannot start, dies or talks nonsense, DeviceRefused when the
        engine cannot do it. After the first two it has been ended, and the next text starts another.
        """
        request = {"text": text, "path": str(path), "voice": voice, "rate": rate, "volume": volume}
        answer = self._ask(json.dumps(request))
        if not answer.get("ok"):
            raise DeviceRefused(f"The voice failed: {answer.get('error', 'no reason given')}.")

    def close(self) -> None:
        """End the process; a second call does nothing."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(_FAREWELL_SECONDS)

    def _ask(self, line: str) -> dict[str, object]:
        try:
            if self._worker is None:
                self._worker = _Worker(self._command)
            return _parsed(self._worker.ask(line, self._deadline))
        except queue.Empty:
            self._kill()
            raise NoAnswer(f"The voice did not answer for {self._deadline:g} s.") from None
        except (OSError, ValueError) as error:
            self._kill()
            raise BadAnswer("The voice process died or answered nonsense.") from error

    def _kill(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(0.0)


class _Worker:
    """One process, from start to end."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": _search_path(), "PYTHONIOENCODING": "utf-8"},
            # Ctrl-C in the terminal is for the program, which ends this process in its own order.
            start_new_session=True,
        )
        self._requests = cast("IO[str]", self._process.stdin)
        self._answers: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, name="voice answers", daemon=True)
        self._listener.start()

    def ask(self, line: str, seconds: float) -> str:
        """The answer, empty when the process has died; raises queue.Empty after ``seconds``, OSError for a broken pipe."""
        self._requests.write(line + "\n")
        self._requests.flush()
        return self._answers.get(timeout=seconds)

    def end(self, patience: float) -> None:
        """Close its input, and kill it when it does not end by itself in time."""
        with contextlib.suppress(OSError):  # It may have died with a request in its pipe.
            self._requests.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()

    def _listen(self) -> None:
        """Pass lines on until the process ends, and an empty one then, so that nobody waits for the dead."""
        with cast("IO[str]", self._process.stdout) as answers:
            for line in answers:
                self._answers.put(line)
        self._answers.put("")


def _parsed(line: str) -> dict[str, object]:
    answer = json.loads(line)
    if not isinstance(answer, dict):
        raise ValueError(f"{line!r} is not an answer")  # noqa: TRY004  # one kind of failure for the caller
    return answer


def _search_path() -> str:
    return os.pathsep.join(filter(None, (str(_CHECKOUT), os.environ.get("PYTHONPATH", ""))))
