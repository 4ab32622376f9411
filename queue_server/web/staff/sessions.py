"""Who sits at a browser.

Responsible for: turning a person's token into a session that ends, and a session's cookie into what its person may do.
Not responsible for: HTTP (``routes``), or how often a person may try (``attempts``).

A cookie holds no token. It is signed, and it holds good only as long as the token it was given for is valid: the name
and the birth of that token are in it and are looked up each time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from queue_server.web.access import LONGEST_TOKEN, STAFF, FindToken, Role
from queue_server.web.errors import WebCode, WebError

LIFETIME = timedelta(hours=12)
"""Longer than any shift; whoever forgets to log out is logged out by the next morning."""

_LONGEST_COOKIE = 1024


class KnownToken(Protocol):
    """A valid token as it is listed."""

    @property
    def name(self) -> str:
        """Whose it is."""

    @property
    def role(self) -> str:
        """What its holder is."""

    @property
    def created_at(self) -> datetime:
        """When it was made: tells it from a later one of the same name."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person at one browser, until ``expires_at``."""

    id: str
    name: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Claims:
    """What a cookie says; believed only when its signature is right."""

    id: str
    name: str
    made: str
    """Birth of the token, ISO 8601."""
    until: int
    """Seconds since 1970."""


class Sessions:
    """Opens, checks and ends sessions; safe to share between threads."""

    def __init__(
        self,
        key: bytes,
        find: FindToken,
        listed: Callable[[], Iterable[KnownToken]],
        now: Callable[[], datetime],
    ) -> None:
        self._key = key
        self._find = find
        self._listed = listed
        self._now = now
        self._lock = threading.Lock()
        self._ended: dict[str, datetime] = {}

    def open(self, token: str) -> tuple[Session, str]:
        """A new session and its cookie; raises WebError ``unauthorized``, or ``forbidden`` for a device's token."""
        known = self._known(self._owner(token))
        if known is None:
            raise WebError(WebCode.UNAUTHORIZED, "the token is not valid")
        if Role(known.role) not in STAFF:
            raise WebError(WebCode.FORBIDDEN, f"not for the role {known.role}")
        until = (self._now() + LIFETIME).replace(microsecond=0).astimezone(UTC)
        session = Session(secrets.token_urlsafe(16), known.name, Role(known.role), until)
        return session, self._signed(session, known.created_at)

    def check(self, cookie: str | None) -> Session | None:
        """The session of a cookie; None when there is none, or not any more."""
        claims = self._claims(cookie or "")
        if claims is None:
            return None
        until = datetime.fromtimestamp(claims.until, UTC)
        if until <= self._now() or claims.id in self._ended:
            return None
        known = self._known(claims.name)
        if known is None or known.created_at.isoformat() != claims.made or known.role not in STAFF:
            return None
        return Session(claims.id, known.name, Role(known.role), until)

    def end(self, session: Session) -> None:
        """Make the session's cookie invalid, wherever a copy of it may be."""
        now = self._now()
        with self._lock:
            self._ended = {key: until for key, until in self._ended.items() if until > now}
            self._ended[session.id] = session.expires_at

    def _owner(self, token: str) -> str | None:
        found = self._find(token) if token.isascii() and 0 < len(token) <= LONGEST_TOKEN else None
        return None if found is None else found[0]

    def _known(self, name: str | None) -> KnownToken | None:
        return next((token for token in self._listed() if token.name == name), None)

    def _signed(self, session: Session, made: datetime) -> str:
        claims = _Claims(session.id, session.name, made.isoformat(), int(session.expires_at.timestamp()))
        body = _text(json.dumps(asdict(claims)).encode())
        return f"{body}.{self._signature(body)}"

    def _claims(self, cookie: str) -> _Claims | None:
        body, _, signature = cookie.rpartition(".")
        if len(cookie) > _LONGEST_COOKIE or not cookie.isascii():
            return None
        if not hmac.compare_digest(signature, self._signature(body)):
            return None
        try:
            return _Claims(**json.loads(base64.urlsafe_b64decode(body)))
        except (TypeError, ValueError):
            # Signed, but by a release that wrote something else.
            return None

    def _signature(self, body: str) -> str:
        return _text(hmac.new(self._key, body.encode(), hashlib.sha256).digest())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode()
