"""Who waits, in calling order.

Responsible for: the waiting tickets of one day, arranged in lanes, and questions about lengths and places. Not responsible for:
which lane is called from (``dispatch``), or saving.

A lane is what is strictly first come, first served: the tickets of one service and one priority class, apart from those that only
one window may call.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from queue_server.domain.ticket import ORDINARY, Ticket


class Lane(NamedTuple):
    """Names one lane."""

    service: str
    priority: str
    for_window: str | None = None


def lane_of(ticket: Ticket) -> Lane:
    """The lane a waiting ticket stands in."""
    return Lane(ticket.service, ticket.priority, ticket.for_window)


def _place(ticket: Ticket) -> tuple[int, int]:
    return ticket.place


@dataclass(slots=True)
class _Queue:
    """The waiting tickets of one service."""

    lanes: dict[Lane, list[Ticket]] = field(default_factory=dict)
    length: int = 0


class Lines:
    """The waiting tickets of one day. For one thread; tickets are immutable, so a copy of a lane is cheap to share."""

    def __init__(self, tickets: Iterable[Ticket] = (), lengths: Mapping[str, int] | None = None) -> None:
        """With ``lengths``, how many wait for each service, the tickets are only the first of each lane."""
        self._queues: dict[str, _Queue] = {}
        for ticket in tickets:
            self.add(ticket)
        for service, length in (lengths or {}).items():
            self._queues.setdefault(service, _Queue()).length = length

    def copy(self) -> Lines:
        """The same lines, to be changed apart from these."""
        copied = Lines()
        for service, queue in self._queues.items():
            lanes = {name: lane.copy() for name, lane in queue.lanes.items()}
            copied._queues[service] = _Queue(lanes, queue.length)
        return copied

    def __len__(self) -> int:
        return sum(queue.length for queue in self._queues.values())

    def __iter__(self) -> Iterator[Ticket]:
        for queue in self._queues.values():
            for lane in queue.lanes.values():
                yield from lane

    def add(self, ticket: Ticket) -> None:
        """Put a ticket into its lane, by its place."""
        queue = self._queues.setdefault(ticket.service, _Queue())
        lane = queue.lanes.setdefault(lane_of(ticket), [])
        if lane and lane[-1].place > ticket.place:
            insort(lane, ticket, key=_place)
        else:
            lane.append(ticket)
        queue.length += 1

    def remove(self, ticket: Ticket) -> None:
        """Take a ticket out; KeyError when it does not wait as it is."""
        queue = self._queues.get(ticket.service)
        lane = queue.lanes.get(lane_of(ticket)) if queue is not None else None
        if queue is None or lane is None:
            raise KeyError(ticket.id)
        index = bisect_left(lane, ticket.place, key=_place)
        if index == len(lane) or lane[index].id != ticket.id:
            raise KeyError(ticket.id)
        del lane[index]
        if not lane:
            del queue.lanes[lane_of(ticket)]
        queue.length -= 1

    def count(self, service: str) -> int:
        """How many wait for the service."""
        queue = self._queues.get(service)
        return 0 if queue is None else queue.length

    def counts(self) -> Mapping[str, int]:
        """How many wait, by service; services nobody waits for may be missing."""
        return {service: queue.length for service, queue in self._queues.items()}

    def heads(self, service: str, window: str) -> list[Ticket]:
        """The first ticket of every lane of the service that ``window`` may call from."""
        queue = self._queues.get(service)
        if queue is None:
            return []
        return [lane[0] for name, lane in queue.lanes.items() if name.for_window in (None, window)]

    def first(self, service: str) -> Ticket | None:
        """The ticket that has stood longest for the service, whatever its class."""
        queue = self._queues.get(service)
        if queue is None or not queue.lanes:
            return None
        return min((lane[0] for lane in queue.lanes.values()), key=_place)

    def of(self, service: str) -> list[Ticket]:
        """All who wait for the service, by place."""
        queue = self._queues.get(service)
        if queue is None:
            return []
        return sorted((ticket for lane in queue.lanes.values() for ticket in lane), key=_place)

    def lane(self, name: Lane) -> tuple[Ticket, ...]:
        """One lane, first to last."""
        queue = self._queues.get(name.service)
        return tuple(queue.lanes.get(name, ())) if queue is not None else ()

    def behind(self, name: Lane, places: int) -> Ticket | None:
        """Whom somebody stands behind who is let in after ``places`` others; 0 is the end of the line. None: nobody is there.

        Whoever one window alone may call stands in line with those of the same class that it may call besides.
        """
        common = name._replace(for_window=None)
        line = [*self.lane(name), *(self.lane(common) if name != common else ())]
        if not line:
            return None
        line.sort(key=_place)
        return line[min(places, len(line)) - 1] if places else line[-1]

    def ahead(self, ticket: Ticket, ranks: Mapping[str, int], in_a_row: int) -> int:
        """How many of its service will be called before the ticket, as it stands; a waiting one."""
        queue = self._queues.get(ticket.service)
        if queue is None:
            return 0
        lanes: dict[str, tuple[int, int]] = {}
        for name, lane in queue.lanes.items():
            waiting, before = lanes.get(name.priority, (0, 0))
            earlier = bisect_left(lane, ticket.place, key=_place)
            lanes[name.priority] = waiting + len(lane), before + earlier
        return people_ahead(Ahead.among(ticket, lanes, ranks), in_a_row)


class Ahead(NamedTuple):
    """Who stands before a ticket in its service."""

    ordinary: bool
    """Whether the ticket itself is an ordinary one."""
    before: int
    """Those of its own class before it and, for a priority ticket, all of higher classes."""
    others: int
    """For an ordinary ticket everybody with a priority, for a priority ticket all ordinary ones."""

    @classmethod
    def among(cls, ticket: Ticket, lanes: Mapping[str, tuple[int, int]], ranks: Mapping[str, int]) -> Ahead:
        """From how many wait, and how many of them before the ticket's place, by the classes of its service."""
        last = len(ranks)
        own_rank, ordinary = ranks.get(ticket.priority, last), ticket.priority == ORDINARY
        ahead = others = 0
        for priority, (waiting, before) in lanes.items():
            if priority == ticket.priority:
                ahead += before
            elif ordinary or priority == ORDINARY:
                others += waiting
            elif ranks.get(priority, last) < own_rank:
                ahead += waiting
        return cls(ordinary, ahead, others)


def people_ahead(counts: Ahead, in_a_row: int) -> int:
    """How many are called first, when after ``in_a_row`` priority tickets an ordinary one has its turn."""
    if counts.ordinary:
        return counts.before + min(counts.others, in_a_row * (counts.before + 1))
    return counts.before + min(counts.others, counts.before // in_a_row)
