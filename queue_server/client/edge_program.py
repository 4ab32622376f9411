"""What all programs at the edge of the hall have in common: options, logs, and ending on a signal.

Responsible for: ``--hall --server --token-file --state``, one JSON object a line on standard error, and a stop event that
SIGTERM and SIGINT set. Not responsible for: what a program does between its start and its end.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path
from typing import TextIO

import structlog
from typing_extensions import override

EXIT_OK = 0
EXIT_UNUSABLE = 2
"""The program was called with something it cannot work with; a second start would end the same way."""


def make_parser(program: str, description: str) -> argparse.ArgumentParser:
    """A parser with the common options; a program adds its own."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=description)
    parser.add_argument("--hall", type=Path, required=True, metavar="FILE", help="hall file")
    parser.add_argument("--server", required=True, metavar="URL", help="such as http://127.0.0.1:8000")
    parser.add_argument("--token-file", type=Path, required=True, metavar="FILE", help="access token")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="folder of this program")
    return parser


def configure_logs(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send everything, warnings of libraries too, to ``stream`` (default: standard error)."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Forward()], force=True)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set; call it on the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def wait_for_end(stop: threading.Event) -> None:
    """Wait on the main thread, in steps short enough for signals on every system."""
    while not stop.wait(0.5):
        pass


class _Forward(logging.Handler):
    """Hands the records of libraries on."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger("libraries")
        log.log(record.levelno, record.getMessage(), logger=record.name)
