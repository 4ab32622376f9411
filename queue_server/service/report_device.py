"""Use case: a program tells how a device is."""

from __future__ import annotations

from datetime import UTC, datetime

from queue_server.service.change import Change
from queue_server.service.ports import DeviceRecord
from queue_server.service.views import device_view
from queue_server.wire.events import DeviceChanged
from queue_server.wire.messages import DeviceStateReport, DeviceView


def report_device(change: Change, report: DeviceStateReport) -> DeviceView:
    """Set the state of one device; a report that says nothing new makes no event."""
    change.hall.check_device(report.device)
    known = change.unit.device(report.device)
    record = DeviceRecord(
        report.device, report.state, _plain(report.reason), _possible(report.since, change.now)
    )
    if known is not None and (known.state, known.reason) == (record.state, record.reason):
        return device_view(known)
    change.unit.save_device(record)
    view = device_view(record)
    change.emit(DeviceChanged, device=view)
    return view


_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def _possible(since: datetime, now: datetime) -> datetime:
    # A device's clock may be anywhere; an instant that cannot be is not worth refusing the report.
    return min(max(since, _EARLIEST), now)


def _plain(reason: str) -> str:
    # A serial line's rubbish may end up in a reason; no database or screen shall stumble over it.
    return "".join(character if character.isprintable() else " " for character in reason)
