"""What a transaction writes down beside the queue itself.

Responsible for: the records of the port ``WriteUnit``: the log, answers, ratings, cards, devices, and who is at which window. Not
responsible for: tickets and lines (``write_unit``), or any rule.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any

from queue_server.domain.second_visit import SecondVisit
from queue_server.domain.ticket import Status
from queue_server.service.ports import (
    CardPrint,
    DeviceRecord,
    Pause,
    Rating,
    Session,
    StoredAnswer,
    StoredEvent,
)
from queue_server.storage.evaluations import SqlFollowUpBook
from queue_server.storage.read_unit import SqlReadUnit, can_be_id
from queue_server.storage.rows import card_from, from_ms, optional_ms, to_ms
from queue_server.storage.statements import Statements


class ConcurrentChange(Exception):
    """A row is not as it was read although the write lock was held: somebody else writes without the lock."""


class SqlRecordUnit(SqlReadUnit):
    """The part of a transaction that no line of waiting people hangs on."""

    def __init__(self, cursor: Any, statements: Statements, hall: str, zone: tzinfo) -> None:
        super().__init__(cursor, statements, hall, zone)
        self.events: list[StoredEvent] = []
        self.changed = False
        """Whether anything was written: what is known of the hall is then right only if this is committed."""

    def set_paused(self, window: str, pause: Pause | None) -> None:
        """Pause a window or open it again."""
        self._run(self._sql.resume, window=window)
        self._paused.discard(window)
        if pause is not None:
            row = {"hall_id": self._hall, "window": window, "reason": pause.reason, "clerk": pause.clerk}
            self._write(self._sql.pause, {**row, "since": optional_ms(pause.since)})
            self._paused.add(window)

    def set_closed(self, day: date | None) -> None:
        """Close a business day before its end, or open it again."""
        self._run(self._sql.set_closed_day, day=None if day is None else day.isoformat())
        self.closed_day = day

    def set_staffed(self, window: str, clerk: str | None) -> None:
        """Log a clerk in at a window, or out."""
        self._run(self._sql.log_out, window=window)
        if clerk is not None:
            self._run(self._sql.log_in, window=window, clerk=clerk)
        self._staff = None

    def session(self, session_id: str) -> Session | None:
        """The session with that id."""
        if not can_be_id(session_id):
            return None
        ticket_id, _, _ = session_id.partition(".")
        found = self._all(self._sql.session, of_id=session_id, of_ticket=ticket_id)
        found = found or self._all(self._sql.earlier_session, of_id=session_id)
        if not found:
            return None
        ((found_id, of_ticket, window, service, status, finished_at, day, clerk, level),) = found
        finished = from_ms(finished_at, self._zone) if status == Status.FINISHED else None
        on = date.fromisoformat(day)
        return Session(found_id, of_ticket, window, service, on, finished, clerk, level is not None)

    def add_rating(self, session: Session, rating: Rating, at: datetime) -> None:
        """Save the rating of a session."""
        self._write(
            self._sql.add_rating,
            {
                "session_id": session.id,
                "hall_id": self._hall,
                "ticket_id": session.ticket_id,
                "level": rating.level,
                "pressed_at": to_ms(rating.pressed_at),
                "recorded_at": to_ms(at),
                "business_day": session.business_day.isoformat(),
                "window": session.window,
                "service": session.service,
                "clerk": rating.clerk,
                "channel": rating.channel,
                "reasons": "|".join(map(str, rating.reasons)),
            },
        )

    @property
    def follow_ups(self) -> SqlFollowUpBook:
        """What is done about bad ratings."""
        return SqlFollowUpBook(self._cursor, self._sql.follow_ups, self._hall, self._zone)

    def add_second_visit(self, card: SecondVisit, ticket_id: str, at: datetime) -> None:
        """Save a new card."""
        self._write(
            self._sql.cards.add,
            {
                "hall_id": self._hall,
                "code": card.code,
                "ticket_id": ticket_id,
                "service": card.service,
                "package": card.package,
                "made_at": to_ms(at),
                "valid_until": card.valid_until.isoformat(),
                "used_by": None,
            },
        )

    def second_visit(self, code: str) -> SecondVisit | None:
        """The card with that code."""
        found = self._all(self._sql.cards.find, of_code=code)
        return card_from(found[0]) if found else None

    def use_second_visit(self, code: str, ticket_id: str) -> None:
        """The card was used for a ticket."""
        self._change_one(self._sql.cards.use, of_code=code, used_by=ticket_id)

    def save_card_print(self, card: CardPrint) -> None:
        """Save what is known of a ticket's card on paper in place of what was."""
        self._run(self._sql.cards.forget_print, of_ticket=card.ticket_id)
        self._write(
            self._sql.cards.add_print,
            {
                "hall_id": self._hall,
                "ticket_id": card.ticket_id,
                "kiosk": card.kiosk,
                "state": str(card.state),
                "reason": card.reason,
                "asked_at": to_ms(card.asked_at),
            },
        )

    def save_device(self, record: DeviceRecord) -> None:
        """Save the state of a device in place of its earlier one."""
        self._run(self._sql.forget_device, device=record.device)
        self._write(
            self._sql.add_device,
            {
                "hall_id": self._hall,
                "device": record.device,
                "state": str(record.state),
                "reason": record.reason,
                "since": to_ms(record.since),
            },
        )

    def append_event(self, event: StoredEvent, at: datetime) -> None:
        """Append to the log."""
        if event.seq != self.last_seq + 1:
            raise ValueError(f"event {event.seq} after {self.last_seq}")
        self._write(
            self._sql.add_event,
            {
                "hall_id": self._hall,
                "seq": event.seq,
                "at": to_ms(at),
                "type": event.type,
                "service": event.service,
                "data": event.data,
            },
        )
        self.last_seq = event.seq
        self.events.append(event)

    def remember(self, request_id: str, answer: StoredAnswer, at: datetime) -> None:
        """Keep what a request was answered."""
        self._write(
            self._sql.add_request,
            {
                "hall_id": self._hall,
                "request_id": request_id,
                "fingerprint": answer.fingerprint,
                "outcome": str(answer.outcome),
                "body": answer.body,
                "at": to_ms(at),
            },
        )

    def _run(self, statement: str, **values: object) -> None:
        values["hall"] = self._hall
        self._write(statement, values)

    def _write(self, statement: str, values: dict[str, object]) -> None:
        self.changed = True
        self._cursor.execute(statement, values)

    def _change_one(self, statement: str, **values: object) -> None:
        self._run(statement, **values)
        if self._cursor.rowcount != 1:
            raise ConcurrentChange(statement)
