"""What the server says no to, and services that give no numbers: always with the reason, and when there are some again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from config.model import Bilingual
from kiosk.views import HallChanged, HallView, HeldTicket, NotTaken, SlipChanged, SlipState
from kiosk.wording import closed_phrase, opens_phrase
from queue_server.wire.messages import ExpectedWait, ServiceQueue, Unavailable
from tests.fakes.kiosk_stage import MORNING, QUEUES, PlayedKiosk, catalogue, closed_view, issued_ticket

ZH, EN = catalogue().words("zh"), catalogue().words("en")
TICKET = issued_ticket().ticket.id


def changed(service: str, **values: object) -> HallView:
    queues = (queue.model_copy(update=values) if queue.service == service else queue for queue in QUEUES)
    return HallView(tuple(queues), MORNING, connected=True)


def refused(code: str, held: HeldTicket | None = None, **how: bool) -> PlayedKiosk:
    kiosk = PlayedKiosk(**how)  # type: ignore[arg-type]
    kiosk.touch("start")
    kiosk.touch("service:social-security")
    kiosk.tell(NotTaken("request-1", code, held))
    return kiosk


# --- the choice of services ---------------------------------------------------------------------------------


def test_every_closed_service_says_why_and_when_and_cannot_be_chosen() -> None:
    kiosk = PlayedKiosk(view=closed_view())
    kiosk.touch("start")
    assert not [target for target in kiosk.targets() if target.startswith(("service:", "package:"))]
    assert {
        "今天已停止取号",
        "下班前已办不完，停止取号",
        "节假日不办理\n12月3日 13:30 开放",
        "本时段的号已取完\n今天 13:30 开放",
        "等候人数已满",
        "每周二 13:30–17:00 驻点办理\n周二 13:30 开放",
    } <= set(kiosk.read())


def test_the_invitation_says_when_the_first_service_opens() -> None:
    kiosk = PlayedKiosk(view=closed_view())
    assert "现在不在服务时间 · 今天 13:30 开放" in kiosk.read()


@pytest.mark.parametrize(
    "later, zh, en",
    [
        (timedelta(hours=4), "今天 13:42 开放", "Opens at 13:42 today"),
        (timedelta(days=1), "明天 09:42 开放", "Opens tomorrow 09:42"),
        (timedelta(days=3), "周二 09:42 开放", "Opens Tue 09:42"),
        (timedelta(days=6), "周五 09:42 开放", "Opens Fri 09:42"),
        (timedelta(days=7), "11月28日 09:42 开放", "Opens 11/28 09:42"),
    ],
)
def test_when_it_opens_again_in_words(later: timedelta, zh: str, en: str) -> None:
    assert opens_phrase(ZH, MORNING + later, MORNING) == zh
    assert opens_phrase(EN, MORNING + later, MORNING) == en


def test_an_opening_told_in_another_zone_is_said_in_the_halls() -> None:
    at = datetime.fromisoformat("2026-11-22T00:30:00+00:00")
    assert opens_phrase(ZH, at, MORNING) == "明天 08:30 开放"


@pytest.mark.parametrize("reason", Unavailable)
def test_every_reason_has_words(reason: Unavailable) -> None:
    queue = ServiceQueue(service="x", open=False, waiting=0, expected_wait=None, unavailable=reason)
    note = Bilingual(zh="每周二办理", en="Tuesdays only")
    said = closed_phrase(ZH, queue, note, MORNING)
    assert (said == "每周二办理") is (reason is Unavailable.HOURS), (
        "its hours explain nothing but closed hours"
    )
    assert closed_phrase(EN, queue, None, MORNING)


# --- a long queue -------------------------------------------------------------------------------------------

LONG = {"queue_long": True, "waiting": 23, "expected_wait": ExpectedWait(low=60, high=75)}


def before_a_long_queue() -> PlayedKiosk:
    kiosk = PlayedKiosk(view=changed("social-security", **LONG))
    kiosk.touch("start")
    kiosk.touch("service:social-security")
    return kiosk


def test_a_long_queue_is_told_before_the_number_is_taken() -> None:
    kiosk = before_a_long_queue()
    assert kiosk.screen == "long-queue"
    assert {"目前等候较多", "约 60–75 分钟", "社会保障：前面 23 人"} <= set(kiosk.read())
    assert kiosk.stations.orders == []
    kiosk.touch("back")
    assert kiosk.screen == "services"


def test_who_wants_to_wait_all_the_same_gets_a_number() -> None:
    kiosk = before_a_long_queue()
    kiosk.touch("take-anyway")
    assert kiosk.stations.asked == [("social-security", None)]


def test_who_goes_first_is_not_told_of_a_wait_that_is_not_theirs() -> None:
    kiosk = PlayedKiosk(view=changed("social-security", **LONG))
    kiosk.touch("start")
    kiosk.touch("priority")
    kiosk.touch("priority:expectant")
    kiosk.touch("service:social-security")
    assert kiosk.screen == "wait"


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code, told",
    [
        ("too_many_today", "您今天取号的次数已到上限，请到服务台"),
        ("queue_full", "这项业务现在等候人数已满，请稍后再来"),
        ("interval_full", "这项业务本时段的号已经取完"),
        ("no_time_left", "这项业务在下班前已办不完，今天不再取号"),
        ("day_closed", "今天已停止取号，请改天再来"),
        ("unknown_priority", "这项优先服务暂时不能用，请到服务台取号"),
    ],
)
def test_each_has_its_words_and_a_way_on(code: str, told: str) -> None:
    kiosk = refused(code)
    assert {told, "需要帮助，请到服务台"} <= set(kiosk.read())
    kiosk.touch("done")
    assert kiosk.screen == "home"


def test_a_refusal_says_when_to_come_again_as_far_as_that_is_known() -> None:
    kiosk = refused("interval_full")
    opens = MORNING.replace(hour=13, minute=30)
    kiosk.tell(HallChanged(changed("social-security", open=False, opens_at=opens)))
    assert "今天 13:30 开放" in kiosk.read()


HELD = HeldTicket(TICKET, "A007")


def test_who_waits_already_sees_the_number_and_may_print_it_again() -> None:
    kiosk = refused("already_waiting", HELD)
    assert kiosk.screen == "held"
    assert {"您已经有号了", "A007"} <= set(kiosk.read())
    kiosk.touch("reprint")
    assert kiosk.stations.reprints == [TICKET]
    assert "正在打印小票" in kiosk.read()
    assert "reprint" not in kiosk.targets()
    kiosk.tell(SlipChanged(TICKET, SlipState.PRINTED))
    assert "请取走小票" in kiosk.read()
    kiosk.touch("back")
    assert kiosk.screen == "home"


def test_a_reprint_that_failed_may_be_tried_again() -> None:
    kiosk = refused("already_waiting", HELD)
    kiosk.touch("reprint")
    kiosk.tell(SlipChanged("another", SlipState.PRINTED))
    kiosk.tell(SlipChanged(TICKET, SlipState.FAILED, "paper-out"))
    assert "抱歉，打印机缺纸，请记住您的号码" in kiosk.read()
    kiosk.touch("reprint")
    assert kiosk.stations.reprints == [TICKET, TICKET]


def test_without_a_printer_there_is_nothing_to_print_again() -> None:
    assert "reprint" not in refused("already_waiting", HELD, printing=False).targets()


def test_without_the_number_the_general_words_do() -> None:
    assert refused("already_waiting").screen == "error"
