"""Metrics in the text format of Prometheus.

Responsible for: what is counted, and the state of the hall as gauges at the time of reading. Not responsible for: serving them
(``app``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from typing_extensions import override

from queue_server.service.ports import StoredEvent
from queue_server.wire.messages import Snapshot

LATENCY_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

_TICKET_COUNTERS = {
    "ticket.issued": ("paihao_tickets_issued", "Numbers taken"),
    "ticket.called": ("paihao_tickets_called", "Numbers called for the first time"),
    "ticket.recalled": ("paihao_tickets_recalled", "Numbers called again"),
    "ticket.finished": ("paihao_tickets_finished", "Residents served"),
    "ticket.no-show": ("paihao_tickets_no_show", "Residents who did not come"),
}


class Metrics:
    """Counters of this process and gauges of its hall; safe to share between threads."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, snapshot: Callable[[], Snapshot], listeners: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(_HallCollector(snapshot, listeners))
        self._tickets = {
            kind: Counter(name, text, ["service"], registry=self._registry)
            for kind, (name, text) in _TICKET_COUNTERS.items()
        }
        self._events = Counter("paihao_events", "Events committed", ["type"], registry=self._registry)
        self._latency = Histogram(
            "paihao_request_seconds",
            "Time to answer",
            ["method", "route", "status"],
            buckets=LATENCY_BUCKETS_S,
            registry=self._registry,
        )

        # Looking a series up by its labels costs more than counting.
        self._counted: dict[tuple[str, str | None], tuple[Counter, ...]] = {}
        self._series: dict[tuple[str, str, str], Histogram] = {}

    def count(self, events: Sequence[StoredEvent]) -> None:
        """Count events that were just committed."""
        for event in events:
            kind = (event.type, event.service)
            series = self._counted.get(kind)
            if series is None:
                series = self._counted[kind] = self._counters_of(event)
            for counter in series:
                counter.inc()

    def _counters_of(self, event: StoredEvent) -> tuple[Counter, ...]:
        all_events = self._events.labels(event.type)
        by_service = self._tickets.get(event.type)
        return (all_events,) if by_service is None else (all_events, by_service.labels(event.service))

    def observe(self, method: str, route: str, status: str, seconds: float) -> None:
        """One request was answered; ``route`` is the template of its path."""
        labels = (method, route, status)
        series = self._series.get(labels)
        if series is None:
            series = self._series[labels] = self._latency.labels(*labels)
        series.observe(seconds)

    def render(self) -> bytes:
        """Everything, as text."""
        return generate_latest(self._registry)


class _HallCollector(Collector):
    """Gauges read from the hall when they are asked for, so that they are right after a restart too."""

    def __init__(self, snapshot: Callable[[], Snapshot], listeners: Callable[[], int]) -> None:
        self._snapshot = snapshot
        self._listeners = listeners

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not read the hall."""
        return iter(())

    @override
    def collect(self) -> Iterator[Metric]:
        """The gauges as of now."""
        hall = self._snapshot()
        waiting = GaugeMetricFamily("paihao_waiting", "People waiting", labels=["service"])
        for queue in hall.services:
            waiting.add_metric([queue.service], queue.waiting)
        yield waiting
        devices = GaugeMetricFamily(
            "paihao_device_state", "1 for the state a device is in", labels=["device", "state"]
        )
        for device in hall.devices:
            devices.add_metric([device.device, device.state], 1)
        yield devices
        unprinted = GaugeMetricFamily("paihao_unprinted", "Tickets whose slip is missing")
        unprinted.add_metric([], len(hall.unprinted))
        yield unprinted
        listeners = GaugeMetricFamily("paihao_listeners", "Open event streams")
        listeners.add_metric([], self._listeners())
        yield listeners
