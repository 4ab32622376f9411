"""What the sign of a window says in every state, and at which hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import read_hall
from config.model import HallConfig
from display.hall_state import HallState, WindowCall
from display.sign_words import SignWords, Wanted
from drivers.led_display.port import SignColour, SignText
from queue_server.wire.messages import ServiceQueue, TicketStatus, Unavailable
from tests.fakes.wire_samples import ticket

MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = MONDAY.date()
CALLED = WindowCall("w1", False, ticket("A012", status=TicketStatus.CALLED, window="w1", calls=1))
RECALLED = WindowCall("w1", False, ticket("A012", status=TicketStatus.CALLED, window="w1", calls=2))
SERVING = WindowCall("w1", False, ticket("A012", status=TicketStatus.SERVING, window="w1", calls=2))
BREAK = WindowCall("w1", True, SERVING.ticket)
PAUSED = WindowCall("w1", True)
IDLE = WindowCall("w1")
CLOSED_TEXT = Wanted(SignText("停止服务", SignColour.RED))


def hall(*, seasons: Sequence[Mapping[str, object]] = (), **signs: str) -> HallConfig:
    """Window w1 serves taxes in the morning, in ``seasons`` as they say, and housing on Monday afternoons."""
    service = {"prefix": "A", "name": {"zh": "税务", "en": "Tax"}, "open": ["mon-fri 09:00-12:00"]}
    afternoon = {"prefix": "B", "name": {"zh": "住房", "en": "Housing"}, "open": ["mon 14:00-17:00"]}
    always = {"prefix": "C", "name": {"zh": "民政", "en": "Civil"}}
    return read_hall(
        {
            "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}},
            "signs": signs,
            "services": [
                {"id": "tax", "seasons": list(seasons), **service},
                {"id": "housing", **afternoon},
                {"id": "civil", **always},
            ],
            "windows": [
                {"id": "w1", "number": 7, "services": ["tax", "housing"]},
                {"id": "w2", "number": 8, "services": ["tax", "civil"]},
            ],
        }
    )


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hour, minutes=minute)


def known(
    window: WindowCall = IDLE, *queues: ServiceQueue, day: date = TODAY, day_closed: bool = False
) -> HallState:
    return HallState(business_day=day, windows=(window,), services=queues, day_closed=day_closed)


def queue(
    service: str, *, waiting: int = 0, is_open: bool = True, unavailable: Unavailable | None = None
) -> ServiceQueue:
    return ServiceQueue(
        service=service, open=is_open, waiting=waiting, expected_wait=None, unavailable=unavailable
    )


@pytest.mark.parametrize(
    "window, expected",
    [
        (IDLE, Wanted(SignText("空闲", SignColour.GREEN))),
        (CALLED, Wanted(SignText("请A012", SignColour.RED, flashing=True), 1)),
        (RECALLED, Wanted(SignText("请A012", SignColour.RED, flashing=True), 2)),
        (SERVING, Wanted(SignText("A012 办理中", SignColour.YELLOW))),
        (PAUSED, Wanted(SignText("暂停服务", SignColour.RED))),
        (BREAK, Wanted(SignText("暂停服务", SignColour.RED))),
    ],
    ids=["idle", "called", "recalled", "serving", "paused", "paused with a resident"],
)
def test_every_state_has_its_words(window: WindowCall, expected: Wanted) -> None:
    assert SignWords(hall(), "w1").wanted(known(window), at(10)) == expected


def test_a_hall_has_words_and_colours_of_its_own() -> None:
    words = SignWords(
        hall(calling="{number}到{window}号", calling_colour="green", idle="{window}号窗口"), "w1"
    )
    assert words.wanted(known(CALLED), at(10)).text == SignText("A012到7号", SignColour.GREEN, flashing=True)
    assert words.wanted(known(), at(10)).text == SignText("7号窗口", SignColour.GREEN)


@pytest.mark.parametrize(
    "now, is_open",
    [
        (at(8, 59), False),
        (at(9), True),
        (at(11, 59), True),
        (at(12), False),
        (at(14), True),
        (at(17), False),
        (at(14, days=1), False),
        (at(10, days=4), True),
        (at(10, days=5), False),
        (at(10).astimezone(ZoneInfo("UTC")), True),
    ],
)
@pytest.mark.parametrize("window", [IDLE, PAUSED], ids=["idle", "paused"])
def test_a_window_without_an_open_service_is_closed(window: WindowCall, now: datetime, is_open: bool) -> None:
    assert (SignWords(hall(), "w1").wanted(known(window), now) != CLOSED_TEXT) is is_open


@pytest.mark.parametrize("waiting, text", [(1, "空闲"), (0, "停止服务")])
def test_a_window_stays_open_for_those_who_wait(waiting: int, text: str) -> None:
    state = known(IDLE, queue("housing", waiting=waiting), queue("civil", waiting=5))
    assert SignWords(hall(), "w1").wanted(state, at(20)).text.text == text


@pytest.mark.parametrize("why", [Unavailable.HOLIDAY, Unavailable.DAY_CLOSED])
def test_a_window_is_closed_on_a_day_that_is_none(why: Unavailable) -> None:
    queues = [queue(service, is_open=False, unavailable=why) for service in ("tax", "housing")]
    assert SignWords(hall(), "w1").wanted(known(IDLE, *queues), at(10)) == CLOSED_TEXT
    yesterdays = known(IDLE, *queues, day=TODAY - timedelta(days=1))
    assert SignWords(hall(), "w1").wanted(yesterdays, at(10)).text.text == "空闲"


@pytest.mark.parametrize("why", [Unavailable.QUEUE_FULL, Unavailable.INTERVAL_FULL, Unavailable.NO_TIME_LEFT])
def test_a_window_without_numbers_left_is_open(why: Unavailable) -> None:
    state = known(IDLE, queue("tax", is_open=False, unavailable=why))
    assert SignWords(hall(), "w1").wanted(state, at(10)).text.text == "空闲"


def test_a_closed_day_closes_windows_where_nobody_is() -> None:
    words = SignWords(hall(), "w2")
    assert words.wanted(known(WindowCall("w2"), day_closed=True), at(10)) == CLOSED_TEXT
    serving = replace(SERVING, window="w2")
    assert words.wanted(known(serving, day_closed=True), at(10)).text.text == "A012 办理中"


def test_a_make_up_workday_has_the_hours_of_a_workday() -> None:
    saturday = at(10, days=5)
    state = known(IDLE, queue("tax"), day=saturday.date())
    assert SignWords(hall(), "w1").wanted(state, saturday).text.text == "空闲"
    assert SignWords(hall(), "w1").wanted(state, at(12, days=5)) == CLOSED_TEXT


def test_a_season_has_hours_of_its_own() -> None:
    season = {"from": "03-01", "to": "03-31", "open": ["mon-fri 10:00-12:00"]}
    words = SignWords(hall(seasons=[season]), "w1")
    assert words.wanted(known(), at(9, 30)) == CLOSED_TEXT
    assert words.wanted(known(), at(10)).text.text == "空闲"


@pytest.mark.parametrize("window", [CALLED, SERVING, BREAK], ids=["called", "serving", "paused"])
def test_nobody_is_sent_away_who_is_at_the_window(window: WindowCall) -> None:
    words = SignWords(hall(), "w1")
    assert words.wanted(known(window), at(20)) == words.wanted(known(window), at(10))


@given(st.integers(0, 7 * 24 * 60 - 1))
def test_a_window_with_one_service_that_never_closes_is_never_closed(minutes: int) -> None:
    now = MONDAY + timedelta(minutes=minutes)
    assert SignWords(hall(), "w2").wanted(known(WindowCall("w2")), now).text.text == "空闲"
