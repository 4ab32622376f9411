"""Numbers of cards.

Responsible for: whether a number can be right, and the keyed hash that stands for it. Not responsible for: keeping
numbers; nobody keeps them.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

from queue_server.domain.refusal import Code, Refusal

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
"""GB 11643-1999: the weighted sum of the first 17 digits modulo 11 chooses the 18th character."""


def check_id_card(number: str) -> None:
    """Raise Refusal ``bad_identity`` unless ``number`` is well-formed by GB 11643-1999, a real date of birth included."""
    body, check = number[:-1], number[-1:].upper()
    if len(number) != 18 or not (body.isascii() and body.isdigit()):
        raise Refusal(Code.BAD_IDENTITY, "an ID card number has 17 digits and a check character")
    try:
        date.fromisoformat(f"{body[6:10]}-{body[10:12]}-{body[12:14]}")
    except ValueError:
        raise Refusal(Code.BAD_IDENTITY, "the date in the ID card number does not exist") from None
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    if _CHECK_CHARACTERS[weighted % 11] != check:
        raise Refusal(Code.BAD_IDENTITY, "the check character of the ID card number is wrong")


def check_social_security(number: str) -> None:
    """Raise Refusal ``bad_identity`` unless ``number`` consists of letters and digits; cards differ by region."""
    if not (number.isascii() and number.isalnum()):
        raise Refusal(Code.BAD_IDENTITY, "a social security card number has only letters and digits")


def identity_digest(key: bytes, scheme: str, number: str) -> str:
    """HMAC-SHA-256 in hexadecimal: the same card gives the same digest, and without the key nothing leads back."""
    text = f"{scheme}:{number.upper()}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()
