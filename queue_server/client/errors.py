"""The two ways a call to the queue server can end badly.

Responsible for: telling "nothing is known, repeat it" from "the server said no". Texts for people are chosen elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping


class ServerUnreachable(Exception):
    """No usable answer: not there, too slow, cut off, failing, or not the queue server at all.

    The work may or may not have been done, so the caller repeats with the same ``request_id`` or gives up visibly.
    """


class Refused(Exception):
    """The server understood and said no; repeating the same body gives the same answer."""

    def __init__(
        self, status: int, code: str, message: str, details: tuple[Mapping[str, str], ...] = ()
    ) -> None:
        """``status`` is the HTTP status, ``code`` the stable word for programs, ``message`` English for staff.

        ``details`` are those of the wire's ``ErrorBody``, such as the ticket that a person holds already.
        """
        super().__init__(f"{code} ({status}): {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    @property
    def concerns_access(self) -> bool:
        """True when the token was refused: that says something about this program, nothing about the request."""
        return self.status in {401, 403}
