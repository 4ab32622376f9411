"""``python -m display``: hall board and announcers. See docs/architecture.md for the options of all edge programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from config.loader import load_hall
from config.mistakes import HallFileError
from display.bootstrap import DisplayProgram, Options, UnknownDisplay
from queue_server.client import QueueClient, TokenUnusable, read_token
from queue_server.client.edge_program import (
    EXIT_OK,
    EXIT_UNUSABLE,
    configure_logs,
    make_parser,
    stop_on_signals,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT, or until the window is closed; 2 when the options cannot be worked with."""
    parser = make_parser("display", "Shows and speaks the calls of a hall.")
    parser.add_argument(
        "--display", action="append", required=True, metavar="ID", help="may be given several times"
    )
    parser.add_argument("--mirror", type=Path, metavar="SOCKET", help="serve the board's picture there")
    parser.add_argument("--offscreen", action="store_true", help="draw the board without a window")
    told = parser.parse_args(arguments)
    configure_logs()
    log = structlog.get_logger("display")
    stop = stop_on_signals()
    options = Options(tuple(told.display), told.state, told.mirror, told.offscreen)
    try:
        client = QueueClient(told.server, read_token(told.token_file))
        program = DisplayProgram(load_hall(told.hall), client, options)
    except (HallFileError, TokenUnusable, UnknownDisplay, OSError) as error:
        print(error, file=sys.stderr)
        return EXIT_UNUSABLE
    log.info("display started", displays=told.display)
    program.run(stop)
    log.info("display ended")
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
