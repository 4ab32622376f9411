"""Guides, lists of materials, and packages."""

from __future__ import annotations

import pytest

from config.model import HallConfig, Orientation
from drivers.ticket_printer.port import Sheet
from kiosk.offers import find_offer, offers
from kiosk.sheet import materials_sheet
from kiosk.views import CardRead, Order, SheetChanged, SlipState, Taken
from queue_server.wire.messages import IdentityClaim, IdentityScheme
from tests.fakes.kiosk_stage import PlayedKiosk, catalogue, full_hall, issued_ticket

CARD = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519900307123X")


def at_guide(**how: object) -> PlayedKiosk:
    kiosk = PlayedKiosk(hall=full_hall(), **how)  # type: ignore[arg-type]
    kiosk.touch("start")
    kiosk.touch("guides")
    kiosk.touch("guide:social-security")
    return kiosk


def read_all_pages(kiosk: PlayedKiosk) -> list[str]:
    read = kiosk.read()
    while "next-page" in kiosk.targets():
        kiosk.touch("next-page")
        read += kiosk.read()
    return read


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("orientation", Orientation)
def test_a_guide_says_everything_on_its_pages(orientation: Orientation, elder: bool) -> None:
    kiosk = at_guide(orientation=orientation)
    if elder:
        kiosk.touch("large-type")
    assert kiosk.screen == "guide"
    read = read_all_pages(kiosk)
    whole = "".join(read).replace(" ", "")
    for text in (
        "年满16周岁的城乡居民参加基本养老保险，或者变更缴费档次、领取待遇。",
        "1.居民身份证·1份·必带",
        "原件及复印件",
        "2.居民户口簿·2份·必带",
        "3.委托书·1份·视情况",
        "3.签字领取回执",
        "当场办结",
        "不收费",
        "《中华人民共和国社会保险法》第二十条",
        "一楼1号、2号窗口",
        "010-55550101",
    ):
        assert text in whole, text


def test_pages_turn_both_ways_and_the_way_back_leads_to_the_list_and_the_services() -> None:
    kiosk = at_guide()
    first = kiosk.read()
    kiosk.touch("next-page")
    assert kiosk.read() != first
    kiosk.touch("prev-page")
    assert kiosk.read() == first
    kiosk.touch("back")
    assert kiosk.screen == "guides"
    kiosk.touch("back")
    assert kiosk.screen == "services"


def test_a_guide_leads_to_a_number() -> None:
    kiosk = at_guide()
    kiosk.touch("take")
    assert kiosk.stations.orders == [Order("social-security")]


def test_a_closed_service_has_a_guide_but_gives_no_number() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("guides")
    kiosk.touch_on_pages("guide:electricity")
    assert "take" not in kiosk.targets()


def test_the_list_is_printed_and_the_screen_says_what_became_of_it() -> None:
    kiosk = at_guide()
    kiosk.touch("print")
    assert [sheet.title for sheet in kiosk.stations.sheets] == ["一次性告知单"]
    assert "正在打印清单" in kiosk.read()
    kiosk.tell(SheetChanged(SlipState.PRINTED))
    assert "请取走清单" in kiosk.read()
    kiosk.tell(SheetChanged(SlipState.FAILED, "paper-out"))
    assert "抱歉，清单没有打印出来" in kiosk.read()


def test_without_a_printer_nothing_offers_to_print() -> None:
    assert "print" not in at_guide(printing=False).targets()


def test_halls_without_guides_show_no_button() -> None:
    hall = full_hall()
    services = tuple(service.model_copy(update={"guide": None}) for service in hall.services)
    kiosk = PlayedKiosk(hall=hall.model_copy(update={"services": services, "packages": ()}))
    kiosk.touch("start")
    assert "guides" not in kiosk.targets()


def sheet(hall: HallConfig, offer: str, language: str = "zh") -> Sheet:
    return materials_sheet(catalogue().words(language), hall, find_offer(hall, offer), large=True)


def test_the_sheet_lists_everything_with_boxes_and_the_rest_of_the_guide() -> None:
    paper = sheet(full_hall(), "social-security")
    assert (paper.heading, paper.title, paper.subtitle) == (
        "清河街道便民服务中心",
        "一次性告知单",
        "社会保障",
    )
    ticked = [line.text for line in paper.lines if line.tick]
    assert ticked == ["居民身份证 · 1 份 · 必带", "居民户口簿 · 2 份 · 必带", "委托书 · 1 份 · 视情况"]
    texts = [line.text for line in paper.lines]
    assert texts[texts.index(ticked[0]) + 1] == "原件及复印件"
    assert {"办理时限", "当场办结", "收费", "不收费", "咨询电话", "010-5555 0101"} <= set(texts)
    assert paper.large
    assert sheet(full_hall(), "social-security", "en").title == "What to bring"


# --- ticking off --------------------------------------------------------------------------------------------


def at_materials(**how: object) -> PlayedKiosk:
    kiosk = PlayedKiosk(hall=full_hall(), **how)  # type: ignore[arg-type]
    kiosk.touch("start")
    kiosk.touch("service:household")
    assert kiosk.screen == "materials"
    return kiosk


def test_all_ticked_leads_on() -> None:
    kiosk = at_materials()
    assert "一寸照片" not in kiosk.read(), "what not everybody needs is not asked for"
    for index in range(3):
        kiosk.touch(f"material:{index}")
    kiosk.touch("confirm")
    assert kiosk.screen == "card"


def test_one_touch_ticks_everything_and_nothing_else_comes_under_the_finger() -> None:
    kiosk = at_materials()
    box = kiosk.target("all")
    kiosk.touch_at(*box.centre)
    kiosk.touch_at(*box.centre)
    assert kiosk.screen == "materials"
    kiosk.touch("confirm")
    assert kiosk.screen == "card"


def test_a_tick_can_be_taken_back() -> None:
    kiosk = at_materials()
    kiosk.touch("all")
    kiosk.touch("material:1")
    kiosk.touch("confirm")
    assert kiosk.screen == "missing"
    assert "居民户口簿" in kiosk.read()


def test_what_is_missing_is_named_with_advice_and_still_gives_a_number() -> None:
    kiosk = at_materials()
    kiosk.touch("material:0")
    kiosk.touch("confirm")
    read = set(kiosk.read())
    assert {"还缺 2 样材料", "居民户口簿", "出生医学证明", "现在排队可能办不成，建议带齐再来"} <= read
    assert "居民身份证" not in read
    kiosk.touch("print")
    assert kiosk.stations.sheets[0].subtitle == "户籍身份证"
    kiosk.touch("take-anyway")
    assert kiosk.screen == "card"
    kiosk.tell(CardRead(CARD))
    assert kiosk.stations.orders[0].service == "household"


def test_the_way_back_keeps_the_ticks() -> None:
    kiosk = at_materials()
    kiosk.touch("material:0")
    kiosk.touch("confirm")
    kiosk.touch("back")
    kiosk.touch("material:1")
    kiosk.touch("confirm")
    assert "还缺 1 样材料" in kiosk.read()


# --- packages -----------------------------------------------------------------------------------------------


def test_a_package_is_a_card_with_its_services_in_their_order() -> None:
    kiosk = PlayedKiosk(hall=full_hall())
    kiosk.touch("start")
    assert {"新生儿一件事", "户籍身份证 → 医疗保险 → 社会保障"} <= set(kiosk.read())
    kiosk.touch("package:newborn")
    assert kiosk.screen == "materials", "one of its services asks for them"
    kiosk.touch("all")
    kiosk.touch("confirm")
    assert kiosk.screen == "card", "one of its services requires a card"
    kiosk.tell(CardRead(CARD))
    assert kiosk.stations.orders == [Order("newborn", CARD)]
    kiosk.tell(Taken("request-1", issued_ticket("N001", "household", package="newborn")))
    assert {"N001", "新生儿一件事", "户籍身份证 → 医疗保险 → 社会保障", "2号"} <= set(kiosk.read())


def test_a_packages_materials_are_those_of_all_its_services_each_once_in_the_strictest_form() -> None:
    offer = find_offer(full_hall(), "newborn")
    assert [(material.name.zh, material.copies, material.required) for material in offer.materials] == [
        ("居民身份证", 1, True),
        ("居民户口簿", 2, True),
        ("出生医学证明", 1, True),
        ("一寸照片", 2, False),
        ("委托书", 1, False),
    ]


def test_offers_come_in_the_order_of_the_file_packages_last() -> None:
    found = [offer.target for offer in offers(full_hall())]
    assert found[0] == "service:social-security"
    assert found[-1] == "package:newborn"
