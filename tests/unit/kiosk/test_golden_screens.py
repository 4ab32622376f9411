"""A few pictures compared with those that were looked at and found good.

Run with PAIHAO_REDRAW_SCREENS=1 to replace them, then look at every one before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pygame
import pytest
from PIL import Image, ImageChops

from config.model import Orientation
from kiosk.views import SlipChanged, SlipState
from tests.fakes.kiosk_stage import PlayedKiosk, full_hall, issued_ticket
from tests.fakes.kiosk_visits import VISITS
from tests.fakes.played_board import PlayedBoard, busy_state

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "screens"
FAR = 60
"""A channel that differs by more is no rounding of a smoothed edge."""
FEW = 0.001
"""Share of pixels that may be far: another version of the font library moves a letter by a pixel."""


def invitation() -> pygame.Surface:
    kiosk = PlayedKiosk()
    kiosk.read()
    return kiosk.surface


def services(orientation: Orientation, language: str = "zh", *, large: bool = False) -> pygame.Surface:
    kiosk = PlayedKiosk(orientation)
    if language == "en":
        kiosk.touch("language")
    if large:
        kiosk.touch("large-type")
    kiosk.touch("start")
    kiosk.read()
    return kiosk.surface


def card() -> pygame.Surface:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:household")
    kiosk.wait(8)
    kiosk.read()
    return kiosk.surface


def ticket(
    state: SlipState, reason: str = "", orientation: Orientation = Orientation.PORTRAIT
) -> pygame.Surface:
    kiosk = PlayedKiosk(orientation)
    kiosk.take()
    kiosk.tell(SlipChanged(issued_ticket().ticket.id, state, reason))
    kiosk.read()
    return kiosk.surface


def visited(
    visit: str, orientation: Orientation = Orientation.PORTRAIT, *, large: bool = False
) -> pygame.Surface:
    kiosk = PlayedKiosk(orientation, hall=full_hall(), speaks=True)
    if large:
        kiosk.touch("large-type")
    VISITS[visit](kiosk)
    kiosk.read()
    return kiosk.surface


def board(orientation: Orientation) -> pygame.Surface:
    played = PlayedBoard(orientation)
    played.tell(busy_state())
    played.clock.pass_time(5)
    played.read()
    return played.surface


PICTURES: dict[str, Callable[[], pygame.Surface]] = {
    "kiosk-invitation": invitation,
    "kiosk-services": lambda: services(Orientation.PORTRAIT),
    "kiosk-services-english": lambda: services(Orientation.PORTRAIT, "en"),
    "kiosk-services-large-type": lambda: services(Orientation.PORTRAIT, large=True),
    "kiosk-services-landscape": lambda: services(Orientation.LANDSCAPE),
    "kiosk-card": card,
    "kiosk-ticket": lambda: ticket(SlipState.PRINTED),
    "kiosk-ticket-no-paper": lambda: ticket(SlipState.FAILED, "paper-out"),
    "kiosk-ticket-landscape": lambda: ticket(SlipState.PRINTED, "", Orientation.LANDSCAPE),
    "kiosk-services-closed": lambda: visited("services-closed"),
    "kiosk-services-first": lambda: visited("services-first"),
    "kiosk-priority": lambda: visited("priority"),
    "kiosk-second-visit": lambda: visited("second-visit"),
    "kiosk-guide": lambda: visited("guide"),
    "kiosk-guide-landscape": lambda: visited("guide", Orientation.LANDSCAPE),
    "kiosk-materials-large-type": lambda: visited("materials", large=True),
    "kiosk-missing": lambda: visited("missing"),
    "kiosk-long-queue": lambda: visited("long-queue"),
    "kiosk-ticket-by-age": lambda: visited("ticket-by-age"),
    "kiosk-ticket-package-landscape": lambda: visited("ticket-package", Orientation.LANDSCAPE),
    "kiosk-held": lambda: visited("held"),
    "kiosk-help-large-type": lambda: visited("help-comes", large=True),
    "hall-board": lambda: board(Orientation.LANDSCAPE),
    "hall-board-portrait": lambda: board(Orientation.PORTRAIT),
}


def half_size(surface: pygame.Surface) -> Image.Image:
    half = surface.get_width() // 2, surface.get_height() // 2
    small = pygame.transform.smoothscale(surface, half)
    return Image.frombytes("RGB", half, pygame.image.tobytes(small, "RGB"))


def share_far_apart(one: Image.Image, other: Image.Image) -> float:
    """Share of pixels in which some channel differs by more than ``FAR``."""
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[FAR:]) / (one.width * one.height)


@pytest.mark.parametrize("name", PICTURES)
def test_a_screen_looks_as_it_did_when_it_was_found_good(name: str) -> None:
    drawn = half_size(PICTURES[name]())
    path = FOLDER / f"{name}.png"
    if os.environ.get("PAIHAO_REDRAW_SCREENS"):
        drawn.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    with Image.open(path) as kept:
        good = kept.convert("RGB")
    assert drawn.size == good.size
    assert share_far_apart(drawn, good) <= FEW


def test_the_comparison_sees_a_missing_button() -> None:
    good = half_size(services(Orientation.PORTRAIT))
    without = good.copy()
    without.paste((246, 248, 251), (190, 800, 350, 890))
    assert share_far_apart(good, without) > FEW
