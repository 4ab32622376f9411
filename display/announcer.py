"""Speaking the calls of one zone: one after the other, each once, in the order of the log.

Responsible for: the queue between the feed and the voice, and leaving a trace of everything that was called, spoken or
not. Not responsible for: what is announced (``announcements``), the voice (``voice``) or the files
(``announcement_log``).
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from display.announcement_log import AnnouncementLog, ProgressFile
from display.announcements import Announcement, Rules, decide, words
from display.voice import Voice
from queue_server.client import FeedItem
from queue_server.wire.messages import Snapshot

log = structlog.get_logger(__name__)

HUNG_SECONDS = 60.0
"""Twice the longest announcement takes less than half of this: a voice that speaks longer hangs."""


class Announcer:
    """Takes feed items on the feed's thread, speaks on its own."""

    def __init__(
        self,
        name: str,
        voice: Voice,
        rules: Rules,
        *,
        progress_file: ProgressFile,
        trace: AnnouncementLog,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``now`` is the server's time; ``clock`` is monotonic, in seconds."""
        self._name = name
        self._voice = voice
        self._rules = rules
        self._progress_file = progress_file
        self._progress = progress_file.load()
        self._trace = trace
        self._now = now
        self._clock = clock
        self._queue: queue.SimpleQueue[Announcement | None] = queue.SimpleQueue()
        self._speaking_since: float | None = None
        self._stopping = threading.Event()
        self._log = log.bind(display=name)
        self._thread = threading.Thread(target=self._run, name=f"announcer-{name}", daemon=True)

    @property
    def last_seq(self) -> int | None:
        """Where to resume the feed: everything up to here was taken up; None: nothing ever was."""
        return self._progress.last_seq

    def start(self) -> None:
        """Begin to speak."""
        self._thread.start()

    def take(self, item: FeedItem) -> None:
        """Take one item of the feed; returns at once."""
        progress, announcement = decide(self._progress, item, self._now(), self._rules)
        if progress == self._progress:
            return
        self._progress = progress
        self._watch()
        if announcement is not None or isinstance(item, Snapshot):
            self._save()
        if announcement is not None:
            self._queue.put(announcement)

    def stop(self, timeout: float = 1.0) -> bool:
        """Speak nothing more; True when the voice was silent within ``timeout`` seconds."""
        self._stopping.set()
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        self._voice.prepare()
        while (announcement := self._queue.get()) is not None and not self._stopping.is_set():
            self._announce(announcement)
        self._voice.close()

    def _announce(self, announcement: Announcement) -> None:
        self._speaking_since = self._clock()
        try:
            spoken = self._voice.say(words(announcement, self._rules, self._queue.qsize()))
        except Exception:
            # Boundary to the voice's library: whatever it raises, the next call is spoken or at least shown.
            log.exception("voice crashed", display=self._name)
            self._voice.give_up("driver_crashed")
            spoken = None
        finally:
            self._speaking_since = None
        try:
            self._trace.add(self._name, announcement, spoken)
        except OSError as error:
            self._log.warning("announcement not noted", reason=str(error))

    def _save(self) -> None:
        try:
            self._progress_file.save(self._progress)
        except OSError as error:
            self._log.warning("announcer's place not noted", reason=str(error))

    def _watch(self) -> None:
        since = self._speaking_since
        if since is not None and self._clock() - since > HUNG_SECONDS:
            self._voice.note_hung()
