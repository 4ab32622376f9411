"""Visits played by touch: what can be done, what is read, and what reaches the stations."""

from __future__ import annotations

import pytest

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
from screen.screen_port import Touch, TouchKind
from tests.fakes.kiosk_stage import MORNING, QUEUES, PlayedKiosk, issued_ticket

CARD = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")


def test_a_number_is_taken_with_two_touches() -> None:
    kiosk = PlayedKiosk()
    assert kiosk.screen == "home"
    kiosk.touch("start")
    assert kiosk.screen == "services"
    kiosk.touch("service:social-security")
    assert kiosk.screen == "wait"
    assert kiosk.stations.asked == [("social-security", None)]
    kiosk.tell(Taken("request-1", issued_ticket()))
    assert kiosk.screen == "ticket"
    assert [printed[0].ticket.number for printed in kiosk.stations.printed] == ["A012"]
    read = kiosk.read()
    assert {"A012", "社会保障", "12 人", "约 15–25 分钟", "1号 2号", "正在打印小票"} <= set(read)
    kiosk.touch("done")
    assert kiosk.screen == "home"


def test_the_number_is_the_largest_text_by_far() -> None:
    kiosk = PlayedKiosk()
    kiosk.take()
    kiosk.read()
    sizes = sorted(((drawn.style.size, drawn.text) for drawn in kiosk.canvas.texts), reverse=True)
    assert sizes[0][1] == "A012"
    assert sizes[0][0] >= 4 * sizes[1][0]


def test_cards_tell_how_many_wait_and_how_long() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    read = set(kiosk.read())
    assert {"前面 12 人", "约 15–25 分钟", "前面 0 人", "马上可办", "暂无窗口"} <= read
    assert "每周二 13:30–17:00 驻点办理" in read


def test_a_closed_service_cannot_be_chosen() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    targets = [target.id for target in kiosk.stage.layout().targets]
    assert "service:electricity" not in targets
    assert "service:business" in targets, "no open window is no reason to refuse a number"


@pytest.mark.parametrize(
    "slip, reason, told",
    [
        (SlipState.PRINTED, "", "请取走小票"),
        (SlipState.FAILED, "paper-out", "抱歉，打印机缺纸，请记住您的号码"),
        (SlipState.FAILED, "cover-open", "抱歉，打印机盖没有关好，请记住您的号码"),
        (SlipState.FAILED, "no-answer", "抱歉，打印机没有应答，请记住您的号码"),
        (SlipState.FAILED, "something-new", "抱歉，小票没有打印出来，请记住您的号码"),
    ],
)
def test_what_became_of_the_slip_is_told_and_the_number_stays_as_large(
    slip: SlipState, reason: str, told: str
) -> None:
    kiosk = PlayedKiosk()
    kiosk.take()
    kiosk.read()
    before = next(drawn.box for drawn in kiosk.canvas.texts if drawn.text == "A012")
    kiosk.tell(SlipChanged(issued_ticket().ticket.id, slip, reason))
    assert told in kiosk.read()
    assert next(drawn.box for drawn in kiosk.canvas.texts if drawn.text == "A012") == before


def test_news_of_somebody_elses_slip_changes_nothing() -> None:
    kiosk = PlayedKiosk()
    kiosk.take()
    kiosk.tell(SlipChanged("another", SlipState.FAILED, "paper-out"))
    assert "正在打印小票" in kiosk.read()


def test_a_kiosk_without_a_printer_asks_to_remember_the_number() -> None:
    kiosk = PlayedKiosk(printing=False)
    kiosk.take()
    assert "请记住您的号码，留意叫号" in kiosk.read()


def test_a_card_goes_straight_into_the_request_and_readers_look_only_then() -> None:
    kiosk = PlayedKiosk()
    looked = [kiosk.stations.looking]
    kiosk.touch("start")
    kiosk.touch("service:household")
    assert kiosk.screen == "card"
    looked.append(kiosk.stations.looking)
    assert "no-card" not in [target.id for target in kiosk.stage.layout().targets]
    kiosk.tell(CardRead(CARD))
    looked.append(kiosk.stations.looking)
    assert kiosk.screen == "wait"
    assert looked == [False, True, False]
    assert kiosk.stations.asked == [("household", CARD)]


def test_a_card_that_nobody_asked_for_is_forgotten() -> None:
    kiosk = PlayedKiosk()
    kiosk.tell(CardRead(CARD))
    kiosk.touch("start")
    kiosk.tell(CardRead(CARD))
    assert kiosk.screen == "services"
    assert kiosk.stations.asked == []


def test_nothing_that_can_be_printed_shows_a_card() -> None:
    assert CARD.number not in repr(CardRead(CARD))
    assert CARD.number not in repr(CARD)


def test_where_a_card_is_optional_one_can_go_on_without() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.touch("no-card")
    assert kiosk.stations.asked == [("medical-insurance", None)]


def test_the_card_screen_says_why_and_what_is_kept_and_helps_with_trouble() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:household")
    read = kiosk.read()
    assert {"请刷身份证", "为什么要刷卡", "会保存什么"} <= set(read)
    kiosk.tell(CardUnreadable())
    assert "没有读到，请拿开卡片，再放一次" in kiosk.read()
    kiosk.wait(7)
    assert "没有读到，请拿开卡片，再放一次" not in kiosk.read()
    kiosk.tell(ReadersChanged(ReaderHealth.BROKEN))
    assert "读卡器暂时不能用，请到服务台取号" in kiosk.read()
    kiosk.tell(ReadersChanged(ReaderHealth.STARTING))
    assert "读卡器正在准备，请稍候" in kiosk.read()
    kiosk.touch("cancel")
    assert kiosk.screen == "home"


@pytest.mark.parametrize(
    "code, told",
    [
        ("server_away", "暂时不能取号，请稍后再试，或到服务台取号"),
        ("service_closed", "这项业务现在不在办理时间，请看办理时间后再来"),
        ("numbers_exhausted", "这项业务今天的号已经取完，请咨询服务台"),
        ("identity_required", "这项业务需要刷身份证才能取号"),
        ("bad_identity", "这张卡不能用来取号，请换身份证或到服务台"),
        ("unknown_kiosk", "这台机器暂时不能取号，请到服务台取号"),
        ("a_code_of_tomorrow", "暂时不能取号，请到服务台取号"),
    ],
)
def test_a_refusal_is_told_in_a_residents_words(code: str, told: str) -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:civil-affairs")
    kiosk.tell(NotTaken("request-1", code))
    assert kiosk.screen == "error"
    assert told in kiosk.read()
    kiosk.touch("done")
    assert kiosk.screen == "home"


def test_a_slow_server_is_admitted() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:civil-affairs")
    assert "请稍候" in kiosk.read()
    kiosk.tell(TakingSlowly("request-1"))
    assert "服务器回答较慢，正在重试，请不要离开" in kiosk.read()


def test_an_answer_to_an_earlier_request_does_not_take_over_the_screen() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:civil-affairs")
    kiosk.tell(NotTaken("request-0", "server_away"))
    assert kiosk.screen == "wait"
    kiosk.tell(Taken("request-0", issued_ticket("D001", "civil-affairs")))
    assert kiosk.screen == "wait"
    assert len(kiosk.stations.printed) == 1, "its slip lies in the tray all the same"


def test_the_language_and_the_type_size_last_for_one_visit() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("language")
    kiosk.touch("large-type")
    assert "Welcome – take a number" in kiosk.read()
    kiosk.touch("start")
    assert "What would you like to do?" in kiosk.read()
    kiosk.touch("home")
    assert "您好，请取号" in kiosk.read()
    assert not kiosk.around.visit.elder


def test_who_reads_large_type_gets_a_slip_in_large_print() -> None:
    kiosk = PlayedKiosk()
    kiosk.take()
    assert kiosk.stations.large == [False]
    kiosk.touch("done")
    kiosk.touch("large-type")
    kiosk.take()
    assert kiosk.stations.large == [False, True]


def test_a_switch_that_somebody_left_is_taken_back() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("language")
    kiosk.wait(61)
    assert kiosk.around.visit.language == "zh"


def test_in_large_type_every_service_is_there_on_as_many_pages_as_it_takes() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    normal = {target.id for target in kiosk.stage.layout().targets if target.id.startswith("service:")}
    kiosk.touch("large-type")
    found = set()
    while True:
        found |= {target.id for target in kiosk.stage.layout().targets}
        if "next-page" not in found:
            break
        found.discard("next-page")
        kiosk.touch("next-page")
    assert normal <= found


def test_before_anything_is_known_the_cards_are_there_without_numbers() -> None:
    kiosk = PlayedKiosk(view=None)
    assert "正在连接，请稍候" in kiosk.read()
    kiosk.touch("start")
    read = kiosk.read()
    assert "社会保障" in read
    assert not any("前面" in text for text in read)


def test_what_is_old_says_how_old() -> None:
    kiosk = PlayedKiosk()
    kiosk.tell(HallChanged(HallView(QUEUES, MORNING, connected=False)))
    kiosk.touch("start")
    assert "与服务器的连接中断，正在重新连接 · 数据更新于 09:42" in kiosk.read()
    kiosk.tell(HallChanged(HallView(QUEUES, MORNING, connected=True)))
    assert not any("数据更新于" in text for text in kiosk.read())


def test_the_invitation_says_how_the_hall_is() -> None:
    kiosk = PlayedKiosk()
    assert "现在共 25 人等候" in kiosk.read()
    empty = tuple(queue.model_copy(update={"waiting": 0}) for queue in QUEUES)
    kiosk.tell(HallChanged(HallView(empty, MORNING, connected=True)))
    assert "现在无人等候，马上可办" in kiosk.read()
    closed = tuple(queue.model_copy(update={"open": False}) for queue in QUEUES)
    kiosk.tell(HallChanged(HallView(closed, MORNING, connected=True)))
    assert "现在不在服务时间" in kiosk.read()


def test_a_press_shows_at_once_and_sliding_off_takes_it_back() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    box = kiosk.target("service:household")
    before = kiosk.stage.look()
    kiosk.stage.handle(Touch(TouchKind.DOWN, *box.centre))
    assert kiosk.stage.look() != before
    kiosk.stage.handle(Touch(TouchKind.MOVE, 5, 5))
    assert kiosk.stage.look() == before
    kiosk.stage.handle(Touch(TouchKind.UP, *box.centre))
    assert kiosk.screen == "services"


def test_a_screen_that_fails_apologises_and_goes_home() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:social-security")
    kiosk.tell(Taken("request-1", issued_ticket(service="not-in-this-hall")))
    assert kiosk.screen == "error"
    assert "这台机器出了一点问题，请重新取号" in kiosk.read()
    kiosk.wait(31)
    assert kiosk.screen == "home"


def test_drawing_changes_nothing() -> None:
    kiosk = PlayedKiosk()
    kiosk.take()
    kiosk.stage.update()
    before = kiosk.stage.look()
    for _ in range(3):
        kiosk.stage.draw(kiosk.canvas)
    assert kiosk.stage.look() == before
