"""An Onbon BX-5K/6K controller without its wire: what it keeps, shows and answers.

Responsible for: obeying requests as the protocol document says, its errors among them, and the text of its dynamic
areas as residents see it. Not responsible for: frames, addresses and faults (``onbon_emulator``) or drawing dots.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from drivers.led_display import onbon_text
from drivers.led_display.onbon_areas import PIXELS_PER_BYTE, AreaUpdate, DynamicArea, RunMode, ShowMode
from drivers.led_display.onbon_commands import (
    BRIGHTNESS_BY_VALUE,
    FULL_BRIGHTNESS,
    GROUPS,
    Answer,
    Command,
    ErrorCode,
    Request,
    SignClock,
    SignStatus,
)
from drivers.led_display.onbon_text import ShownCharacter
from drivers.led_display.port import SignColour

MOST_AREAS = 8
LINE_PIXELS = 16


@dataclass(frozen=True, slots=True)
class ShownArea:
    """One dynamic area; measures in pixels."""

    area_id: int
    x: int
    y: int
    width: int
    height: int
    characters: tuple[ShownCharacter, ...]
    show: ShowMode
    run: RunMode
    stay: int
    """Half seconds that a page stays."""
    wraps: bool

    @property
    def pages(self) -> tuple[str, ...]:
        """What is seen in turn; a running text is one page, however long."""
        text = "".join(shown.character for shown in self.characters)
        if self.show in {ShowMode.LEFT, ShowMode.RIGHT}:
            return (text,)
        columns = max(1, self.width // PIXELS_PER_BYTE)
        return onbon_text.pages_of(
            text, columns=columns, rows=max(1, self.height // LINE_PIXELS), wraps=self.wraps
        )

    @property
    def text(self) -> str:
        """The first page without the blanks around it."""
        return self.pages[0].strip()

    @property
    def first_page(self) -> tuple[ShownCharacter, ...]:
        """The characters of the first page, line after line."""
        visible = [shown for shown in self.characters if shown.character != onbon_text.NEW_LINE]
        return tuple(visible[: len(self.pages[0].replace(onbon_text.NEW_LINE, ""))])

    @property
    def colours(self) -> frozenset[SignColour]:
        """Colours of the characters that are not blank."""
        return frozenset(shown.colour for shown in self.characters if shown.character.strip())


@dataclass(frozen=True, slots=True)
class ControllerState:
    """What the controller shows and keeps."""

    on: bool = True
    brightness: int = FULL_BRIGHTNESS
    clock: SignClock | None = None
    """As it was set last; this clock does not run. None: never set."""
    areas: tuple[ShownArea, ...] = ()
    """By id."""
    resets: int = 0

    @property
    def text(self) -> str:
        """What residents read; empty while the sign is off."""
        return " ".join(area.text for area in self.areas if area.text) if self.on else ""


class OnbonController:
    """Obeys one request at a time."""

    def __init__(self, *, width: int, height: int) -> None:
        """The size of the sign in pixels; an area outside of it is refused."""
        self._width = width
        self._height = height
        self.state = ControllerState()
        self._actions: dict[Command, Callable[[bytes], ErrorCode]] = {
            Command.PING: lambda _parameters: ErrorCode.NONE,
            Command.RESET: self._reset,
            Command.CLEAR: self._clear,
            Command.SET_CLOCK: self._set_clock,
            Command.POWER: self._set_power,
            Command.BRIGHTNESS: self._set_brightness,
            Command.UPDATE_AREAS: self._update,
        }

    def obey(self, request: Request) -> Answer:
        """Do what is asked, and answer."""
        if request.known is Command.STATUS:
            return Answer(request.group, request.command, parameters=self._status().to_parameters())
        action = self._actions.get(request.known) if request.known else None
        if action is not None:
            return Answer.done(action(request.parameters))
        known = request.group in GROUPS
        return Answer.done(ErrorCode.UNKNOWN_COMMAND if known else ErrorCode.UNKNOWN_GROUP)

    def lose_power(self) -> None:
        """Dynamic areas and the power command are forgotten, the rest is kept in flash."""
        self.state = replace(self.state, areas=(), on=True)

    def _status(self) -> SignStatus:
        state = self.state
        ids = tuple(area.area_id for area in state.areas)
        return SignStatus(state.on, state.brightness, state.clock, 0, b"P000", ids)

    def _reset(self, _parameters: bytes) -> ErrorCode:
        self.state = replace(self.state, areas=(), resets=self.state.resets + 1)
        return ErrorCode.NONE

    def _clear(self, _parameters: bytes) -> ErrorCode:
        self.state = replace(self.state, areas=())
        return ErrorCode.NONE

    def _set_clock(self, parameters: bytes) -> ErrorCode:
        clock = SignClock.from_bytes(parameters)
        if clock is None:
            return ErrorCode.CLOCK
        self.state = replace(self.state, clock=clock)
        return ErrorCode.NONE

    def _set_power(self, parameters: bytes) -> ErrorCode:
        if parameters not in {b"\x01", b"\x02"}:
            return ErrorCode.BLOCK
        self.state = replace(self.state, on=parameters == b"\x01")
        return ErrorCode.NONE

    def _set_brightness(self, parameters: bytes) -> ErrorCode:
        if len(parameters) != 2 or parameters[0] != BRIGHTNESS_BY_VALUE or parameters[1] > FULL_BRIGHTNESS:
            return ErrorCode.BLOCK
        self.state = replace(self.state, brightness=parameters[1])
        return ErrorCode.NONE

    def _update(self, parameters: bytes) -> ErrorCode:
        update = AreaUpdate.from_parameters(parameters)
        if update is None or not all(map(self._fits, update.areas)):
            return ErrorCode.BLOCK
        areas = {
            area.area_id: area
            for area in self.state.areas
            if not update.delete_all and area.area_id not in update.delete
        }
        areas |= {area.area_id: _shown(area) for area in update.areas}
        if len(areas) > MOST_AREAS:
            return ErrorCode.MEMORY
        self.state = replace(self.state, areas=tuple(areas[number] for number in sorted(areas)))
        return ErrorCode.NONE

    def _fits(self, area: DynamicArea) -> bool:
        has_size = area.width > 0 and area.height > 0
        return has_size and area.x + area.width <= self._width and area.y + area.height <= self._height


def _shown(area: DynamicArea) -> ShownArea:
    return ShownArea(
        area.area_id,
        area.x,
        area.y,
        area.width,
        area.height,
        onbon_text.decode(area.text),
        area.show,
        area.run,
        area.stay,
        area.several_lines and area.wraps,
    )
