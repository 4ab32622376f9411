"""Which programs a hall has, and how each is started.

Responsible for: one ``ChildSpec`` per program, from the hall's settings and the paths of one state folder. Not
responsible for: running them (``processes``).
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.model import AnnouncerSection, BoardSection, HallConfig, KioskSection, RatingScreenSection
from virtual_hall.allocator import CHILD_ENVIRONMENT
from virtual_hall.processes import ChildSpec

SAID = "said.jsonl"
"""As ``drivers.speech.written_voice`` names it."""
SERVER = "queue-server"
COUNTER = "counter"
SERVER_THREADS = 64
"""One hall's programs hold a handful of event streams; each thread costs memory."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things lie in the state folder; all absolute."""

    state: Path

    @property
    def hall(self) -> Path:
        """The hall file that the programs read: links resolved."""
        return self.state / "hall.toml"

    @property
    def links(self) -> Path:
        """Terminals of the emulated devices."""
        return self.state / "links"

    @property
    def database(self) -> Path:
        """The queue server's database."""
        return self.state / "hall.db"

    @property
    def tokens(self) -> Path:
        """Access tokens, one file per program."""
        return self.state / "tokens"

    @property
    def identity_key(self) -> Path:
        """The secret under which card numbers are hashed."""
        return self.tokens / "identity-key"

    @property
    def run(self) -> Path:
        """Process files and sockets of this run."""
        return self.state / "run"

    def token(self, program: str) -> Path:
        """The program's access token."""
        return self.tokens / program

    def log(self, program: str) -> Path:
        """What the program writes to standard output and error."""
        return self.state / "logs" / f"{program}.log"

    def own(self, program: str) -> Path:
        """The program's own state folder."""
        return self.state / program

    def mirror(self, screen: str) -> Path:
        """The socket that mirrors a screen."""
        return self.run / f"{screen}.sock"

    def said(self, kiosk: str) -> Path:
        """What a kiosk with a written voice said."""
        return self.own(kiosk) / "speech" / SAID

    @property
    def sounds(self) -> Path:
        """Recordings made for the page."""
        return self.state / "page-sounds"

    @property
    def announcements(self) -> Path:
        """The display program's list of what was spoken."""
        return self.own(display_program(0)) / "announcements.jsonl"

    def make(self) -> None:
        """Make every folder; tokens are nobody else's business."""
        for folder in (self.links, self.run, self.state / "logs"):
            folder.mkdir(parents=True, exist_ok=True)
        self.tokens.mkdir(mode=0o700, parents=True, exist_ok=True)


def display_program(number: int) -> str:
    """Name of the display program that runs board ``number``; the first also runs every announcer."""
    return "display" if number == 0 else f"display-{number + 1}"


@dataclass(frozen=True, slots=True)
class Launcher:
    """Makes the specs of one run."""

    hall: HallConfig
    paths: Paths
    server_url: str
    windowed: bool
    """True where there is a desktop to open windows on."""

    def server(self, *, bind: str, port: int, ready: Callable[[], bool]) -> ChildSpec:
        """The queue server."""
        arguments = [
            "serve",
            "--hall",
            str(self.paths.hall),
            "--database",
            f"sqlite:///{self.paths.database}",
        ]
        arguments += ["--bind", f"{bind}:{port}", "--threads", str(SERVER_THREADS)]
        arguments += ["--identity-key", str(self.paths.identity_key)]
        return self._spec(SERVER, ["-m", "queue_server", *arguments], ready)

    def edge_programs(self) -> tuple[ChildSpec, ...]:
        """Everything that is a client of the server: kiosks, the counter, rating screens, displays."""
        hall = self.hall
        rating = map(self._rating_screen, hall.rating_screens)
        return (*map(self._kiosk, hall.kiosks), self._counter(), *rating, *self._displays())

    def clients(self) -> tuple[str, ...]:
        """Names of the programs that need a token, the virtual hall itself among them."""
        return ("virtual-hall", *(spec.name for spec in self.edge_programs()))

    def screens(self) -> Mapping[str, Path]:
        """Mirror socket of every kiosk, rating screen and board."""
        names = [kiosk.id for kiosk in self.hall.kiosks]
        names += [screen.id for screen in self.hall.rating_screens]
        names += [board.id for board in self._boards()]
        return {name: self.paths.mirror(name) for name in names}

    def _kiosk(self, kiosk: KioskSection) -> ChildSpec:
        mirror = self.paths.mirror(kiosk.id)
        return self._edge("kiosk", kiosk.id, ["--kiosk", kiosk.id, *self._screen(mirror)], listens(mirror))

    def _rating_screen(self, screen: RatingScreenSection) -> ChildSpec:
        mirror = self.paths.mirror(screen.id)
        arguments = ["--window", screen.window, *self._screen(mirror)]
        return self._edge("evaluator", screen.id, arguments, listens(mirror))

    def _counter(self) -> ChildSpec:
        return self._edge("counter", COUNTER, [], lambda: True)

    def _displays(self) -> Iterable[ChildSpec]:
        announcers = [one.id for one in self.hall.displays if isinstance(one, AnnouncerSection)]
        boards: list[BoardSection | None] = [*self._boards()]
        if not boards and announcers:
            boards = [None]
        for number, board in enumerate(boards):
            shown = [board.id] if board is not None else []
            spoken = announcers if number == 0 else []
            arguments = [word for name in (*shown, *spoken) for word in ("--display", name)]
            ready: Callable[[], bool] = lambda: True  # noqa: E731
            if board is not None:
                mirror = self.paths.mirror(board.id)
                arguments += self._screen(mirror)
                ready = listens(mirror)
            yield self._edge("display", display_program(number), arguments, ready)

    def _boards(self) -> tuple[BoardSection, ...]:
        return tuple(one for one in self.hall.displays if isinstance(one, BoardSection))

    def _screen(self, mirror: Path) -> list[str]:
        return ["--mirror", str(mirror), *([] if self.windowed else ["--offscreen"])]

    def _edge(self, module: str, name: str, arguments: list[str], ready: Callable[[], bool]) -> ChildSpec:
        common = ["--hall", str(self.paths.hall), "--server", self.server_url]
        common += ["--token-file", str(self.paths.token(name)), "--state", str(self.paths.own(name))]
        self.paths.own(name).mkdir(parents=True, exist_ok=True)
        return self._spec(name, ["-m", module, *common, *arguments], ready)

    def _spec(self, name: str, arguments: list[str], ready: Callable[[], bool]) -> ChildSpec:
        return ChildSpec(
            name=name,
            argv=(sys.executable, *arguments),
            log=self.paths.log(name),
            pid_file=self.paths.run / f"{name}.pid",
            ready=ready,
            env={"PYTHONUNBUFFERED": "1", **CHILD_ENVIRONMENT},
        )


def listens(path: Path) -> Callable[[], bool]:
    """True while somebody listens at that Unix socket."""

    def ask() -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(str(path)) == 0

    return ask
