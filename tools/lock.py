"""Locks `requirements/*.in` into `requirements/*.txt`: versions of the whole tree, and hashes for all processors.

    UV=path/to/uv python3 tools/lock.py [--upgrade]

For maintainers, through `make lock`. The set-up only reads the locks.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
OLDEST_PYTHON = "3.11"

# A later lock takes the versions of the earlier one: the test set must serve for the run set.
LOCKS: dict[str, tuple[str, ...]] = {
    "run": (),
    "test": ("run",),
    "browser": ("test",),
    "pcsc-build": ("test",),
    "pcsc": ("test",),
}

# No index host gets into a lock: where packages come from is the business of each machine's pip settings.
# The platform is fixed, or the lock would carry what speech needs on other systems.
OPTIONS = (
    "--python-platform=linux",
    f"--python-version={OLDEST_PYTHON}",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
    "--quiet",
)


def lock(uv: str, name: str, constraints: tuple[str, ...], *, upgrade: bool) -> None:
    command = [uv, "pip", "compile", *OPTIONS, f"{name}.in", "-o", f"{name}.txt"]
    for other in constraints:
        command += ["-c", f"{other}.txt"]
    if upgrade:
        command.append("--upgrade")
    subprocess.run(command, cwd=REQUIREMENTS, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"}, check=True)
    if "://" in (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8"):
        raise SystemExit(f"{name}.txt names an address; a setting of uv must have put it there")


def main() -> int:
    parser = argparse.ArgumentParser(description="Locks the requirements.")
    parser.add_argument("--upgrade", action="store_true", help="move every package to its newest version")
    options = parser.parse_args()
    uv = shutil.which(os.environ.get("UV", "uv"))
    if uv is None:
        raise SystemExit(
            "uv is needed to lock: install it outside of .venv and name it, make lock UV=path/to/uv"
        )
    for name, constraints in LOCKS.items():
        lock(uv, name, constraints, upgrade=options.upgrade)
    return 0


if __name__ == "__main__":
    sys.exit(main())
