"""Seals of forms.

Responsible for: telling a form that this server wrote for a ticket from any other, and giving each a request id, so that a form
that is sent twice does its work once. Not responsible for: who may send it from where (``routes``).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from queue_server.web.errors import WebCode, WebError

_PURPOSE = b"paihao phone page"
_RANDOM_BYTES = 12
_MAC_LENGTH = 32


class Forms:
    """Makes and checks seals; safe to share between threads."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.new(secret, _PURPOSE, hashlib.sha256).digest()

    def seal(self, ticket_id: str, purpose: str) -> str:
        """A new seal for a form of that ticket."""
        nonce = secrets.token_urlsafe(_RANDOM_BYTES)
        return f"{nonce}.{self._mac(nonce, ticket_id, purpose)}"

    def request_id(self, seal: str, ticket_id: str, purpose: str) -> str:
        """The request id of a sealed form; raises WebError ``forbidden`` for a seal that was not made for it."""
        nonce, _, mac = seal.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(nonce, ticket_id, purpose).encode()):
            raise WebError(WebCode.FORBIDDEN, "the form was not made here")
        return f"phone-{nonce}"

    def _mac(self, nonce: str, ticket_id: str, purpose: str) -> str:
        message = f"{nonce}\n{ticket_id}\n{purpose}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()[:_MAC_LENGTH]
