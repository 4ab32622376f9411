"""The texts of a call, as a hall writes them: ``请 [{number}号 到 {window}号窗口]办理``.

Responsible for: the grammar of such a text, and filling it in for one call or for several at once. Not responsible for
how a number is spelled for the ear, or for when calls are announced together.

What stands in square brackets is said once for each call; without brackets that is the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PLACEHOLDERS = ("number", "window", "service", "zone")
NEEDED = ("number", "window")
"""A call that does not say who should go where helps nobody."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class CallTemplate:
    """A text in three parts, of which the middle one is said for each call."""

    before: str
    repeated: str
    after: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The names in braces."""
        return frozenset(_PLACEHOLDER.findall(self.before + self.repeated + self.after))

    def fill(self, calls: Sequence[Mapping[str, str]], separator: str) -> str:
        """The text for these calls, at least one; each maps every placeholder to a word."""
        middle = separator.join(self.repeated.format_map(call) for call in calls)
        return self.before.format_map(calls[0]) + middle + self.after.format_map(calls[0])


def parse_call_text(text: str) -> CallTemplate:
    """Read the written form; raises ValueError with a sentence that has no full stop."""
    if not text.isprintable():
        raise ValueError(f"{text!r} must be one line of plain text")
    template = _parts(text)
    if any(brace in _PLACEHOLDER.sub("", text) for brace in "{}"):
        raise ValueError(f'"{text}" has a brace without its other half')
    unknown = sorted(template.placeholders - set(PLACEHOLDERS))
    if unknown:
        raise ValueError(f'"{{{unknown[0]}}}" is not a placeholder; there are {_listed(PLACEHOLDERS)}')
    _check_places(text, template)
    return template


def _parts(text: str) -> CallTemplate:
    if "[" not in text and "]" not in text:
        return CallTemplate("", text, "")
    before, _, rest = text.partition("[")
    repeated, closed, after = rest.partition("]")
    if not closed or any(bracket in before + repeated + after for bracket in "[]"):
        raise ValueError(f'"{text}" must have one pair of square brackets or none')
    return CallTemplate(before, repeated, after)


def _check_places(text: str, template: CallTemplate) -> None:
    inside = set(_PLACEHOLDER.findall(template.repeated))
    for name in NEEDED:
        if name not in template.placeholders:
            raise ValueError(f'"{text}" must hold {{{name}}}')
    outside = sorted(template.placeholders - inside - {"zone"})
    if outside:
        raise ValueError(
            f"{{{outside[0]}}} differs from call to call and must stand inside the square brackets"
        )


def check_chinese(text: str) -> str:
    """A text for the Chinese voice; raises ValueError."""
    parse_call_text(text)
    if not is_chinese(text):
        raise ValueError(f'"{text}" has no Chinese character')
    return text


def check_english(text: str) -> str:
    """A text for the English voice; raises ValueError."""
    parse_call_text(text)
    if is_chinese(text):
        raise ValueError(f'"{text}" has Chinese characters, which the English voice cannot read')
    return text


def is_chinese(text: str) -> bool:
    """Whether a line belongs to the Chinese voice."""
    return _CHINESE.search(text) is not None


def _listed(names: Sequence[str]) -> str:
    *most, last = (f"{{{name}}}" for name in names)
    return f"{', '.join(most)} and {last}"
