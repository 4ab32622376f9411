"""The rating screen put together: window, stage, feed, sender, client.

Responsible for: building every part from the hall file and the options, starting them, ending them in order, and reporting how
the screen is. Not responsible for: what any of them does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.model import HallConfig, RatingScreenSection
from evaluator.hall_feed import HallFeed
from evaluator.sending import RatingSender
from evaluator.stage import Stage
from evaluator.surroundings import Surroundings
from i18n import Catalogue
from i18n.rating_options import RatingOptions
from queue_server.client import DeviceReporter, EventFeed, QueueClient, ServerClock
from queue_server.wire.messages import DeviceCondition, DeviceStateReport
from screen.inputs import Inputs
from screen.loop import Loop
from screen.mirror import Mirror
from screen.window import Window

STOPPED = "screen-stopped"
FAILED = "screen-failed"
END_SECONDS = 1.0
LAST_WORDS_SECONDS = 0.3
CLOSE_SECONDS = 0.2
"""Together less than the two seconds in which a program of the edge ends, also while the server hangs."""
MESSAGES = Path(__file__).resolve().parent / "messages"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    screen: str
    server: str
    token: str
    mirror: Path | None = None
    offscreen: bool = False


def run_screen(hall: HallConfig, options: Options, stop: threading.Event) -> None:
    """Run until ``stop`` is set or the window is closed. Raises OSError at the start."""
    section = hall.rating_screen(options.screen)
    clock = ServerClock()
    around = Surroundings(hall, section, Catalogue.load(MESSAGES), RatingOptions.load(), clock.now)
    with ExitStack() as parts:
        window = _open_window(around, offscreen=options.offscreen)
        parts.callback(window.close)
        inputs = Inputs(window)
        client = QueueClient(options.server, options.token)
        parts.callback(client.close)
        stage = build_stage(around, client, clock, inputs.post, parts)
        mirror = None
        if options.mirror is not None:
            mirror = Mirror(options.mirror, on_touch=inputs.touch, on_client=inputs.wake)
            parts.callback(mirror.close)
        Loop(window, inputs, stage, mirror=mirror).run(stop)


def build_stage(
    around: Surroundings,
    client: QueueClient,
    clock: ServerClock,
    post: Callable[[object], None],
    parts: ExitStack,
) -> Stage:
    """The stage with everything behind it, which runs until ``parts`` end; ``post`` brings messages to the stage."""
    reporter = DeviceReporter(client)
    parts.callback(_say_goodbye, reporter, around.screen)
    sender = RatingSender(client, post)
    parts.callback(sender.close)
    feed = HallFeed(EventFeed(client), client.snapshot, post, clock=clock, on_back=reporter.repeat_all)
    parts.callback(feed.close, END_SECONDS)

    def report(works: bool) -> None:
        condition = DeviceCondition.ONLINE if works else DeviceCondition.FAULT
        reporter.report(_state(around.screen, condition, "" if works else FAILED))

    report(works=True)
    feed.start()
    return Stage(around, sender, monotonic=time.monotonic, report=report)


def _open_window(around: Surroundings, *, offscreen: bool) -> Window:
    fullscreen = around.screen.fullscreen and not offscreen
    return Window(around.size, title=around.hall.hall.name.zh, fullscreen=fullscreen, offscreen=offscreen)


def _say_goodbye(reporter: DeviceReporter, screen: RatingScreenSection) -> None:
    """Nobody knows how the screen is once its program has ended."""
    reporter.report(_state(screen, DeviceCondition.UNKNOWN, STOPPED))
    reporter.wait_empty(LAST_WORDS_SECONDS)
    reporter.close(CLOSE_SECONDS)


def _state(screen: RatingScreenSection, condition: DeviceCondition, reason: str) -> DeviceStateReport:
    return DeviceStateReport(device=screen.id, state=condition, reason=reason, since=datetime.now(UTC))
