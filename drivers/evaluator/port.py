"""What the counter agent needs of an evaluator (评价器)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RatingPress:
    """A resident pressed a grade. ``level`` 5 is 非常满意 … 1 非常不满意; None for a value the site did not map."""

    level: int | None
    token: bytes
    """What the driver needs to thank for this press; opaque to everybody else."""
    at: float | None = None
    """When it was made, in seconds of ``time.monotonic``; None: not before it was asked for."""


class Evaluator(Protocol):
    """An opened evaluator."""

    def invite(self) -> None:
        """Ask the resident to rate ("请评价")."""

    def next_rating(self, timeout: float) -> RatingPress | None:
        """Wait up to ``timeout`` seconds for a press; raises LinkLost when the line is gone."""

    def thank(self, press: RatingPress) -> None:
        """Acknowledge the press; only after the rating is safely stored."""

    def show_stars(self, stars: int) -> None:
        """Show the window's service stars, 0 to 5."""

    def close(self) -> None:
        """Let go of the evaluator; the line it shares stays open for the others."""
