"""A call in words: what boards show, and what the voice says.

Responsible for: spelling a ticket number so that it is heard as it is read, in Chinese and in English. Not responsible
for sound (``pyttsx3_voice``) or for when to call.

Digits of a number are spoken one by one, ``A012`` as A 零一二: read as a number it would be twelve. Windows are numbers
and are spoken as such, ``12号窗口`` as 十二号窗口. Letters are kept apart by commas, or a synthesiser reads ``AB`` as a
word and a lone English ``A`` as the article.
"""

from __future__ import annotations

from dataclasses import dataclass

_CHINESE_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class CallText:
    """One call in one language."""

    caption: str
    """For the eye: boards show it while the voice speaks."""
    spoken: str
    """For the ear: input of the synthesiser."""


def call_in_chinese(number: str, window: int) -> CallText:
    """请 A012号 到 3号窗口办理."""
    return CallText(
        caption=f"请 {number}号 到 {window}号窗口办理",
        spoken=f"请 {spell_in_chinese(number)}号 到 {window}号窗口办理",
    )


def call_in_english(number: str, window: int) -> CallText:
    """A012, please go to window 3."""
    return CallText(
        caption=f"{number}, please go to window {window}",
        spoken=f"Number {spell_in_english(number)}, please go to window {window}",
    )


def call_in_both(number: str, window: int) -> CallText:
    """Chinese, then English on a line of its own; the voice changes with the line."""
    chinese, english = call_in_chinese(number, window), call_in_english(number, window)
    return CallText(f"{chinese.caption}\n{english.caption}", f"{chinese.spoken}\n{english.spoken}")


def spell_in_chinese(number: str) -> str:
    """``A012`` as ``A零一二``, ``AB007`` as ``A，B零零七``."""
    letters, digits = _split(number)
    return "，".join(letters) + digits.translate(_CHINESE_DIGITS)


def spell_in_english(number: str) -> str:
    """``A012`` as ``A, 0 1 2``, ``AB007`` as ``A, B, 0 0 7``."""
    letters, digits = _split(number)
    return ", ".join([*letters, " ".join(digits)] if digits else letters)


def _split(number: str) -> tuple[list[str], str]:
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return list(number[: len(number) - len(digits)].upper()), digits
