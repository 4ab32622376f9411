"""Events of the hall in plain sentences, for the page's log.

Responsible for: choosing the sentence and its words in both languages. Not responsible for: the sentences themselves
(the message catalogue) or which events there are (``queue_server.wire.events``).
"""

from __future__ import annotations

from dataclasses import dataclass

from config.model import HallConfig
from i18n import Catalogue
from queue_server.wire.events import (
    DayOpened,
    DeviceChanged,
    Event,
    PrintChanged,
    RatingRecorded,
    ReprintRequested,
    TicketCalled,
    TicketEvent,
    TicketNoShow,
    TicketRecalled,
    WindowPaused,
    WindowResumed,
)
from queue_server.wire.messages import DeviceCondition, PrintState, TicketView


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. ``tone`` is plain, call, quiet or bad; ``at`` is ISO 8601."""

    at: str
    zh: str
    en: str
    tone: str = "plain"

    def as_json(self) -> dict[str, object]:
        """For the page."""
        return {"at": self.at, "text": {"zh": self.zh, "en": self.en}, "tone": self.tone}


class Narrator:
    """Knows the hall's own names for services and windows; one thread uses it."""

    def __init__(self, hall: HallConfig, catalogue: Catalogue) -> None:
        self._services = {service.id: service.name for service in hall.services}
        self._numbers = {window.id: window.number for window in hall.windows}
        self._troubled: set[str] = set()
        self._zh, self._en = catalogue.words("zh"), catalogue.words("en")

    def tell(self, event: Event) -> Line | None:
        """The line for an event; None for one that says nothing new to a visitor."""
        at = event.at.isoformat()
        if isinstance(event, TicketEvent):
            return self._ticket(event, at)
        if isinstance(event, PrintChanged | ReprintRequested):
            return self._print(event, at)
        if isinstance(event, WindowPaused | WindowResumed | RatingRecorded):
            key = event.type.replace(".", "_").replace("-", "_")
            return self._line(at, f"event.{key}", "quiet", window=self._window(event.window))
        if isinstance(event, DeviceChanged):
            return self._device(event, at)
        if isinstance(event, DayOpened):
            return self._line(at, "event.day_opened", "plain")
        return None

    def server(self, *, back: bool, at: str) -> Line:
        """The queue server went or came back."""
        return self._line(
            at, "event.server_back" if back else "event.server_lost", "quiet" if back else "bad"
        )

    def _ticket(self, event: TicketEvent, at: str) -> Line:
        key = type(event).model_fields["type"].default.replace(".", "_").replace("-", "_")
        tone = "call" if isinstance(event, TicketCalled | TicketRecalled) else "plain"
        if isinstance(event, TicketNoShow):
            tone = "bad"
        name = self._services.get(event.ticket.service)
        values = self._ticket_values(event.ticket) | {"ahead": max(0, event.queue.waiting - 1)}
        zh = self._zh(f"event.{key}", **values, service=name.zh if name else event.ticket.service)
        en = self._en(f"event.{key}", **values, service=name.en if name else event.ticket.service)
        return Line(at=at, zh=zh, en=en, tone=tone)

    def _device(self, event: DeviceChanged, at: str) -> Line | None:
        """Told when a device needs somebody, and when one of those is well again; the rest is on the health list."""
        name, state = event.device.device, event.device.state
        needs_somebody = state in {DeviceCondition.WARNING, DeviceCondition.OFFLINE, DeviceCondition.FAULT}
        if needs_somebody:
            self._troubled.add(name)
        elif state is not DeviceCondition.ONLINE or name not in self._troubled:
            return None
        else:
            self._troubled.discard(name)
        return self._line(at, f"event.device_{state}", "bad" if needs_somebody else "quiet", device=name)

    def _print(self, event: PrintChanged | ReprintRequested, at: str) -> Line | None:
        if isinstance(event, ReprintRequested):
            return self._line(
                at, "event.reprint_requested", "plain", number=event.ticket.number, kiosk=event.kiosk
            )
        if event.state in {PrintState.QUEUED, PrintState.PRINTING}:
            return None
        tone = "bad" if event.state is PrintState.FAILED else "quiet"
        return self._line(at, f"event.print_{event.state}", tone, number=event.ticket.number)

    def _ticket_values(self, ticket: TicketView) -> dict[str, object]:
        return {
            "number": ticket.number,
            "window": self._window(ticket.window) if ticket.window else "",
            "calls": ticket.calls,
        }

    def _window(self, window: str) -> str:
        return str(self._numbers.get(window, window))

    def _line(self, at: str, key: str, tone: str, **values: object) -> Line:
        return Line(at=at, zh=self._zh(key, **values), en=self._en(key, **values), tone=tone)
