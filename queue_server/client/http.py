"""Typed calls to the queue server's HTTP API.

Responsible for: one method per command and query, with the messages of ``queue_server.wire``. Every method raises
``ServerUnreachable`` (nothing is known: repeat with the same request id) or ``Refused`` (the server said no).
Not responsible for: repeating, following events, or keeping what could not be delivered.
"""

from __future__ import annotations

from typing import Literal, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.transport import ByteStream, Transport
from queue_server.wire.messages import (
    API_PREFIX,
    CardPrintReport,
    CardPrintRequest,
    CardPrintView,
    DeviceStateReport,
    HelpCall,
    IssuedTicket,
    IssueTicketRequest,
    PrintReport,
    RatingAnswer,
    RatingRequest,
    ReprintRequest,
    Request,
    SecondVisitCard,
    Snapshot,
    TicketView,
    WindowAnswer,
    WindowCommand,
)

__all__ = ["QueueClient", "Refused", "ServerUnreachable", "WindowVerb"]

WindowVerb = Literal[
    "call-next",
    "call",
    "recall",
    "start",
    "finish",
    "no-show",
    "undo",
    "park",
    "call-back",
    "restore",
    "transfer",
    "interrupt",
    "pause",
    "resume",
    "hand-over",
    "log-in",
    "log-out",
]

_Answer = TypeVar("_Answer", bound=BaseModel)

STREAM_SILENCE_SECONDS = 10.0
"""The server sends a heartbeat every 3 seconds: after three lost ones the stream is dead."""


class QueueClient:
    """The queue server as one program of the hall sees it; thread-safe."""

    def __init__(self, base_url: str, token: str, *, timeout: float = 3.0) -> None:
        """``base_url`` such as ``http://127.0.0.1:8080``; ``timeout`` limits one whole request, in seconds."""
        self._transport = Transport(base_url, token, timeout=timeout)

    def issue_ticket(self, request: IssueTicketRequest) -> IssuedTicket:
        """Take a number."""
        return self._post("/tickets", request, IssuedTicket)

    def ticket(self, ticket_id: str) -> IssuedTicket:
        """One ticket with the people ahead and the expected wait of now."""
        return self._get(f"/tickets/{_part(ticket_id)}", IssuedTicket)

    def window(self, window: str, verb: WindowVerb, command: WindowCommand) -> WindowAnswer:
        """Do what a clerk asked at a window; verbs that need more than a request id take its subclasses."""
        return self._post(f"/windows/{_part(window)}/{verb}", command, WindowAnswer)

    def rate(self, request: RatingRequest) -> RatingAnswer:
        """Store a resident's rating of a session."""
        return self._post("/ratings", request, RatingAnswer)

    def snapshot(self) -> Snapshot:
        """The whole hall as of one event."""
        return self._get("/snapshot", Snapshot)

    def report_device(self, report: DeviceStateReport) -> None:
        """Set the state of one device."""
        self._transport.request("POST", f"{API_PREFIX}/device-states", _encode(report))

    def report_print(self, ticket_id: str, report: PrintReport) -> TicketView:
        """Set what is known of a ticket's slip."""
        return self._post(f"/tickets/{_part(ticket_id)}/print-state", report, TicketView)

    def request_reprint(self, ticket_id: str, request: ReprintRequest) -> TicketView:
        """Ask a kiosk to print a slip again."""
        return self._post(f"/tickets/{_part(ticket_id)}/reprint", request, TicketView)

    def request_card(self, ticket_id: str, request: CardPrintRequest) -> CardPrintView:
        """Ask a kiosk to print the second-visit card of a ticket, for staff."""
        return self._post(f"/tickets/{_part(ticket_id)}/second-visit-card/print", request, CardPrintView)

    def collect_card(self, ticket_id: str) -> SecondVisitCard:
        """The second-visit card of a ticket with its code, for the kiosk that was asked to print it."""
        return self._get(f"/tickets/{_part(ticket_id)}/second-visit-card", SecondVisitCard)

    def report_card(self, ticket_id: str, report: CardPrintReport) -> CardPrintView:
        """Set what is known of a second-visit card on paper."""
        return self._post(f"/tickets/{_part(ticket_id)}/second-visit-card/print-state", report, CardPrintView)

    def call_help(self, call: HelpCall) -> None:
        """Tell staff that somebody at a kiosk asks them to come."""
        self._transport.request("POST", f"{API_PREFIX}/help-calls", _encode(call))

    def open_events(self, after: int, *, silence: float = STREAM_SILENCE_SECONDS) -> ByteStream:
        """The raw event stream behind ``after``; programs follow it with ``EventFeed``."""
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store", "Last-Event-ID": str(after)}
        return self._transport.stream(f"{API_PREFIX}/events", headers, silence=silence)

    def close(self) -> None:
        """Close idle connections; the client stays usable."""
        self._transport.close()

    def _post(self, path: str, request: Request, answer: type[_Answer]) -> _Answer:
        return _parse(answer, self._transport.request("POST", API_PREFIX + path, _encode(request)))

    def _get(self, path: str, answer: type[_Answer]) -> _Answer:
        return _parse(answer, self._transport.request("GET", API_PREFIX + path))


def _encode(request: Request) -> bytes:
    return request.model_dump_json(exclude_none=True).encode()


def _parse(answer: type[_Answer], content: bytes) -> _Answer:
    try:
        return answer.model_validate_json(content)
    except ValidationError as error:
        raise ServerUnreachable(f"the answer is not a {answer.__name__}") from error


def _part(name: str) -> str:
    return quote(name, safe="")
