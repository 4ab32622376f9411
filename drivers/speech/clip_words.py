"""From a spelled text to the clips of a voice pack.

Responsible for: cutting a line into recorded words and pauses, reading window numbers out of parts, and the words that
every pack must have. Pure. Not responsible for files (``pack_manifest``) or sound (``voice_pack``).

A clip's name is what it says. The longest clip that fits is taken, so that a pack may hold whole phrases: with a clip
``窗口办理`` the end of a call is spoken in one breath.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from drivers.speech.spelling import CHINESE_DIGITS, YAO

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of tickets: I and O are left out because they read as digits."""
TENS = tuple(str(number) for number in range(20, 100, 10))
TEENS = tuple(str(number) for number in range(10, 20))

NEEDED_CHINESE = (*CHINESE_DIGITS, YAO, "十", "百", *LETTERS, "请", "号", "到", "窗口", "窗口办理")
NEEDED_ENGLISH = (
    *(*"0123456789", *TEENS, *TENS, "hundred", *LETTERS),
    *("number", "please go to window"),
)
WHOLE_NUMBERS = tuple(str(number) for number in range(10, 100))
"""Chinese numbers that sound better whole; without them they are built: 十 二."""

WORD_PAUSE, COMMA_PAUSE, STOP_PAUSE = 0.1, 0.15, 0.35
"""Seconds."""
_PAUSES = {
    **dict.fromkeys(" \u3000", WORD_PAUSE),
    **dict.fromkeys("，、,", COMMA_PAUSE),
    **dict.fromkeys("。；：！？;:.!?", STOP_PAUSE),
}
_ENGLISH_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence between clips."""

    seconds: float


Piece = str | Pause


@dataclass(frozen=True, slots=True)
class Cut:
    """A line in pieces."""

    pieces: tuple[Piece, ...]
    unknown: tuple[str, ...] = ()
    """Words for which there is no clip."""


def cut_chinese(line: str, clips: Collection[str]) -> Cut:
    """A line for the Chinese clips of those names."""
    longest = max(map(len, clips), default=0)
    pieces: list[Piece] = []
    unknown: list[str] = []
    at = 0
    while at < len(line):
        found, length = _chinese_at(line, at, clips, longest)
        pieces += [piece for piece in found if isinstance(piece, Pause) or piece in clips]
        unknown += [piece for piece in found if isinstance(piece, str) and piece not in clips]
        at += length
    return Cut(tuple(_tidy(pieces)), tuple(dict.fromkeys(unknown)))


def _chinese_at(line: str, at: int, clips: Collection[str], longest: int) -> tuple[list[Piece], int]:
    """The pieces of what stands at this place, and how many characters that is."""
    for length in range(min(longest, len(line) - at), 0, -1):
        if line[at : at + length] in clips and not _splits_number(line, at + length):
            return [line[at : at + length]], length
    if line[at] in _PAUSES:
        return [Pause(_PAUSES[line[at]])], 1
    number = re.match(r"[0-9]+", line[at:])
    if number is not None:
        return list(read_chinese_number(number[0])), number.end()
    return [line[at]], 1


def _splits_number(line: str, end: int) -> bool:
    return re.match(r"[0-9]{2}", line[end - 1 : end + 1]) is not None


def read_chinese_number(digits: str) -> str:
    """``12`` as 十二, ``105`` as 一百零五; what is longer than three digits digit by digit."""
    if len(digits) > 3 or (len(digits) > 1 and digits.startswith("0")):
        return "".join(CHINESE_DIGITS[int(digit)] for digit in digits)
    number = int(digits)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{CHINESE_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{CHINESE_DIGITS[tens]}十" if hundreds or tens > 1 else "十"
    elif hundreds and ones:
        text += "零"
    return text + (CHINESE_DIGITS[ones] if ones or not number else "")


def cut_english(line: str, clips: Collection[str]) -> Cut:
    """A line for the English clips of those names; small and capital letters are the same."""
    by_words = {tuple(name.lower().split()): name for name in clips}
    words = [match[0].lower() for match in _ENGLISH_TOKEN.finditer(line)]
    pieces: list[Piece] = []
    unknown: list[str] = []
    at = 0
    while at < len(words):
        found, length = _english_at(words, at, by_words)
        pieces += [piece for piece in found if isinstance(piece, Pause) or piece in clips]
        unknown += [piece for piece in found if isinstance(piece, str) and piece not in clips]
        at += length
    return Cut(tuple(_tidy(pieces)), tuple(dict.fromkeys(unknown)))


def _english_at(
    words: list[str], at: int, by_words: Mapping[tuple[str, ...], str]
) -> tuple[list[Piece], int]:
    """The pieces of what stands at this place, and how many words that is."""
    for length in range(min(max(map(len, by_words), default=0), len(words) - at), 0, -1):
        name = by_words.get(tuple(words[at : at + length]))
        if name is not None:
            return [name], length
    word = words[at]
    if word.isascii() and word.isdigit():
        return list(read_english_number(word)), 1
    if word in _PAUSES:
        return [Pause(_PAUSES[word])], 1
    return [word] if word.isalnum() or len(word) > 1 else [], 1


def read_english_number(digits: str) -> tuple[str, ...]:
    """``23`` as 20 3, ``105`` as 1 hundred 5; what is longer than three digits digit by digit."""
    if len(digits) > 3 or (len(digits) > 1 and digits.startswith("0")):
        return tuple(digits)
    number = int(digits)
    hundreds, rest = divmod(number, 100)
    parts = [str(hundreds), "hundred"] if hundreds else []
    if rest >= 20:
        parts.append(str(rest - rest % 10))
        rest %= 10
    if rest or not parts:
        parts.append(str(rest))
    return tuple(parts)


def _tidy(pieces: list[Piece]) -> Iterator[Piece]:
    """Of pauses in a row the longest stays; none stands at an end."""
    longest = 0.0
    begun = False
    for piece in pieces:
        if isinstance(piece, Pause):
            longest = max(longest, piece.seconds)
            continue
        if longest and begun:
            yield Pause(longest)
        longest, begun = 0.0, True
        yield piece
