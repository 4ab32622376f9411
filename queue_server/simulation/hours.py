"""Hours of one day as a person types them: ``09:00-12:00,13:30-17:00``."""

from __future__ import annotations

from config.model import OpenPeriod
from queue_server.simulation.hall_day import joined
from queue_server.simulation.residents import Span


def read_hours(text: str) -> tuple[Span, ...]:
    """The spans in minutes after midnight, in order; raises ValueError with a sentence that shows a right example."""
    try:
        periods = [OpenPeriod.parse(f"daily {part.strip()}") for part in text.split(",")]
    except ValueError:
        raise ValueError(f'{text!r} are no hours; write them like "09:00-12:00,13:30-17:00"') from None
    return joined((float(period.start), float(period.end)) for period in periods)
