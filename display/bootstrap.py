"""Builds the displays of one process: at most one board, any number of announcers.

Responsible for: composition, and the order of starting and ending. The board has the main thread, announcers have
theirs. Not responsible for: what is shown or said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from config.model import AnnouncerSection, BoardSection, DeviceSection, HallConfig, Loudspeaker
from display.announcement_log import AnnouncementLog, ProgressFile
from display.announcements import zone_rules
from display.announcer import Announcer
from display.hall import Hall
from display.voice import Voice
from drivers.registry import open_speech
from drivers.speech.port import Speech
from drivers.speech.wording import everything_spoken
from drivers.status import Condition
from queue_server.client import (
    DeviceReporter,
    EventFeed,
    FeedBack,
    FeedItem,
    FeedThread,
    QueueClient,
    ServerClock,
)
from queue_server.client.edge_program import wait_for_end
from queue_server.wire.messages import DeviceCondition, DeviceStateReport, Snapshot

STOPPED = "display-stopped"
END_SECONDS = 0.8
LAST_WORDS_SECONDS = 0.3
CLOSE_SECONDS = 0.2
"""Together less than the two seconds in which a program of the edge ends, also while the server hangs."""
LISTING = "announcements.jsonl"
LOOK_BACK_EVENTS = 200
"""More than a hall makes in the time in which a call is news."""

OpenSpeech = Callable[[DeviceSection, Path], Speech]


class UnknownDisplay(Exception):
    """The hall has no such display, or one process cannot run them together; the message says which."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    displays: tuple[str, ...]
    state: Path
    mirror: Path | None = None
    offscreen: bool = False


class DisplayProgram:
    """Everything of one process; ``run`` is its life."""

    def __init__(
        self,
        hall: HallConfig,
        client: QueueClient,
        options: Options,
        *,
        speech: OpenSpeech = open_speech,
    ) -> None:
        """Raises UnknownDisplay, and OSError for an unusable state folder."""
        self._hall = hall
        self._client = client
        self._options = options
        self._open_speech = speech
        self._board, sections = chosen_displays(hall, options.displays)
        self._clock = ServerClock()
        self._reporter = DeviceReporter(client)
        self._feeds: list[FeedThread] = []
        self._trace = AnnouncementLog(options.state / LISTING)
        self._speech_devices = [section.speech for section in sections]
        self._cards: dict[str | None, threading.Lock] = {}
        self._announcers = [self._announcer(section) for section in sections]

    def run(self, stop: threading.Event) -> None:
        """Show and speak until ``stop`` is set or the board's window is closed."""
        with ExitStack() as parts:
            parts.callback(self._say_goodbye)
            if self._board is None:
                self._follow(Hall(self._client.snapshot), parts)
                wait_for_end(stop)
                return
            # A loudspeaker's computer needs no pygame.
            from display.show import open_show

            show = open_show(
                self._hall, self._board, mirror=self._options.mirror, offscreen=self._options.offscreen
            )
            parts.callback(show.close)
            self._follow(Hall(self._client.snapshot, (show.post,)), parts)
            show.run(stop)

    def _follow(self, hall: Hall, parts: ExitStack) -> None:
        """One feed for the hall; each announcer gets one of its own as soon as the first snapshot is there."""
        main = FeedThread(EventFeed(self._client), [self._observe, hall.take], name="hall-feed")
        parts.callback(self._end, main, hall)
        for announcer in self._announcers:
            announcer.start()
        hall.start()
        main.start()

    def _observe(self, item: FeedItem) -> None:
        self._clock.observe(item)
        if isinstance(item, FeedBack):
            self._reporter.repeat_all()
        if isinstance(item, Snapshot) and not self._feeds:
            # Not before: how old a missed call is can be told only by the server's clock.
            self._feeds = [self._announcer_feed(announcer, item.seq) for announcer in self._announcers]
            for feed in self._feeds:
                feed.start()

    def _announcer_feed(self, announcer: Announcer, newest: int) -> FeedThread:
        """Resumes where the announcer was; one that never was anywhere looks back for calls that are still news."""
        after = announcer.last_seq
        if after is None:
            after = max(0, newest - LOOK_BACK_EVENTS)
        return FeedThread(EventFeed(self._client, after=after), [announcer.take], name="announcer-feed")

    def _end(self, main: FeedThread, hall: Hall) -> None:
        endings: list[Callable[[float], object]] = [
            main.stop,
            *(feed.stop for feed in self._feeds),
            hall.stop,
        ]
        endings += [announcer.stop for announcer in self._announcers]
        _all_at_once(endings)

    def _announcer(self, section: AnnouncerSection) -> Announcer:
        device = self._hall.device(section.speech)
        recordings = self._options.state / "speech" / section.id
        return Announcer(
            section.id,
            Voice(
                lambda: self._open_speech(device, recordings),
                lambda condition, reason: self._report(device.id, condition, reason),
                texts=everything_spoken(self._hall, section),
                turn=self._turn(device),
            ),
            zone_rules(self._hall, section),
            progress_file=ProgressFile(self._options.state / f"announcer-{section.id}.seq"),
            trace=self._trace,
            now=self._clock.now,
        )

    def _turn(self, device: DeviceSection) -> threading.Lock:
        """Zones on one sound card speak one after the other."""
        if not isinstance(device, Loudspeaker) or device.output == "file":
            return threading.Lock()
        return self._cards.setdefault(device.card, threading.Lock())

    def _report(self, device: str, condition: Condition, reason: str) -> None:
        state = DeviceCondition(condition.value)
        self._reporter.report(
            DeviceStateReport(device=device, state=state, reason=reason, since=self._clock.now())
        )

    def _say_goodbye(self) -> None:
        """Nobody knows how a voice is once its program has ended."""
        for device in self._speech_devices:
            self._report(device, Condition.UNKNOWN, STOPPED)
        self._reporter.wait_empty(LAST_WORDS_SECONDS)
        self._reporter.close(CLOSE_SECONDS)


def chosen_displays(
    hall: HallConfig, names: Sequence[str]
) -> tuple[BoardSection | None, tuple[AnnouncerSection, ...]]:
    """The displays of those names; raises UnknownDisplay."""
    known = {display.id: display for display in hall.displays}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownDisplay(f"the hall has no display {unknown[0]!r}; it has {', '.join(known) or 'none'}")
    chosen = [known[name] for name in dict.fromkeys(names)]
    boards = [display for display in chosen if isinstance(display, BoardSection)]
    if len(boards) > 1:
        raise UnknownDisplay("one process shows one board; start another one for the next")
    announcers = tuple(display for display in chosen if isinstance(display, AnnouncerSection))
    return (boards[0] if boards else None), announcers


def _all_at_once(endings: Sequence[Callable[[float], object]]) -> None:
    """Give every part the same time to end."""
    threads = [threading.Thread(target=ending, args=(END_SECONDS,), daemon=True) for ending in endings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
