"""What only shows when the tables of a hall file are compared.

Responsible for: names that occur twice, references that lead nowhere, services that nobody serves, hours and numbers
that collide. Wires are ``wiring``'s, loudspeakers' zones are ``zones``'s. Works on tables that have mistakes of their own as far as they can be read.
"""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from config.mistakes import Mistake, closest, did_you_mean
from config.model import CardRule, OpenPeriod, SlipRow
from config.sections import Draft, Item
from config.wiring import check_wiring
from config.zones import check_zones

ARTICLES = {
    "keypad": "a keypad",
    "evaluator": "an evaluator",
    "led_display": "an LED display",
    "card_reader": "a card reader",
    "ticket_printer": "a ticket printer",
    "speech": "a speech device",
}


def crosscheck(draft: Draft) -> list[Mistake]:
    """All mistakes between tables; never raises."""
    return [
        *_hall(draft),
        *_slip(draft),
        *_clerks(draft),
        *_same_ids(draft),
        *_services(draft),
        *_windows(draft),
        *_cards(draft),
        *_attachments(draft),
        *check_wiring(draft.devices),
        *check_zones(draft),
    ]


# --- the hall -----------------------------------------------------------------------------------------------


def _hall(draft: Draft) -> Iterator[Mistake]:
    for name in ("services", "windows"):
        if not getattr(draft, name) and not any(mistake.path[:1] == (name,) for mistake in draft.mistakes):
            yield Mistake((name,), f"The hall has no {name}.", f"Add at least one [[{name}]].")
    if draft.hall is None:
        return
    zone = draft.hall.values.get("timezone")
    if zone is not None and not _is_zone(zone):
        suggestion = did_you_mean(zone, zoneinfo.available_timezones()) or 'Write it like "Asia/Shanghai".'
        yield _at(draft.hall, "timezone", problem=f'There is no time zone "{zone}".', suggestion=suggestion)
    url = draft.hall.values.get("ticket_page_url")
    if url and "{ticket}" not in url:
        problem = "The address has no {ticket}, so every slip would lead to the same page."
        yield _at(
            draft.hall, "ticket_page_url", problem=problem, suggestion=f'Write it like "{url}/{{ticket}}".'
        )
    elif url and not url.startswith(("http://", "https://")):
        yield _at(draft.hall, "ticket_page_url", problem="The address must begin with http:// or https://.")


def _slip(draft: Draft) -> Iterator[Mistake]:
    """A row that would never be printed."""
    if draft.slip is None or draft.hall is None:
        return
    if SlipRow.PHONE in draft.slip.values.get("rows", ()) and draft.hall.values.get("phone") == "":
        problem = 'Slips shall have the row "phone", but the hall has none.'
        yield _at(
            draft.slip, "rows", problem=problem, suggestion="Write phone in [hall], or leave the row out."
        )


def _clerks(draft: Draft) -> Iterator[Mistake]:
    """A rule under which no window could ever call."""
    if draft.rules is None or draft.clerks or draft.rules.values.get("require_log_in") is not True:
        return
    if not any(mistake.path[:1] == ("clerks",) for mistake in draft.mistakes):
        problem = "Windows shall call only while a clerk is logged in, but the hall has no clerks."
        yield _at(draft.rules, "require_log_in", problem=problem, suggestion="Add at least one [[clerks]].")


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _same_ids(draft: Draft) -> Iterator[Mistake]:
    sections = (draft.services, draft.windows, draft.clerks, draft.kiosks, draft.displays, draft.devices)
    for items in sections:
        yield from _repeated(items, "id", "The id")
    yield from _repeated(draft.windows, "number", "The window number")
    yield from _repeated(draft.clerks, "number", "The staff number")


def _repeated(items: Iterable[Item], key: str, what: str) -> Iterator[Mistake]:
    first: dict[object, Item] = {}
    for item in items:
        value = item.values.get(key)
        if value is not None and first.setdefault(value, item) is not item:
            yield _at(
                item, key, problem=f"{what} {_quoted(value)} is taken by the {_name(first[value])} already."
            )


# --- services and windows -----------------------------------------------------------------------------------


def _services(draft: Draft) -> Iterator[Mistake]:
    served = {service for window in draft.windows for service in window.values.get("services", ())}
    # A window whose list could not be read may serve anything.
    windows_known = all("services" in window.values for window in draft.windows)
    for service in draft.services:
        yield from _numbers(service)
        yield from _hours(service)
        if draft.windows and windows_known and service.id and service.id not in served:
            suggestion = f'Add "{service.id}" to the services of a window.'
            yield _at(service, problem="No window serves this service.", suggestion=suggestion)
    yield from _shared_prefixes(draft.services)


def _numbers(service: Item) -> Iterator[Mistake]:
    first, last = service.values.get("first_number"), service.values.get("last_number")
    if first is not None and last is not None and first > last:
        yield _at(service, "first_number", problem=f"The numbers {first} to {last} run backwards.")


def _hours(service: Item) -> Iterator[Mistake]:
    periods: tuple[OpenPeriod, ...] = service.values.get("open", ())
    for (_, earlier), (index, later) in combinations(enumerate(periods), 2):
        if earlier.overlaps(later):
            yield _at(
                service,
                "open",
                index,
                problem=f'"{later.written()}" overlaps "{earlier.written()}".',
                suggestion="Join the two.",
            )


def _shared_prefixes(services: list[Item]) -> Iterator[Mistake]:
    """Services may share a letter when their numbers never meet, such as A001–A499 and A500–A999."""
    by_prefix: dict[str, list[Item]] = defaultdict(list)
    for service in services:
        if {"prefix", "first_number", "last_number"} <= service.values.keys():
            by_prefix[service.values["prefix"]].append(service)
    for prefix, sharing in by_prefix.items():
        for one, other in combinations(sharing, 2):
            if _ranges_meet(one, other):
                problem = f'The {_name(one)} gives out numbers with the prefix "{prefix}" already.'
                suggestion = "Take another prefix, or ranges of numbers that do not meet."
                yield _at(other, "prefix", problem=problem, suggestion=suggestion)


def _ranges_meet(one: Item, other: Item) -> bool:
    first, last = one.values["first_number"], one.values["last_number"]
    return bool(first <= other.values["last_number"] and other.values["first_number"] <= last)


def _windows(draft: Draft) -> Iterator[Mistake]:
    known = {service.id for service in draft.services if service.id}
    if not known:
        return  # That there are no services is told already.
    for window in draft.windows:
        listed: tuple[str, ...] = window.values.get("services", ())
        for index, service in enumerate(listed):
            if service not in known:
                suggestion = did_you_mean(service, known)
                problem = f'There is no service "{service}".'
                yield _at(window, "services", index, problem=problem, suggestion=suggestion)
            elif service in listed[:index]:
                yield _at(window, "services", index, problem=f'"{service}" is in the list twice.')


def _cards(draft: Draft) -> Iterator[Mistake]:
    if not draft.kiosks or any(kiosk.values.get("card_readers", True) for kiosk in draft.kiosks):
        return
    for service in draft.services:
        if service.values.get("card") is CardRule.REQUIRED:
            problem = "The service requires a card, but no kiosk has a card reader."
            yield _at(
                service,
                "card",
                problem=problem,
                suggestion='Give a kiosk card_readers, or write card = "optional".',
            )


# --- devices and who uses them ------------------------------------------------------------------------------


def _attachments(draft: Draft) -> Iterator[Mistake]:
    devices = {device.id: device for device in reversed(draft.devices) if device.id}
    users: dict[str, Item] = {}
    mentioned: set[str] = set()
    for user, place, device_id, kind in _references(draft):
        device = devices.get(device_id)
        if device is None:
            fitting = {known.id for known in devices.values() if known.values.get("kind") == kind}
            # What was probably meant is not left over.
            mentioned |= fitting if len(fitting) == 1 else {closest(device_id, fitting)}
            suggestion = did_you_mean(device_id, fitting or devices)
            yield _at(user, *place, problem=f'There is no device "{device_id}".', suggestion=suggestion)
            continue
        mentioned.add(device_id)
        actual = device.values.get("kind")
        if actual in ARTICLES and actual != kind:
            problem = f'"{device_id}" is {ARTICLES[actual]}, but {ARTICLES[kind]} belongs here.'
            yield _at(user, *place, problem=problem)
        elif device_id in users:
            problem = f'"{device_id}" belongs to the {_name(users[device_id])} already.'
            yield _at(user, *place, problem=problem)
        else:
            users[device_id] = user
    if _references_are_readable(draft):
        yield from _unused(draft.devices, mentioned)


def _unused(devices: Iterable[Item], mentioned: set[str]) -> Iterator[Mistake]:
    for device in devices:
        if device.id and device.id not in mentioned:
            problem = "No window, kiosk or display uses this device."
            yield _at(device, problem=problem, suggestion="Name it where it belongs, or take it out.")


def _references_are_readable(draft: Draft) -> bool:
    """Whether every place that may name a device could be read; else nobody knows which devices are left over."""
    sections = {("windows",), ("kiosks",), ("displays",)}
    return (
        not any(mistake.path in sections for mistake in draft.mistakes)
        and all({"keypad", "evaluator", "sign"} <= window.values.keys() for window in draft.windows)
        and all({"card_readers", "printer"} <= kiosk.values.keys() for kiosk in draft.kiosks)
        and all(
            display.values.get("kind") == "board" or "speech" in display.values for display in draft.displays
        )
    )


def _references(draft: Draft) -> Iterator[tuple[Item, tuple[str | int, ...], str, str]]:
    """Who names a device, where, which, and of what kind it must be."""
    for window in draft.windows:
        for key, kind in (("keypad", "keypad"), ("evaluator", "evaluator"), ("sign", "led_display")):
            if window.values.get(key) is not None:
                yield window, (key,), window.values[key], kind
    for kiosk in draft.kiosks:
        for index, reader in enumerate(kiosk.values.get("card_readers", ())):
            yield kiosk, ("card_readers", index), reader, "card_reader"
        if kiosk.values.get("printer") is not None:
            yield kiosk, ("printer",), kiosk.values["printer"], "ticket_printer"
    for display in draft.displays:
        if display.values.get("speech") is not None:
            yield display, ("speech",), display.values["speech"], "speech"


def _at(item: Item, *key: str | int, problem: str, suggestion: str = "") -> Mistake:
    return Mistake((*item.path, *key), problem, suggestion, item.id)


def _name(item: Item) -> str:
    section, index = item.path[0], item.path[1]
    return f'{str(section).removesuffix("s")} "{item.id}"' if item.id else f"{section}[{index}]"


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
