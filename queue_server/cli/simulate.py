"""``python -m queue_server simulate``: a day of a hall with other plans."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

from config.loader import load_hall
from config.mistakes import HallFileError
from config.model import HallConfig
from i18n.catalogue import Catalogue
from queue_server.cli.serve import UsageError
from queue_server.simulation import (
    Comparison,
    Day,
    History,
    UnusableHistory,
    UnusablePlan,
    compare,
    load_plan,
    recorded_day,
    synthetic_day,
)
from queue_server.simulation import habits as habits_of
from queue_server.simulation.history_files import HistoryFile
from queue_server.simulation.hours import read_hours
from queue_server.simulation.picture import picture
from queue_server.simulation.plan import Plan
from queue_server.simulation.report import as_json, as_text

MESSAGES = Path(__file__).resolve().parents[1] / "simulation" / "messages"
WEDNESDAY = 2
LONGEST_DAY = 1_000_000

Readers = Mapping[str, Callable[[str, HallConfig], History]]
"""Who reads histories from addresses, by their scheme, such as ``sqlite``."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said about simulating."""
    parser.add_argument("hall", metavar="HALL", help="hall file (TOML)")
    days = parser.add_mutually_exclusive_group(required=True)
    days.add_argument("--history", metavar="FILE", help="a recorded day: CSV or JSON")
    days.add_argument("--synthetic", type=int, metavar="N", help="a day of a typical hall with N residents")
    parser.add_argument(
        "--plan", action="append", default=[], metavar="FILE", help="changes to the hall; may be repeated"
    )
    parser.add_argument(
        "--date", type=date.fromisoformat, metavar="DAY", help="which day, such as 2026-03-04"
    )
    parser.add_argument("--days", type=int, default=1, metavar="N", help="so many synthetic days; default 1")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of synthetic days; default 1")
    parser.add_argument(
        "--hours", default="09:00-17:00", metavar="SPANS", help="of services that never close"
    )
    _add_habits(parser.add_argument_group("residents of synthetic days"))
    parser.add_argument("--json", metavar="FILE", help="write JSON; - is standard output, without the table")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw a picture")
    parser.add_argument("--language", choices=["zh", "en"], default="zh", help="of the table; default zh")


def _add_habits(group: argparse._ArgumentGroup) -> None:
    usual = habits_of.Habits()
    group.add_argument(
        "--patience", type=float, metavar="MIN", help="mean minutes until they leave; default: never"
    )
    for name, help_ in (
        ("shows-up", "share of calls they come to"),
        ("returns", "share of those who missed a call that come back"),
        ("priority-share", "share with a priority"),
        ("variation", "standard deviation ÷ mean of handling times"),
    ):
        default = getattr(usual, name.replace("-", "_"))
        group.add_argument(
            f"--{name}", type=float, default=default, metavar="X", help=f"{help_}; default {default}"
        )


def simulate(options: argparse.Namespace, readers: Readers | None = None) -> None:
    """Run the day under every plan and show what came of it; raises UsageError."""
    try:
        hall = load_hall(options.hall)
        plans = [load_plan(path, hall) for path in options.plan]
        days = _days(options, hall, readers or {})
    except (HallFileError, UnusablePlan, UnusableHistory, ValueError) as error:
        raise UsageError(str(error)) from None
    _check_names(plans)
    _show(compare(hall, days, plans), options)


def _check_names(plans: list[Plan]) -> None:
    ids = ["base", *(plan.id for plan in plans)]
    for plan in plans:
        if ids.count(plan.id) > 1:
            raise UsageError(f'two plans are named "{plan.id}"; plans have the names of their files')


def _days(options: argparse.Namespace, hall: HallConfig, readers: Readers) -> list[Day]:
    if options.history is not None:
        return [recorded_day(hall, _history(options.history, hall, readers).day(options.date))]
    if not 0 < options.synthetic <= LONGEST_DAY or options.days < 1:
        raise ValueError(f"--synthetic must be 1 to {LONGEST_DAY}, --days at least 1")
    on = options.date or _next_wednesday(date.today())  # noqa: DTZ011 # only the weekday matters
    habits = _habits(options)
    hours = read_hours(options.hours)
    return [
        synthetic_day(hall, on, options.synthetic, options.seed + index, habits=habits, hours=hours)
        for index in range(options.days)
    ]


def _habits(options: argparse.Namespace) -> habits_of.Habits:
    shares = {name: getattr(options, name) for name in ("shows_up", "returns", "priority_share")}
    for name, share in shares.items():
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"--{name.replace('_', '-')} must be between 0 and 1")
    if options.patience is not None and options.patience <= 0.0:
        raise ValueError("--patience must be more than 0")
    if not 0.0 <= options.variation <= 5.0:
        raise ValueError("--variation must be between 0 and 5")
    return habits_of.Habits(patience=options.patience, variation=options.variation, **shares)


def _history(source: str, hall: HallConfig, readers: Readers) -> History:
    scheme, separator, _ = source.partition("://")
    if not separator:
        return HistoryFile(Path(source), hall)
    if scheme not in readers:
        known = ", ".join(sorted(readers)) or "none"
        raise ValueError(f"histories are CSV or JSON files; addresses that can be read: {known}")
    return readers[scheme](source, hall)


def _next_wednesday(today: date) -> date:
    """An ordinary day of the week, where none was named."""
    return today + timedelta(days=(WEDNESDAY - today.weekday() - 1) % 7 + 1)


def _show(comparison: Comparison, options: argparse.Namespace) -> None:
    catalogue = Catalogue.load(MESSAGES)
    if options.picture is not None:
        _write(options.picture, picture(comparison, catalogue))
    if options.json is not None:
        text = json.dumps(as_json(comparison), ensure_ascii=False, indent=2) + "\n"
        if options.json == "-":
            sys.stdout.write(text)
            return
        _write(Path(options.json), text)
    sys.stdout.write(as_text(comparison, catalogue.words(options.language)) + "\n")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
