"""A day of a hall under several plans, from the words of the command line to what is shown.

Responsible for: finding the day and the plans, and writing the results. Not responsible for: the words (``simulate``) or the
simulation.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from config.loader import load_hall
from config.mistakes import HallFileError
from config.model import HallConfig
from i18n.catalogue import Catalogue
from queue_server.cli.serve import UsageError
from queue_server.domain.calendar import HallDays
from queue_server.service.opening import hall_days
from queue_server.simulation import (
    Comparison,
    Day,
    History,
    Incidents,
    UnusableHistory,
    UnusablePlan,
    compare,
    load_plan,
    load_profile,
    recorded_day,
    synthetic_day,
)
from queue_server.simulation.habits import Habits
from queue_server.simulation.history_files import HistoryFile
from queue_server.simulation.hours import read_hours
from queue_server.simulation.picture import picture
from queue_server.simulation.plan import Plan
from queue_server.simulation.report import as_json, as_text

MESSAGES = Path(__file__).resolve().parents[1] / "simulation" / "messages"
WEDNESDAY = 2
WEEKS_LOOKED_AT = 8
MOST_RESIDENTS = 1_000_000

Readers = Mapping[str, Callable[[str, HallConfig], History]]
"""Who reads histories from addresses, by their scheme, such as ``sqlite``."""


def run(options: argparse.Namespace, readers: Readers | None = None) -> None:
    """Run the day under every plan and show what came of it; raises UsageError."""
    try:
        hall = load_hall(options.hall)
        incidents, plans = _plans(options, hall)
        days = _days(options, hall, readers or {})
    except (HallFileError, UnusableHistory, ValueError) as error:
        raise UsageError(str(error)) from None
    _show(compare(hall, days, plans, incidents), options)


def _plans(options: argparse.Namespace, hall: HallConfig) -> tuple[Incidents, list[Plan]]:
    """The profile and all plans, or all that is wrong with any of them."""
    incidents, plans, wrong = Incidents(), [], []
    try:
        incidents = incidents if options.profile is None else load_profile(options.profile, hall)
    except UnusablePlan as error:
        wrong.append(str(error))
    for path in options.plan:
        try:
            plans.append(load_plan(path, hall, incidents))
        except UnusablePlan as error:
            wrong.append(str(error))
    if wrong:
        raise ValueError("\n\n".join(wrong))
    ids = ["base", *(plan.id for plan in plans)]
    twice = next((plan.id for plan in plans if ids.count(plan.id) > 1), None)
    if twice is not None:
        raise ValueError(f'two plans are named "{twice}"; plans have the names of their files')
    return incidents, plans


def _days(options: argparse.Namespace, hall: HallConfig, readers: Readers) -> list[Day]:
    days = hall_days(hall.calendar)
    if options.history is not None:
        recording = _history(options.history, hall, readers).day(options.date)
        return [recorded_day(hall, recording, weekday=days.hours_like(recording.on))]
    if not 0 < options.synthetic <= MOST_RESIDENTS or options.days < 1:
        raise ValueError(f"--synthetic must be 1 to {MOST_RESIDENTS}, --days at least 1")
    on = options.date or _next_wednesday(days, date.today())  # noqa: DTZ011 # only the weekday matters
    weekday = days.hours_like(on)
    if weekday is None:
        raise ValueError(f"the hall is closed on {on}")
    habits, hours = _habits(options), read_hours(options.hours)
    return [
        synthetic_day(
            hall, on, options.synthetic, options.seed + index, habits=habits, hours=hours, weekday=weekday
        )
        for index in range(options.days)
    ]


def _habits(options: argparse.Namespace) -> Habits:
    named = {"patience": (0.1, 1e6), "shows_up": (0.0, 1.0), "returns": (0.0, 1.0)}
    named |= {"priority_share": (0.0, 1.0), "variation": (0.0, 5.0)}
    given: dict[str, float] = {}
    for name, (least, most) in named.items():
        value = getattr(options, name)
        if value is None:
            continue
        if not least <= value <= most:
            raise ValueError(f"--{name.replace('_', '-')} must be between {least:g} and {most:g}")
        given[name] = value
    return replace(Habits(), **given)


def _history(source: str, hall: HallConfig, readers: Readers) -> History:
    scheme, separator, _ = source.partition("://")
    if not separator:
        return HistoryFile(Path(source), hall)
    if scheme not in readers:
        known = ", ".join(sorted(readers)) or "none"
        raise ValueError(f"histories are CSV or JSON files; addresses that can be read: {known}")
    return readers[scheme](source, hall)


def _next_wednesday(days: HallDays, today: date) -> date:
    """An ordinary day of the week that is no holiday, where none was named."""
    following = (today + timedelta(days=ahead) for ahead in range(1, 7 * WEEKS_LOOKED_AT))
    wednesdays = [day for day in following if day.weekday() == WEDNESDAY]
    return next((day for day in wednesdays if days.hours_like(day) == WEDNESDAY), wednesdays[0])


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
