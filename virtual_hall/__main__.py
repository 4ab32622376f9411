"""``python -m virtual_hall``: the whole hall on simulated devices, and a page to play it."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import structlog

from virtual_hall.allocator import be_frugal
from virtual_hall.autopilot.pilot import SPEEDS
from virtual_hall.bootstrap import Options, run
from virtual_hall.startup import StartRefused

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 after an orderly end, 2 when the hall could not start."""
    options = _parse(arguments)
    be_frugal()
    _log_to_stderr()
    stop = threading.Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    try:
        run(options, stop=stop, say=lambda text: print(text, flush=True))
    except StartRefused as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parse(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m virtual_hall", description=__doc__)
    parser.add_argument("--hall", type=Path, required=True, metavar="FILE", help="hall file")
    parser.add_argument(
        "--state", type=Path, required=True, metavar="DIR", help="folder for database, logs, tokens"
    )
    parser.add_argument("--port", type=_port, default=8000, help="port of the queue server (%(default)s)")
    parser.add_argument("--hall-port", type=_port, default=8100, help="port of the hall's page (%(default)s)")
    parser.add_argument(
        "--bind", default="127.0.0.1", metavar="ADDRESS", help="where to listen (%(default)s)"
    )
    parser.add_argument(
        "--autopilot", action="store_true", help="let residents and clerks move by themselves"
    )
    parser.add_argument(
        "--speed", type=int, choices=SPEEDS, default=1, help="speed of the autopilot (%(default)s)"
    )
    return Options(**vars(parser.parse_args(arguments)))


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def _log_to_stderr() -> None:
    """One JSON object a line, as every program of the hall does; what is routine stays silent."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    sys.exit(main())
