"""Waits, windows and dates in words."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.wording import date_phrase, is_long, wait_phrase, windows_phrase
from queue_server.wire.messages import ExpectedWait
from tests.fakes.kiosk_stage import ZONE, catalogue, demo_hall


@pytest.mark.parametrize(
    "low, high, zh, en",
    [
        (0, 0, "马上可办", "No waiting"),
        (0, 5, "5 分钟以内", "within 5 min"),
        (5, 5, "约 5 分钟", "5 min"),
        (15, 25, "约 15–25 分钟", "15–25 min"),
    ],
)
def test_a_wait_in_words(low: int, high: int, zh: str, en: str) -> None:
    wait = ExpectedWait(low=low, high=high)
    assert wait_phrase(catalogue().words("zh"), wait) == zh
    assert wait_phrase(catalogue().words("en"), wait) == en


def test_no_window_is_no_number_of_minutes() -> None:
    assert wait_phrase(catalogue().words("zh"), None) == "暂无窗口"


def test_a_wait_is_long_when_it_may_take_more_than_a_quarter_of_an_hour_or_nobody_knows() -> None:
    assert not is_long(ExpectedWait(low=10, high=15))
    assert is_long(ExpectedWait(low=15, high=20))
    assert is_long(None)


def test_a_date_names_the_weekday() -> None:
    saturday = datetime(2026, 11, 21, tzinfo=ZONE)
    assert date_phrase(catalogue().words("zh"), saturday) == "11月21日 星期六"
    assert date_phrase(catalogue().words("en"), saturday) == "Saturday, 11/21"


def test_windows_come_in_the_order_of_their_numbers() -> None:
    words = catalogue().words("zh")
    assert windows_phrase(words, demo_hall(), "social-security", "ticket.window") == "1号 2号"
    assert windows_phrase(words, demo_hall(), "nothing", "ticket.window") == ""
