"""The texts of window signs, as a hall writes them: ``{number} 办理中``.

Responsible for: the grammar of such a text, what signs can draw, and filling it in. Not responsible for which text is
shown when (``display.sign_words``) or for how wide a sign is.
"""

from __future__ import annotations

import re
import unicodedata

from config.mistakes import closest

PLACEHOLDERS = ("number", "window")
"""The ticket's number, and the number of the window."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class WrongSignText(ValueError):
    """A text that no sign can show; the message is a sentence without its full stop."""

    def __init__(self, problem: str, suggestion: str = "") -> None:
        super().__init__(problem)
        self.suggestion = suggestion
        """A whole sentence, empty when nobody can know."""


def check_resting_text(text: str) -> str:
    """A text of a window without a resident, in which there is no number; raises WrongSignText."""
    if "number" in _checked(text):
        raise WrongSignText("{number} is known only while a resident is called or served")
    return text


def check_serving_text(text: str) -> str:
    """A text of a window with its resident; raises WrongSignText."""
    _checked(text)
    return text


def check_calling_text(text: str) -> str:
    """A text of a call, which must say who should come; raises WrongSignText."""
    if "number" not in _checked(text):
        raise WrongSignText(f'"{text}" must hold {{number}}')
    return text


def fill(text: str, *, number: str, window: int) -> str:
    """The checked text with its placeholders filled in."""
    return text.format_map({"number": number, "window": str(window)})


def _checked(text: str) -> set[str]:
    """The placeholders of a text that signs can draw."""
    if not text.isprintable() or not text.strip():
        raise WrongSignText(f"{text!r} must be one line of plain text")
    names = set(_PLACEHOLDER.findall(text))
    if any(brace in _PLACEHOLDER.sub("", text) for brace in "{}"):
        raise WrongSignText(f'"{text}" has a brace without its other half')
    for name in sorted(names - set(PLACEHOLDERS)):
        raise WrongSignText(f'"{{{name}}}" is not a placeholder', _meant(name))
    for character in unicodedata.normalize("NFC", text):
        if not _can_draw(character):
            raise WrongSignText(f'"{character}" is outside GBK, the characters that signs can draw')
    return names


def _meant(name: str) -> str:
    likely = closest(name, PLACEHOLDERS)
    return f'Did you mean "{{{likely}}}"?' if likely else "There are {number} and {window}."


def _can_draw(character: str) -> bool:
    try:
        return character.isascii() or len(character.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False
