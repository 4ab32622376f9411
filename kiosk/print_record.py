"""Which slip or card is being printed, kept across a kill.

Responsible for: one small file that is there exactly while a slip is under way. Not responsible for: what is told of a slip
that was left behind.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import structlog

from queue_server.client import new_request_id

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A slip or card that was under way when the program ended."""

    ticket: str
    request_id: str
    """For the one report of it: whoever tells it twice tells it once."""
    card: bool = False
    """It was the ticket's second-visit card, not its slip."""


class PrintRecord:
    """The slip under way. Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Looks for a slip that was left behind."""
        self._path = path
        self.left = _read(path)
        """None when the program before this one ended between slips."""

    def begin(self, ticket: str, *, card: bool = False) -> None:
        """On disk when this returns. A disk that says no is logged: a kill would leave the slip "printing"."""
        text = json.dumps({"ticket": ticket, "request_id": new_request_id(), "card": card})
        try:
            with self._path.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.warning("slip under way not kept", file=self._path.name, reason=str(error))

    def end(self) -> None:
        """What became of the slip is known."""
        self.left = None
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("slip under way not forgotten", file=self._path.name, reason=str(error))


def _read(path: Path) -> Unfinished | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Unfinished(str(kept["ticket"]), str(kept["request_id"]), kept.get("card") is True)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        # Killed while it was written: nothing was sent to the printer yet.
        log.warning("slip under way unreadable", file=path.name, reason=str(error))
        return None
