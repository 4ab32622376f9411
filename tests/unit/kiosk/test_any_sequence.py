"""Whatever is touched, said and waited for: the kiosk never falls over and always gets home."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.model import Orientation
from kiosk.views import (
    CardRead,
    CardUnreadable,
    HallChanged,
    HallView,
    NotTaken,
    ReaderHealth,
    ReadersChanged,
    SlipChanged,
    SlipState,
    Taken,
    TakingSlowly,
)
from queue_server.wire.messages import IdentityClaim, IdentityScheme
from screen.screen_port import Message, Touch, TouchKind
from tests.fakes.kiosk_stage import MORNING, QUEUES, PlayedKiosk, demo_hall, issued_ticket

SERVICES = [service.id for service in demo_hall().services]
REQUESTS = st.sampled_from([f"request-{number}" for number in range(6)])
TICKET = issued_ticket().ticket.id

touches = st.builds(Touch, st.sampled_from(TouchKind), st.integers(-50, 2000), st.integers(-50, 2000))
messages = st.one_of(
    st.builds(
        HallChanged,
        st.builds(
            HallView,
            st.lists(st.sampled_from(QUEUES), max_size=8, unique_by=lambda queue: queue.service).map(tuple),
            st.sampled_from([None, MORNING]),
            st.booleans(),
        ),
    ),
    st.builds(ReadersChanged, st.sampled_from(ReaderHealth)),
    st.builds(
        CardRead,
        st.just(IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")),
    ),
    st.just(CardUnreadable()),
    st.builds(Taken, REQUESTS, st.sampled_from(SERVICES).map(lambda service: issued_ticket("B007", service))),
    st.builds(NotTaken, REQUESTS, st.sampled_from(["server_away", "service_closed", "never_heard_of"])),
    st.builds(TakingSlowly, REQUESTS),
    st.builds(
        SlipChanged,
        st.sampled_from([TICKET, "other"]),
        st.sampled_from(SlipState),
        st.sampled_from(["", "paper-out", "strange"]),
    ),
    st.sampled_from([None, 7, "noise"]),
).map(Message)
targets = st.sampled_from(
    [
        "start",
        "home",
        "cancel",
        "done",
        "no-card",
        "language",
        "large-type",
        "next-page",
        "prev-page",
        *(f"service:{service}" for service in SERVICES),
    ]
)
steps = st.lists(st.one_of(touches, messages, targets, st.floats(0, 70)), max_size=25)


def play(kiosk: PlayedKiosk, step: Any) -> None:
    if isinstance(step, float):
        kiosk.wait(step, step=5.0)
    elif isinstance(step, str):
        boxes = [target.box for target in kiosk.stage.layout().targets if target.id == step]
        for box in boxes:
            kiosk.touch_at(*box.centre)
    else:
        kiosk.stage.handle(step)
        kiosk.stage.update()


@pytest.fixture(scope="module", params=Orientation)
def orientation(request: pytest.FixtureRequest) -> Orientation:
    return Orientation(request.param)


@given(steps)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_can_be_drawn_and_leads_home(orientation: Orientation, sequence: list[Any]) -> None:
    kiosk = PlayedKiosk(orientation)
    for step in sequence:
        play(kiosk, step)
        assert kiosk.stage.look() is not None
    kiosk.read()
    assert kiosk.screen != "error" or "fault" not in str(kiosk.stage.screen.state())
    kiosk.wait(130, step=5.0)
    assert kiosk.screen == "home"
    assert not kiosk.stations.looking
    assert kiosk.around.visit.language == "zh"
    kiosk.touch("start")
    assert kiosk.screen == "services"
