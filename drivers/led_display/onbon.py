"""Window sign behind an Onbon BX-5K/6K font-card controller, over TCP or a serial port of its own.

Responsible for: putting a text on the sign so that all of it can be read, making sure that the sign has taken it, and
keeping the sign's clock and brightness right. Not responsible for: bytes (``onbon_exchange`` and below) or which text
(``display.sign_words``).

Every ``show`` is sent, also when the text is the one already shown: dynamic areas do not survive a power cut.
docs/protocols/onbon.md has all bytes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import structlog

from config import model
from drivers.errors import DeviceRefused, NoAnswer
from drivers.led_display import onbon_text
from drivers.led_display.onbon_areas import Across, AreaUpdate, Down, DynamicArea, ShowMode
from drivers.led_display.onbon_commands import (
    Command,
    Request,
    SignStatus,
    set_brightness,
    set_clock,
    set_power,
)
from drivers.led_display.onbon_exchange import OnbonExchange
from drivers.led_display.port import SignText
from drivers.link.port import Link
from drivers.rs485 import a090_text

CHARACTER_HEIGHT = 16
"""Pixels of the font that every card has; a half-width character is half as wide."""
MOST_COLUMNS = 200
"""A longer text is cut: at 16 pixels a character it would take a minute to pass."""
SCROLL_SPEED = 6
"""0 fastest to 24 slowest."""
FLASH_STAY = 1
"""Half seconds per page: the text has two of three pages, so it is lit for a second and dark for half of one."""
EMPTY = " "
"""A dark area. Without any area the sign would turn to the programs stored in it."""


def computer_clock() -> datetime:
    """The computer's time in the computer's zone."""
    return datetime.now().astimezone()


class OnbonSign:
    """Implements ``drivers.led_display.port.WindowSign``; nothing is asked before the first call. One thread at a time."""

    def __init__(
        self,
        link: Link,
        settings: model.OnbonSign,
        *,
        clock: Callable[[], datetime] = computer_clock,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """``clock`` tells the date and time that the sign is to keep; ``pause`` waits while the sign is busy."""
        self._settings = settings
        self._exchange = OnbonExchange(
            link,
            settings.controller,
            baudrate=settings.baudrate,
            answer_seconds=settings.answer_timeout_seconds,
            pause=pause,
        )
        self._clock = clock
        self._log = structlog.get_logger(__name__).bind(device=settings.id)
        self._is_ours = False
        self._kept: tuple[date, int] | None = None

    def show(self, content: SignText) -> None:
        """Show the text; raises NoAnswer after two silences, DeviceRefused with the sign's own word, LinkLost.

        A text wider than the sign takes several lines where it has them, and otherwise runs to the left for ever. The
        first text after opening replaces whatever areas another program left.
        """
        update = AreaUpdate((self._area(content),), delete_all=not self._is_ours)
        self._exchange.ask(Request.of(Command.UPDATE_AREAS, update.to_parameters()))
        self._is_ours = True
        self._keep_up()

    def pages(self, content: SignText) -> tuple[SignText, ...]:
        """The content: the sign breaks and moves a wide text by itself."""
        return (content,)

    def check(self) -> None:
        """Make sure that the sign answers; raises NoAnswer, DeviceRefused, LinkLost."""
        self._exchange.ask(Request.of(Command.PING))
        self._keep_up()

    def status(self) -> SignStatus | None:
        """What the sign tells about itself, None when that cannot be read; raises as ``check``."""
        return SignStatus.from_parameters(self._exchange.ask(Request.of(Command.STATUS)).parameters)

    def clear(self) -> None:
        """Empty the sign; raises as ``check``."""
        self._exchange.ask(Request.of(Command.CLEAR))

    def reset(self) -> None:
        """Start the sign anew; it forgets what it shows. Raises as ``check``."""
        self._exchange.ask(Request.of(Command.RESET))
        self._is_ours = False
        self._kept = None

    def close(self) -> None:
        """Let go of the sign and its link."""
        self._exchange.close()

    def _area(self, content: SignText) -> DynamicArea:
        text = a090_text.fit(onbon_text.drawable(content.text), MOST_COLUMNS) or EMPTY
        columns = self._settings.width * 2 // CHARACTER_HEIGHT
        rows = max(1, self._settings.height // CHARACTER_HEIGHT)
        area = DynamicArea(
            self._settings.width, self._settings.height, b"", across=Across.CENTRE, down=Down.CENTRE
        )
        if onbon_text.columns_of(text) <= columns:
            if content.flashing and self._settings.flashes:
                area = replace(area, several_lines=True, wraps=True, stay=FLASH_STAY)
                text = _flashing_pages(text, columns, rows)
        elif len(onbon_text.break_lines(text, columns)) <= rows:
            area = replace(area, several_lines=True, wraps=True)
        else:
            area = replace(area, show=ShowMode.LEFT, speed=SCROLL_SPEED, stay=0)
        return replace(area, text=onbon_text.encode(text, content.colour))

    def _keep_up(self) -> None:
        """Once after opening and once an hour. A sign that shows its text is not lost because of its clock."""
        now = self._clock()
        due = (now.date(), now.hour)
        if self._kept == due:
            return
        requests = [set_clock(now), set_brightness(self._settings.brightness_at(now.hour))]
        if self._kept is None:
            requests.insert(0, set_power(on=True))
        self._kept = due
        for request in requests:
            try:
                self._exchange.ask(request)
            except (NoAnswer, DeviceRefused) as fault:
                self._log.warning("sign_upkeep_failed", request=str(request.known), reason=str(fault))


def _flashing_pages(text: str, columns: int, rows: int) -> str:
    """Two pages with the text in the middle line and a dark one, each filled to its last column."""
    above = (rows - 1) // 2
    lit = EMPTY * columns * above + onbon_text.centred(text, columns) + EMPTY * columns * (rows - 1 - above)
    return lit + lit + EMPTY * columns * rows
