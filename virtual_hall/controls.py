"""Everything a visitor of the page can do, as methods that do it.

Responsible for: finding the thing that is meant and using it. Not responsible for: HTTP (``web``). ``Unknown`` is
raised for what the hall does not have, ``NotNow`` for what cannot be done at the moment; both carry one short sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.http import QueueClient
from queue_server.client.request_id import new_request_id
from queue_server.wire.messages import ReprintRequest
from virtual_hall.autopilot.pilot import Pilot
from virtual_hall.printers import set_fault
from virtual_hall.props import Props

_Thing = TypeVar("_Thing")


class Unknown(Exception):
    """The hall has no such thing."""


class NotNow(Exception):
    """It is there, but does not do that now."""


class Controls:
    """The hands of the page; thread-safe."""

    def __init__(self, props: Props, client: QueueClient, pilot: Pilot) -> None:
        self._props, self._client, self._pilot = props, client, pilot

    def picture(self, screen: str) -> bytes:
        """The newest JPEG of a screen."""
        jpeg = self._find(self._props.screens, screen).view.jpeg
        if not jpeg:
            raise NotNow("the screen has shown nothing yet")
        return jpeg

    def point(self, screen: str, *, kind: Literal["down", "move", "up"], x: int, y: int) -> None:
        """Move the finger on a screen, in full-size pixels."""
        if not self._find(self._props.screens, screen).point(kind, x, y):
            raise NotNow("the screen is not running")

    def lay_card(self, kiosk: str, *, card: str | None) -> None:
        """Lay a card on a kiosk's reader, or take away what lies there."""
        try:
            if card is None:
                self._props.tray.lift(kiosk)
            else:
                self._props.tray.lay(kiosk, card)
        except KeyError as error:
            raise Unknown(str(error.args[0])) from error

    def set_printer_fault(self, printer: str, *, fault: str, on: bool) -> None:
        """Break a printer in that way, or mend it."""
        try:
            set_fault(self._find(self._props.bench.printers, printer), fault, on=on)
        except ValueError as error:
            raise Unknown(fault) from error

    def connect(self, link: str, *, connected: bool) -> None:
        """Plug a wire in or pull it out."""
        if link not in self._props.wires.names:
            raise Unknown(link)
        self._props.wires.connect(link, connected=connected)

    def press_key(self, keypad: str, *, key: str, digits: str) -> None:
        """Type digits and press a function key."""
        self._find(self._props.bench.keypads, keypad).press(key, digits)

    def press_grade(self, evaluator: str, *, value: int) -> None:
        """Press a key of an evaluator."""
        self._find(self._props.bench.evaluators, evaluator).press(value)

    def reprint(self, ticket: str) -> None:
        """Ask the kiosk to print a slip again."""
        try:
            self._client.request_reprint(ticket, ReprintRequest(request_id=new_request_id()))
        except Refused as error:
            raise NotNow(error.message) from error
        except ServerUnreachable as error:
            raise NotNow("the queue server does not answer") from error

    def restart(self, program: str) -> None:
        """End a program; it is started again."""
        self._find(self._props.children, program).restart()

    def switch_autopilot(self, *, on: bool, speed: int) -> None:
        """Let residents and clerks move by themselves, or stop them."""
        try:
            self._pilot.switch(on=on, speed=speed)
        except ValueError as error:
            raise NotNow(str(error)) from error

    @staticmethod
    def _find(things: Mapping[str, _Thing], name: str) -> _Thing:
        try:
            return things[name]
        except KeyError:
            raise Unknown(name) from None
