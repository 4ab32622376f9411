"""Looking at every device of a hall.

Responsible for: one finding per device, in the order of the hall file. Not responsible for the form of the report
(``drivers.cli``).
"""

from __future__ import annotations

from config.model import BusDevice, HallConfig
from drivers.doctor.devices import look_at
from drivers.doctor.finding import Finding
from drivers.doctor.lines import look_at_line
from drivers.doctor.surroundings import Surroundings
from drivers.registry import lines_of


def look_at_hall(hall: HallConfig, around: Surroundings) -> list[Finding]:
    """Every device once, and every shared line once."""
    findings = {
        device.id: look_at(device, around) for device in hall.devices if not isinstance(device, BusDevice)
    }
    for devices in lines_of(hall.devices).values():
        findings |= {found.device.id: found for found in look_at_line(devices, around)}
    return [findings[device.id] for device in hall.devices]
