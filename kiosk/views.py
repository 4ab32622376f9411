"""What reaches the kiosk's screens from other threads, as values.

Responsible for: the words between the stations (feed, reader, printer, flow) and the screens. Not responsible for:
either side. None of them holds a card's number or a name, except ``CardRead`` on its one way to the flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from queue_server.wire.messages import IdentityClaim, IssuedTicket, ServiceQueue


@dataclass(frozen=True, slots=True)
class HallView:
    """How the queues stand, as far as is known."""

    queues: tuple[ServiceQueue, ...] = ()
    as_of: datetime | None = None
    """Time of the newest word from the server; None before the first one."""
    connected: bool = False

    def queue(self, service: str) -> ServiceQueue | None:
        """The queue of that service; None while nothing is known of it."""
        return next((queue for queue in self.queues if queue.service == service), None)


class ReaderHealth(StrEnum):
    """How the kiosk's card readers are, taken together: one that works is enough."""

    STARTING = "starting"
    READY = "ready"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class HallChanged:
    """The queues or the connection changed."""

    view: HallView


@dataclass(frozen=True, slots=True)
class ReadersChanged:
    """The readers' health changed."""

    health: ReaderHealth


@dataclass(frozen=True, slots=True)
class CardRead:
    """A reader found a card. Held by nobody: it goes straight into the request for a number."""

    identity: IdentityClaim = field(repr=False)
    born: date | None = field(repr=False, default=None)
    """As far as the card's number says it; decides whether somebody goes first, and is forgotten."""


@dataclass(frozen=True, slots=True)
class CardUnreadable:
    """A card is there, but cannot be read."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a number is taken for, and by whom."""

    service: str
    """A service or a package."""
    identity: IdentityClaim | None = field(repr=False, default=None)
    priority: str | None = None
    second_visit: str | None = field(repr=False, default=None)
    """The code on a second-visit card: whoever knows it goes first."""


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """A number that a person holds already."""

    id: str
    number: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the server says to a resident, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A number was given."""

    request_id: str
    issued: IssuedTicket


@dataclass(frozen=True, slots=True)
class TakingSlowly:
    """The server did not answer the first time; the flow goes on trying."""

    request_id: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """No number: ``code`` is the server's refusal, or ``server_away``."""

    request_id: str
    code: str
    held: HeldTicket | None = None
    """With ``already_waiting``."""
    said: Sentence | None = None
    """What the server itself says to the resident, such as what a card is good for."""


class SlipState(StrEnum):
    """What a resident should know about the slip."""

    NONE = "none"
    """This kiosk has no printer."""
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SlipChanged:
    """The slip of a ticket got on; ``reason`` is the printer's word when it failed."""

    ticket_id: str
    state: SlipState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SheetChanged:
    """The list of materials that was last asked for got on."""

    state: SlipState
    reason: str = ""


class HelpState(StrEnum):
    """Whether somebody comes to help."""

    NONE = "none"
    CALLING = "calling"
    COMING = "coming"
    """The call reached the staff's screens."""
    UNHEARD = "unheard"
    """The server did not take the call."""


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    """What became of a call for help."""

    request_id: str
    heard: bool
