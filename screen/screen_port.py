"""What the loop needs of a program that has a screen, and what reaches that program.

Responsible for: the words between ``screen`` and the kiosk or the board. Not responsible for: either of them.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from screen.canvas import Canvas
from screen.geometry import Box


class TouchKind(StrEnum):
    """What the finger did; the same words go over the mirror."""

    DOWN = "down"
    MOVE = "move"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Touch:
    """One finger or the mouse, in logical pixels."""

    kind: TouchKind
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Message:
    """Something another thread has to say; ``body`` is the program's own value."""

    body: object


Incoming = Touch | Message


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be touched now. ``id`` is a stable word; nothing personal."""

    id: str
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """What is on the screen, for whoever plays it from outside."""

    screen: str
    targets: tuple[Target, ...] = ()


class Program(Protocol):
    """A program with one screen. Every method runs on the loop's thread."""

    def handle(self, incoming: Incoming) -> None:
        """Take one touch or message."""

    def update(self) -> float:
        """Let time pass. Returns the seconds until the picture may change by itself; 0 while something moves."""

    def look(self) -> Hashable:
        """Everything the next picture depends on; the loop draws when it differs from the last one drawn."""

    def draw(self, canvas: Canvas) -> None:
        """Draw the whole picture. Changes nothing but the canvas."""

    def layout(self) -> Layout:
        """What can be touched now."""
