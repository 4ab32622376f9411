"""``python -m counter``: the agent at the windows. See docs/architecture.md for the options of all edge programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import structlog

from config.loader import load_hall
from config.mistakes import HallFileError
from counter.bootstrap import CounterAgent, UnknownLine
from queue_server.client import QueueClient, TokenUnusable, read_token
from queue_server.client.edge_program import (
    EXIT_OK,
    EXIT_UNUSABLE,
    configure_logs,
    make_parser,
    stop_on_signals,
    wait_for_end,
)

REQUEST_SECONDS = 2.0
"""A clerk waits for the answer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; 2 when the options cannot be worked with."""
    parser = make_parser("counter", "Serves call keypads, evaluators and window signs.")
    parser.add_argument("--link", metavar="LINK", help="one line of the hall (default: every line)")
    options = parser.parse_args(arguments)
    configure_logs()
    log = structlog.get_logger("counter")
    stop = stop_on_signals()
    try:
        client = QueueClient(options.server, read_token(options.token_file), timeout=REQUEST_SECONDS)
        agent = CounterAgent(load_hall(options.hall), client, options.state, link=options.link)
    except (HallFileError, TokenUnusable, UnknownLine, OSError) as error:
        print(error, file=sys.stderr)
        return EXIT_UNUSABLE
    agent.start()
    log.info("counter started", link=options.link or "every line")
    wait_for_end(stop)
    agent.stop()
    log.info("counter ended")
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
