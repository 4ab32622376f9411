"""A window's keypad at work: a press becomes a command, and the keypad shows what came of it.

Responsible for: doing each press once, acknowledging it only when the server has done it, failing visibly when it has
not, and showing the ticket and how many wait as events come in. Not responsible for: what a press means (``intentions``), the
wire, or keeping the device open (``drivers.supervisor``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from counter.desk import Desk
from counter.intentions import Intention, NotSupported, Windows, intend
from drivers.keypad.port import Keypad, KeyPress
from queue_server.client import Refused, ServerUnreachable, WindowVerb, new_request_id, retrying
from queue_server.wire.messages import WindowAnswer, WindowCommand

log = structlog.get_logger(__name__)

PRESS_WAIT_SECONDS = 0.2
"""How long one look for a press may take, and so how late an event shows on the keypad."""
PATIENCE_SECONDS = 4.0
"""How long a press is tried while the server is away; a clerk would press again after that."""
FAILURE_SHOWN_SECONDS = 2.0
SAME_INTENTION_SECONDS = 60.0
"""A press whose fate is unknown is continued by the same key within this time, not done anew."""
REPEAT_AFTER_LOSS_SECONDS = 5.0
"""A keypad may repeat for this long what it could not be told was done, because the line broke."""
MOST_DISCARDED = 32
BEEP_GAP_SECONDS = 0.4
REFUSED_BEEPS = 1
AWAY_BEEPS = 2
"""A clerk hears whether the server said no or could not be asked."""


class WindowCommands(Protocol):
    """What the clerk needs of the server."""

    def window(self, window: str, verb: WindowVerb, command: WindowCommand) -> WindowAnswer:
        """Do it; raises ServerUnreachable or Refused."""


@dataclass(frozen=True, slots=True)
class _Unsure:
    """A command whose answer never came."""

    intention: Intention
    request_id: str
    revision: int
    at: float


class Clerk:
    """Runs one keypad at a time; keeps what it must remember when the keypad is lost and comes back."""

    def __init__(
        self,
        desk: Desk,
        commands: WindowCommands,
        windows: Windows,
        *,
        patience: float = PATIENCE_SECONDS,
        heard: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``heard`` is called with every press: the keypad is alive. ``clock`` is monotonic, in seconds."""
        self._desk = desk
        self._commands = commands
        self._windows = windows
        self._patience = patience
        self._heard = heard
        self._clock = clock
        self._unsure: _Unsure | None = None
        self._untold: tuple[bytes, float] | None = None
        self._shown: tuple[str, int] | None = None
        self._failure_until = 0.0
        self._log = log.bind(window=desk.window)

    def run(self, keypad: Keypad, stop: threading.Event) -> None:
        """Serve until ``stop``; raises DeviceError when the keypad is lost."""
        self._shown = None
        while not stop.is_set():
            self._refresh(keypad)
            press = keypad.next_press(PRESS_WAIT_SECONDS)
            if press is not None:
                self._heard()
                self._serve(keypad, press, stop)

    def _serve(self, keypad: Keypad, press: KeyPress, stop: threading.Event) -> None:
        if self._is_told_late(press):
            self._tell_done(keypad, press)
            return
        try:
            intention = intend(press, self._desk.state, self._windows)
            answer = self._do(intention, stop)
        except (NotSupported, Refused) as refusal:
            reason = refusal.code if isinstance(refusal, Refused) else str(refusal)
            self._log.info("press refused", key=press.action, reason=reason)
            self._show_failure(keypad, REFUSED_BEEPS, stop)
        except ServerUnreachable as error:
            self._log.warning("press failed, server away", key=press.action, reason=str(error))
            self._discard_waiting(keypad)
            self._show_failure(keypad, AWAY_BEEPS, stop)
        else:
            self._untold = (press.token, self._clock())
            self._desk.take_answer(intention.verb, answer)
            self._tell_done(keypad, press)
            self._show_answer(keypad, intention.verb, answer)

    def _do(self, intention: Intention, stop: threading.Event) -> WindowAnswer:
        request_id = self._request_id(intention)
        revision = self._desk.state.revision
        verb, command = intention.verb, intention.command(request_id)
        try:
            answer = retrying(
                lambda: self._commands.window(self._desk.window, verb, command),
                seconds=self._patience,
                pause=stop.wait,
            )
        except ServerUnreachable:
            self._unsure = _Unsure(intention, request_id, revision, self._clock())
            raise
        self._unsure = None
        return answer

    def _request_id(self, intention: Intention) -> str:
        """The id of the intention: that of a command whose answer never came, when this press means the same.

        As soon as the server said anything about the window, its state shows what became of that command.
        """
        unsure, self._unsure = self._unsure, None
        if (
            unsure is not None
            and unsure.intention == intention
            and unsure.revision == self._desk.state.revision
            and self._clock() - unsure.at < SAME_INTENTION_SECONDS
        ):
            return unsure.request_id
        return new_request_id()

    def _is_told_late(self, press: KeyPress) -> bool:
        """True for the repeat of a press that was done, but the line broke before the keypad could be told."""
        if self._untold is None:
            return False
        token, at = self._untold
        self._untold = None
        return press.token == token and self._clock() - at < REPEAT_AFTER_LOSS_SECONDS

    def _tell_done(self, keypad: Keypad, press: KeyPress) -> None:
        keypad.acknowledge(press)
        self._untold = None

    def _show_answer(self, keypad: Keypad, verb: WindowVerb, answer: WindowAnswer) -> None:
        """The result first: where both share one display, the number is what stays."""
        keypad.show_result(success=True)
        self._failure_until = 0.0
        self._show(keypad, self._desk.state.digits, answer.waiting)
        if verb == "call-next" and answer.ticket is None:
            keypad.beep()

    def _show_failure(self, keypad: Keypad, beeps: int, stop: threading.Event) -> None:
        keypad.show_result(success=False)
        keypad.beep()
        for _ in range(1, beeps):
            stop.wait(BEEP_GAP_SECONDS)
            keypad.beep()
        self._failure_until = self._clock() + FAILURE_SHOWN_SECONDS
        self._shown = None

    def _refresh(self, keypad: Keypad) -> None:
        """Show what the events have changed, but let a failure be read first."""
        state = self._desk.state
        if state.known and self._clock() >= self._failure_until:
            self._show(keypad, state.digits, state.waiting)

    def _show(self, keypad: Keypad, digits: str, waiting: int) -> None:
        if self._shown != (digits, waiting):
            keypad.show(ticket=digits, waiting=waiting)
            self._shown = (digits, waiting)

    def _discard_waiting(self, keypad: Keypad) -> None:
        """Keys pressed in vain while the server was away must not be done all at once when it is back."""
        for _ in range(MOST_DISCARDED):
            if keypad.next_press(0) is None:
                return
