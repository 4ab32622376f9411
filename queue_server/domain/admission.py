"""Who may take a number, and when a service gives none.

Responsible for: the rules between a wish for a number and the number, in one order that all programs see alike. Not
responsible for: counting (the store does), forecasting (``domain.forecast``), cards, or the range of numbers. Calling is bound
to none of this: whoever holds a number is served.

``waiting`` and the other counts are those without the number that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from queue_server.domain.calendar import OpenState, WhyClosed
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import ACTIVE, Ticket


class Hindrance(StrEnum):
    """What stands between a resident and a number."""

    DAY_CLOSED = "day-closed"
    HOURS = "hours"
    HOLIDAY = "holiday"
    ALREADY_WAITING = "already-waiting"
    TOO_MANY_TODAY = "too-many-today"
    QUEUE_FULL = "queue-full"
    INTERVAL_FULL = "interval-full"
    NO_TIME_LEFT = "no-time-left"


_CODES: dict[Hindrance, tuple[Code, str]] = {
    Hindrance.DAY_CLOSED: (Code.DAY_CLOSED, "the day was closed: no more numbers today"),
    Hindrance.HOURS: (Code.SERVICE_CLOSED, "the service gives no numbers at this hour"),
    Hindrance.HOLIDAY: (Code.SERVICE_CLOSED, "the service gives no numbers today"),
    Hindrance.ALREADY_WAITING: (Code.ALREADY_WAITING, "this person has a number of the service that waits"),
    Hindrance.TOO_MANY_TODAY: (Code.TOO_MANY_TODAY, "this person took as many numbers as one may in a day"),
    Hindrance.QUEUE_FULL: (Code.QUEUE_FULL, "as many wait for the service as may"),
    Hindrance.INTERVAL_FULL: (Code.INTERVAL_FULL, "the numbers of this part of the day are given out"),
    Hindrance.NO_TIME_LEFT: (Code.NO_TIME_LEFT, "whoever came now would not be served today"),
}


@dataclass(frozen=True, slots=True)
class Denial:
    """Why somebody gets no number."""

    hindrance: Hindrance
    again_at: datetime | None = None
    """When asking again may help, where the clock alone decides: the next opening, or the end of the interval."""
    ticket: HeldTicket | None = None
    """The number that waits already; its slip may be printed again."""

    def refusal(self) -> Refusal:
        """The same as the answer of a use case."""
        code, message = _CODES[self.hindrance]
        facts = None if self.ticket is None else {"ticket": self.ticket.id, "number": self.ticket.number}
        return Refusal(code, message, facts)


@dataclass(frozen=True, slots=True)
class AdmissionRules:
    """What the hall file says about one service; None is without a bound."""

    max_waiting: int | None = None
    """No number while so many wait."""
    warn_waiting: int | None = None
    """A warning while so many wait."""
    one_per_person: bool = True
    tickets_per_person: int | None = None
    """Per day and over all services."""
    overtime: timedelta | None = None
    """How long after closing those who wait are still served, where the forecast cuts off; None: it does not."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A part of today's hours with a limit of its own."""

    starts_at: datetime
    ends_at: datetime
    """Exclusive."""
    tickets: int
    warn: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """How the queue of one service stands now."""

    waiting: int
    interval: Interval | None = None
    issued_in_interval: int = 0
    """Numbers of the service given since ``interval.starts_at``, whatever became of them."""
    longest_wait: timedelta | None = None
    """The upper end of the forecast for somebody who comes now; None when nobody can tell."""
    handling: timedelta = timedelta(0)
    """What one resident usually takes."""


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """A number that a person holds and that was not served yet."""

    id: str
    number: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a card tells apart, by what the store found under the card's keyed hash."""

    holds: HeldTicket | None = None
    """Of the same service."""
    tickets_today: int = 0

    @classmethod
    def of(cls, tickets: Collection[Ticket], wish: str) -> Person:
        """Who took these tickets today and now wants one of a service or package."""
        waits = next(
            (t for t in tickets if t.status in ACTIVE and wish in (t.service, *t.steps, t.package)), None
        )
        held = None if waits is None else HeldTicket(waits.id, waits.number)
        return cls(holds=held, tickets_today=len(tickets))


@dataclass(frozen=True, slots=True)
class Override:
    """A member of staff answers for an exception from the rules on persons and queues, and maybe on hours.

    A day that was closed stays closed: it is reopened or it is not.
    """

    hours: bool = False


def admit(
    rules: AdmissionRules,
    line: Line,
    opening: OpenState,
    now: datetime,
    *,
    day_closed: bool = False,
    person: Person | None = None,
    override: Override | None = None,
) -> Denial | None:
    """Why there is no number now, the reason that counts most first; None when there is one.

    Without ``person`` it tells whether the service gives numbers at all. A person who waits already hears that before anything
    about the queue: a second slip helps, another number would not.
    """
    if day_closed:
        return Denial(Hindrance.DAY_CLOSED)
    if not opening.open and not (override is not None and override.hours):
        reason = Hindrance.HOLIDAY if opening.reason is WhyClosed.HOLIDAY else Hindrance.HOURS
        return Denial(reason, again_at=opening.opens_at)
    if override is not None:
        return None
    return _person_denial(rules, person) or _queue_denial(rules, line, opening, now)


def is_long(rules: AdmissionRules, line: Line) -> bool:
    """Whether residents should be told, before they take a number, that it will take long or that few numbers are left."""
    if rules.warn_waiting is not None and line.waiting >= rules.warn_waiting:
        return True
    interval = line.interval
    return interval is not None and interval.warn is not None and line.issued_in_interval >= interval.warn


def _person_denial(rules: AdmissionRules, person: Person | None) -> Denial | None:
    if person is None:
        return None
    if rules.one_per_person and person.holds is not None:
        return Denial(Hindrance.ALREADY_WAITING, ticket=person.holds)
    if rules.tickets_per_person is not None and person.tickets_today >= rules.tickets_per_person:
        return Denial(Hindrance.TOO_MANY_TODAY)
    return None


def _queue_denial(rules: AdmissionRules, line: Line, opening: OpenState, now: datetime) -> Denial | None:
    if rules.max_waiting is not None and line.waiting >= rules.max_waiting:
        return Denial(Hindrance.QUEUE_FULL)
    if line.interval is not None and line.issued_in_interval >= line.interval.tickets:
        return Denial(Hindrance.INTERVAL_FULL, again_at=line.interval.ends_at)
    if _too_late(rules, line, opening, now):
        return Denial(Hindrance.NO_TIME_LEFT)
    return None


def _too_late(rules: AdmissionRules, line: Line, opening: OpenState, now: datetime) -> bool:
    """Breaks do not count as closing: whoever waits at noon is served in the afternoon."""
    if rules.overtime is None or line.longest_wait is None or opening.day_ends_at is None:
        return False
    # In UTC, because clocks may be changed between now and then.
    done = now.astimezone(UTC) + line.longest_wait + line.handling
    return done > opening.day_ends_at.astimezone(UTC) + rules.overtime
