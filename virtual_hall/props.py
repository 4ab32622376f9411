"""Everything of the hall that can be seen and touched, in one value.

Responsible for: nothing but holding it together, so that the page, its commands and the autopilot share one hall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.model import HallConfig
from drivers.card_reader.demo_cards import DemoCard
from virtual_hall.bench import Bench
from virtual_hall.cards import CardTray
from virtual_hall.processes import Child
from virtual_hall.screens import Screen
from virtual_hall.wires import Wires


@dataclass(frozen=True, slots=True)
class Props:
    """One hall's things."""

    hall: HallConfig
    wires: Wires
    bench: Bench
    tray: CardTray
    cards: tuple[DemoCard, ...]
    screens: Mapping[str, Screen]
    """By kiosk, rating screen or board."""
    children: Mapping[str, Child]
    """By program."""
