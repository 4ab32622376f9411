"""What only shows when the tables of a hall file are compared.

Responsible for: names that occur twice, devices that nobody has or that two have, and asking the others: what is queued
for is ``offers``'s, windows are ``staffing``'s, screens to rate at ``rating_screens``'s, wires are ``wiring``'s, loudspeakers'
zones are ``zones``'s. All work on tables that have mistakes of their own as far as they can be read.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Iterator

from config.mistakes import Mistake, closest, did_you_mean
from config.model import SlipRow
from config.offers import check_packages, check_services
from config.periods import check_calendar
from config.priorities import check_priorities
from config.rating_screens import check_rating_screens
from config.sections import Draft, Item
from config.staffing import check_windows
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
        *check_calendar(draft.calendar),
        *check_priorities(draft.priorities),
        *check_services(draft),
        *check_packages(draft),
        *check_windows(draft),
        *check_rating_screens(draft),
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
        yield draft.hall.mistake(
            "timezone", problem=f'There is no time zone "{zone}".', suggestion=suggestion
        )
    url = draft.hall.values.get("ticket_page_url")
    if url and "{ticket}" not in url:
        problem = "The address has no {ticket}, so every slip would lead to the same page."
        yield draft.hall.mistake(
            "ticket_page_url", problem=problem, suggestion=f'Write it like "{url}/{{ticket}}".'
        )
    elif url and not url.startswith(("http://", "https://")):
        yield draft.hall.mistake(
            "ticket_page_url", problem="The address must begin with http:// or https://."
        )


def _slip(draft: Draft) -> Iterator[Mistake]:
    """A row that would never be printed."""
    if draft.slip is None or draft.hall is None:
        return
    if SlipRow.PHONE in draft.slip.values.get("rows", ()) and draft.hall.values.get("phone") == "":
        problem = 'Slips shall have the row "phone", but the hall has none.'
        yield draft.slip.mistake(
            "rows", problem=problem, suggestion="Write phone in [hall], or leave the row out."
        )


def _clerks(draft: Draft) -> Iterator[Mistake]:
    """A rule under which no window could ever call."""
    if draft.rules is None or draft.clerks or draft.rules.values.get("require_log_in") is not True:
        return
    if not any(mistake.path[:1] == ("clerks",) for mistake in draft.mistakes):
        problem = "Windows shall call only while a clerk is logged in, but the hall has no clerks."
        yield draft.rules.mistake(
            "require_log_in", problem=problem, suggestion="Add at least one [[clerks]]."
        )


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _same_ids(draft: Draft) -> Iterator[Mistake]:
    offers = [*draft.services, *draft.packages]
    for items in (
        draft.priorities,
        offers,
        draft.windows,
        draft.clerks,
        draft.kiosks,
        draft.rating_screens,
        draft.displays,
        draft.devices,
    ):
        yield from _repeated(items, "id", "The id")
    yield from _repeated(draft.priorities, "mark", "The mark")
    yield from _repeated(draft.windows, "number", "The window number")
    yield from _repeated(draft.clerks, "number", "The staff number")


def _repeated(items: Iterable[Item], key: str, what: str) -> Iterator[Mistake]:
    first: dict[object, Item] = {}
    for item in items:
        value = item.values.get(key)
        if value is not None and first.setdefault(value, item) is not item:
            yield item.mistake(
                key, problem=f"{what} {_quoted(value)} is taken by the {first[value].label} already."
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
            yield user.mistake(*place, problem=f'There is no device "{device_id}".', suggestion=suggestion)
            continue
        mentioned.add(device_id)
        actual = device.values.get("kind")
        if actual in ARTICLES and actual != kind:
            problem = f'"{device_id}" is {ARTICLES[actual]}, but {ARTICLES[kind]} belongs here.'
            yield user.mistake(*place, problem=problem)
        elif device_id in users:
            problem = f'"{device_id}" belongs to the {users[device_id].label} already.'
            yield user.mistake(*place, problem=problem)
        else:
            users[device_id] = user
    if _references_are_readable(draft):
        yield from _unused(draft.devices, mentioned)


def _unused(devices: Iterable[Item], mentioned: set[str]) -> Iterator[Mistake]:
    for device in devices:
        if device.id and device.id not in mentioned:
            problem = "No window, kiosk or display uses this device."
            yield device.mistake(problem=problem, suggestion="Name it where it belongs, or take it out.")


def _references_are_readable(draft: Draft) -> bool:
    """Whether every place that may name a device could be read; else nobody knows which devices are left over."""
    sections = {("windows",), ("kiosks",), ("displays",)}
    return (
        not any(mistake.path in sections for mistake in draft.mistakes)
        and all({"keypad", "evaluator", "sign"} <= window.values.keys() for window in draft.windows)
        and all({"card_readers", "printer", "speech"} <= kiosk.values.keys() for kiosk in draft.kiosks)
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
        if kiosk.values.get("speech") is not None:
            yield kiosk, ("speech",), kiosk.values["speech"], "speech"
    for display in draft.displays:
        if display.values.get("speech") is not None:
            yield display, ("speech",), display.values["speech"], "speech"


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
