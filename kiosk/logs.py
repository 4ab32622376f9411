"""Logs as one JSON object a line on standard error.

Tracebacks are text without local variables: those may hold a card's number.
"""

from __future__ import annotations

import sys

import structlog


def configure_logging() -> None:
    """Once, at the start of the program."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
