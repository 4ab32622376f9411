"""Every command once.

Responsible for: running a use case in one transaction, answering a repeated request id with the first answer, and publishing
events after the commit. Not responsible for: any rule of the queue.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.refusal import Code, Refusal
from queue_server.service.change import Change
from queue_server.service.hall import Hall
from queue_server.service.ports import Clock, Publish, Store, StoredAnswer
from queue_server.service.waits.board import WaitBoard
from queue_server.wire.messages import Answer

OK = "ok"

NOT_REMEMBERED = frozenset(
    {
        Code.REQUEST_ID_CONFLICT,
        Code.UNKNOWN_SERVICE,
        Code.UNKNOWN_WINDOW,
        Code.UNKNOWN_KIOSK,
        Code.UNKNOWN_CLERK,
        Code.UNKNOWN_PRIORITY,
        Code.UNKNOWN_FOLLOW_UP,
        Code.BAD_REASONS,
        Code.UNKNOWN_SESSION,
        Code.NOT_FOUND,
    }
)
"""Refusals that a repeat meets again anyway: they do not hang on how the queue stands."""

Work = Callable[[Change], Answer]
"""A use case with its request bound; may raise Refusal as long as it has changed nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """Who asks for what: a request id, and the address and body that must be the same when it comes again."""

    request_id: str
    path: str
    body: str
    """In one canonical form."""

    def fingerprint(self) -> str:
        """Equal for equal commands; hexadecimal."""
        return hashlib.sha256(f"{self.path}\n{self.body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Commands:
    """Runs commands against one hall; safe to share between threads."""

    store: Store
    hall: Hall
    clock: Clock
    publish: Publish
    waits: WaitBoard

    def run(self, command: Command, work: Work) -> str:
        """The answer as JSON: of ``work``, or of the first time when the command is a repeat.

        Raises the Refusal of ``work`` (a repeat is refused again), or Refusal ``request_id_conflict`` when the id was used
        for another command.
        """
        fingerprint = command.fingerprint()
        try:
            stored = self._attempt(command.request_id, fingerprint, work)
        except Refusal as refusal:
            if refusal.code in NOT_REMEMBERED:
                raise
            stored = self._remember_refusal(command.request_id, fingerprint, refusal)
        if stored.outcome != OK:
            raise _refusal(stored)
        return stored.body

    def change(self, work: Work) -> str:
        """The answer of ``work`` as JSON, for commands that set a state and so need no request id."""
        with self.store.write() as unit:
            answer = work(Change.begin(unit, self.hall, self._now(), self.waits))
        self.publish(unit.events)
        return answer.model_dump_json()

    def _attempt(self, request_id: str, fingerprint: str, work: Work) -> StoredAnswer:
        with self.store.write(request_id) as unit:
            if unit.earlier is not None:
                return _same(unit.earlier, fingerprint)
            change = Change.begin(unit, self.hall, self._now(), self.waits)
            answer = StoredAnswer(fingerprint, OK, work(change).model_dump_json())
            unit.remember(request_id, answer, change.now)
        self.publish(unit.events)
        return answer

    def _remember_refusal(self, request_id: str, fingerprint: str, refusal: Refusal) -> StoredAnswer:
        # The attempt was rolled back; another thread may have run a duplicate of the request since then.
        with self.store.write(request_id) as unit:
            if unit.earlier is not None:
                return _same(unit.earlier, fingerprint)
            change = Change.begin(unit, self.hall, self._now(), self.waits)
            answer = StoredAnswer(fingerprint, refusal.code, _text(refusal))
            unit.remember(request_id, answer, change.now)
        self.publish(unit.events)
        return answer

    def _now(self) -> datetime:
        now = self.clock.now().astimezone(self.hall.zone)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _text(refusal: Refusal) -> str:
    return f"{refusal.message}\n{json.dumps(refusal.facts)}" if refusal.facts else refusal.message


def _refusal(stored: StoredAnswer) -> Refusal:
    message, _, facts = stored.body.partition("\n")
    return Refusal(Code(stored.outcome), message, json.loads(facts) if facts else None)


def _same(earlier: StoredAnswer, fingerprint: str) -> StoredAnswer:
    if earlier.fingerprint != fingerprint:
        raise Refusal(Code.REQUEST_ID_CONFLICT, "the request id was used for another request")
    return earlier
