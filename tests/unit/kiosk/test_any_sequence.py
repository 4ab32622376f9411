"""Whatever is touched, said and waited for: the kiosk never falls over and always gets home."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.model import Orientation
from kiosk.screens.surroundings import Visit
from kiosk.views import (
    CardRead,
    CardUnreadable,
    HallChanged,
    HallView,
    HeldTicket,
    HelpAnswered,
    NotTaken,
    ReaderHealth,
    ReadersChanged,
    SheetChanged,
    SlipChanged,
    SlipState,
    Taken,
    TakingSlowly,
)
from queue_server.wire.messages import IdentityClaim, IdentityScheme
from screen.screen_port import Message, Touch, TouchKind
from tests.fakes.kiosk_stage import MORNING, QUEUES, PlayedKiosk, closed_view, full_hall, issued_ticket

HALL = full_hall()
SERVICES = [service.id for service in HALL.services]
CARD = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")
REQUESTS = st.sampled_from([f"request-{number}" for number in range(6)])
TICKET = issued_ticket().ticket.id
LONG = tuple(queue.model_copy(update={"queue_long": True}) for queue in QUEUES)

touches = st.builds(Touch, st.sampled_from(TouchKind), st.integers(-50, 2000), st.integers(-50, 2000))
messages = st.one_of(
    st.builds(
        HallChanged,
        st.builds(
            HallView,
            st.lists(
                st.sampled_from((*QUEUES, *closed_view().queues, *LONG)),
                max_size=8,
                unique_by=lambda queue: queue.service,
            ).map(tuple),
            st.sampled_from([None, MORNING]),
            st.booleans(),
        ),
    ),
    st.builds(ReadersChanged, st.sampled_from(ReaderHealth)),
    st.builds(CardRead, st.just(CARD), st.sampled_from([None, date(1949, 12, 31), date(1990, 3, 7)])),
    st.just(CardUnreadable()),
    st.builds(
        Taken,
        REQUESTS,
        st.builds(
            issued_ticket,
            st.just("B007"),
            st.sampled_from(SERVICES),
            priority=st.sampled_from(["ordinary", "senior", "never_heard_of"]),
            package=st.sampled_from([None, "newborn"]),
        ),
    ),
    st.builds(
        NotTaken,
        REQUESTS,
        st.sampled_from(["server_away", "bad_second_visit", "already_waiting", "never_heard_of"]),
        st.sampled_from([None, HeldTicket(TICKET, "A007")]),
    ),
    st.builds(HelpAnswered, st.sampled_from(["help-1", "help-2"]), st.booleans()),
    st.builds(SheetChanged, st.sampled_from(SlipState)),
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
        "mute",
        "help",
        "again",
        "next-page",
        "prev-page",
        "back",
        "priority",
        "priority:military",
        "ordinary",
        "second-visit",
        "key:K",
        "erase",
        "confirm",
        "all",
        "material:0",
        "take-anyway",
        "take",
        "print",
        "reprint",
        "guides",
        *(f"guide:{service}" for service in SERVICES),
        *(f"service:{service}" for service in SERVICES),
        "package:newborn",
    ]
)
steps = st.lists(st.one_of(touches, messages, targets, targets, st.floats(0, 70)), max_size=40)


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
    kiosk = PlayedKiosk(orientation, hall=HALL, speaks=True)
    for step in sequence:
        play(kiosk, step)
        assert kiosk.stage.look() is not None
    kiosk.read()
    assert kiosk.screen != "error" or "fault" not in str(kiosk.stage.screen.state())
    kiosk.wait(130, step=5.0)
    assert kiosk.screen == "home"
    assert not kiosk.stations.looking
    assert kiosk.around.visit == Visit("zh")
    kiosk.touch("start")
    assert kiosk.screen == "services"
