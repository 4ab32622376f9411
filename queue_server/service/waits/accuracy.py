"""The hall's own record: what residents were told, and how long they waited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from queue_server.domain.forecast import unpack
from queue_server.domain.forecast.accuracy import Accuracy, WaitCase, report
from queue_server.service.waits.learning import KIND, waited_minutes
from queue_server.service.waits.ports import ForecastStore, PastCall
from queue_server.wire.messages import AccuracyLine, WaitReport


def wait_report(store: ForecastStore, first: date, last: date) -> WaitReport:
    """The record of all waits that ended on those days and had been predicted."""
    found = report(_cases(store.calls_between(first, last)))
    lines = (
        ()
        if found is None
        else (
            _line(None, found.overall),
            *(_line(service, accuracy) for service, accuracy in found.services.items()),
        )
    )
    learnt = store.model(KIND)
    return WaitReport(
        first_day=first,
        last_day=last,
        accuracy=lines,
        learnt_at=None if learnt is None else learnt[0],
    )


def _cases(calls: Iterable[PastCall]) -> Iterator[WaitCase]:
    for call in calls:
        if not call.ordinary or call.forecast is None:
            continue
        _, told = unpack(json.loads(call.forecast))
        if told is not None:
            yield WaitCase(call.service, call.business_day.toordinal(), told, waited_minutes(call))


def _line(service: str | None, accuracy: Accuracy) -> AccuracyLine:
    return AccuracyLine(
        service=service,
        count=accuracy.count,
        mean_absolute_error=round(accuracy.mean_absolute_error, 2),
        bias=round(accuracy.bias, 2),
        within_5=round(accuracy.within_5, 4),
        hits=round(accuracy.hits, 4),
        covered_80=round(accuracy.covered_80, 4),
        covered_90=round(accuracy.covered_90, 4),
    )
