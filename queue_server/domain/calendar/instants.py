"""From minutes of a day to instants, also on days on which clocks are changed.

Responsible for: when the hall's clocks show certain minutes of a day. A time that the clocks skip is never shown, and one
that they show twice counts twice. Not responsible for: which minutes are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

# Zones are at most 14 hours before and 12 hours behind UTC, so every instant of a day lies between these two, counted
# from its midnight in UTC.
_EARLIEST = timedelta(hours=-15)
_LATEST = timedelta(hours=37)
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time without a break. Both ends are of one kind: UTC inside of this package, the hall's zone outside."""

    opens_at: datetime
    closes_at: datetime
    """Exclusive."""

    def in_zone(self, zone: tzinfo) -> Stretch:
        """The same stretch on the clocks of ``zone``."""
        return Stretch(self.opens_at.astimezone(zone), self.closes_at.astimezone(zone))


def instants(day: date, spans: Iterable[tuple[int, int]], zone: tzinfo) -> tuple[Stretch, ...]:
    """The stretches, in UTC and in order, in which clocks show ``day`` and one of the spans; touching ones are joined.

    A span is its first minute after midnight and the minute it ends before; 1440 is the end of the day.
    """
    midnight = datetime.combine(day, time(), UTC)
    marks = [(midnight + timedelta(minutes=first), midnight + timedelta(minutes=end)) for first, end in spans]
    found = []
    for since, until, offset in _constant_offsets(midnight + _EARLIEST, midnight + _LATEST, zone):
        for first, end in marks:
            opens, closes = max(first - offset, since), min(end - offset, until)
            if opens < closes:
                found.append((opens, closes))
    return tuple(_joined(sorted(found)))


def _joined(pairs: list[tuple[datetime, datetime]]) -> Iterator[Stretch]:
    while pairs:
        opens, closes = pairs.pop(0)
        while pairs and pairs[0][0] <= closes:
            closes = max(closes, pairs.pop(0)[1])
        yield Stretch(opens, closes)


def _constant_offsets(
    since: datetime, until: datetime, zone: tzinfo
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Parts of a time between two instants, each with the one offset from UTC that holds in it."""
    if _offset(since, zone) == _offset(until, zone):
        yield since, until, _offset(since, zone)
        return
    hours = [since + _HOUR * count for count in range((until - since) // _HOUR + 1)]
    changes = [
        _change(early, late, zone)
        for early, late in pairwise(hours)
        if _offset(early, zone) != _offset(late, zone)
    ]
    for start, end in pairwise([since, *changes, until]):
        yield start, end, _offset(start, zone)


def _change(early: datetime, late: datetime, zone: tzinfo) -> datetime:
    """The second, after ``early`` and not after ``late``, from which the offset of ``late`` holds."""
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if _offset(middle, zone) == _offset(early, zone):
            early = middle
        else:
            late = middle
    return late


def _offset(instant: datetime, zone: tzinfo) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    if offset is None:
        raise ValueError(f"{zone} has no offset from UTC")
    return offset
