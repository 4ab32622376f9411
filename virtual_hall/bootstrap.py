"""Builds the virtual hall, runs it until told to stop, and takes it apart in order.

Responsible for: which part gets which other part, and the order of start and end. Not responsible for: the command
line (``__main__``).
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog

from config.loader import load_hall, parse_hall
from config.mistakes import HallFileError
from config.model import CardRule, HallConfig
from drivers.card_reader.demo_cards import DemoCard, demo_cards
from i18n import Catalogue
from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.http import QueueClient
from queue_server.client.token import read_token
from virtual_hall.announcements import SpokenList
from virtual_hall.autopilot.clock import Days
from virtual_hall.autopilot.pilot import Crowd, Pilot
from virtual_hall.autopilot.profile import HOUR, WORKING_DAY, DayProfile
from virtual_hall.autopilot.residents import Wish
from virtual_hall.bench import Bench, build_bench
from virtual_hall.blackboard import Blackboard
from virtual_hall.cards import CardTray
from virtual_hall.controls import Controls
from virtual_hall.dots import DotFont
from virtual_hall.hall_feed import HallFeed
from virtual_hall.hands import HallHands
from virtual_hall.launcher import Launcher, Paths
from virtual_hall.narration import Narrator
from virtual_hall.plan import hall_plan
from virtual_hall.processes import Child, end_in_order, end_leftovers
from virtual_hall.screens import Screen
from virtual_hall.serving import PageServer
from virtual_hall.showcase import Showcase
from virtual_hall.startup import StartRefused, claim_state, require_free_port
from virtual_hall.tokens import provide_identity_key, provide_tokens
from virtual_hall.web import Exhibits, create_app
from virtual_hall.wires import Wires

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "assets" / "fonts"
SERVER_START_SECONDS = 30.0
SCREEN_START_SECONDS = 30.0
OPENING = 9 * HOUR
"""The autopilot's first day begins at nine, when the morning's peak builds up."""
UTILISATION = 0.85
"""Share of the clerks' time that a hall plans with."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    hall: Path
    state: Path
    port: int
    hall_port: int
    bind: str = "127.0.0.1"
    autopilot: bool = False
    speed: int = 1


@dataclass(frozen=True, slots=True)
class Devices:
    """The hall's hardware, emulated."""

    wires: Wires
    bench: Bench
    tray: CardTray
    cards: Sequence[DemoCard]


class Part(Protocol):
    """Something with a thread of its own."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""


def run(options: Options, *, stop: threading.Event, say: Callable[[str], None]) -> None:
    """Run the hall until ``stop``; raises StartRefused with one sentence when it cannot start."""
    hall, text = _read_hall(options.hall)
    paths = Paths(options.state.absolute())
    with ExitStack() as stack:
        stack.callback(claim_state(paths.state).release)
        paths.make()
        for name in end_leftovers(paths.run):
            say(f"Ended {name}, left behind by a run that was killed.")
        require_free_port(options.bind, options.port, "--port")
        require_free_port(options.bind, options.hall_port, "--hall-port")
        devices = stack.enter_context(_devices(hall, text, paths))
        _run_programs(options, hall, paths, devices, stop=stop, say=say, stack=stack)


def _read_hall(path: Path) -> tuple[HallConfig, str]:
    try:
        return load_hall(path), path.read_text(encoding="utf-8-sig")
    except HallFileError as error:
        raise StartRefused(str(error)) from error


@contextmanager
def _devices(hall: HallConfig, text: str, paths: Paths) -> Iterator[Devices]:
    wires = Wires.of_hall(hall, paths.links)
    try:
        paths.hall.write_text(wires.resolved(text), encoding="utf-8")
        parse_hall(paths.hall.read_text(encoding="utf-8"), str(paths.hall))
        bench = build_bench(hall, wires)
    except ValueError as error:
        wires.close()
        raise StartRefused(f"The hall file cannot be wired to emulators: {error}.") from error
    bench.start()
    cards = demo_cards()
    tray = CardTray({kiosk.id: bench.readers_of(kiosk) for kiosk in hall.kiosks}, cards, _after)
    try:
        yield Devices(wires, bench, tray, cards)
    finally:
        bench.close()
        wires.close()


def _run_programs(
    options: Options,
    hall: HallConfig,
    paths: Paths,
    devices: Devices,
    *,
    stop: threading.Event,
    say: Callable[[str], None],
    stack: ExitStack,
) -> None:
    windowed = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    launcher = Launcher(hall, paths, f"http://{_reachable(options.bind)}:{options.port}", windowed)
    provide_tokens(paths.database, paths.tokens, launcher.clients())
    provide_identity_key(paths.identity_key)
    client = QueueClient(launcher.server_url, read_token(paths.token("virtual-hall")))
    server = Child(launcher.server(bind=options.bind, port=options.port, ready=lambda: _answers(client)))
    edges = [Child(spec) for spec in launcher.edge_programs()]
    stack.callback(end_in_order, [edges, [server]])
    server.start()
    _await(server, SERVER_START_SECONDS, stop)
    for child in edges:
        child.start()
    children = {child.spec.name: child for child in (server, *edges)}
    page = stack.enter_context(_page(options, hall, paths, devices, launcher, client, children))
    deadline = time.monotonic() + SCREEN_START_SECONDS
    for child in edges:
        _await(child, max(0.0, deadline - time.monotonic()), stop)
    if not stop.is_set():
        say(_greeting(options, page, children.values(), paths))
    stop.wait()


@contextmanager
def _page(
    options: Options,
    hall: HallConfig,
    paths: Paths,
    devices: Devices,
    launcher: Launcher,
    client: QueueClient,
    children: Mapping[str, Child],
) -> Iterator[PageServer]:
    """Everything of the page, running."""
    board = Blackboard()
    catalogue = Catalogue.load(Path(__file__).parent / "texts")
    screens = {name: Screen(name, path) for name, path in launcher.screens().items()}
    hands = HallHands(
        hall,
        screens=screens,
        bench=devices.bench,
        tray=devices.tray,
        cards=devices.cards,
        snapshot=lambda: feed.snapshot,
    )
    pilot = Pilot(
        hands, _crowd(hall), Days(_profile(hall), OPENING), random.Random(), monotonic=time.monotonic
    )
    feed = HallFeed(client, board, Narrator(hall, catalogue), on_event=pilot.notice)
    spoken = SpokenList(paths.announcements)
    showcase = Showcase(
        board,
        hall,
        bench=devices.bench,
        wires=devices.wires,
        tray=devices.tray,
        screens=screens,
        children=children,
        spoken=spoken,
        dots=DotFont(regular=FONTS / "NotoSansSC-Regular.ttf", bold=FONTS / "NotoSansSC-Bold.ttf"),
        autopilot=pilot.view,
    )
    controls = Controls(
        screens=screens,
        bench=devices.bench,
        tray=devices.tray,
        wires=devices.wires,
        children=children,
        client=client,
        pilot=pilot,
    )
    texts = {
        language: {key: catalogue.words(language)(key) for key in _page_keys(catalogue)}
        for language in ("zh", "en")
    }
    exhibits = Exhibits(hall_plan(hall, devices.bench, devices.cards), texts, FONTS, spoken.sound)
    page = PageServer(create_app(controls, board, exhibits), options.bind, options.hall_port)
    pilot.switch(on=options.autopilot, speed=options.speed)
    parts: tuple[Part, ...] = (*screens.values(), feed, showcase, pilot, page)
    for part in parts:
        part.start()
    try:
        yield page
    finally:
        board.close()
        for part in reversed(parts):
            part.close()


def _page_keys(catalogue: Catalogue) -> list[str]:
    """Texts of the page; sentences of the log come filled in."""
    return [key for key in catalogue.words("zh") if key.startswith("page.")]


def _crowd(hall: HallConfig) -> Crowd:
    """Residents wish for what the windows can do: each window's time is shared by its services."""
    weights = {service.id: 0.0 for service in hall.services}
    minutes = {service.id: service.minutes for service in hall.services}
    for window in hall.windows:
        for service_id in window.services:
            weights[service_id] += 1 / len(window.services) / minutes[service_id]
    wishes = [
        Wish(
            service.id,
            weights[service.id],
            card_required=service.card is CardRule.REQUIRED,
            card_optional=service.card is CardRule.OPTIONAL,
        )
        for service in hall.services
        if weights[service.id] > 0
    ]
    return Crowd(wishes=wishes, minutes=minutes)


def _profile(hall: HallConfig) -> DayProfile:
    """A day that keeps the clerks as busy as a hall plans with."""
    crowd = _crowd(hall)
    per_minute = sum(wish.weight for wish in crowd.wishes)
    day = (WORKING_DAY.closes - WORKING_DAY.opens) / 60
    return WORKING_DAY.scaled_to(max(1.0, per_minute * day * UTILISATION))


def _answers(client: QueueClient) -> bool:
    try:
        client.snapshot()
    except (ServerUnreachable, Refused):
        return False
    return True


def _await(child: Child, seconds: float, stop: threading.Event) -> None:
    """Wait for a child to be ready; one that is late stays under supervision and is shown as such."""
    deadline = time.monotonic() + seconds
    while not stop.is_set() and time.monotonic() < deadline:
        if child.wait_ready(0.1):
            return
    if not stop.is_set():
        _log.warning("child_late", child=child.spec.name, log=str(child.spec.log))


def _after(seconds: float, action: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()


def _reachable(bind: str) -> str:
    """The address under which our own programs find what listens at ``bind``."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(bind, bind)  # noqa: S104 - read, not bound
    return f"[{host}]" if ":" in host else host


def _greeting(options: Options, page: PageServer, children: Iterable[Child], paths: Paths) -> str:
    names = ", ".join(child.spec.name for child in children)
    address = f"http://{_reachable(options.bind)}:{page.port}/"
    return (
        f"虚拟大厅已开门 The virtual hall is open: {address}\n"
        f"  running: {names}\n"
        f"  state and logs: {paths.state}\n"
        f"  Ctrl-C ends it."
    )
