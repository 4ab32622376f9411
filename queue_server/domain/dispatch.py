"""Who is called next, and why.

Responsible for: the choice between the first tickets of all lanes a window may call from, by the hall's rules, with the reasons for
it. Not responsible for: the lanes (``lines``), the call itself, or words.

The rules, in this order:

1. A window with a listed order of services looks at the first listed service somebody waits for, and beside it only at tickets that
   have waited past the ageing time. A window that takes its services by arrival looks at all of them.
2. Services the window merely helps with are looked at when nobody waits for its own, or when the help rule of that service holds;
   whoever was sent to this very window is looked at in any case.
3. After ``in_a_row`` priority tickets in a row an ordinary ticket has its turn, if one is there.
4. Otherwise the highest class goes first, where every full ageing time a ticket has waited lifts it by one class; within a class the
   place in the line decides.

So nobody starves: of ``in_a_row + 1`` calls of a window at least one is an ordinary ticket while one waits, and within a class tickets
that come later never go first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.lines import Lines
from queue_server.domain.ticket import ORDINARY, Ticket


class Rule(StrEnum):
    """What decided a choice. Calls that nothing had to be chosen for are none of it."""

    LONGEST_WAIT = "longest-wait"
    PRIORITY = "priority"
    RATIO = "ratio"
    AGED = "aged"
    LISTED = "listed"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Rules:
    """The hall's rules of order."""

    ranks: Mapping[str, int]
    """Every class's place in the order of urgency, from 0; ``ordinary`` is last."""
    in_a_row: int = 2
    ageing: timedelta = timedelta(minutes=30)

    @classmethod
    def of(cls, classes: Sequence[str], *, in_a_row: int = 2, ageing: timedelta | None = None) -> Rules:
        """From the classes, most urgent first, without the ordinary one."""
        ranks = {name: rank for rank, name in enumerate((*classes, ORDINARY))}
        return cls(ranks, in_a_row, ageing or timedelta(minutes=30))

    def own_rank(self, ticket: Ticket) -> int:
        """The class a ticket was given; of a class that the hall has given up, the last one."""
        return self.ranks.get(ticket.priority, len(self.ranks) - 1)

    def rank(self, ticket: Ticket, now: datetime) -> int:
        """The class a ticket stands in now: its own, lifted by one for each ageing time it has waited."""
        return max(self.own_rank(ticket) - max(0, (now - ticket.waiting_since) // self.ageing), 0)

    def aged(self, ticket: Ticket, now: datetime) -> bool:
        """Whether a ticket has waited for a full ageing time."""
        return now - ticket.waiting_since >= self.ageing


@dataclass(frozen=True, slots=True)
class Help:
    """When a window takes somebody of a service that is not its own although its own have people waiting."""

    service: str
    when_waiting: int
    when: timedelta


@dataclass(frozen=True, slots=True)
class Plan:
    """What one window calls."""

    window: str
    services: tuple[str, ...]
    listed: bool = False
    helps: tuple[Help, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is called, and why."""

    ticket: Ticket
    rule: Rule
    considered: tuple[Ticket, ...]
    """The first of every lane that was looked at; the chosen one first, then by place."""
    in_a_row: int
    """Priority tickets the window has called in a row, this one included."""


def choose(plan: Plan, lines: Lines, rules: Rules, in_a_row: int, now: datetime) -> Decision | None:
    """The next ticket of a window that has called ``in_a_row`` priority tickets in a row; None when nobody waits for it."""
    own = _own_heads(plan, lines, rules, now)
    helped = _help_heads(plan, lines, now, nobody=not own.heads)
    heads = own.heads + helped
    if not heads:
        return None
    chosen, rule = _decide(heads, rules, in_a_row, now)
    if rule is Rule.LONGEST_WAIT:
        rule = _where(chosen, helped, own.left_out)
    ordinary = chosen.priority == ORDINARY
    others = sorted((head for head in (*heads, *own.left_out) if head is not chosen), key=_place)
    return Decision(chosen, rule, (chosen, *others), 0 if ordinary else min(in_a_row + 1, rules.in_a_row))


@dataclass(frozen=True, slots=True)
class _Own:
    heads: list[Ticket]
    left_out: list[Ticket]
    """Of services further down the window's list."""


def _own_heads(plan: Plan, lines: Lines, rules: Rules, now: datetime) -> _Own:
    by_service = [lines.heads(service, plan.window) for service in plan.services]
    if not plan.listed:
        return _Own([head for heads in by_service for head in heads], [])
    first = next((heads for heads in by_service if heads), [])
    later = [head for heads in by_service if heads is not first for head in heads]
    aged = [head for head in later if rules.aged(head, now)]
    return _Own(first + aged, [head for head in later if not rules.aged(head, now)])


def _help_heads(plan: Plan, lines: Lines, now: datetime, *, nobody: bool) -> list[Ticket]:
    return [
        head
        for help_ in plan.helps
        for head in lines.heads(help_.service, plan.window)
        if nobody or head.for_window is not None or _needed(help_, lines, now)
    ]


def _needed(help_: Help, lines: Lines, now: datetime) -> bool:
    first = lines.first(help_.service)
    if first is None:
        return False
    return lines.count(help_.service) >= help_.when_waiting or now - first.waiting_since >= help_.when


def _decide(heads: list[Ticket], rules: Rules, in_a_row: int, now: datetime) -> tuple[Ticket, Rule]:
    ordinary = [head for head in heads if head.priority == ORDINARY]
    if ordinary and len(ordinary) < len(heads) and in_a_row >= rules.in_a_row:
        return _first(ordinary, rules, now), Rule.RATIO
    chosen = _first(heads, rules, now)
    own_rank = rules.own_rank(chosen)
    if any(rules.own_rank(head) < own_rank for head in heads):
        return chosen, Rule.AGED
    mixed = any(rules.own_rank(head) > own_rank for head in heads)
    return chosen, Rule.PRIORITY if mixed or chosen.priority != ORDINARY else Rule.LONGEST_WAIT


def _first(heads: Iterable[Ticket], rules: Rules, now: datetime) -> Ticket:
    return min(heads, key=lambda head: (rules.rank(head, now), *head.place))


def _where(chosen: Ticket, helped: list[Ticket], left_out: list[Ticket]) -> Rule:
    if any(head is chosen for head in helped):
        return Rule.HELP
    earlier = any(head.place < chosen.place for head in left_out)
    return Rule.LISTED if earlier else Rule.LONGEST_WAIT


def _place(ticket: Ticket) -> tuple[int, int]:
    return ticket.place
