"""``python -m queue_server``: serve a hall."""

from __future__ import annotations

import argparse
import gc
import sys
import threading
from pathlib import Path

from config.loader import load_hall
from config.mistakes import HallFileError
from queue_server.cli.logs import configure_logging

DEFAULT_BIND = "127.0.0.1:8000"
_SHORTEST_KEY = 16
_FEWEST_THREADS = 40


class UsageError(Exception):
    """The server cannot start as it was asked to; the message is for the person at the terminal."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said about serving."""
    parser.add_argument("--hall", required=True, metavar="FILE", help="hall file (TOML)")
    parser.add_argument(
        "--database", required=True, metavar="URL", help="sqlite:///hall.db or postgresql://…"
    )
    parser.add_argument("--bind", default=DEFAULT_BIND, metavar="HOST:PORT", help=f"default {DEFAULT_BIND}")
    parser.add_argument(
        "--threads", type=int, default=350, metavar="N", help="default 350; 32 less can listen"
    )
    parser.add_argument("--identity-key", metavar="FILE", help="secret for keyed hashes of card numbers")
    parser.add_argument("--log-level", default="info", choices=["debug", "info", "warning", "error"])


def serve(options: argparse.Namespace) -> None:
    """Serve until told to end; raises UsageError."""
    host, port = parse_bind(options.bind)
    if options.threads < _FEWEST_THREADS:
        raise UsageError(f"--threads must be {_FEWEST_THREADS} or more")
    try:
        hall = load_hall(options.hall)
    except HallFileError as error:
        raise UsageError(str(error)) from None
    key = read_key(options.identity_key)
    configure_logging(options.log_level)
    # After the cheap checks: the imports below are most of the start.
    from queue_server.bootstrap import SystemClock, build_server
    from queue_server.cli.night import Night
    from queue_server.service.opening import HallOpening
    from queue_server.service.waits.learning import learnt_at
    from queue_server.web.server import Server, end_on_signals

    built = build_server(hall, options.database, identity_key=key, threads=options.threads)
    ending = threading.Event()

    def end() -> None:
        ending.set()
        built.hub.close()

    end_on_signals(end)
    for work in (built.waits, built.silence):
        threading.Thread(target=work.run, args=(ending,), name=type(work).__name__, daemon=True).start()
    night = Night(options.hall, options.database, HallOpening.of(hall), lambda: learnt_at(built.past))
    threading.Thread(target=night.run, args=(ending, SystemClock().now), name="night", daemon=True).start()
    try:
        server = Server(built.app, host, port, options.threads)
    except OSError as error:
        raise UsageError(f"cannot listen on {options.bind}: {error.strerror}") from None
    # What the start has made stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    sys.stdout.write(f"queue server of {hall.hall.id} on {server.address}\n")
    sys.stdout.flush()
    server.run()


def parse_bind(text: str) -> tuple[str, int]:
    """Host and port of ``HOST:PORT``; raises UsageError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 0xFFFF:
        raise UsageError(f"--bind {text!r} is not HOST:PORT, such as {DEFAULT_BIND}")
    return host.strip("[]"), int(port)


def read_key(path: str | None) -> bytes | None:
    """The secret in a file, without white space around it; raises UsageError when it is short or unreadable."""
    if path is None:
        return None
    try:
        key = Path(path).read_bytes().strip()
    except OSError as error:
        raise UsageError(f"cannot read the identity key: {error.strerror}") from None
    if len(key) < _SHORTEST_KEY:
        raise UsageError(f"the identity key must have {_SHORTEST_KEY} bytes or more")
    return key
