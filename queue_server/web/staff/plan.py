"""The hall as the page needs to know it.

Responsible for: names and places out of the hall file, in words that the page has texts for. Not responsible for: how
things stand (``now``).
"""

from __future__ import annotations

from typing import Any

from config.model import DeviceSection, HallConfig

_SORTS = {
    ("card_reader", "samv"): "id_card_reader",
    ("card_reader", "vpcd"): "social_security_reader",
    ("card_reader", "pcsc"): "social_security_reader",
}
"""Where a kind alone would not tell two devices of one kiosk apart."""

Plan = dict[str, Any]


def plan_of(config: HallConfig) -> Plan:
    """What does not change as long as the server runs, ready to be JSON."""
    places = _places(config)
    return {
        "hall": {"name": config.hall.name.model_dump(), "timezone": config.hall.timezone},
        "rules": _rules(config),
        "services": [
            {
                "id": service.id,
                "prefix": service.prefix,
                "name": service.name.model_dump(),
                "card": str(service.card),
            }
            for service in config.services
        ],
        "packages": [
            {
                "id": package.id,
                "prefix": package.prefix,
                "name": package.name.model_dump(),
                "services": list(package.services),
            }
            for package in config.packages
        ],
        "priorities": [
            {
                "id": priority.id,
                "mark": priority.mark,
                "name": priority.name.model_dump(),
                "show": priority.show.model_dump(),
                "kiosk": priority.kiosk,
                "second_visit": priority.second_visit,
            }
            for priority in config.priorities
        ],
        "windows": [
            {
                "id": window.id,
                "number": window.number,
                "services": list(window.services),
                "helps": [help_.service for help_ in window.helps],
            }
            for window in config.windows
        ],
        "kiosks": [{"id": kiosk.id, "printer": kiosk.printer} for kiosk in config.kiosks],
        "devices": [
            *(_device(device, places) for device in config.devices),
            *(
                {"id": screen.id, "sort": "rating_screen", "place": places[screen.id]}
                for screen in config.rating_screens
            ),
        ],
    }


def _rules(config: HallConfig) -> Plan:
    rules = config.rules
    return {
        "on_call_next": str(rules.on_call_next),
        "log_in": rules.require_log_in,
        "max_calls": rules.max_calls,
        "recall_gap_seconds": rules.recall_gap_seconds,
        "undo_seconds": rules.undo_seconds,
        "restore_minutes": rules.restore_minutes,
        "handling_minutes": config.alarms.handling_minutes,
    }


def _device(device: DeviceSection, places: dict[str, Plan]) -> Plan:
    sort = _SORTS.get((device.kind, device.driver), device.kind)
    return {"id": device.id, "sort": sort, "place": places.get(device.id)}


def _places(config: HallConfig) -> dict[str, Plan]:
    """Device to where it stands; a device that nothing names is left out."""
    places: dict[str | None, Plan] = {}
    for kiosk in config.kiosks:
        at_kiosk = {"kind": "kiosk", "name": kiosk.id}
        places |= dict.fromkeys((*kiosk.card_readers, kiosk.printer, kiosk.speech), at_kiosk)
    for window in config.windows:
        at_window = {"kind": "window", "name": str(window.number)}
        places |= dict.fromkeys((window.keypad, window.evaluator, window.sign), at_window)
    numbers = {window.id: window.number for window in config.windows}
    for screen in config.rating_screens:
        places[screen.id] = {"kind": "window", "name": str(numbers[screen.window])}
    for display in config.displays:
        if display.kind == "announcer":
            places[display.speech] = {"kind": "announcer", "name": display.id}
    return {device: place for device, place in places.items() if device is not None}
