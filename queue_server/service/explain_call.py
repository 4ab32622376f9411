"""Why a ticket was called: kept with the call as facts, and told in words that a clerk can read aloud."""

from __future__ import annotations

from datetime import datetime

from queue_server.domain.dispatch import Decision
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Ticket
from queue_server.service.hall import Hall
from queue_server.service.ports import Store
from queue_server.service.views import ticket_view
from queue_server.wire.events import EVENT_ADAPTER, TicketCalled
from queue_server.wire.messages import CallRule, ConsideredTicket, Why, WhyAnswer

MOST_CONSIDERED = 12
"""Kept with a call; the events of a hall with many lanes shall not grow without bound."""

_ZH = {
    CallRule.LONGEST_WAIT: "{number} 在本窗口可办的号码中等候最久（{waited} 分钟），按先后顺序呼叫。",
    CallRule.PRIORITY: "{number} 属于优先对象（{priority}），按规定优先呼叫。",
    CallRule.RATIO: "本窗口已连续呼叫 {in_a_row} 个优先号，按规定轮到普通号；{number} 是其中等候最久的（{waited} 分钟）。",
    CallRule.AGED: "{number} 已等候 {waited} 分钟，等候过久的号码按规定提前一级呼叫。",
    CallRule.LISTED: "本窗口先办“{service}”，{number} 是该事项中等候最久的（{waited} 分钟）。",
    CallRule.HELP: "本窗口协助办理“{service}”；{number} 是该事项中等候最久的（{waited} 分钟）。",
    CallRule.CLERK: "{number} 由工作人员直接呼叫，原因：{reason}。",
    CallRule.CALL_BACK: "{number} 之前在本窗口挂起，现在回呼继续办理。",
}
_EN = {
    CallRule.LONGEST_WAIT: "{number} had waited longest ({waited} min) of all numbers this window serves.",
    CallRule.PRIORITY: "{number} has priority ({priority}) and goes first by the hall's rules.",
    CallRule.RATIO: "The window had called {in_a_row} priority numbers in a row, so it was an ordinary one's turn; "
    "{number} had waited longest of them ({waited} min).",
    CallRule.AGED: "{number} had waited {waited} min; numbers that wait so long move up one class.",
    CallRule.LISTED: "This window serves “{service}” first; {number} had waited longest there ({waited} min).",
    CallRule.HELP: "This window helps out with “{service}”; {number} had waited longest there ({waited} min).",
    CallRule.CLERK: "{number} was called by the clerk out of turn; the reason: {reason}.",
    CallRule.CALL_BACK: "{number} had been put aside at this window and was called back.",
}


def why_of(decision: Decision, now: datetime, in_a_row: int) -> Why:
    """A decision of the rules as facts to keep."""
    return Why(
        rule=CallRule(str(decision.rule)),
        considered=tuple(_considered(ticket, now) for ticket in decision.considered[:MOST_CONSIDERED]),
        in_a_row=in_a_row,
    )


def explain(store: Store, hall: Hall, ticket_id: str) -> WhyAnswer:
    """Why the ticket was called the last time; raises Refusal ``not_found`` when it is unknown or was never called."""
    with store.read() as unit:
        ticket = unit.ticket(ticket_id)
        stored = unit.event(ticket.call_seq) if ticket is not None and ticket.call_seq is not None else None
    if ticket is None or stored is None:
        raise Refusal(Code.NOT_FOUND, "there is no such ticket, or it was not called")
    event = EVENT_ADAPTER.validate_json(stored.data)
    if not isinstance(event, TicketCalled) or event.why is None:
        raise Refusal(Code.NOT_FOUND, "nothing was kept of why the ticket was called")
    return WhyAnswer(
        ticket=ticket_view(ticket),
        called_at=event.at,
        why=event.why,
        sentence_zh=_sentence(_ZH, hall, event, "zh"),
        sentence_en=_sentence(_EN, hall, event, "en"),
    )


def _sentence(sentences: dict[CallRule, str], hall: Hall, event: TicketCalled, language: str) -> str:
    why = event.why
    if why is None:
        return ""
    service = hall.services.get(event.ticket.service)
    priority = hall.priorities.get(event.ticket.priority)
    return sentences[why.rule].format(
        number=event.ticket.number,
        service=event.ticket.service if service is None else getattr(service.name, language),
        priority=event.ticket.priority if priority is None else getattr(priority.name, language),
        waited=why.considered[0].waited_minutes if why.considered else 0,
        in_a_row=why.in_a_row,
        reason=why.reason,
    )


def _considered(ticket: Ticket, now: datetime) -> ConsideredTicket:
    return ConsideredTicket(
        number=ticket.number,
        service=ticket.service,
        priority=ticket.priority,
        waited_minutes=int((now - ticket.issued_at).total_seconds() // 60),
    )
