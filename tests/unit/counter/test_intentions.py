"""What a press on a keypad asks for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.model import WindowSection
from counter.desk_state import DeskState
from counter.intentions import Intention, NotSupported, intend
from drivers.keypad.port import KeyAction, KeyPress
from queue_server.wire.messages import PauseReason, TicketStatus, WindowCommand
from tests.fakes.wire_samples import ticket

WINDOWS = {
    1: WindowSection(id="w1", number=1, services=("civil",)),
    2: WindowSection(id="w2", number=2, services=("civil", "tax")),
    12: WindowSection(id="w12", number=12, services=("tax",)),
    13: WindowSection.model_validate(
        {"id": "w13", "number": 13, "services": ("tax",), "helps": [{"service": "civil"}]}
    ),
    14: WindowSection(id="w14", number=14, services=("tax", "housing")),
}
SERVING = ticket("A012", status=TicketStatus.SERVING, window="w1")
DESK = DeskState("w1", frozenset({"civil"}), known=True, held=SERVING)


def intention(action: KeyAction | None, digits: str = "", desk: DeskState = DESK) -> Intention:
    return intend(KeyPress(action, digits, b""), desk, WINDOWS)


def asked(action: KeyAction, digits: str = "", desk: DeskState = DESK) -> tuple[str, dict[str, Any]]:
    """Verb and body, without the request id."""
    found = intention(action, digits, desk)
    return found.verb, found.command("r-1").model_dump(exclude_none=True, exclude={"request_id"})


@pytest.mark.parametrize(
    "action, digits, verb, body",
    [
        (KeyAction.CALL_NEXT, "", "call-next", {}),
        (KeyAction.CALL_NEXT, "17", "call", {"number": "17", "reason": "keypad"}),
        (KeyAction.CALL_NUMBER, "017", "call", {"number": "017", "reason": "keypad"}),
        (KeyAction.RECALL, "", "recall", {}),
        (KeyAction.START, "", "start", {}),
        (KeyAction.FINISH, "", "finish", {}),
        (KeyAction.NO_SHOW, "", "no-show", {}),
        (KeyAction.UNDO, "", "undo", {}),
        (KeyAction.PARK, "", "park", {}),
        (KeyAction.RESUME_PARKED, "", "call-back", {}),
        (KeyAction.RESUME_PARKED, "12", "call-back", {"number": "12"}),
        (KeyAction.RESTORE, "", "restore", {}),
        (KeyAction.RESTORE, "9", "restore", {"number": "9"}),
        (KeyAction.TRANSFER, "2", "transfer", {"window": "w2"}),
        (KeyAction.TRANSFER, "002", "transfer", {"window": "w2"}),
        (KeyAction.START, "2", "transfer", {"window": "w2"}),
        (KeyAction.INTERRUPT, "", "interrupt", {"reason": "keypad"}),
        (KeyAction.LOG_IN, "1024", "log-in", {"clerk": 1024}),
        (KeyAction.LOG_OUT, "", "log-out", {}),
    ],
)
def test_a_key_asks_for(action: KeyAction, digits: str, verb: str, body: dict[str, Any]) -> None:
    assert asked(action, digits) == (verb, body)


def test_every_action_asks_for_something() -> None:
    digits = {KeyAction.CALL_NUMBER: "12", KeyAction.TRANSFER: "2", KeyAction.LOG_IN: "1024"}
    for action in KeyAction:
        assert intention(action, digits.get(action, "")).command("r-1").request_id == "r-1"


def test_the_pause_key_changes_what_is() -> None:
    paused = DeskState("w1", frozenset(), known=True, paused=True)
    assert asked(KeyAction.PAUSE) == ("pause", {})
    assert asked(KeyAction.PAUSE, desk=paused) == ("resume", {})


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("place, reason", list(enumerate(PauseReason, start=1)))
def test_a_pause_with_its_reason_is_a_pause(place: int, reason: PauseReason, paused: bool) -> None:
    desk = DeskState("w1", frozenset(), known=True, paused=paused)
    assert asked(KeyAction.PAUSE, str(place), desk) == ("pause", {"reason": reason})


def test_a_window_with_one_service_takes_tickets_of_others_for_it() -> None:
    assert asked(KeyAction.TRANSFER, "12") == ("transfer", {"window": "w12", "service": "tax"})
    assert asked(KeyAction.TRANSFER, "13") == ("transfer", {"window": "w13"}), (
        "it helps with the ticket's own"
    )
    assert asked(KeyAction.TRANSFER, "14") == ("transfer", {"window": "w14"}), (
        "the server says which it takes"
    )
    empty = DeskState("w1", frozenset({"civil"}), known=True)
    assert asked(KeyAction.TRANSFER, "12", empty) == ("transfer", {"window": "w12"})


@pytest.mark.parametrize(
    "action, digits",
    [
        (None, ""),
        (None, "12"),
        (KeyAction.CALL_NEXT, "12345"),
        (KeyAction.CALL_NUMBER, ""),
        (KeyAction.CALL_NUMBER, "12345678"),
        (KeyAction.RESTORE, "12345"),
        (KeyAction.RESUME_PARKED, "12345"),
        (KeyAction.TRANSFER, ""),
        (KeyAction.TRANSFER, "3"),
        (KeyAction.TRANSFER, "0"),
        (KeyAction.TRANSFER, "0002"),
        (KeyAction.START, "3"),
        (KeyAction.PAUSE, "0"),
        (KeyAction.PAUSE, "6"),
        (KeyAction.PAUSE, "11"),
        (KeyAction.LOG_IN, ""),
        (KeyAction.LOG_IN, "5"),
        (KeyAction.LOG_IN, "0010"),
        *((action, "12") for action in (KeyAction.RECALL, KeyAction.FINISH, KeyAction.NO_SHOW)),
        *((action, "12") for action in (KeyAction.PARK, KeyAction.UNDO, KeyAction.INTERRUPT)),
    ],
)
def test_what_means_nothing_is_refused_with_a_reason(action: KeyAction | None, digits: str) -> None:
    with pytest.raises(NotSupported, match=r"\w+ \w+"):
        intention(action, digits)


def test_the_pause_key_means_nothing_before_the_window_is_known() -> None:
    with pytest.raises(NotSupported):
        intention(KeyAction.PAUSE, desk=DeskState("w1", frozenset()))


@given(st.sampled_from([*KeyAction, None]), st.text("0123456789", max_size=8))
def test_any_press_is_a_whole_command_or_refused(action: KeyAction | None, digits: str) -> None:
    try:
        found = intention(action, digits)
    except NotSupported:
        return
    assert isinstance(found.command("r-1"), WindowCommand)
    assert found == intention(action, digits)


def test_a_staff_number_is_in_no_log() -> None:
    assert "1024" not in repr(intention(KeyAction.LOG_IN, "1024"))
