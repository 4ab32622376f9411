"""Question: how residents rated the hall over some days (好差评).

Today is left out, and so is what was recorded today about earlier days: nobody who asks twice can tell a single rating from the
difference while the resident may still be in the hall.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from queue_server.domain.calendar import business_day
from queue_server.domain.rating import mean_score, satisfied_share
from queue_server.service.evaluation_store import EvaluationStore, SessionCount
from queue_server.service.hall import Hall
from queue_server.service.ports import Clock
from queue_server.wire.messages import ClerkLine, EvaluationLine, EvaluationReport

_NOTHING = (0, 0, 0, 0, 0)


def evaluation_report(
    store: EvaluationStore, hall: Hall, clock: Clock, first: date, last: date
) -> EvaluationReport:
    """The report of those days, both included, up to yesterday; windows and clerks in the hall file's order, then those it had
    before.
    """
    today = business_day(clock.now(), hall.zone)
    until = min(last, today - timedelta(days=1))
    midnight = datetime.combine(today, time(), hall.zone)
    windows = _in_order(store.window_counts(first, until, midnight), hall.windows)
    clerks = _in_order(store.clerk_counts(first, until, midnight), [each.id for each in hall.config.clerks])
    least = hall.config.evaluation.ranking_minimum
    all_levels = _sum(count.levels for count in windows)
    finished, rated = sum(count.finished for count in windows), sum(all_levels)
    follow_ups = store.follow_up_count(first, until, today)
    satisfied = satisfied_share(all_levels) if rated >= least else None
    return EvaluationReport(
        first_day=first,
        last_day=last,
        windows=tuple(EvaluationLine(window=each.whose or "", **_figures(each, least)) for each in windows),
        clerks=tuple(ClerkLine(clerk=each.whose, **_figures(each, least)) for each in clerks),
        follow_ups_open=follow_ups.open,
        follow_ups_overdue=follow_ups.overdue,
        follow_ups_closed=follow_ups.closed,
        finished=finished,
        rated=rated,
        satisfaction_rate=satisfied,
        bad_rate=None if satisfied is None else 1 - satisfied,
        rating_rate=_share(rated, finished),
        closed_rate=_share(follow_ups.closed, follow_ups.open + follow_ups.closed),
    )


def _in_order(counts: Iterable[SessionCount], known: Iterable[str]) -> list[SessionCount]:
    """Everybody who is known, then whoever was, then nobody."""
    found = {count.whose: count for count in counts}
    first = [found.pop(whose, SessionCount(whose, 0, _NOTHING)) for whose in known]
    return first + [found[whose] for whose in sorted(found, key=lambda whose: (whose is None, whose))]


def _figures(count: SessionCount, least: int) -> dict[str, Any]:
    rated = sum(count.levels)
    ranked = rated >= least
    return {
        "finished": count.finished,
        "rated": rated,
        "levels": count.levels,
        "satisfied": satisfied_share(count.levels) if ranked else None,
        "score": mean_score(count.levels) if ranked else None,
    }


def _sum(levels: Iterable[tuple[int, int, int, int, int]]) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = map(sum, zip(_NOTHING, *levels, strict=True))
    return one, two, three, four, five


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
