"""The autopilot's eyes and hands: the same screens, readers, keypads and evaluators that visitors use.

Responsible for: carrying out what residents and clerks decided, on the emulated devices and mirrored screens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from config.model import WindowSection
from drivers.card_reader.port import CardScheme
from drivers.keypad.port import KeyAction
from queue_server.wire.messages import Snapshot, WindowView
from virtual_hall.autopilot.ports import TicketSeen, WindowSeen
from virtual_hall.cards import scheme_of
from virtual_hall.mirror import Layout
from virtual_hall.props import Props

GOOD_CARDS = 2
"""The first cards of the tray are sound; autopilot residents bring no broken ones."""


class HallHands:
    """See ``autopilot.ports.Hall``."""

    def __init__(self, props: Props, snapshot: Callable[[], Snapshot | None]) -> None:
        self._props, self._snapshot = props, snapshot
        self._windows = {one.id: one for one in props.hall.windows if one.keypad in props.bench.keypads}
        self._cards = [card.id for card in props.cards if scheme_of(card) is CardScheme.ID_CARD][:GOOD_CARDS]
        self._turn = 0

    def kiosks(self) -> tuple[str, ...]:
        """Every kiosk of the hall."""
        return tuple(kiosk.id for kiosk in self._props.hall.kiosks)

    def layout(self, kiosk: str) -> Layout | None:
        """What can be touched there now."""
        return self._props.screens[kiosk].view.layout

    def touch(self, kiosk: str, x: int, y: int) -> bool:
        """Tap the screen through its mirror."""
        return self._props.screens[kiosk].tap(x, y)

    def tap_card(self, kiosk: str) -> bool:
        """Lay one of the ID cards on, in turn."""
        self._turn += 1
        try:
            self._props.tray.lay(kiosk, self._cards[self._turn % len(self._cards)])
        except KeyError:
            return False
        return True

    def open_services(self) -> frozenset[str]:
        """Services that the server says are open."""
        snapshot = self._snapshot()
        return (
            frozenset(queue.service for queue in snapshot.services if queue.open) if snapshot else frozenset()
        )

    def windows(self) -> tuple[WindowSeen, ...]:
        """Windows whose keypad can be pressed."""
        snapshot = self._snapshot()
        views = snapshot.windows if snapshot else ()
        return tuple(_seen(view) for view in views if view.window in self._windows)

    def press_key(self, window: str, action: KeyAction) -> bool:
        """Press the key of that meaning; False when this keypad has none."""
        section = self._windows[window]
        code = key_for(self._keys(section), action)
        if code is None or section.keypad is None:
            return False
        digits, _, key = code.rpartition("+")
        self._props.bench.keypads[section.keypad].press(key, digits)
        return True

    def press_grade(self, window: str, grade: int) -> bool:
        """Press the key nearest to that grade; False where there is no evaluator."""
        evaluator = self._windows[window].evaluator
        if evaluator is None or evaluator not in self._props.bench.evaluators:
            return False
        levels: Mapping[str, int] = getattr(self._props.hall.device(evaluator), "levels", {})
        if not levels:
            return False
        value = min(levels, key=lambda one: (abs(levels[one] - grade), one))
        self._props.bench.evaluators[evaluator].press(int(value))
        return True

    def _keys(self, window: WindowSection) -> Mapping[str, str]:
        return getattr(self._props.hall.device(window.keypad), "keys", {}) if window.keypad else {}


def key_for(keys: Mapping[str, str], action: KeyAction) -> str | None:
    """The shortest way to type an action on a keypad with this key map; None when there is none."""
    ways = [code for code, meaning in keys.items() if meaning == action.value]
    return min(ways, key=len, default=None)


def _seen(view: WindowView) -> WindowSeen:
    ticket = view.ticket
    seen = None
    if ticket is not None:
        seen = TicketSeen(id=ticket.id, number=ticket.number, service=ticket.service, calls=ticket.calls)
    return WindowSeen(id=view.window, status=view.status, ticket=seen, waiting=view.waiting)
