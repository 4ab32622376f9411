"""Events of the hall in plain sentences, for the page's log.

Responsible for: choosing the sentence and its words in both languages. Not responsible for: the sentences themselves
(the message catalogue) or which events there are (``queue_server.wire.events``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.model import Bilingual, HallConfig
from i18n import Catalogue
from queue_server.wire.events import (
    CardPrintChanged,
    CardPrintRequested,
    DayClosed,
    DayOpened,
    DayReopened,
    DeviceChanged,
    Event,
    HelpAnswered,
    HelpCalled,
    PrintChanged,
    RatingRecorded,
    ReprintRequested,
    TicketCalled,
    TicketCallUndone,
    TicketEvent,
    TicketForwarded,
    TicketInterrupted,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketTransferred,
    WindowHandedOver,
    WindowPaused,
    WindowResumed,
)
from queue_server.wire.messages import CallRule, DeviceCondition, PrintState


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


_CALLS = (TicketCalled, TicketRecalled)
_SETBACKS = (TicketNoShow, TicketInterrupted)


class Narrator:
    """Knows the hall's own names for services, windows and priorities; one thread uses it."""

    def __init__(self, hall: HallConfig, catalogue: Catalogue) -> None:
        packages = {package.id: package.name for package in hall.packages}
        self._offers = {service.id: service.name for service in hall.services} | packages
        self._priorities = {section.id: section.name for section in hall.priorities}
        self._numbers = {window.id: window.number for window in hall.windows}
        self._troubled: set[str] = set()
        self._languages = {language: catalogue.words(language) for language in ("zh", "en")}

    def tell(self, event: Event) -> Line | None:
        """The line for an event; None for one that says nothing new to a visitor."""
        at = event.at.isoformat()
        match event:
            case TicketEvent():
                return self._ticket(event, at)
            case PrintChanged() | ReprintRequested():
                return self._print(event, at)
            case CardPrintRequested() | CardPrintChanged():
                return self._card(event, at)
            case DeviceChanged():
                return self._device(event, at)
            case _:
                return self._hall(event, at)

    def server(self, *, back: bool, at: str) -> Line:
        """The queue server went or came back."""
        return self._line(
            at, "event.server_back" if back else "event.server_lost", "quiet" if back else "bad"
        )

    def _hall(self, event: Event, at: str) -> Line | None:
        """What happens to windows, at kiosks and to the day."""
        match event:
            case WindowPaused(reason=reason) if reason is not None:
                return self._line(at, f"event.paused_{reason}", "quiet", window=self._window(event.window))
            case WindowPaused() | WindowResumed() | WindowHandedOver() | RatingRecorded():
                return self._line(at, _key(event), "quiet", window=self._window(event.window))
            case HelpCalled() | HelpAnswered():
                tone = "bad" if isinstance(event, HelpCalled) else "quiet"
                return self._line(at, _key(event), tone, kiosk=event.kiosk)
            case DayOpened() | DayClosed() | DayReopened():
                return self._line(at, _key(event), "plain", expired=getattr(event, "expired", 0))
            case _:
                return None

    def _ticket(self, event: TicketEvent, at: str) -> Line:
        tone = "call" if isinstance(event, _CALLS) else "bad" if isinstance(event, _SETBACKS) else "plain"
        texts = {language: self._sentence(event, language) for language in self._languages}
        return Line(at=at, zh=texts["zh"], en=texts["en"], tone=tone)

    def _sentence(self, event: TicketEvent, language: str) -> str:
        """What became of a ticket, with the names that the hall gives to services and priorities in that language."""
        words, ticket, key = self._languages[language], event.ticket, _key(event)
        values: dict[str, object] = {
            "number": ticket.number,
            "window": self._window(ticket.window),
            "calls": ticket.calls,
            "ahead": max(0, event.queue.waiting - 1),
            "service": _name(self._offers, ticket.service, language),
        }
        match event:
            case TicketIssued():
                values["service"] = _name(self._offers, ticket.package or ticket.service, language)
                if ticket.priority in self._priorities:
                    values["priority"] = _name(self._priorities, ticket.priority, language)
                    key = f"{key}_first"
            case TicketCalled(why=why) if why is not None and why.rule is not CallRule.LONGEST_WAIT:
                values["rule"] = words(f"event.rule_{why.rule}")
                key = f"{key}_why"
            case TicketForwarded():
                values["window"] = self._window(event.from_window)
                values["before"] = _name(self._offers, event.from_service, language)
            case TicketTransferred() if ticket.for_window is not None:
                values["window"] = self._window(ticket.for_window)
                key = f"{key}_window"
            case TicketCallUndone():
                values["window"] = self._window(event.window)
        return words(key, **values)

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

    def _card(self, event: CardPrintRequested | CardPrintChanged, at: str) -> Line | None:
        values: dict[str, object] = {"number": event.ticket.number, "kiosk": event.kiosk}
        if isinstance(event, CardPrintRequested):
            return self._line(at, "event.card_requested", "plain", **values)
        if event.state is PrintState.PRINTING:
            return None
        tone = "bad" if event.state is PrintState.FAILED else "quiet"
        return self._line(at, f"event.card_{event.state}", tone, **values)

    def _window(self, window: str | None) -> str:
        return "" if window is None else str(self._numbers.get(window, window))

    def _line(self, at: str, key: str, tone: str, **values: object) -> Line:
        """``values`` are the same in both languages."""
        texts = {language: words(key, **values) for language, words in self._languages.items()}
        return Line(at=at, zh=texts["zh"], en=texts["en"], tone=tone)


def _key(event: Event | TicketEvent) -> str:
    """The catalogue's key for an event of this type."""
    kind: str = type(event).model_fields["type"].default
    return f"event.{kind.replace('.', '_').replace('-', '_')}"


def _name(names: Mapping[str, Bilingual], wanted: str, language: str) -> str:
    """An unknown thing is called by its id."""
    name = names.get(wanted)
    return wanted if name is None else name.zh if language == "zh" else name.en
