"""``python -m kiosk``: one touchscreen kiosk of a hall. See docs/architecture.md for the options of all edge programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from config.loader import load_hall
from config.mistakes import HallFileError
from config.model import HallConfig
from kiosk.bootstrap import Options, run_kiosk
from queue_server.client import TokenUnusable, read_token
from queue_server.client.edge_program import (
    EXIT_OK,
    EXIT_UNUSABLE,
    configure_logs,
    make_parser,
    stop_on_signals,
)


class UnknownKiosk(Exception):
    """The hall has no such kiosk; the message names those it has."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT, or until the window is closed; 2 when the options cannot be worked with."""
    parser = make_parser("kiosk", "A touchscreen where residents take a number.")
    parser.add_argument("--kiosk", required=True, metavar="ID", help="which kiosk of the hall this is")
    parser.add_argument("--mirror", type=Path, metavar="SOCKET", help="serve the picture there")
    parser.add_argument("--offscreen", action="store_true", help="draw without a window")
    told = parser.parse_args(arguments)
    configure_logs()
    log = structlog.get_logger("kiosk")
    stop = stop_on_signals()
    try:
        hall = load_hall(told.hall)
        _check_kiosk(hall, told.kiosk)
        options = Options(
            told.kiosk, told.server, read_token(told.token_file), told.state, told.mirror, told.offscreen
        )
        log.info("kiosk started", kiosk=told.kiosk)
        run_kiosk(hall, options, stop)
    except (HallFileError, TokenUnusable, UnknownKiosk, OSError) as error:
        print(error, file=sys.stderr)
        return EXIT_UNUSABLE
    log.info("kiosk ended", kiosk=told.kiosk)
    return EXIT_OK


def _check_kiosk(hall: HallConfig, wanted: str) -> None:
    names = [kiosk.id for kiosk in hall.kiosks]
    if wanted not in names:
        raise UnknownKiosk(f"the hall has no kiosk {wanted!r}; it has: {', '.join(names) or 'none'}")


if __name__ == "__main__":
    sys.exit(main())
