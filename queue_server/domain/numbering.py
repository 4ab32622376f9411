"""Ticket numbers.

Responsible for: how a number is written and which numbers a service has. Not responsible for: counting, which the
database does inside the transaction that saves the ticket.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers of one service on one business day, both ends included."""

    prefix: str
    first: int
    last: int

    def written(self, number: int) -> str:
        """``A007``: the prefix and as many digits as the last number of the range has; ValueError outside the range."""
        if not self.first <= number <= self.last:
            raise ValueError(f"{number} is outside {self.first} to {self.last}")
        return f"{self.prefix}{number:0{len(str(self.last))}d}"

    def after(self, latest: int) -> int | None:
        """The number that follows ``latest`` (0: none was given yet); None when the range is exhausted."""
        following = max(self.first, latest + 1)
        return following if following <= self.last else None
