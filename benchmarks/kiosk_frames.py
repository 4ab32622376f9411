"""How long the kiosk takes to draw a whole screen, and what an idle kiosk costs the processor."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.e2e.rig import Rig, running_hall

TICK = os.sysconf("SC_CLK_TCK")


def run(*, frames: int = 200, idle_seconds: float = 20) -> dict[str, Any]:
    """Milliseconds a frame at 1080×1920 by screen; idle processor share of the kiosk program in per cent."""
    return {"frame": _frames(frames), "idle_cpu_percent": _idle(idle_seconds)}


def _frames(count: int) -> dict[str, dict[str, float]]:
    # pygame greets on standard output, where the result must stand alone.
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    from tests.fakes.kiosk_stage import PlayedKiosk

    kiosk = PlayedKiosk()
    pictures = {"home": _draw(kiosk, count)}
    kiosk.touch("start")
    pictures["services"] = _draw(kiosk, count)
    return pictures


def _draw(kiosk: Any, count: int) -> dict[str, float]:
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        kiosk.stage.draw(kiosk.canvas)
        times.append((time.perf_counter() - begun) * 1e3)
    first, *later = times
    return {"first_ms": round(first, 1), "p50_ms": round(median(later), 2), "worst_ms": round(max(later), 2)}


def _idle(seconds: float) -> float:
    with tempfile.TemporaryDirectory(prefix="paihao-bench-") as place, running_hall(Path(place)) as hall:
        hall.kiosk.wait_for("home")
        hall.kiosk.close()
        time.sleep(2)
        before = _processor_seconds(hall)
        time.sleep(seconds)
        return round((_processor_seconds(hall) - before) / seconds * 100, 2)


def _processor_seconds(hall: Rig) -> float:
    stat = Path(f"/proc/{hall.pid('kiosk')}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / TICK
