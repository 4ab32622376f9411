"""A hall file as one simulated day sees it.

Responsible for: hours of services and staffing of windows on that day, in minutes, and the rules in the domain's terms. Not
responsible for: holidays (the caller says which weekday's hours hold), or anything that happens (``engine``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import inf

from config.model import ALWAYS, CardRule, HallConfig, OpenPeriod, ServiceSection, WindowSection
from queue_server.domain.admission import AdmissionRules
from queue_server.domain.dispatch import Help, Plan, Rules
from queue_server.domain.forecast import staying
from queue_server.domain.numbering import NumberRange
from queue_server.simulation.residents import Day, Span

UNLIMITED = AdmissionRules()


@dataclass(frozen=True, slots=True)
class Limit:
    """So many numbers in a part of the day."""

    span: Span
    tickets: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A service or a package that residents take numbers for."""

    services: tuple[str, ...]
    """In the order in which they are visited; one, but for a package."""
    numbers: NumberRange
    spans: tuple[Span, ...]
    """When numbers are given out; for a package when its first service does."""
    admission: AdmissionRules = UNLIMITED
    limits: tuple[Limit, ...] = ()
    takes_cards: bool = False
    """Whether the kiosk asks who comes for it, so that persons are told apart."""

    @property
    def bounded(self) -> bool:
        """Whether anything but its hours and the rules on persons may stand between a resident and a number."""
        rules = self.admission
        return rules.max_waiting is not None or rules.overtime is not None or bool(self.limits)


@dataclass(frozen=True, slots=True)
class Desk:
    """One window."""

    plan: Plan
    spans: tuple[Span, ...]
    """When it is staffed, in order."""
    late: Plan | None = None
    """What it goes on to call after its last span; None: nothing.

    Whoever has a number is served: a window that is staffed when a service closes stays for those who wait for it.
    """
    planned: tuple[Span, ...] = ()
    """What the forecast knows of its hours; empty: it is open as long as somebody sits there."""


@dataclass(frozen=True, slots=True)
class Passing:
    """What happens to a number that nobody comes with."""

    gap: float = 0.25
    calls: int = 3
    places: tuple[int, ...] = (3, 0)
    """Behind so many others it is restored, one entry for each time; 0 is the end."""
    within: timedelta | None = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class HallDay:
    """All that the engine needs to know of a hall."""

    offers: Mapping[str, Offer]
    desks: tuple[Desk, ...]
    rules: Rules
    passing: Passing = Passing()
    minutes: Mapping[str, float] = field(default_factory=dict)
    """Usual handling time by service, which forecasts begin with."""
    card_class: str | None = None
    """The priority that a second-visit card gives."""

    @property
    def cuts_off(self) -> bool:
        """Whether a service gives no numbers when the forecast says that it would be too late."""
        return any(offer.admission.overtime is not None for offer in self.offers.values())


def hall_day(hall: HallConfig, day: Day, breaks: Mapping[str, Sequence[OpenPeriod]] | None = None) -> HallDay:
    """The hall on that day; ``breaks`` are taken off its windows' hours."""
    opening = {
        service.id: opening_spans(service, day.on, day.weekday, day.hours) for service in hall.services
    }
    rules = hall.rules
    return HallDay(
        offers=_offers(hall, opening, day.weekday),
        minutes={service.id: service.minutes for service in hall.services},
        card_class=next((priority.id for priority in hall.priorities if priority.second_visit), None),
        desks=tuple(
            _desk(window, opening, day.weekday, (breaks or {}).get(window.id, ())) for window in hall.windows
        ),
        rules=Rules.of(
            [priority.id for priority in hall.priorities],
            in_a_row=rules.priority_in_a_row,
            ageing=timedelta(minutes=rules.ageing_minutes),
        ),
        passing=Passing(
            gap=rules.recall_gap_seconds / 60.0,
            calls=rules.max_calls,
            places=rules.restore_after,
            within=timedelta(minutes=rules.restore_minutes) if rules.restore_minutes else None,
        ),
    )


def opening_spans(
    service: ServiceSection, day: date, weekday: int, hours: tuple[Span, ...]
) -> tuple[Span, ...]:
    """When the service gives numbers; ``hours`` where its file does not say."""
    periods = service.hours_on(day)
    return hours if periods == ALWAYS else spans_on(periods, weekday)


def spans_on(periods: Iterable[OpenPeriod], weekday: int) -> tuple[Span, ...]:
    """What the periods cover on that weekday, joined and in order."""
    return joined((float(p.start), float(p.end)) for p in periods if weekday in p.weekdays)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same minutes without overlaps, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def without(spans: tuple[Span, ...], breaks: tuple[Span, ...]) -> tuple[Span, ...]:
    """What is left of the spans; both are in order and without overlaps."""
    left = list(spans)
    for start, end in breaks:
        cut = [((first, min(last, start)), (max(first, end), last)) for first, last in left]
        left = [part for parts in cut for part in parts if part[0] < part[1]]
    return tuple(left)


def _offers(hall: HallConfig, opening: Mapping[str, tuple[Span, ...]], weekday: int) -> dict[str, Offer]:
    offers = {}
    for service in hall.services:
        offers[service.id] = Offer(
            services=(service.id,),
            numbers=NumberRange(service.prefix, service.first_number, service.last_number),
            spans=opening[service.id],
            admission=AdmissionRules(
                max_waiting=service.max_waiting,
                one_per_person=service.one_per_person,
                tickets_per_person=hall.rules.tickets_per_person,
                overtime=hall.rules.served_after_closing,
            ),
            takes_cards=service.card is not CardRule.NONE,
            limits=tuple(
                Limit(span, limit.tickets)
                for limit in service.limits
                for span in spans_on([limit.hours], weekday)
            ),
        )
    for package in hall.packages:
        first = offers[package.services[0]]
        numbers = NumberRange(package.prefix, package.first_number, package.last_number)
        cards = any(offers[service].takes_cards for service in package.services)
        offers[package.id] = replace(first, services=package.services, numbers=numbers, takes_cards=cards)
    return offers


def _desk(
    window: WindowSection,
    opening: Mapping[str, tuple[Span, ...]],
    weekday: int,
    breaks: Sequence[OpenPeriod],
) -> Desk:
    plan = Plan(
        window=window.id,
        services=window.services,
        listed=window.order == "listed",
        helps=tuple(
            Help(rule.service, rule.when_waiting, timedelta(minutes=rule.when_minutes))
            for rule in window.helps
        ),
    )
    if window.planned == ALWAYS:
        spans = joined(span for service in window.services for span in opening[service])
    else:
        spans = spans_on(window.planned, weekday)
    pauses = spans_on(breaks, weekday)
    spans = without(spans, pauses)
    closes = min((opening[service][-1][1] for service in window.services if opening[service]), default=inf)
    planned = staying(without(spans_on(window.planned, weekday), pauses), closes)
    return Desk(plan, spans, _late(plan, spans, opening), planned)


def _late(plan: Plan, spans: tuple[Span, ...], opening: Mapping[str, tuple[Span, ...]]) -> Plan | None:
    """The services that have closed for the day when the window's own day ends, or were not open at all."""
    if not spans:
        return None
    done = {service for service, open_ in opening.items() if not open_ or open_[-1][1] <= spans[-1][1]}
    services = tuple(service for service in plan.services if service in done)
    helps = tuple(rule for rule in plan.helps if rule.service in done)
    return Plan(plan.window, services, plan.listed, helps) if services or helps else None
