"""``python -m evaluator``: one rating screen at a window. See docs/architecture.md for the options of all edge programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from config.loader import load_hall
from config.mistakes import HallFileError
from config.model import HallConfig
from evaluator.bootstrap import Options, run_screen
from queue_server.client import TokenUnusable, read_token
from queue_server.client.edge_program import (
    EXIT_OK,
    EXIT_UNUSABLE,
    configure_logs,
    make_parser,
    stop_on_signals,
)


class UnknownScreen(Exception):
    """The window has no rating screen; the message names those that have."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT, or until the window is closed; 2 when the options cannot be worked with."""
    parser = make_parser("evaluator", "A touchscreen at a window where residents rate the service.")
    parser.add_argument("--window", required=True, metavar="ID", help="the window that the screen stands at")
    parser.add_argument("--mirror", type=Path, metavar="SOCKET", help="serve the picture there")
    parser.add_argument("--offscreen", action="store_true", help="draw without a window of the desktop")
    told = parser.parse_args(arguments)
    configure_logs()
    log = structlog.get_logger("evaluator")
    stop = stop_on_signals()
    try:
        hall = load_hall(told.hall)
        screen = screen_at(hall, told.window)
        token = read_token(told.token_file)
        log.info("rating screen started", window=told.window)
        run_screen(hall, Options(screen, told.server, token, told.mirror, told.offscreen), stop)
    except (HallFileError, TokenUnusable, UnknownScreen, OSError) as error:
        print(error, file=sys.stderr)
        return EXIT_UNUSABLE
    log.info("rating screen ended", window=told.window)
    return EXIT_OK


def screen_at(hall: HallConfig, window: str) -> str:
    """Id of the window's screen; raises UnknownScreen."""
    screens = {screen.window: screen.id for screen in hall.rating_screens}
    if window not in screens:
        there = ", ".join(screens) or "none"
        raise UnknownScreen(f"the hall has no rating screen at window {window!r}; windows with one: {there}")
    return screens[window]


if __name__ == "__main__":
    sys.exit(main())
