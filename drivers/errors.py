"""Everything that can go wrong with a device, as a small tree of types.

Responsible for: telling transient from permanent by type, and carrying a stable code and a plain sentence.
Not responsible for: texts for residents (screens choose those) or advice to technicians (``drivers.cli``).
"""

from __future__ import annotations


class DeviceError(Exception):
    """A device did not do what was asked. ``code`` is stable; the message is one plain English sentence."""

    code = "device_error"


class TransientFault(DeviceError):
    """May be gone by itself: the supervisor closes, waits and opens again."""

    code = "transient"


class PermanentFault(DeviceError):
    """Stays until a person acts: the supervisor tries again only at its slowest pace."""

    code = "permanent"


class LinkUnavailable(TransientFault):
    """The link could not be opened: no such port, no permission, connection refused."""

    code = "link_unavailable"


class LinkLost(TransientFault):
    """The link was open and is gone: unplugged, closed by the other side."""

    code = "link_lost"


class NoAnswer(TransientFault):
    """The device kept silent for the time its protocol allows."""

    code = "no_answer"


class BadAnswer(TransientFault):
    """The device answered with bytes that are not an answer to what was asked."""

    code = "bad_answer"


class DeviceRefused(TransientFault):
    """The device understood and said no; ``reason`` is the device's own word for it."""

    code = "refused"


class DeviceUnusable(PermanentFault):
    """The device reported a fault that only a person can mend (self-test failed, not authorised)."""

    code = "unusable"
