"""Ids that make a command safe to repeat."""

from __future__ import annotations

import secrets


def new_request_id() -> str:
    """A fresh id: 128 random bits in hexadecimal. Make one per intention and keep it for every repeat."""
    return secrets.token_hex(16)
