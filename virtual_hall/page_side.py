"""Puts the page's side of the hall together: what it shows, what it does, and the autopilot.

Responsible for: which part gets which other part, and starting and ending them. Not responsible for: the programs and
devices themselves (``bootstrap``).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from i18n import Catalogue
from queue_server.client.http import QueueClient
from queue_server.wire.messages import Snapshot
from virtual_hall.announcements import SpokenList
from virtual_hall.autopilot.clerks import House
from virtual_hall.autopilot.clock import Days
from virtual_hall.autopilot.crowd import crowd_of, day_of
from virtual_hall.autopilot.pilot import TICK, Pilot
from virtual_hall.autopilot.profile import HOUR
from virtual_hall.blackboard import Blackboard
from virtual_hall.controls import Controls
from virtual_hall.dots import DotFont
from virtual_hall.hall_feed import HallFeed
from virtual_hall.hands import HallHands
from virtual_hall.kiosk_voices import KioskVoices
from virtual_hall.narration import Narrator
from virtual_hall.plan import Doors, hall_plan
from virtual_hall.props import Props
from virtual_hall.serving import PageServer
from virtual_hall.showcase import LOOK_AROUND, Showcase
from virtual_hall.startup import StartRefused
from virtual_hall.ticking import Ticking
from virtual_hall.web import Exhibits, create_app

FONTS = Path(__file__).parent.parent / "assets" / "fonts"
TEXTS = Path(__file__).parent / "texts"
OPENING = 9 * HOUR
"""The autopilot's first day begins at nine, when the morning's peak builds up."""


class Part(Protocol):
    """Something with a thread of its own."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""


@contextmanager
def open_page(
    props: Props,
    client: QueueClient,
    spoken: SpokenList,
    voices: KioskVoices,
    *,
    address: tuple[str, int],
    doors: Doors,
    autopilot: bool,
    speed: int,
) -> Iterator[PageServer]:
    """Everything of the page, running; raises StartRefused when nothing can listen at ``address``."""
    board = Blackboard()
    # A page that stayed open over a restart sees another epoch and begins anew.
    board.put("epoch", str(time.time_ns()))
    catalogue = Catalogue.load(TEXTS)
    pilot = _build_pilot(props, lambda: feed.snapshot)
    feed = HallFeed(client, board, Narrator(props.hall, catalogue), on_event=pilot.notice)
    dots = DotFont(regular=FONTS / "NotoSansSC-Regular.ttf", bold=FONTS / "NotoSansSC-Bold.ttf")
    showcase = Showcase(board, props, spoken=spoken, voices=voices, dots=dots, autopilot=pilot.view)
    exhibits = Exhibits(
        hall_plan(props, doors),
        _page_texts(catalogue),
        FONTS,
        lambda name: spoken.sound(name) or voices.sound(name),
    )
    app = create_app(Controls(props, client, pilot), board, exhibits)
    try:
        page = PageServer(app, *address)
    except OSError as error:
        raise StartRefused(f"Nothing can listen on port {address[1]}: {error.strerror}.") from error
    pilot.switch(on=autopilot, speed=speed)
    threads = (Ticking("showcase", LOOK_AROUND, showcase.look), Ticking("autopilot", TICK, pilot.tick))
    parts: tuple[Part, ...] = (*props.screens.values(), feed, *threads, page)
    for part in parts:
        part.start()
    try:
        yield page
    finally:
        board.close()
        for part in reversed(parts):
            part.close()


def _build_pilot(props: Props, snapshot: Callable[[], Snapshot | None]) -> Pilot:
    days = Days(day_of(props.hall), OPENING)
    hands = HallHands(props, snapshot)
    rules = props.hall.rules
    house = House(rules.max_calls, rules.recall_gap_seconds)
    return Pilot(hands, crowd_of(props.hall), days, random.Random(), house=house, monotonic=time.monotonic)


def _page_texts(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """Texts of the page by language, whose placeholders the page fills in; sentences of the log come filled in."""
    return {
        language: {key: words.template(key) for key in words if key.startswith("page.")}
        for language, words in ((language, catalogue.words(language)) for language in catalogue.languages)
    }
