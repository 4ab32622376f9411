"""``python -m kiosk``: one touchscreen kiosk of a hall, until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from config.loader import load_hall
from config.mistakes import HallFileError
from kiosk.bootstrap import Options, run_kiosk
from kiosk.logs import configure_logging
from queue_server.client import TokenUnusable, read_token

_UNUSABLE = 2
"""Exit status when the kiosk cannot start as it was told to."""


def main(arguments: list[str] | None = None) -> int:
    """Run the kiosk; returns the exit status."""
    told = _parser().parse_args(arguments)
    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda _number, _frame: stop.set())
    configure_logging()
    try:
        hall = load_hall(told.hall)
        hall.kiosk(told.kiosk)
        token = read_token(told.token_file)
    except (HallFileError, TokenUnusable) as error:
        print(error, file=sys.stderr)
        return _UNUSABLE
    except KeyError:
        names = ", ".join(kiosk.id for kiosk in hall.kiosks)
        print(f"The hall has no kiosk {told.kiosk!r}; it has: {names or 'none'}.", file=sys.stderr)
        return _UNUSABLE
    options = Options(told.kiosk, told.server, token, told.state, told.mirror, told.offscreen)
    run_kiosk(hall, options, stop)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description="A touchscreen kiosk of a hall.")
    parser.add_argument("--hall", type=Path, required=True, help="the hall file")
    parser.add_argument("--kiosk", required=True, help="id of this kiosk in the hall file")
    parser.add_argument("--server", required=True, help="the queue server, such as http://127.0.0.1:8000")
    parser.add_argument("--token-file", type=Path, required=True, help="file with the access token")
    parser.add_argument("--state", type=Path, required=True, help="folder for what must survive a restart")
    parser.add_argument("--mirror", type=Path, help="serve the picture on this Unix socket")
    parser.add_argument("--offscreen", action="store_true", help="draw without a window")
    return parser


if __name__ == "__main__":
    sys.exit(main())
