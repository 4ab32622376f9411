"""Answers that are no success.

Responsible for: their one shape. Not responsible for: which code goes with what (``web.errors``).
"""

from __future__ import annotations

from queue_server.wire.messages.bodies import Answer


class ErrorBody(Answer):
    """The inside of every error answer, ``{"error": {...}}``."""

    code: str
    """Stable, for programs: ``unknown_service``, ``request_id_conflict`` …"""
    message: str
    """For people, in English; residents never see it."""
    details: tuple[dict[str, str], ...] = ()
    """For invalid bodies: one entry per mistake with ``path`` and ``problem``. For ``already_waiting``: one entry with
    ``ticket`` and ``number`` of the ticket that waits. For ``bad_second_visit``: one entry with ``problem`` (``unknown``, ``used``,
    ``expired`` or ``other-service``), what the card is good for (``service``, ``package``, ``valid_until``; not of unknown ones), and
    that for people in ``sentence_zh`` and ``sentence_en``."""


class ErrorAnswer(Answer):
    """Every answer that is not a success."""

    error: ErrorBody
