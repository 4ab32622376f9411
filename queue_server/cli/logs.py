"""Logs of the server process: one JSON object a line on standard error."""

from __future__ import annotations

import logging
import sys

import structlog
from typing_extensions import override


def configure_logging(level: str) -> None:
    """Log from ``level`` upwards; warnings of libraries come in the same form."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Forward()], force=True)


class _Forward(logging.Handler):
    """Hands the records of libraries on."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Log the record's text under its logger's name."""
        log = structlog.get_logger("libraries")
        log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)
