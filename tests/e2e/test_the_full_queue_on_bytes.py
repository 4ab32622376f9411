"""The full queue seen from the far end of every wire: who goes first, who comes back, and one number at two windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.card_reader.demo_cards import demo_id_cards
from drivers.card_reader.samv_device import CardData
from drivers.evaluator.ff68_emulator import EvaluatorMode
from tests.e2e.rig import Rig, eventually, running_hall

pytestmark = pytest.mark.timeout(240)

CALL_NEXT, START, FINISH, NO_SHOW, CONFIRM, RESTORE = "0C", "0A", "0B", "0E", "0F", "11"
PARK, CALL_BACK = (CONFIRM, "2"), (CONFIRM, "3")
SOCIAL_SECURITY = "service:social-security"
MILITARY = ("priority", "priority:military")
YOUNG_CITIZEN = 1
"""Place among the demo cards: nobody whom the age alone puts first."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Rig]:
    with running_hall(tmp_path) as rig:
        yield rig


def shows(hall: Rig, number: str, *, window: int = 1) -> None:
    """The window's keypad shows these digits."""
    eventually(lambda: hall.keypads[window].state().ticket == number, f"{number} at window {window}")


def why(hall: Rig, number: str) -> Any:
    """Why the number was called, as staff are told."""
    ((ticket,),) = hall.rows(f"SELECT id FROM tickets WHERE number = '{number}'")  # noqa: S608
    return hall.get(f"/api/v1/tickets/{ticket}/why")


def statuses(hall: Rig) -> dict[str, str]:
    return dict(hall.rows("SELECT number, status FROM tickets ORDER BY number"))


def rate(hall: Rig, window: int, value: int) -> None:
    """Answer the evaluator's invitation."""
    evaluator = hall.evaluators[window]
    eventually(lambda: evaluator.state().mode is EvaluatorMode.INVITING, f"the invitation at window {window}")
    evaluator.press(value)
    eventually(lambda: evaluator.state().mode is EvaluatorMode.THANKED, f"the thanks at window {window}")


def test_who_goes_first_and_who_comes_back_through_a_kill(hall: Rig) -> None:
    for _ in range(2):
        hall.take_ticket(SOCIAL_SECURITY)
    slip = hall.take_ticket(*MILITARY, SOCIAL_SECURITY)
    assert b"A003" in slip
    assert "军人" in slip.decode("gb18030", errors="ignore")

    hall.press(CALL_NEXT)
    shows(hall, "003")
    explained = why(hall, "A003")
    assert explained["why"]["rule"] == "priority"
    assert [one["number"] for one in explained["why"]["considered"]] == ["A003", "A001"]
    assert "A003" in explained["sentence_zh"]

    hall.press(NO_SHOW)
    hall.press(CALL_NEXT)
    shows(hall, "001")
    hall.press(*PARK)
    hall.press(RESTORE, "3")
    assert statuses(hall) == {"A001": "parked", "A002": "waiting", "A003": "waiting"}
    hall.press(CALL_NEXT)
    shows(hall, "003")
    for _ in range(2):
        hall.take_ticket(*MILITARY, SOCIAL_SECURITY)
    hall.press(CALL_NEXT)
    shows(hall, "004")

    hall.kill_server()
    hall.start_server()

    assert statuses(hall) == {
        "A001": "parked",
        "A002": "waiting",
        "A003": "finished",
        "A004": "called",
        "A005": "waiting",
    }
    hall.press(CALL_NEXT)
    shows(hall, "002")
    assert why(hall, "A002")["why"]["rule"] == "ratio", "two went first in a row, one of them before the kill"
    hall.press(FINISH)
    hall.press(*CALL_BACK)
    shows(hall, "001")
    hall.press(FINISH)
    hall.press(CALL_NEXT)
    shows(hall, "005")


def test_one_number_at_two_windows_and_the_card_for_the_next_visit(hall: Rig) -> None:
    card = demo_id_cards()[YOUNG_CITIZEN].card
    assert isinstance(card, CardData)
    slip = hall.take_ticket("package:newborn", card=card)
    assert b"N001" in slip

    hall.press(CALL_NEXT, window=2)
    shows(hall, "001", window=2)
    hall.press(START, window=2)
    hall.press(FINISH, window=2)
    rate(hall, 2, 3)
    hall.press(CALL_NEXT)
    shows(hall, "001")
    hall.press(START)
    hall.press(FINISH)
    rate(hall, 1, 1)
    rated = hall.rows("SELECT window, service, level FROM ratings ORDER BY recorded_at")
    assert rated == [("2", "household", 5), ("1", "medical-insurance", 3)]

    hall.press(CALL_NEXT)
    shows(hall, "001")
    body = {"request_id": "not-today", "reason": "系统维护"}
    code = hall.post("/api/v1/windows/1/interrupt", body)["card"]["code"]
    hall.take_ticket(SOCIAL_SECURITY)
    keys = [f"key:{character}" for character in code]
    slip = hall.take_ticket("priority", "second-visit", *keys, "confirm", SOCIAL_SECURITY)

    assert b"A002" in slip
    assert "二次" in slip.decode("gb18030", errors="ignore")
    hall.press(CALL_NEXT)
    shows(hall, "002")
    assert statuses(hall) == {"N001": "interrupted", "A001": "waiting", "A002": "called"}
    hall.kiosk.wait_for("home")
    for target in ("start", "priority", "second-visit", *keys, "confirm", SOCIAL_SECURITY):
        hall.kiosk.touch(target)
    hall.kiosk.wait_for("error")
    traces = b"".join(path.read_bytes() for path in hall.folder.glob("*.log"))
    assert code.encode() not in traces, "a card's code is in a log"
