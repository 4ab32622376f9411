"""Builds the virtual hall, runs it until told to stop, and takes it apart in order.

Responsible for: which part gets which other part, and the order of start and end. Not responsible for: the command
line (``__main__``).
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from config.loader import load_hall
from config.mistakes import HallFileError
from config.model import HallConfig
from drivers.card_reader.demo_cards import demo_cards
from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.http import QueueClient
from queue_server.client.token import read_token
from virtual_hall.announcements import SpokenList
from virtual_hall.bench import Bench, build_bench
from virtual_hall.cards import CardTray
from virtual_hall.kiosk_voices import KioskVoices, Studio, page_voice, written_voices
from virtual_hall.launcher import Launcher, Paths
from virtual_hall.page_side import open_page
from virtual_hall.plan import Doors
from virtual_hall.processes import Child, end_in_order, end_leftovers
from virtual_hall.props import Props
from virtual_hall.screens import Screen
from virtual_hall.startup import StartRefused, claim_state, require_free_port
from virtual_hall.tokens import SUPERVISOR, provide_identity_key, provide_tokens
from virtual_hall.wires import Wires

START_SECONDS = 30.0
"""How long the start waits for programs before it says that the hall is open without them."""
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
        wires, bench = stack.enter_context(_devices(hall, text, paths))
        cards = demo_cards()
        tray = CardTray({kiosk.id: bench.readers_of(kiosk) for kiosk in hall.kiosks}, cards, _after)
        props = Props(hall, wires, bench, tray, cards, screens={}, children={})
        _run_programs(options, paths, props, stop=stop, say=say)


def _read_hall(path: Path) -> tuple[HallConfig, str]:
    try:
        return load_hall(path), path.read_text(encoding="utf-8-sig")
    except HallFileError as error:
        raise StartRefused(str(error)) from error


@contextmanager
def _devices(hall: HallConfig, text: str, paths: Paths) -> Iterator[tuple[Wires, Bench]]:
    """The hall's hardware, emulated and switched on, and the hall file that leads to it."""
    wires = Wires.of_hall(hall, paths.links)
    try:
        paths.hall.write_text(wires.resolved(text), encoding="utf-8")
        bench = build_bench(hall, wires)
    except ValueError as error:
        wires.close()
        raise StartRefused(f"The hall file cannot be wired to emulators: {error}.") from error
    bench.start()
    try:
        yield wires, bench
    finally:
        bench.close()
        wires.close()


def _run_programs(
    options: Options, paths: Paths, props: Props, *, stop: threading.Event, say: Callable[[str], None]
) -> None:
    windowed = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    launcher = Launcher(props.hall, paths, f"http://{_reachable(options.bind)}:{options.port}", windowed)
    provide_tokens(paths.database, paths.tokens, launcher.clients())
    provide_identity_key(paths.identity_key)
    client = QueueClient(launcher.server_url, read_token(paths.token(SUPERVISOR)))
    server = Child(launcher.server(bind=options.bind, port=options.port, ready=lambda: _answers(client)))
    edges = [Child(spec) for spec in launcher.edge_programs()]
    props = replace(
        props,
        screens={name: Screen(name, path) for name, path in launcher.screens().items()},
        children={child.spec.name: child for child in (server, *edges)},
    )
    with ExitStack() as stack:
        stack.callback(end_in_order, [edges, [server]])
        server.start()
        _await([server], stop)
        for child in edges:
            child.start()
        page = stack.enter_context(
            open_page(
                props,
                client,
                SpokenList(paths.announcements),
                _kiosk_voices(props.hall, paths, stack),
                address=(options.bind, options.hall_port),
                doors=Doors(options.port, paths.token(SUPERVISOR)),
                autopilot=options.autopilot,
                speed=options.speed,
            )
        )
        _await(edges, stop)
        if not stop.is_set():
            say(_greeting(options, page.port, props.children, paths))
        stop.wait()


def _kiosk_voices(hall: HallConfig, paths: Paths, stack: ExitStack) -> KioskVoices:
    studio = Studio(lambda: page_voice(paths.sounds), _after)
    stack.callback(studio.close)
    return KioskVoices({kiosk: SpokenList(paths.said(kiosk)) for kiosk in written_voices(hall)}, studio.wav)


def _answers(client: QueueClient) -> bool:
    try:
        client.snapshot()
    except (ServerUnreachable, Refused):
        return False
    return True


def _await(children: Sequence[Child], stop: threading.Event) -> None:
    """Wait for children to be ready; one that is late stays under supervision and is shown as such."""
    deadline = time.monotonic() + START_SECONDS
    waiting = list(children)
    while waiting and not stop.is_set() and time.monotonic() < deadline:
        waiting = [child for child in waiting if not child.wait_ready(0.05)]
    for child in waiting if not stop.is_set() else ():
        _log.warning("child_late", child=child.spec.name, log=str(child.spec.log))


def _after(seconds: float, action: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()


def _reachable(bind: str) -> str:
    """The address under which our own programs find what listens at ``bind``."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(bind, bind)  # noqa: S104 - read, not bound
    return f"[{host}]" if ":" in host else host


def _greeting(options: Options, port: int, programs: Iterable[str], paths: Paths) -> str:
    address = f"http://{_reachable(options.bind)}:{port}/"
    return (
        f"虚拟大厅已开门 The virtual hall is open: {address}\n"
        f"  running: {', '.join(programs)}\n"
        f"  state and logs: {paths.state}\n"
        f"  Ctrl-C ends it."
    )
