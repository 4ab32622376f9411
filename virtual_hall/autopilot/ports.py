"""What the autopilot sees of the hall and can do in it; the real one is ``hands``, tests bring their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.keypad.port import KeyAction
from queue_server.wire.messages import WindowStatus
from virtual_hall.mirror import Layout


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an ID card of the autopilot names: somebody invented."""

    serial: int
    age: int


@dataclass(frozen=True, slots=True)
class TicketSeen:
    """A ticket as it stands on a slip, with what the queue tells everybody about it."""

    id: str
    number: str
    service: str
    calls: int = 0

    @property
    def digits(self) -> str:
        """The number as it can be typed on a keypad, which has no letters."""
        return self.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class WindowSeen:
    """A window as a look around the hall shows it."""

    id: str
    status: WindowStatus
    ticket: TicketSeen | None
    waiting: int
    number: int = 0
    """On its sign."""
    services: frozenset[str] = frozenset()
    """What it may call, help for other windows included."""
    parked: tuple[str, ...] = ()
    """Ids of the tickets it has put aside."""
    away: bool = False
    """It is paused and its clerk has said why: somebody who comes back."""


@dataclass(frozen=True, slots=True)
class Press:
    """A key, and the digits typed before it."""

    action: KeyAction
    digits: str = ""


class Hall(Protocol):
    """Eyes and hands. Nothing raises: what does not work is answered False or None and tried again later."""

    def kiosks(self) -> tuple[str, ...]:
        """Kiosks one can walk to."""

    def layout(self, kiosk: str) -> Layout | None:
        """What can be touched there now; None when the kiosk does not tell."""

    def touch(self, kiosk: str, x: int, y: int) -> bool:
        """Tap the screen."""

    def tap_card(self, kiosk: str, person: Person) -> bool:
        """Lay that person's ID card on the kiosk's reader and take it away after a moment."""

    def open_services(self) -> frozenset[str]:
        """Services that give numbers now."""

    def windows(self) -> tuple[WindowSeen, ...]:
        """Every window with a keypad."""

    def press_key(self, window: str, press: Press) -> bool:
        """Press the key of that meaning on the window's keypad."""

    def press_grade(self, window: str, grade: int) -> bool:
        """Press that grade on the window's evaluator; False while it does not ask for one."""

    def rating_layout(self, window: str) -> Layout | None:
        """What can be touched on the window's rating screen; None where there is none, or it does not tell."""

    def touch_rating(self, window: str, x: int, y: int) -> bool:
        """Tap the window's rating screen."""
