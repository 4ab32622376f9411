"""What the addresses of tickets' pages have to hand.

Responsible for: reading a ticket for its page with as little as possible, and what a phone may do with it. Not responsible for:
HTTP (``routes``), or texts (``view``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from i18n import Catalogue, Words
from i18n.rating_options import RatingOptions
from queue_server.domain.calendar import business_day
from queue_server.domain.rating import phone_rate_until
from queue_server.domain.refusal import Code, Refusal
from queue_server.service.evaluation_store import Visit
from queue_server.service.hall import Hall
from queue_server.web.api import Api
from queue_server.web.errors import WebCode, WebError
from queue_server.web.phone.forms import Forms
from queue_server.web.phone.limits import Gate, Pace
from queue_server.web.phone.view import TicketPage, Wording
from queue_server.wire import messages as m

HERE = Path(__file__).parent
MESSAGES = HERE / "messages"
AT_ONCE = 16
"""Phones that are answered at the same moment; the server has ten times as many threads."""
CANCEL_REASON = "手机放弃"


@dataclass(frozen=True)
class PhoneDesk:
    """One hall's pages of tickets; safe to share between threads."""

    api: Api
    hall: Hall
    catalogue: Catalogue
    options: RatingOptions
    forms: Forms
    looks: Pace
    deeds: Pace
    gate: Gate

    def words(self, language: str) -> Words:
        """The texts of the page."""
        return self.catalogue.words(language)

    def wording(self, language: str) -> Wording:
        """Who writes the pages."""
        return Wording(self.hall, self.words(language))

    def page(self, ticket_id: str, language: str) -> TicketPage:
        """The page of a ticket; raises Refusal ``not_found``."""
        found = self.api.queries.ticket(ticket_id)
        now = self.now()
        visits = self._visits(found.ticket)
        return self.wording(language).page(
            found,
            now,
            today=found.ticket.business_day >= business_day(now, self.hall.zone),
            to_rate=self._to_rate(visits, now),
            rated=any(visit.rated for visit in visits),
        )

    def visit(self, ticket_id: str, session_id: str) -> Visit:
        """A session of the ticket that may be rated now; raises Refusal as the rating would."""
        visit = next((each for each in self._read_visits(ticket_id) if each.session_id == session_id), None)
        if visit is None:
            raise Refusal(Code.UNKNOWN_SESSION, "the ticket has no such session")
        if visit.rated:
            raise Refusal(Code.ALREADY_RATED, "the session was rated before")
        if not self._in_time(visit, self.now()):
            raise Refusal(Code.RATING_TOO_LATE, "the time to rate is over")
        return visit

    def cancel(self, ticket_id: str, request_id: str) -> None:
        """Give the number back; raises Refusal."""
        body = m.CancelTicket(request_id=request_id, reason=CANCEL_REASON)
        self.api.cancel(f"/t/{ticket_id}/cancel", body, ticket_id)

    def rate(self, ticket_id: str, request_id: str, session_id: str, level: str, reasons: list[str]) -> None:
        """Rate a session; raises Refusal, or WebError for what no page of ours sends."""
        try:
            body = m.RatingRequest.model_validate(
                {
                    "request_id": request_id,
                    "session_id": session_id,
                    "level": level,
                    "pressed_at": self.now(),
                    "channel": m.RatingChannel.PHONE,
                    "reasons": reasons,
                }
            )
        except ValidationError:
            raise WebError(WebCode.BAD_REQUEST, "the form is not as it was written") from None
        self.api.rate_by_phone(f"/t/{ticket_id}/rate", body, ticket_id)

    def now(self) -> datetime:
        """Now, in the hall's zone."""
        return self.api.commands.clock.now().astimezone(self.hall.zone)

    def _visits(self, ticket: m.TicketView) -> tuple[Visit, ...]:
        # Only these tickets can have ended a session: most phones cost no second look at the database.
        if ticket.status is not m.TicketStatus.FINISHED and ticket.package is None:
            return ()
        return self._read_visits(ticket.id)

    def _read_visits(self, ticket_id: str) -> tuple[Visit, ...]:
        return tuple(self.api.evaluations.visits(ticket_id))

    def _to_rate(self, visits: tuple[Visit, ...], now: datetime) -> Visit | None:
        return next(
            (visit for visit in reversed(visits) if not visit.rated and self._in_time(visit, now)), None
        )

    def _in_time(self, visit: Visit, now: datetime) -> bool:
        return now < phone_rate_until(visit.finished_at, self.hall.zone)


def open_phone_desk(api: Api, secret: bytes, monotonic: Callable[[], float]) -> PhoneDesk:
    """The pages of a hall's tickets; reads their texts once."""
    return PhoneDesk(
        api=api,
        hall=api.commands.hall,
        catalogue=Catalogue.load(MESSAGES),
        options=RatingOptions.load(),
        forms=Forms(secret),
        # A page looks each ten seconds; somebody who turns back and forth needs more for a moment.
        looks=Pace(30, 2.0, monotonic),
        deeds=Pace(6, 10.0, monotonic),
        gate=Gate(AT_ONCE),
    )
