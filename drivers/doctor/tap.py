"""A link that counts what comes in, so that silence and garbage can be told apart.

Responsible for: counting. Everything else is the link's own.
"""

from __future__ import annotations

from drivers.link.port import Link, OneWay
from drivers.registry import LinkFactory


class Tap:
    """A link factory whose links count what is read from them."""

    def __init__(self, links: LinkFactory) -> None:
        self._links = links
        self.heard = 0
        """Bytes so far, of all its links."""

    def __call__(self, link: str, baudrate: int) -> Link:
        """Open the link; raises LinkUnavailable."""
        return _TappedLink(self._links(link, baudrate), self)


class _TappedLink:
    def __init__(self, link: Link, tap: Tap) -> None:
        self._link = link
        self._tap = tap

    @property
    def name(self) -> str:
        return self._link.name

    @property
    def one_way(self) -> bool:
        """A printer driver asks for this: nothing will ever come."""
        return isinstance(self._link, OneWay) and self._link.one_way

    def write(self, data: bytes) -> None:
        self._link.write(data)

    def read(self, timeout: float) -> bytes:
        data = self._link.read(timeout)
        self._tap.heard += len(data)
        return data

    def close(self) -> None:
        self._link.close()
