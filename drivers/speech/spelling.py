"""A ticket number for the ear.

Responsible for: spelling it so that it is heard as it is read, in Chinese and in English. Not responsible for the words
around it (``wording``) or for sound.

Digits of a number are spoken one by one, ``A012`` as A 零一二: read as a number it would be twelve. Letters are kept apart
by commas, or a synthesiser reads ``AB`` as a word and a lone English ``A`` as the article.
"""

from __future__ import annotations

CHINESE_DIGITS = "零一二三四五六七八九"
YAO = "幺"
"""The other way to say 1, which nobody mistakes for 七."""


def spell_in_chinese(number: str, *, one: str = "一") -> str:
    """``A012`` as ``A零一二``, ``AB007`` as ``A，B零零七``; ``one`` is the word for 1."""
    letters, digits = _split(number)
    words = str.maketrans("0123456789", CHINESE_DIGITS.replace("一", one))
    return "，".join(letters) + digits.translate(words)


def spell_in_english(number: str) -> str:
    """``A012`` as ``A, 0 1 2``, ``AB007`` as ``A, B, 0 0 7``."""
    letters, digits = _split(number)
    return ", ".join([*letters, " ".join(digits)] if digits else letters)


def _split(number: str) -> tuple[list[str], str]:
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return list(number[: len(number) - len(digits)].upper()), digits
