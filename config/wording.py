"""pydantic's findings in plain sentences.

Responsible for: saying what is wrong with one value of a hall file and what would be right.
Not responsible for: where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from config.mistakes import did_you_mean
from config.sign_text import WrongSignText
from config.toml_values import shown

_TYPES = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list in square brackets",
    "date_type": "a day, such as 2026-10-01, without quotes",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}

_PATTERNS = {
    r"^[a-z0-9][a-z0-9-]{0,31}$": "may have lower-case letters, digits and hyphens only, 32 at most",
    r"^[A-HJ-NP-Z]{1,2}$": "must be one or two capital letters, without I and O",
    r"^\S{1,2}$": "must be one or two characters without a space",
    r"^([0-9]|1[0-9]|2[0-3])$": 'must be an hour, "0" to "23"',
    r"^[^\s-].*$": 'must begin with a letter or a digit, such as "plughw:1,0"',
    r"^/.+$": 'must be a whole path, such as "/dev/input/by-id/usb-keypad-event-kbd"',
}

_BOUNDS = {
    "greater_than_equal": ("ge", "must be at least"),
    "greater_than": ("gt", "must be more than"),
    "less_than_equal": ("le", "must be at most"),
    "less_than": ("lt", "must be less than"),
}


def sentence(error: ErrorDetails) -> str:
    """What is wrong with the value."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "This key is missing."
    if kind in _TYPES:
        return f"{_shown(error['input'])} must be {_TYPES[kind]}."
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return f"{_shown(error['input'])} {words} {context[name]}."
    if kind == "string_pattern_mismatch":
        return (
            f"{_shown(error['input'])} {_PATTERNS.get(context['pattern'], 'is not written as it must be')}."
        )
    if kind == "value_error":
        return f"{context['error']}."
    return f"{_shown(error['input'])} {_otherwise(kind, context, error['msg'])}."


def _otherwise(kind: str, context: Mapping[str, object], message: str) -> str:
    if kind in {"literal_error", "enum"}:
        return f"must be {context['expected']}"
    if kind == "too_short" and context["min_length"] != 1:
        return f"must have at least {context['min_length']} entries"
    if kind == "too_long":
        return f"must have at most {context['max_length']} entries"
    if kind in {"too_short", "string_too_short"}:
        return "must not be empty"
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} characters"
    return f"cannot be used: {message}"


def advice(error: ErrorDetails) -> str:
    """The likeliest right word where there is a list of them; empty otherwise."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, WrongSignText):
        return cause.suggestion
    if error["type"] in {"literal_error", "enum"} and isinstance(error["input"], str):
        words = str(error.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(", ")
        suggestion = did_you_mean(error["input"], [word.strip("'") for word in words])
        return suggestion if suggestion.startswith("Did") else ""
    return ""


def _shown(value: object) -> str:
    value = shown(value)
    text = f'"{value}"' if isinstance(value, str) else str(value)
    if isinstance(value, bool):
        text = text.lower()
    return text if len(text) <= 60 else f"{text[:57]}…"
