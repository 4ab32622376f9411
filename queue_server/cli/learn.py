"""``python -m queue_server learn``: learn from the hall's past days.

The server starts it once a night, as a process of its own: the arithmetic takes seconds, and no resident shall wait for it.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from config.loader import load_hall
from config.mistakes import HallFileError
from queue_server.cli.serve import UsageError


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its options."""
    parser = commands.add_parser("learn", help="learn waits and handling times from the past days")
    parser.add_argument("--hall", required=True, metavar="FILE", help="hall file (TOML)")
    parser.add_argument(
        "--database", required=True, metavar="URL", help="sqlite:///hall.db or postgresql://…"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Learn once and say from how much; raises UsageError."""
    try:
        config = load_hall(options.hall)
    except HallFileError as error:
        raise UsageError(str(error)) from None
    from queue_server.bootstrap import open_database
    from queue_server.service.hall import Hall
    from queue_server.service.waits.learning import learn_and_keep
    from queue_server.storage.forecasts import SqlForecastStore

    hall = Hall(config)
    database = open_database(options.database)
    try:
        store = SqlForecastStore(database, hall.id, hall.zone)
        model = learn_and_keep(store, hall, datetime.now(UTC)).estimator.model
    finally:
        database.close()
    if model is None:
        sys.stdout.write("too little is known yet: waits are told by the hall file's minutes\n")
    else:
        sys.stdout.write(f"learnt waits from {model.samples} tickets of {model.days} days\n")
