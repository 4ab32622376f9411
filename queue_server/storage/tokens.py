"""Bearer tokens.

Responsible for: making, listing, finding and revoking tokens, of which only the SHA-256 is kept. Not responsible for: what a
role may do (``web.access``).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, insert, select

from queue_server.storage.database import Database
from queue_server.storage.rows import from_ms, to_ms
from queue_server.storage.tables import tokens

EVERY_HALL = "*"
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token as it is listed; the token itself is not known any more."""

    name: str
    role: str
    created_at: datetime


class TokenStore:
    """The tokens of one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        dialect = database.engine.dialect
        name = tokens.c.name == bindparam("of_name")
        self._add = str(insert(tokens).compile(dialect=dialect))
        self._remove = str(delete(tokens).where(name).compile(dialect=dialect))
        by_digest = select(tokens.c.name, tokens.c.role).where(tokens.c.digest == bindparam("digest"))
        self._find = str(by_digest.compile(dialect=dialect))
        everything = select(tokens.c.name, tokens.c.role, tokens.c.created_at).order_by(tokens.c.name)
        self._list = str(everything.compile(dialect=dialect))

    def create(self, name: str, role: str, now: datetime) -> str:
        """A new token; one of the same name is no longer valid."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row = {
            "hall_id": EVERY_HALL,
            "name": name,
            "role": role,
            "digest": token_digest(token),
            "created_at": to_ms(now),
        }
        with self._database.writing() as cursor:
            cursor.execute(self._remove, {"of_name": name})
            cursor.execute(self._add, row)
        return token

    def revoke(self, name: str) -> bool:
        """Make a token invalid; False when there is none of that name."""
        with self._database.writing() as cursor:
            cursor.execute(self._remove, {"of_name": name})
            return bool(cursor.rowcount)

    def find(self, token: str) -> tuple[str, str] | None:
        """Name and role of a token; None when it is not valid."""
        with self._database.reading() as cursor:
            rows = cursor.execute(self._find, {"digest": token_digest(token)}).fetchall()
        return (rows[0][0], rows[0][1]) if rows else None

    def listed(self) -> list[TokenRecord]:
        """Every valid token, by name."""
        with self._database.reading() as cursor:
            rows = cursor.execute(self._list).fetchall()
        return [TokenRecord(name, role, from_ms(created, UTC)) for name, role, created in rows]


def token_digest(token: str) -> str:
    """The SHA-256 of a token in hexadecimal; tokens are random, so a plain hash is safe."""
    return hashlib.sha256(token.encode()).hexdigest()
