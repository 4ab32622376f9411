"""Who may do what.

Responsible for: roles, and finding the role behind a bearer token. Not responsible for: keeping tokens (``storage.tokens``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from queue_server.web.errors import WebCode, WebError

TTL_S = 2.0
"""How long a token is trusted without asking again: a revoked one works this much longer at most."""

LONGEST_TOKEN = 256
_KEPT = 1000
_SCHEME = "bearer "


class Role(StrEnum):
    """What the holder of a token is."""

    DEVICE = "device"
    """A program with hardware: kiosk, counter agent, display. Keypads are devices, so it may move tickets."""
    CLERK = "clerk"
    """A person at a window: moves tickets, asks for reprints, reads."""
    SUPERVISOR = "supervisor"
    """May do everything but rate."""


STAFF_AND_DEVICES = frozenset(Role)
DEVICES = frozenset({Role.DEVICE, Role.SUPERVISOR})
DEVICES_ALONE = frozenset({Role.DEVICE})
"""For what no member of staff may do: rate their own work."""
SUPERVISORS = frozenset({Role.SUPERVISOR})
STAFF = frozenset({Role.CLERK, Role.SUPERVISOR})

FindToken = Callable[[str], tuple[str, str] | None]
"""Name and role of a token; None when it is not valid."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is: the name it was made under, and what it is good for."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Trusted:
    holder: Holder
    until: float


class Doorkeeper:
    """Checks tokens; safe to share between threads.

    Only valid tokens are remembered: an unknown one is looked up each time, so that a new token works at once.
    """

    def __init__(self, find: FindToken, monotonic: Callable[[], float]) -> None:
        self._find = find
        self._monotonic = monotonic
        self._trusted: dict[str, _Trusted] = {}

    def admit(self, authorization: str | None, allowed: frozenset[Role]) -> Holder:
        """Whose the token in the header is; raises WebError ``unauthorized``, or ``forbidden`` for a role not allowed."""
        holder = self._holder(_token(authorization))
        if holder is None:
            raise WebError(
                WebCode.UNAUTHORIZED,
                "a valid bearer token is needed",
                headers={"WWW-Authenticate": 'Bearer realm="paihao"'},
            )
        if holder.role not in allowed:
            raise WebError(WebCode.FORBIDDEN, f"not for the role {holder.role}")
        return holder

    def _holder(self, token: str | None) -> Holder | None:
        if token is None:
            return None
        now = self._monotonic()
        known = self._trusted.get(token)
        if known is not None and now < known.until:
            return known.holder
        found = self._find(token)
        if found is None:
            self._trusted.pop(token, None)
            return None
        holder = Holder(found[0], Role(found[1]))
        if len(self._trusted) >= _KEPT:
            self._trusted.clear()
        self._trusted[token] = _Trusted(holder, now + TTL_S)
        return holder


def _token(authorization: str | None) -> str | None:
    if authorization is None or authorization[: len(_SCHEME)].lower() != _SCHEME:
        return None
    token = authorization[len(_SCHEME) :].strip()
    return token if 0 < len(token) <= LONGEST_TOKEN and token.isascii() else None
