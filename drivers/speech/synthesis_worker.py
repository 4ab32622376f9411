"""The process that owns pyttsx3: one JSON object a line in, one out. Run by ``synthesiser``, never imported by programs.

Responsible for: loading espeak-ng and turning a text into a wav file. The engine lives in a process of its own, because
a native synthesiser can hang or crash, and a process can be ended and started again.

In: ``{"text", "path", "voice", "rate", "volume"}``. Out: ``{"ok": true}`` or ``{"ok": false, "error": "…"}``. Ends at the
end of its input.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

_ATTEMPTS = 3
"""The engine now and then reports the end before the first sample; the next attempt is right."""

_SETTINGS = ("volume", "voice", "rate")
"""The engine takes settings on a thread of its own, and a rate that another setting follows at once is often lost: it
comes last, and is waited for."""


def load_espeak() -> None:
    """Make pyttsx3 find the espeak-ng that comes with the Python packages: by its SONAME it is already loaded then."""
    import espeakng_loader

    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()


def speak_to_file(engine: Any, request: dict[str, Any], settle: Callable[[], object]) -> None:
    """Save the text as wav; raises RuntimeError when the engine gives no sound, OSError when the file cannot be made.

    ``settle`` waits until the engine has taken its settings.
    """
    # The engine never comes back when it cannot write its file, so try that first.
    Path(request["path"]).write_bytes(b"")
    for name in _SETTINGS:
        engine.setProperty(name, request[name])
    settle()
    for _ in range(_ATTEMPTS):
        engine.save_to_file(request["text"], request["path"])
        engine.runAndWait()
        if _frames(request["path"]):
            return
    raise RuntimeError("the engine gave no sound")


def check_voice(name: str, choose: Callable[[bytes], int]) -> None:
    """Raises RuntimeError when ``choose`` gives another code than 0: the engine would go on with the voice it had."""
    if choose(name.encode()) != 0:
        raise RuntimeError(f"there is no voice {name}")


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer every line until the input ends."""
    load_espeak()
    import pyttsx3
    from pyttsx3.drivers import _espeak

    engine = pyttsx3.init("espeak")
    for line in requests:
        try:
            request = json.loads(line)
            check_voice(request["voice"], _espeak.SetVoiceByName)
            speak_to_file(engine, request, _espeak.Synchronize)
            answer: dict[str, object] = {"ok": True}
        except Exception as error:  # noqa: BLE001  # the process boundary: the owner is told and decides
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _frames(path: str) -> int:
    try:
        with wave.open(path, "rb") as recording:
            return recording.getnframes()
    except (OSError, EOFError, wave.Error):
        return 0


def main() -> None:
    """Keep the real standard output for answers; what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
