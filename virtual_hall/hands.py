"""The autopilot's eyes and hands: the same screens, readers, keypads and evaluators that visitors use.

Responsible for: carrying out what residents and clerks decided, on the emulated devices and mirrored screens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from config.model import WindowSection
from drivers.evaluator.ff68_emulator import EvaluatorMode
from queue_server.wire.messages import PauseReason, Snapshot, WindowStatus, WindowView
from virtual_hall.autopilot.ports import Person, Press, TicketSeen, WindowSeen
from virtual_hall.cards import invented_card
from virtual_hall.mirror import Layout
from virtual_hall.props import Props


class HallHands:
    """See ``autopilot.ports.Hall``."""

    def __init__(self, props: Props, snapshot: Callable[[], Snapshot | None]) -> None:
        self._props, self._snapshot = props, snapshot
        self._windows = {one.id: one for one in props.hall.windows if one.keypad in props.bench.keypads}
        rating = props.hall.rating_screens
        self._rating_screens = {
            one.window: props.screens[one.id] for one in rating if one.id in props.screens
        }

    def kiosks(self) -> tuple[str, ...]:
        """Every kiosk of the hall."""
        return tuple(kiosk.id for kiosk in self._props.hall.kiosks)

    def layout(self, kiosk: str) -> Layout | None:
        """What can be touched there now."""
        return self._props.screens[kiosk].view.layout

    def touch(self, kiosk: str, x: int, y: int) -> bool:
        """Tap the screen through its mirror."""
        return self._props.screens[kiosk].tap(x, y)

    def tap_card(self, kiosk: str, person: Person) -> bool:
        """Lay the person's ID card on the kiosk's reader."""
        snapshot = self._snapshot()
        if snapshot is None:
            return False
        try:
            card = invented_card(person.serial, snapshot.business_day.year - person.age)
            self._props.tray.lay_other(kiosk, card)
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
        return tuple(
            _seen(view, self._windows[view.window]) for view in views if view.window in self._windows
        )

    def press_key(self, window: str, press: Press) -> bool:
        """Press the key of that meaning; False when this keypad has none."""
        section = self._windows[window]
        typed = keys_for(self._keys(section), press)
        if typed is None or section.keypad is None:
            return False
        digits, key = typed
        self._props.bench.keypads[section.keypad].press(key, digits)
        return True

    def press_grade(self, window: str, grade: int) -> bool:
        """Press the key nearest to that grade; False while no evaluator asks for one."""
        name = self._windows[window].evaluator
        evaluator = self._props.bench.evaluators.get(name) if name is not None else None
        if name is None or evaluator is None or evaluator.state().mode is not EvaluatorMode.INVITING:
            return False
        levels: Mapping[str, int] = getattr(self._props.hall.device(name), "levels", {})
        if not levels:
            return False
        value = min(levels, key=lambda one: (abs(levels[one] - grade), one))
        evaluator.press(int(value))
        return True

    def rating_layout(self, window: str) -> Layout | None:
        """What can be touched on the window's rating screen."""
        screen = self._rating_screens.get(window)
        return None if screen is None else screen.view.layout

    def touch_rating(self, window: str, x: int, y: int) -> bool:
        """Tap it through its mirror."""
        screen = self._rating_screens.get(window)
        return screen is not None and screen.tap(x, y)

    def _keys(self, window: WindowSection) -> Mapping[str, str]:
        return getattr(self._props.hall.device(window.keypad), "keys", {}) if window.keypad else {}


def keys_for(keys: Mapping[str, str], press: Press) -> tuple[str, str] | None:
    """Digits and key to type on a keypad with this key map, the shortest way; None when it has no such key.

    Only a key that means the action by itself takes digits. Without one the action is done without them: the keypad then
    means the latest number.
    """
    ways = [code for code, meaning in keys.items() if meaning == press.action.value]
    alone = [code for code in ways if "+" not in code]
    if press.digits and alone:
        return press.digits, alone[0]
    shortest = min(ways, key=len, default=None)
    if shortest is None:
        return None
    digits, _, key = shortest.rpartition("+")
    return digits, key


def _seen(view: WindowView, section: WindowSection) -> WindowSeen:
    ticket = view.ticket
    seen = None
    if ticket is not None:
        seen = TicketSeen(id=ticket.id, number=ticket.number, service=ticket.service, calls=ticket.calls)
    return WindowSeen(
        id=view.window,
        status=view.status,
        ticket=seen,
        waiting=view.waiting,
        number=section.number,
        services=frozenset((*section.services, *(one.service for one in section.helps))),
        parked=tuple(ticket.id for ticket in view.parked),
        away=view.status is WindowStatus.PAUSED and view.pause_reason not in (None, PauseReason.HAND_OVER),
    )
