"""Speaking the calls of one zone: one after the other, each once, in the order of the log.

Responsible for: the queue between the feed and the voice, and leaving a trace of everything that was called, spoken or
not. Not responsible for: what is announced (``announcements``), the voice (``voice``) or the files
(``announcement_log``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from display.announcement_log import Announced, AnnouncementLog, Heard, ProgressFile
from display.announcements import Announcement, Rules, Turn, decide, next_turn, utterance, withdrawn
from display.voice import Attempt, Voice
from drivers.speech.port import Utterance
from queue_server.client import FeedItem
from queue_server.wire.messages import Snapshot

log = structlog.get_logger(__name__)

HUNG_SECONDS = 60.0
"""One call as often and as slowly as can be set takes less: a voice that speaks longer hangs."""
HUNG_SECONDS_MORE = 20.0
"""For each further call that is announced together with it."""

TOO_OLD = "too_old"
WITHDRAWN = "withdrawn"
QUIET_HOURS = "quiet_hours"


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
    ) -> None:
        """``now`` is the server's time."""
        self._name = name
        self._voice = voice
        self._rules = rules
        self._progress_file = progress_file
        self._progress = progress_file.load()
        self._trace = trace
        self._now = now
        self._waiting: tuple[Announcement, ...] = ()
        self._changed = threading.Condition()
        self._hung_seconds = HUNG_SECONDS
        self._stopping = False
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
        self._voice.watch(self._hung_seconds)
        if announcement is not None or isinstance(item, Snapshot):
            self._save()
        for unneeded in self._withdraw(item):
            self._note((unneeded,), Heard.NOTHING, Attempt(None, WITHDRAWN))
        if announcement is not None:
            with self._changed:
                self._waiting = (*self._waiting, announcement)
                self._changed.notify()

    def stop(self, timeout: float = 1.0) -> bool:
        """Speak nothing more; True when the voice was silent within ``timeout`` seconds."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _withdraw(self, item: FeedItem) -> tuple[Announcement, ...]:
        with self._changed:
            unneeded = withdrawn(self._waiting, item)
            self._waiting = tuple(each for each in self._waiting if each not in unneeded)
        return unneeded

    def _run(self) -> None:
        self._voice.prepare()
        while self._wait_for_news():
            self._voice.prepare()
            with self._voice.turn:
                # Only now is it settled what is said: a call may be withdrawn while another zone has the sound card.
                self._take_turn(self._next_turn())
        self._voice.close()

    def _wait_for_news(self) -> bool:
        """False at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            return not self._stopping

    def _next_turn(self) -> Turn:
        with self._changed:
            if self._stopping:
                return Turn((), (), ())
            turn = next_turn(self._waiting, self._now(), self._rules)
            self._waiting = turn.left
            return turn

    def _take_turn(self, turn: Turn) -> None:
        for missed in turn.too_old:
            self._note((missed,), Heard.NOTHING, Attempt(None, TOO_OLD))
        if turn.together:
            self._announce(turn)

    def _announce(self, turn: Turn) -> None:
        said = utterance(turn, self._now(), self._rules)
        if said is None:
            self._note(turn.together, Heard.NOTHING, Attempt(None, QUIET_HOURS))
            return
        self._hung_seconds = HUNG_SECONDS + HUNG_SECONDS_MORE * (len(turn.together) - 1)
        attempt = self._say(said)
        if attempt.fault:
            self._note(turn.together, Heard.NOTHING, attempt)
        elif said.text:
            self._note(turn.together, Heard.SPEECH, attempt)
        else:
            self._note(turn.together, Heard.CHIME, Attempt(attempt.spoken, QUIET_HOURS))

    def _say(self, said: Utterance) -> Attempt:
        try:
            return self._voice.say(said)
        except Exception:
            # Boundary to the voice's library: whatever it raises, the next call is spoken or at least shown.
            log.exception("voice crashed", display=self._name)
            return self._voice.give_up("driver_crashed")

    def _note(self, announcements: tuple[Announcement, ...], heard: Heard, attempt: Attempt) -> None:
        captions = self._rules.wording.captions([each.call for each in announcements])
        announced = Announced(announcements, captions, heard, attempt.spoken, attempt.fault)
        try:
            self._trace.add(self._name, announced)
        except OSError as error:
            self._log.warning("announcement not noted", reason=str(error))

    def _save(self) -> None:
        try:
            self._progress_file.save(self._progress)
        except OSError as error:
            self._log.warning("announcer's place not noted", reason=str(error))
