"""``python -m queue_server simulate``: what can be said about trying other plans on a day of a hall.

Responsible for: the words of the command line. Not responsible for: doing it (``simulated_plans``, which is loaded only then, so
that serving starts without it).
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from config.model import HallConfig
    from queue_server.simulation import History

DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
"""Schemes of addresses that a day can be read from."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said about simulating."""
    parser.add_argument("hall", metavar="HALL", help="hall file (TOML)")
    days = parser.add_mutually_exclusive_group(required=True)
    days.add_argument(
        "--history", metavar="FILE", help="a recorded day: CSV, JSON, or the address of the hall's database"
    )
    days.add_argument("--synthetic", type=int, metavar="N", help="a day of a typical hall with N residents")
    parser.add_argument(
        "--plan", action="append", default=[], metavar="FILE", help="changes to the hall; may be repeated"
    )
    parser.add_argument(
        "--profile", metavar="FILE", help="what may happen beside the ordinary: transfers, pauses and others"
    )
    parser.add_argument(
        "--date", type=date.fromisoformat, metavar="DAY", help="which day, such as 2026-03-04"
    )
    parser.add_argument("--days", type=int, default=1, metavar="N", help="so many synthetic days; default 1")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of synthetic days; default 1")
    parser.add_argument(
        "--hours",
        default="09:00-17:00",
        metavar="SPANS",
        help="of synthetic days, for services that never close",
    )
    _add_habits(parser.add_argument_group("residents of synthetic days"))
    parser.add_argument("--json", metavar="FILE", help="write JSON; - is standard output, without the table")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw a picture")
    parser.add_argument("--language", choices=["zh", "en"], default="zh", help="of the table; default zh")


def _add_habits(group: argparse._ArgumentGroup) -> None:
    for name, help_ in (
        ("patience", "mean minutes until they leave; default: never"),
        ("shows-up", "share of calls they come to; default 0.97"),
        ("returns", "share of those who missed a call that come back; default 0.5"),
        ("priority-share", "share with a priority; default 0.12"),
        ("variation", "standard deviation ÷ mean of handling times; default 0.8"),
    ):
        group.add_argument(f"--{name}", type=float, metavar="X", help=help_)


def simulate(options: argparse.Namespace) -> None:
    """Run the day under every plan and show what came of it; raises UsageError."""
    from queue_server.cli.simulated_plans import run

    run(options, dict.fromkeys(DATABASES, _history))


def _history(url: str, hall: HallConfig) -> History:
    from queue_server.bootstrap import open_database
    from queue_server.simulation import UnusableHistory
    from queue_server.storage.histories import SqlHistory

    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).is_file():
        raise UnusableHistory(f"there is no database {file}")
    return SqlHistory(open_database(url), hall.hall.id, ZoneInfo(hall.hall.timezone))
