"""``python -m drivers``: a technician's command line."""

from __future__ import annotations

import signal
import sys

import structlog

from drivers.cli.program import run
from drivers.registry import open_link


def main() -> int:
    """Exit code: 0 all is well, 1 a device does not do what it should, 2 the command or the hall file is wrong."""
    # What drivers log belongs beside the answers, not among them.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run(None, links=open_link, words=sys.stdin, out=sys.stdout, err=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
