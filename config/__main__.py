"""``python -m config check FILE``: is this hall file right?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from config.loader import load_hall
from config.mistakes import HallFileError
from config.model import HallConfig


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 the file is right, 1 it has mistakes, 2 the command was not understood."""
    parser = argparse.ArgumentParser(prog="python -m config", description="Work on hall files.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check", help="say whether a hall file is right, and all that is wrong with it"
    )
    check.add_argument("file", type=Path, metavar="FILE", help="a hall file, such as config/halls/demo.toml")
    check.add_argument("--json", action="store_true", help="print JSON for other programs")
    options = parser.parse_args(arguments)
    return _check(options.file, as_json=options.json)


def _check(path: Path, *, as_json: bool) -> int:
    try:
        hall = load_hall(path)
    except HallFileError as error:
        if as_json:
            _print_json({"file": str(path), "mistakes": [mistake.as_dict() for mistake in error.mistakes]})
        else:
            print(error, file=sys.stderr)
        return 1
    if as_json:
        _print_json({"file": str(path), "mistakes": []})
    else:
        print(f"{path}: all right. {_summary(hall)}")
    return 0


def _summary(hall: HallConfig) -> str:
    counts = [
        _count(hall.services, "service"),
        *([_count(hall.packages, "package")] if hall.packages else []),
        _count(hall.windows, "window"),
        _count(hall.kiosks, "kiosk"),
        _count(hall.displays, "display"),
        _count(hall.devices, "device"),
    ]
    return f"{hall.hall.name.zh} ({hall.hall.name.en}): {', '.join(counts)}."


def _count(things: Sequence[object], noun: str) -> str:
    return f"1 {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
