"""What the use cases need from the outside.

Responsible for: the shapes of the clock, the store and the audience of events. Not responsible for: how any of them works;
``storage`` implements the store for both databases, ``bootstrap`` chooses the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from queue_server.domain.lines import Lines
from queue_server.domain.second_visit import SecondVisit
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import Move, Status, Ticket
from queue_server.domain.window import WindowState
from queue_server.service.evaluation_store import FollowUpBook


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now, with a zone."""


class StoreUnavailable(Exception):
    """The database does not answer; nothing is known to have changed, and a repeat may succeed."""


class SchemaTooNew(Exception):
    """The database was written by a newer program than this."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event of the hall's log; ``data`` is the whole event as JSON."""

    seq: int
    type: str
    data: str
    service: str | None = None
    """The service of the ticket the event is about."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a command was answered: ``outcome`` is ``ok`` or the code of a refusal, ``body`` the answer or the reason."""

    fingerprint: str
    outcome: str
    body: str


@dataclass(frozen=True, slots=True)
class Session:
    """A service session: one resident at one window."""

    id: str
    ticket_id: str
    window: str
    service: str
    business_day: date
    finished_at: datetime | None
    clerk: str | None
    """Id of who served it, as far as it is known."""
    rated: bool


@dataclass(frozen=True, slots=True)
class EndedSession:
    """A session that was served to its end, which was said with the finish key."""

    id: str
    window: str
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Rating:
    """What a resident gave a session. ``clerk`` is an id, None where nobody was logged in."""

    level: int
    reasons: tuple[int, ...]
    channel: str
    pressed_at: datetime
    clerk: str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Why and since when a window is paused, and who was logged in then."""

    reason: str | None = None
    since: datetime | None = None
    clerk: str | None = None


@dataclass(frozen=True, slots=True)
class CardPrint:
    """The second-visit card of a ticket on paper: who was last asked for it, and what became of that."""

    ticket_id: str
    kiosk: str
    state: SlipState
    reason: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A window's latest call, with what it has changed as it was before."""

    seq: int
    """Of the event that tells of it."""
    called: Ticket
    ended: Ticket | None
    """What the window held until then."""
    in_a_row: int
    """Priority tickets that the window had called in a row."""


class LaneCount(NamedTuple):
    """How many of one priority class wait for a service, and how many of those before a certain ticket."""

    priority: str
    waiting: int
    before: int


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """The last reported state of a device."""

    device: str
    state: str
    reason: str
    since: datetime


class ReadUnit(Protocol):
    """One consistent look at a hall."""

    @property
    def last_seq(self) -> int:
        """Sequence of the newest event; 0 before the first."""

    @property
    def opened_day(self) -> date | None:
        """The latest business day that was opened; None before the first."""

    @property
    def closed_day(self) -> date | None:
        """The latest business day that was closed before its end."""

    def ticket(self, ticket_id: str) -> Ticket | None:
        """The ticket with that id."""

    def held(self, day: date) -> Sequence[Ticket]:
        """All tickets that windows hold, at most one per window."""

    def paused(self) -> frozenset[str]:
        """The windows that are paused."""

    def pauses(self) -> Mapping[str, Pause]:
        """The windows that are paused, with what is known of it."""

    def staffed(self) -> Mapping[str, str]:
        """Id of the clerk who is logged in, by window; windows without one are left out."""

    def windows(self, day: date) -> Mapping[str, WindowState]:
        """Every window that is not idle; the others are left out."""

    def waiting(self, day: date) -> Mapping[str, int]:
        """People waiting per service; a service that gave no number yet may be left out."""

    def lengths(self, day: date) -> Mapping[tuple[str, str], int]:
        """People waiting per service and priority class; empty ones are left out."""

    def before(self, ticket: Ticket) -> Sequence[LaneCount]:
        """The lanes of a waiting ticket's service, and how many in each stand before its place."""

    def lane(self, day: date, service: str, priority: str, limit: int) -> Sequence[Ticket]:
        """The first tickets of a service and a class that wait for any window, by place."""

    def sent(self, day: date, limit: int) -> Sequence[Ticket]:
        """The first tickets that wait for one certain window, by place."""

    def in_a_row(self, window: str) -> int:
        """Priority tickets that the window has called in a row."""

    def by_number(self, day: date, number: str) -> Ticket | None:
        """The ticket of that day with that number, as it is written."""

    def of_person(self, day: date, digest: str) -> Sequence[Ticket]:
        """The tickets of that day that were given to whoever has that keyed hash."""

    def issued_between(self, day: date, service: str, start: datetime, end: datetime) -> int:
        """Tickets of a service that were issued from ``start`` until before ``end``."""

    def parked(self, day: date, limit: int) -> Sequence[Ticket]:
        """Tickets that windows have put aside, the latest first."""

    def ended_since(self, day: date, since: datetime) -> Sequence[EndedSession]:
        """Sessions that the finish key has ended since then and that are not rated yet, the latest first."""

    def called_since(self, day: date, since: datetime) -> Mapping[str, datetime]:
        """When windows that called since then did so last; undone calls are none. The others are left out."""

    def event(self, seq: int) -> StoredEvent | None:
        """One event of the log."""

    def recent_calls(self, day: date, limit: int) -> Sequence[Ticket]:
        """The tickets called last that are at a window or were served there, newest first."""

    def passed(self, day: date, limit: int) -> Sequence[Ticket]:
        """The latest no-shows, newest first."""

    def unprinted(self, day: date, limit: int) -> Sequence[Ticket]:
        """Waiting or called tickets whose expected slip is not known to be on paper, newest first."""

    def second_visit_of(self, ticket_id: str) -> SecondVisit | None:
        """The latest card that was made for a ticket; None when its visit was not interrupted."""

    def card_print(self, ticket_id: str) -> CardPrint | None:
        """What is known of a ticket's card on paper; None when no kiosk was asked for it."""

    def devices(self) -> Sequence[DeviceRecord]:
        """Every device that ever reported."""

    def device(self, device: str) -> DeviceRecord | None:
        """The last report of one device."""


class WriteUnit(ReadUnit, Protocol):
    """One transaction, with the hall's write lock from its start; everything or nothing is kept."""

    @property
    def earlier(self) -> StoredAnswer | None:
        """What the same request id was answered before."""

    @property
    def events(self) -> Sequence[StoredEvent]:
        """Events appended so far."""

    def start_day(self, day: date, *, forget_before: datetime) -> None:
        """Open a business day: expire what earlier days left over, free every window, log everybody out, forget old
        requests.
        """

    def lines(self, day: date) -> Lines:
        """Who waits, as this change has left it so far. Only saving changes it."""

    def keep_call(self, window: str, call: MadeCall) -> None:
        """Keep a window's latest call in place of the one before."""

    def latest_call(self, window: str) -> MadeCall | None:
        """The latest call that was kept of a window."""

    def set_in_a_row(self, window: str, count: int) -> None:
        """Remember how many priority tickets the window has called in a row."""

    def take_number(self, day: date, counter: str, first: int, last: int) -> int | None:
        """Count the next number of a service or package; None when the range is exhausted."""

    def add_ticket(self, ticket: Ticket, identity_digest: str | None, forecast: str | None) -> None:
        """Save a new, waiting ticket. ``forecast`` is what was predicted of its wait, in the words of whoever reads it back."""

    def save_ticket(self, before: Ticket, after: Ticket) -> None:
        """Save a ticket's change, on condition that it still is as ``before``, and keep the lines right."""

    def keep_session(self, ticket: Ticket, outcome: Status | Move, at: datetime) -> None:
        """Keep the present session of a ticket that is about to leave it for another one, if it has one."""

    def forget_session(self, session_id: str) -> None:
        """Forget a session that was kept: its ticket goes back to it. One that was not kept is no mistake."""

    def save_slip(self, ticket: Ticket, before: SlipState) -> None:
        """Save the state of a ticket's slip, on condition that it still is ``before``."""

    def set_paused(self, window: str, pause: Pause | None) -> None:
        """Pause a window, or with None open it again."""

    def set_closed(self, day: date | None) -> None:
        """Close a business day before its end, or with None open it again."""

    def set_staffed(self, window: str, clerk: str | None) -> None:
        """Log a clerk in at a window in place of whoever is there, or with None that one out. A clerk who is still
        logged in at another window must be logged out there first.
        """

    def session(self, session_id: str) -> Session | None:
        """The session with that id."""

    def add_rating(self, session: Session, rating: Rating, at: datetime) -> None:
        """Save the rating of a session."""

    @property
    def follow_ups(self) -> FollowUpBook:
        """What is done about bad ratings."""

    def add_second_visit(self, card: SecondVisit, ticket_id: str, at: datetime) -> None:
        """Save a new card."""

    def second_visit(self, code: str) -> SecondVisit | None:
        """The card with that code."""

    def use_second_visit(self, code: str, ticket_id: str) -> None:
        """The card was used for a ticket; it must be unused."""

    def save_card_print(self, card: CardPrint) -> None:
        """Save what is known of a ticket's card on paper in place of what was."""

    def save_device(self, record: DeviceRecord) -> None:
        """Save the state of a device in place of its earlier one."""

    def append_event(self, event: StoredEvent, at: datetime) -> None:
        """Append to the log; the event's sequence must be ``last_seq + 1``."""

    def remember(self, request_id: str, answer: StoredAnswer, at: datetime) -> None:
        """Keep what a request was answered."""


class Store(Protocol):
    """One hall in one database. Every method may raise StoreUnavailable."""

    def turn(self) -> AbstractContextManager[None]:
        """Wait until this thread may write; the first ``write`` within the block need not wait again."""

    def read(self) -> AbstractContextManager[ReadUnit]:
        """A consistent look that waits for no writer."""

    def write(self, request_id: str = "") -> AbstractContextManager[WriteUnit]:
        """A transaction that has the write lock, commits at the end of the block and rolls back on any exception."""

    def events_after(self, seq: int, limit: int) -> Sequence[StoredEvent]:
        """Events after ``seq`` in order, at most ``limit``."""

    def last_seq(self) -> int:
        """Sequence of the newest event; 0 before the first."""


Publish = Callable[[Sequence[StoredEvent]], None]
"""Takes events that were just committed; must neither block nor fail."""
