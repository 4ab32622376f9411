"""Every screen but the invitation goes home, after telling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.screens.countdown import Countdown
from tests.fakes.kiosk_stage import PlayedKiosk, StageClock, full_hall
from tests.fakes.kiosk_visits import VISITS

PERSONAL = ("card", "ticket", "printed", "paper-out", "held", "error", "reader")
"""What asks for or shows something personal has less time."""


def seconds_of(visit: str) -> int:
    return 30 if visit.startswith(PERSONAL) else 60


SCREENS = [
    pytest.param(VISITS[name], seconds_of(name), id=name)
    for name in VISITS
    if name not in {"home", "services-warning", "sheet-printed", "sheet-failed"}
]


def to_card(kiosk: PlayedKiosk) -> None:
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")


@pytest.mark.parametrize("go, seconds", SCREENS)
def test_a_screen_goes_home_by_itself(go: Callable[[PlayedKiosk], None], seconds: int) -> None:
    kiosk = PlayedKiosk(hall=full_hall())
    go(kiosk)
    kiosk.wait(seconds - 1)
    assert kiosk.screen != "home"
    kiosk.wait(2)
    assert kiosk.screen == "home"


@pytest.mark.parametrize("go, seconds", SCREENS)
def test_twenty_seconds_before_it_says_so_and_one_touch_anywhere_extends(
    go: Callable[[PlayedKiosk], None], seconds: int
) -> None:
    kiosk = PlayedKiosk(hall=full_hall())
    go(kiosk)
    kiosk.wait(seconds - 21)
    assert not any("秒后返回首页" in text for text in kiosk.read())
    kiosk.wait(2)
    assert "19 秒后返回首页，触摸屏幕继续" in kiosk.read()
    screen = kiosk.screen
    kiosk.touch_at(3, 300)
    assert not any("秒后返回首页" in text for text in kiosk.read())
    kiosk.wait(seconds - 1)
    assert kiosk.screen == screen


def test_extending_works_any_number_of_times() -> None:
    kiosk = PlayedKiosk()
    to_card(kiosk)
    for _ in range(15):
        kiosk.wait(25)
        kiosk.touch_at(3, 300)
    assert kiosk.screen == "card"


def test_the_invitation_stays_and_never_warns() -> None:
    kiosk = PlayedKiosk()
    kiosk.wait(200)
    assert kiosk.screen == "home"
    assert not any("秒后返回首页" in text for text in kiosk.read())


def test_the_warning_counts_down_in_whole_seconds() -> None:
    clock = StageClock()
    countdown = Countdown(clock, 60)
    assert countdown.warning is None
    assert countdown.next_change == 40
    clock.pass_time(40)
    shown: list[int | None] = []
    while not countdown.over:
        shown.append(countdown.warning)
        assert 0 < countdown.next_change <= 1
        clock.pass_time(countdown.next_change)
    assert shown == list(range(20, 0, -1))


def test_a_screen_with_little_time_warns_for_two_thirds_of_it() -> None:
    clock = StageClock()
    countdown = Countdown(clock, 9)
    clock.pass_time(2.9)
    assert countdown.warning is None
    clock.pass_time(0.2)
    assert countdown.warning == 6
