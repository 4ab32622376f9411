"""Parameters of addresses beside those in the path.

Responsible for: the name, meaning and form of each, once, and what the present request says. Not responsible for: which address
takes which (``routes``), or checking (``days``, ``app``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask import request


@dataclass(frozen=True)
class Parameter:
    """One parameter; ``schema`` is that of OpenAPI."""

    name: str
    description: str
    schema: Mapping[str, object]
    place: Literal["query", "header"] = "query"
    required: bool = False

    def text(self) -> str | None:
        """What the present request says, unchecked; None when it says nothing."""
        given = request.headers if self.place == "header" else request.args
        return given.get(self.name)


_DAY = {"type": "string", "format": "date"}
_SEQUENCE = {"type": "integer", "minimum": 0}
_LAST_SEEN = "Sequence of the last event seen; the stream goes on after it. Without it: from now on."

FROM_DAY = Parameter("from", "The first day of the report, such as 2026-05-06.", _DAY, required=True)
TO_DAY = Parameter("to", "The last day of the report, that one included.", _DAY, required=True)
LAST_EVENT_ID = Parameter("Last-Event-ID", _LAST_SEEN, _SEQUENCE, place="header")
AFTER = Parameter("after", f"{_LAST_SEEN} The header wins.", _SEQUENCE)
