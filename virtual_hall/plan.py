"""The hall's plan for the page: what stands where, and what it is called.

Responsible for: one JSON value that does not change while the hall runs. Not responsible for: anything that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.model import Bilingual, BoardSection, HallConfig, KioskSection, WindowSection
from drivers.card_reader.demo_cards import DemoCard
from drivers.card_reader.port import CardScheme
from virtual_hall.bench import Bench
from virtual_hall.cards import scheme_of
from virtual_hall.kiosk_voices import written_voices
from virtual_hall.props import Props
from virtual_hall.wires import wire_name

FUNCTION_KEY = "0F"


@dataclass(frozen=True, slots=True)
class Doors:
    """What else can be opened in the visitor's browser: pages of the queue server."""

    port: int
    """Where the queue server listens, on the page's own host."""
    token_file: Path
    """Holds the token that opens the staff page; its content never comes to the page."""


def hall_plan(props: Props, doors: Doors) -> Mapping[str, Any]:
    """Kiosks, windows, boards, services and cards, in the order of the hall file, and the doors."""
    hall, bench = props.hall, props.bench
    return {
        "hall": {"name": _names(hall.hall.name), "timezone": hall.hall.timezone},
        "server": {"port": doors.port, "token_file": str(doors.token_file)},
        "ticket_page": hall.hall.ticket_page_url,
        "services": {
            service.id: {"prefix": service.prefix, "name": _names(service.name)} for service in hall.services
        },
        "kiosks": [_kiosk(hall, bench, number, kiosk) for number, kiosk in enumerate(hall.kiosks, start=1)],
        "boards": [
            {"id": board.id, "orientation": board.orientation.value}
            for board in hall.displays
            if isinstance(board, BoardSection)
        ],
        "windows": [_window(hall, bench, window) for window in hall.windows],
        "cards": [_card(card) for card in props.cards],
    }


def _kiosk(hall: HallConfig, bench: Bench, number: int, kiosk: KioskSection) -> dict[str, Any]:
    readers = bench.readers_of(kiosk)
    printer = None
    if kiosk.printer in bench.printers:
        device = hall.device(kiosk.printer)
        printer = {
            "id": kiosk.printer,
            "link": wire_name(device),
            "paper_mm": getattr(device, "paper_mm", 80),
        }
    return {
        "id": kiosk.id,
        "number": number,
        "orientation": kiosk.orientation.value,
        "schemes": [scheme.value for scheme in CardScheme if readers.takes(scheme)],
        "printer": printer,
        "voice": kiosk.id in written_voices(hall),
    }


def _window(hall: HallConfig, bench: Bench, window: WindowSection) -> dict[str, Any]:
    return {
        "id": window.id,
        "number": window.number,
        "services": list(window.services),
        "keypad": {"id": window.keypad, "keys": _keys(hall, window.keypad)}
        if window.keypad in bench.keypads
        else None,
        "evaluator": {"id": window.evaluator, "keys": _grades(hall, window.evaluator)}
        if window.evaluator in bench.evaluators
        else None,
        "sign": {"id": window.sign} if window.sign in bench.signs else None,
        "screen": _rating_screen(hall, window),
    }


def _rating_screen(hall: HallConfig, window: WindowSection) -> dict[str, Any] | None:
    """The screen on which residents rate, with the shape of its picture."""
    screens = (screen for screen in hall.rating_screens if screen.window == window.id)
    return next(({"id": one.id, "width": one.width, "height": one.height} for one in screens), None)


def _keys(hall: HallConfig, keypad: str) -> list[dict[str, str | None]]:
    """The keypad's function keys, then what is typed as digits and a key, where no key alone means the same."""
    keys: Mapping[str, str] = getattr(hall.device(keypad), "keys", {})
    plain = [_key(code, action) for code, action in keys.items() if "+" not in code]
    if all(key["code"] != FUNCTION_KEY for key in plain):
        plain.append(_key(FUNCTION_KEY, None))
    known = {key["action"] for key in plain}
    typed = [_key(code, action) for code, action in keys.items() if "+" in code and action not in known]
    return [*plain, *typed]


def _key(code: str, action: str | None) -> dict[str, str | None]:
    digits, _, key = code.rpartition("+")
    return {"code": key.upper(), "digits": digits, "action": action}


def _grades(hall: HallConfig, evaluator: str) -> list[dict[str, int]]:
    """The evaluator's keys, best grade first."""
    levels: Mapping[str, int] = getattr(hall.device(evaluator), "levels", {})
    keys = [{"value": int(value), "grade": grade} for value, grade in levels.items()]
    return sorted(keys, key=lambda key: -key["grade"])


def _card(card: DemoCard) -> dict[str, Any]:
    return {"id": card.id, "name": {"zh": card.zh, "en": card.en}, "scheme": scheme_of(card).value}


def _names(bilingual: Bilingual) -> dict[str, str]:
    return {"zh": bilingual.zh, "en": bilingual.en}
