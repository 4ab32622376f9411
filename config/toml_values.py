"""TOML values as JSON, on the way into the models.

In JSON, pydantic's strict mode takes lists for tuples and words for enumerations, and nothing else. JSON has no dates.
"""

from __future__ import annotations

import json
from datetime import date, datetime

TOML_DATE = "toml-date"
"""The one key of the table that stands for a date, so that no other key takes a date for a text."""


def as_json(value: object) -> str:
    """Whatever tomllib may give, as JSON."""
    return json.dumps(value, default=_beyond_json)


def shown(value: object) -> object:
    """A value as it was written, where ``as_json`` had to put another in its place."""
    return value[TOML_DATE] if isinstance(value, dict) and value.keys() == {TOML_DATE} else value


def _beyond_json(value: object) -> object:
    """A moment or a time of day, which no key takes, becomes a list of lists, which fits nowhere."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return {TOML_DATE: value.isoformat()}
    return [[str(value)]]
