"""Run the measurements and print one JSON object: ``python -m benchmarks [NAME …] [--quick]``.

Each measurement is a module with ``run(**sizes) -> dict``; ``--quick`` takes smaller sizes, to see that all of them work.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
from typing import Any

MEASUREMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "queue_load": ("tickets and calls a second, beside a bare reference", {"count": 40, "rounds": 1}),
    "stored_tickets": (
        "the same requests at 1,000 and 100,000 stored tickets",
        {"stored": (200, 2000), "samples": 50},
    ),
    "push": ("call to event at 300 listening displays", {"listeners": 40, "calls": 5}),
    "cold_start": ("server start to first ticket", {"rounds": 1}),
    "devices": ("call to last LED byte, touch to first printed byte, bytes of a slip", {"rounds": 3}),
    "recovery": ("broken and mended devices, until they are of use again", {"faults": ("silent",)}),
    "estimate_cost": ("one wait estimate at 10, 1,000 and 10,000 waiting", {"rounds": 10}),
    "codecs": ("frames a second of every codec", {"frames": 2000}),
    "kiosk_frames": ("kiosk frame time and idle processor use", {"frames": 20, "idle_seconds": 3}),
    "dispatch_cost": (
        "choosing the next number with 10 to 10,000 waiting",
        {"waiting": (10, 200), "samples": 20},
    ),
    "simulated_days": (
        "seconds of a simulated day, and agreement with halls whose waits are known",
        {"rounds": 1, "agreement_runs": 1, "run_residents": 4000},
    ),
    "hall_memory": ("memory of the whole virtual hall", {"settle_seconds": 3}),
}
"""Name: what it measures, and the sizes of a quick run."""


def main(arguments: list[str] | None = None) -> int:
    """Print the results; 0 when every measurement could be made."""
    options = _parse(arguments)
    results: dict[str, Any] = {"machine": _machine()}
    for name in options.names or MEASUREMENTS:
        print(f"measuring {name}: {MEASUREMENTS[name][0]} …", file=sys.stderr, flush=True)
        sizes = MEASUREMENTS[name][1] if options.quick else {}
        begun = time.perf_counter()
        results[name] = importlib.import_module(f"benchmarks.{name}").run(**sizes)
        results[name]["took_seconds"] = round(time.perf_counter() - begun, 1)
    print(json.dumps(results, ensure_ascii=False, indent=2))
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="smaller sizes")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(MEASUREMENTS))
    if unknown:
        parser.error(f"no measurement {unknown[0]!r}; there are {', '.join(MEASUREMENTS)}")
    return options


def _machine() -> dict[str, Any]:
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


if __name__ == "__main__":
    raise SystemExit(main())
