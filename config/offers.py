"""Whether what residents queue for can be given out as a hall file says: services and packages of them.

Responsible for: services that nobody serves, prefixes and numbers that collide, bounds that never hold, and guides that are
asked for more than they say. Not responsible for windows (``staffing``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from config.mistakes import Mistake, did_you_mean
from config.model import CardRule, Guide, IntervalLimit, OpenPeriod, Season
from config.periods import check_periods, check_seasons
from config.sections import Draft, Item


def check_services(draft: Draft) -> Iterator[Mistake]:
    """All mistakes of the services; never raises."""
    for service in draft.services:
        yield from _numbers(service)
        yield from check_periods(service, "open", periods=service.values.get("open", ()))
        yield from check_seasons(service)
        yield from _crowding(service)
        yield from _limits(service)
        yield from _materials(service)
    yield from _unserved(draft)
    yield from _shared_prefixes(draft.services)
    yield from _cards(draft)


def check_packages(draft: Draft) -> Iterator[Mistake]:
    """All mistakes of the packages; never raises."""
    known = {service.id for service in draft.services if service.id}
    prefixes = {service.values.get("prefix"): service for service in reversed(draft.services)}
    for package in draft.packages:
        yield from _numbers(package)
        yield from check_listed_services(package, known)
        prefix = package.values.get("prefix")
        if prefix is not None and prefixes.setdefault(prefix, package) is not package:
            problem = f'The {prefixes[prefix].label} has the prefix "{prefix}" already.'
            suggestion = "The numbers of a package need a prefix of their own."
            yield package.mistake("prefix", problem=problem, suggestion=suggestion)


def check_listed_services(item: Item, known: set[str]) -> Iterator[Mistake]:
    """Services in the list of a window or a package that are not there, or are there twice."""
    listed: tuple[str, ...] = item.values.get("services", ())
    for index, service in enumerate(listed):
        if known and service not in known:
            suggestion = did_you_mean(service, known)
            yield item.mistake(
                "services", index, problem=f'There is no service "{service}".', suggestion=suggestion
            )
        elif service in listed[:index]:
            yield item.mistake("services", index, problem=f'"{service}" is in the list twice.')


# --- numbers ------------------------------------------------------------------------------------------------


def _numbers(offer: Item) -> Iterator[Mistake]:
    first, last = offer.values.get("first_number"), offer.values.get("last_number")
    if first is not None and last is not None and first > last:
        yield offer.mistake("first_number", problem=f"The numbers {first} to {last} run backwards.")


def _shared_prefixes(services: Iterable[Item]) -> Iterator[Mistake]:
    """Services may share a letter when their numbers never meet, such as A001–A499 and A500–A999."""
    by_prefix: dict[str, list[Item]] = defaultdict(list)
    for service in services:
        if {"prefix", "first_number", "last_number"} <= service.values.keys():
            by_prefix[service.values["prefix"]].append(service)
    for prefix, sharing in by_prefix.items():
        for one, other in combinations(sharing, 2):
            if _ranges_meet(one, other):
                problem = f'The {one.label} gives out numbers with the prefix "{prefix}" already.'
                suggestion = "Take another prefix, or ranges of numbers that do not meet."
                yield other.mistake("prefix", problem=problem, suggestion=suggestion)


def _ranges_meet(one: Item, other: Item) -> bool:
    first, last = one.values["first_number"], one.values["last_number"]
    return bool(first <= other.values["last_number"] and other.values["first_number"] <= last)


# --- bounds -------------------------------------------------------------------------------------------------


def _crowding(service: Item) -> Iterator[Mistake]:
    warn, most = service.values.get("warn_waiting"), service.values.get("max_waiting")
    if warn is not None and most is not None and warn >= most:
        problem = f"Residents are warned when {warn} wait, but from {most} on they get no number at all."
        yield service.mistake("warn_waiting", problem=problem, suggestion="Write less than max_waiting.")


def _limits(service: Item) -> Iterator[Mistake]:
    limits: tuple[IntervalLimit, ...] = service.values.get("limits", ())
    yield from check_periods(service, "limits", periods=[limit.hours for limit in limits], within=("hours",))
    for index, limit in enumerate(limits):
        if limit.warn is not None and limit.warn >= limit.tickets:
            problem = (
                f"Residents are warned when {limit.warn} numbers are out, but there are {limit.tickets}."
            )
            yield service.mistake(
                "limits", index, "warn", problem=problem, suggestion="Write less than tickets."
            )
        if _can_tell_hours(service) and not any(limit.hours.overlaps(hours) for hours in _open(service)):
            problem = f'The service is never open on "{limit.hours.written()}".'
            yield service.mistake("limits", index, "hours", problem=problem)


def _can_tell_hours(service: Item) -> bool:
    return {"open", "seasons"} <= service.values.keys()


def _open(service: Item) -> Iterator[OpenPeriod]:
    """All hours of the year."""
    seasons: tuple[Season, ...] = service.values["seasons"]
    yield from service.values["open"]
    for season in seasons:
        yield from season.open


# --- what residents bring, and who serves them --------------------------------------------------------------


def _materials(service: Item) -> Iterator[Mistake]:
    if service.values.get("check_materials") is not True or "guide" not in service.values:
        return
    guide: Guide | None = service.values["guide"]
    if guide is None or not guide.materials:
        problem = "The kiosk shall ask for the materials, but the service's guide lists none."
        suggestion = "Add [[services.guide.materials]], or write check_materials = false."
        yield service.mistake("check_materials", problem=problem, suggestion=suggestion)


def _unserved(draft: Draft) -> Iterator[Mistake]:
    served = {service for window in draft.windows for service in window.values.get("services", ())}
    # A window whose list could not be read may serve anything.
    if not draft.windows or not all("services" in window.values for window in draft.windows):
        return
    for service in draft.services:
        if service.id and service.id not in served:
            suggestion = f'Add "{service.id}" to the services of a window.'
            yield service.mistake(problem="No window serves this service.", suggestion=suggestion)


def _cards(draft: Draft) -> Iterator[Mistake]:
    if not draft.kiosks or any(kiosk.values.get("card_readers", True) for kiosk in draft.kiosks):
        return
    for service in draft.services:
        if service.values.get("card") is CardRule.REQUIRED:
            problem = "The service requires a card, but no kiosk has a card reader."
            suggestion = 'Give a kiosk card_readers, or write card = "optional".'
            yield service.mistake("card", problem=problem, suggestion=suggestion)
