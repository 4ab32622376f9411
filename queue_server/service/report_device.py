"""Use case: a program tells how a device is."""

from __future__ import annotations

from queue_server.service.change import Change
from queue_server.service.ports import DeviceRecord
from queue_server.service.views import device_view
from queue_server.wire.events import DeviceChanged
from queue_server.wire.messages import DeviceStateReport, DeviceView


def report_device(change: Change, report: DeviceStateReport) -> DeviceView:
    """Set the state of one device; a report that says nothing new makes no event."""
    change.hall.check_device(report.device)
    known = change.unit.device(report.device)
    record = DeviceRecord(report.device, report.state, report.reason, report.since)
    if known is not None and (known.state, known.reason) == (record.state, record.reason):
        return device_view(known)
    change.unit.save_device(record)
    view = device_view(record)
    change.emit(DeviceChanged, device=view)
    return view
