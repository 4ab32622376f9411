"""What a resident does in front of a kiosk: pure decisions, no clock and no device.

Responsible for: the next step on each of the kiosk's screens, and the way out. Not responsible for: carrying a step out
(``hands``) or when it is time for it (``lobby``).

Screens and targets are named in docs/architecture.md, "The mirror". A screen that is new to the autopilot is waited out
instead of stopping the hall. A picture may be a moment old: what was touched is remembered, so that nothing is chosen
twice.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import StrEnum

from virtual_hall.autopilot.residents import Resident
from virtual_hall.mirror import Layout, Target


class StepKind(StrEnum):
    """What a resident does in front of a kiosk."""

    TOUCH = "touch"
    TAP_CARD = "tap-card"
    WAIT = "wait"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``target`` is what is touched."""

    kind: StepKind
    target: Target | None = None


WAIT = Step(StepKind.WAIT)
LEAVE = Step(StepKind.LEAVE)
TAP_CARD = Step(StepKind.TAP_CARD)

_WAYS_OUT = ("done", "home", "cancel", "back")


def next_step(
    resident: Resident, layout: Layout, *, has_slip: bool, card_shown: bool, touched: Container[str] = ()
) -> Step:
    """What to do in front of this screen now; ``touched`` has every target that was touched in this visit."""
    if has_slip:
        return LEAVE
    if layout.screen == "card":
        return _card(resident, layout, card_shown=card_shown)
    at_screen = _SCREENS.get(layout.screen)
    return at_screen(resident, layout, touched) if at_screen is not None else WAIT


def way_out(layout: Layout) -> Target | None:
    """What brings this screen nearer to the invitation; None where nothing does, or it is shown already."""
    if layout.screen == "home":
        return None
    return next((target for name in _WAYS_OUT if (target := layout.target(name)) is not None), None)


def _home(_resident: Resident, layout: Layout, _touched: Container[str]) -> Step:
    return _first(layout, "start")


def _services(resident: Resident, layout: Layout, touched: Container[str]) -> Step:
    """First what not everybody does, then the service; it may be on a later page, or nowhere because it is closed."""
    wish, wanted = resident.wish, [resident.wish.target, "next-page"]
    if resident.reads_guide and f"guide:{wish.offer}" not in touched and "back" not in touched:
        wanted.insert(0, "guides")
    if resident.priority and f"priority:{resident.priority}" not in touched and "ordinary" not in touched:
        wanted.insert(0, "priority")
    return _first(layout, *wanted, otherwise=LEAVE)


def _priority(resident: Resident, layout: Layout, _touched: Container[str]) -> Step:
    return _first(layout, f"priority:{resident.priority}", "next-page", "ordinary")


def _guides(resident: Resident, layout: Layout, touched: Container[str]) -> Step:
    guide = f"guide:{resident.wish.offer}"
    return _first(layout, "back") if guide in touched else _first(layout, guide, "next-page", "back")


def _guide(resident: Resident, layout: Layout, touched: Container[str]) -> Step:
    """One page is read, and the next; then the number is taken from here, unless the service is closed."""
    if layout.target("next-page") is not None and "next-page" not in touched:
        return _first(layout, "next-page")
    return _print_list(resident, layout, touched) or _first(layout, "take", "back")


def _long_queue(resident: Resident, layout: Layout, _touched: Container[str]) -> Step:
    return _first(layout, "take-anyway") if resident.patient else LEAVE


def _materials(resident: Resident, layout: Layout, touched: Container[str]) -> Step:
    """Who has everything says so at once; the others tick what they have, and are told what is missing."""
    if resident.prepared:
        return _first(layout, "all", "confirm")
    several = layout.target("material:1") is not None
    tick = ("material:0",) if several and "material:0" not in touched else ()
    return _first(layout, *tick, "confirm")


def _missing(resident: Resident, layout: Layout, touched: Container[str]) -> Step:
    printing = _print_list(resident, layout, touched)
    return printing or (_first(layout, "take-anyway") if resident.patient else LEAVE)


def _held(resident: Resident, layout: Layout, touched: Container[str]) -> Step:
    """The number that waits already is good; some have lost its slip."""
    if resident.prints and "reprint" not in touched:
        return _first(layout, "reprint", otherwise=LEAVE)
    return LEAVE


def _card(resident: Resident, layout: Layout, *, card_shown: bool) -> Step:
    if resident.person is not None:
        return WAIT if card_shown else TAP_CARD
    return _first(layout, "no-card", otherwise=LEAVE)


def _leave(_resident: Resident, _layout: Layout, _touched: Container[str]) -> Step:
    return LEAVE


def _go_back(_resident: Resident, layout: Layout, _touched: Container[str]) -> Step:
    """A screen that somebody else has left open."""
    return _first(layout, "done", "back")


_SCREENS: dict[str, Callable[[Resident, Layout, Container[str]], Step]] = {
    "home": _home,
    "services": _services,
    "priority": _priority,
    "guides": _guides,
    "guide": _guide,
    "long-queue": _long_queue,
    "materials": _materials,
    "missing": _missing,
    "held": _held,
    "error": _leave,
    "help": _go_back,
    "second-visit": _go_back,
}


def _print_list(resident: Resident, layout: Layout, touched: Container[str]) -> Step | None:
    wanted = resident.prints and "print" not in touched and layout.target("print") is not None
    return _first(layout, "print") if wanted else None


def _first(layout: Layout, *names: str, otherwise: Step = WAIT) -> Step:
    """Touch the first of these that is there."""
    found = next((target for name in names if (target := layout.target(name)) is not None), None)
    return otherwise if found is None else Step(StepKind.TOUCH, found)
