"""Every slip of the demonstration hall stays below half a second of a slow wire, with its longest texts."""

from __future__ import annotations

from itertools import product

import pytest

from config.model import SlipSection, SlipVariant
from drivers.ticket_printer.port import Slip
from drivers.ticket_printer.slip_bytes import build_job
from drivers.ticket_printer.slip_layout import COLUMNS, lay_out
from kiosk.slip import SlipStyle, build_slip
from queue_server.wire.messages import ExpectedWait
from tests.fakes.kiosk_stage import ZONE, catalogue, demo_hall, issued_ticket

MOST_BYTES = 400
"""0.42 s at 9600 baud."""
WAITS = (None, ExpectedWait(low=0, high=0), ExpectedWait(low=0, high=5), ExpectedWait(low=115, high=125))


def slip(service: str, wait: ExpectedWait | None, variant: SlipVariant, style: SlipStyle) -> Slip:
    """A late number of a long day."""
    issued = issued_ticket()
    ticket = issued.ticket.model_copy(update={"service": service, "number": "A112", "id": "7f3a9c2e41b84d0f"})
    issued = issued.model_copy(update={"ticket": ticket, "people_ahead": 112, "expected_wait": wait})
    hall = demo_hall().model_copy(update={"slip": SlipSection(variant=variant)})
    return build_slip(hall, catalogue(), issued, style, zone=ZONE)


@pytest.mark.parametrize("paper_mm", COLUMNS)
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("variant", SlipVariant)
def test_every_slip_of_the_hall_is_short(variant: SlipVariant, large: bool, paper_mm: int) -> None:
    style = SlipStyle("", large, reprint=True)
    services = [service.id for service in demo_hall().services]
    longest = max(
        len(build_job(lay_out(slip(service, wait, variant, style), paper_mm)).data)
        for service, wait in product(services, WAITS)
    )
    assert longest <= MOST_BYTES
