"""The resident's identity number (GB 11643): shape, date and check character.

Responsible for: saying whether a number can be real. Not responsible for whether it was ever issued.

18 characters: six of region, eight of birth (YYYYMMDD), three of order (the third is odd for men), one check character.
Residence permits of Hong Kong, Macau and Taiwan residents and the 2023 foreigner's permit follow the same rule.
"""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


def check_character(first_17: str) -> str:
    """The 18th character for the 17 digits before it: ISO 7064 MOD 11-2; raises ValueError for anything else."""
    if len(first_17) != len(_WEIGHTS) or not (first_17.isascii() and first_17.isdigit()):
        raise ValueError("an identity number begins with 17 digits")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def birth_date(number: str) -> date | None:
    """The date in characters 7 to 14; None when there is no such day or the number has another shape."""
    if not _SHAPE.fullmatch(number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_valid(number: str) -> bool:
    """True when the shape, the date and the check character are right."""
    return birth_date(number) is not None and number[17] == check_character(number[:17])
