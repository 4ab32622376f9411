"""Brings to the blackboard what can be seen of devices, screens and programs.

Responsible for: one look around; the blackboard lets through only what changed. Not responsible for: when to look
(``page_side``) or what comes from the queue server (``hall_feed``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from config.model import DeviceSection, OnbonSign
from drivers.evaluator.ff68_emulator import EvaluatorEmulator, EvaluatorMode
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.led_display.onbon_emulator import OnbonEmulator
from drivers.ticket_printer.slip_layout import COLUMNS
from virtual_hall.announcements import SpokenList
from virtual_hall.blackboard import Blackboard
from virtual_hall.dots import HALF_WIDTH, DotFont
from virtual_hall.kiosk_voices import KioskVoices
from virtual_hall.props import Props
from virtual_hall.slips import SlipDrawer

LOOK_AROUND = 0.1
"""Seconds between two looks."""
_PROMPTS = {EvaluatorMode.IDLE: "idle", EvaluatorMode.INVITING: "rate", EvaluatorMode.THANKED: "thanks"}
_COLOURS = {0: "red", 1: "green", 2: "yellow"}

Topics = Iterator[tuple[str, object]]


class Showcase:
    """Everything of the hall that has a look."""

    def __init__(
        self,
        board: Blackboard,
        props: Props,
        *,
        spoken: SpokenList,
        voices: KioskVoices,
        dots: DotFont,
        autopilot: Callable[[], Mapping[str, object]],
    ) -> None:
        hall = props.hall
        self._board, self._props = board, props
        self._columns = {name: sign_columns(hall.device(name)) for name in props.bench.signs}
        self._spoken, self._voices, self._dots, self._autopilot = spoken, voices, dots, autopilot
        self._slips = SlipDrawer(
            {name: COLUMNS[getattr(hall.device(name), "paper_mm", 80)] for name in props.bench.printers}
        )

    def look(self) -> None:
        """Look around once."""
        for part in (self._look_at_screens, self._look_at_desks, self._look_at_printers, self._look_behind):
            for topic, value in part():
                self._board.put(topic, value)

    def _look_at_screens(self) -> Topics:
        for name, screen in self._props.screens.items():
            view = screen.view
            layout = view.layout.screen if view.layout is not None else None
            yield f"screen:{name}", {"connected": view.connected, "frame": view.frame, "screen": layout}
        for kiosk in self._props.hall.kiosks:
            yield f"reader:{kiosk.id}", {"card": self._props.tray.lying(kiosk.id)}

    def _look_at_desks(self) -> Topics:
        for name, keypad in self._props.bench.keypads.items():
            yield f"keypad:{name}", keypad_view(keypad)
        for name, evaluator in self._props.bench.evaluators.items():
            yield f"evaluator:{name}", evaluator_view(evaluator)
        for name, sign in self._props.bench.signs.items():
            yield f"sign:{name}", sign_view(sign, self._dots, self._columns[name])

    def _look_at_printers(self) -> Topics:
        for name, printer in self._props.bench.printers.items():
            yield f"printer:{name}", self._slips.view(name, printer)

    def _look_behind(self) -> Topics:
        for name in self._props.wires.names:
            yield f"link:{name}", {"connected": self._props.wires.connected(name)}
        yield (
            "links",
            [
                {"name": name, "connected": self._props.wires.connected(name)}
                for name in self._props.wires.names
            ],
        )
        yield "programs", [asdict(child.view) for child in self._props.children.values()]
        yield "announcements", self._spoken.read()
        for kiosk in self._voices.kiosks:
            yield f"voice:{kiosk}", self._voices.view(kiosk)
        yield "autopilot", dict(self._autopilot())


def keypad_view(keypad: KeypadEmulator) -> dict[str, object]:
    """The keypad's display and light."""
    state = keypad.state()
    return {
        "ticket": state.ticket,
        "waiting": state.waiting,
        "pending": state.pending,
        "acknowledged": state.acknowledged,
        "result": state.success,
    }


def evaluator_view(evaluator: EvaluatorEmulator) -> dict[str, object]:
    """What the evaluator asks or says."""
    state = evaluator.state()
    return {"prompt": _PROMPTS[state.mode], "stars": state.stars, "pending": state.pending}


def sign_columns(sign: DeviceSection) -> int:
    """How many half-width characters the sign shows."""
    return sign.width // HALF_WIDTH if isinstance(sign, OnbonSign) else int(getattr(sign, "columns", 16))


def sign_view(sign: SignEmulator | OnbonEmulator, dots: DotFont, columns: int) -> dict[str, object]:
    """The sign's text and its dots."""
    characters = _onbon_characters(sign) if isinstance(sign, OnbonEmulator) else _strip_characters(sign)
    matrix = dots.render(characters, columns)
    return {"text": sign.state().text, "width": matrix.width, "rows": matrix.rows}


def _strip_characters(sign: SignEmulator) -> tuple[tuple[str, str], ...]:
    return tuple((one.character, _COLOURS.get(one.colour, "red")) for one in sign.state().characters)


def _onbon_characters(sign: OnbonEmulator) -> tuple[tuple[str, str], ...]:
    """The first page of all areas; the page's picture of a sign has one line."""
    state = sign.state()
    shown = [one for area in state.areas if state.on for one in area.first_page]
    return tuple((one.character, one.colour.value) for one in shown)
