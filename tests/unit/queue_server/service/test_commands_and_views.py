"""Parts of use cases that need no database."""

from __future__ import annotations

import pytest

from config.loader import parse_hall
from queue_server.domain.dispatch import Rule
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Status
from queue_server.domain.window import WindowState
from queue_server.service.commands import Command
from queue_server.service.hall import Hall
from queue_server.service.issue_ticket import canonical_request, claim_digest
from queue_server.service.waits.board import WaitBoard
from queue_server.wire.messages import (
    CallRule,
    ExpectedWait,
    IdentityClaim,
    IdentityScheme,
    IssueTicketRequest,
)
from tests.fakes.hall_clock import MONDAY_MORNING
from tests.fakes.served_hall import HALL

KEY = b"a key for tests only"
CLAIM = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")
BUSY, PAUSED = WindowState(held=Status.SERVING), WindowState(paused=True)


@pytest.fixture
def hall() -> Hall:
    return Hall(parse_hall(HALL))


def test_a_command_is_its_path_and_body() -> None:
    command = Command("id", "/a", "{}")
    assert command.fingerprint() == Command("another id", "/a", "{}").fingerprint()
    assert len({Command("id", path, body).fingerprint() for path in "ab" for body in "cd"}) == 4


def test_the_canonical_request_holds_no_card_number() -> None:
    request = IssueTicketRequest(request_id="a", service="civil", identity=CLAIM)
    digest = claim_digest(CLAIM, KEY)
    assert CLAIM.number not in canonical_request(request, digest)
    assert canonical_request(request, digest) != canonical_request(request, claim_digest(CLAIM, b"other" * 4))
    assert claim_digest(CLAIM, None) is None


def test_a_wrong_card_number_is_refused_even_without_a_key() -> None:
    with pytest.raises(Refusal) as refused:
        claim_digest(CLAIM.model_copy(update={"number": "110105194912310021"}), None)
    assert refused.value.code is Code.BAD_IDENTITY


@pytest.mark.parametrize(
    "windows, ahead, wait",
    [
        ({}, 0, ExpectedWait(low=0, high=0)),
        ({"1": BUSY}, 0, ExpectedWait(low=0, high=0)),
        ({"1": BUSY, "2": BUSY}, 0, ExpectedWait(low=5, high=5)),
        ({"1": BUSY, "2": PAUSED}, 3, ExpectedWait(low=25, high=40)),
        ({"1": PAUSED, "2": PAUSED}, 0, None),
    ],
)
def test_waits_hang_on_the_services_own_windows(
    hall: Hall, windows: dict[str, WindowState], ahead: int, wait: ExpectedWait | None
) -> None:
    assert WaitBoard(hall).told("civil", ahead, {**windows, "3": PAUSED}, MONDAY_MORNING) == wait


def test_look_ups(hall: Hall) -> None:
    assert hall.windows_of == {
        "civil": ("1", "2"),
        "household": ("1",),
        "mornings": ("3",),
        "few": ("3",),
    }
    for name in ("printer-1", "kiosk-2", "board-1", "1"):
        hall.check_device(name)
    for look, code in [
        (hall.service, Code.UNKNOWN_SERVICE),
        (hall.window, Code.UNKNOWN_WINDOW),
        (hall.kiosk, Code.UNKNOWN_KIOSK),
        (hall.check_device, Code.UNKNOWN_DEVICE),
    ]:
        with pytest.raises(Refusal) as refused:
            look("nothing")
        assert refused.value.code is code


def test_what_decides_a_choice_is_told_and_so_are_calls_without_one() -> None:
    assert {str(rule) for rule in CallRule} - {str(rule) for rule in Rule} == {"clerk", "call-back"}
    assert all(CallRule(str(rule)) for rule in Rule)
