"""Who goes first: by choice, by age, or by a second-visit card."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.model import HallConfig
from kiosk.screens.second_visit import KEYS
from kiosk.urgency import age_on, class_by_age
from kiosk.views import CardRead, HallChanged, HallView, NotTaken, Order, Sentence, Taken
from queue_server.wire.messages import IdentityClaim, IdentityScheme
from tests.fakes.kiosk_stage import MORNING, QUEUES, PlayedKiosk, demo_hall, full_hall, issued_ticket

CARD = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")
OLD, YOUNG = date(1949, 12, 31), date(1990, 3, 7)


def at_classes() -> PlayedKiosk:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("priority")
    return kiosk


def test_ordinary_residents_need_no_more_touches_than_before() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:social-security")
    assert kiosk.stations.orders == [Order("social-security")]


def test_every_class_that_may_be_chosen_has_a_mark_a_name_and_what_to_show() -> None:
    kiosk = at_classes()
    assert kiosk.screen == "priority"
    read = set(kiosk.read())
    for section in kiosk.hall.priorities:
        texts = {section.mark, section.name.zh, section.show.zh}
        assert (texts <= read) is section.kiosk, section.id
        assert (f"priority:{section.id}" in kiosk.targets()) is section.kiosk


def test_a_chosen_class_is_shown_everywhere_and_goes_with_the_request() -> None:
    kiosk = at_classes()
    kiosk.touch("priority:military")
    assert kiosk.screen == "services"
    assert {"军", "优先 · 军人、消防救援人员", "请出示军人或消防救援人员证件"} <= set(kiosk.read())
    kiosk.touch("service:social-security")
    assert kiosk.stations.orders == [Order("social-security", priority="military")]
    assert "优先 · 军人、消防救援人员" in kiosk.read()
    kiosk.tell(Taken("request-1", issued_ticket(priority="military")))
    assert {"A012", "优先 · 军人、消防救援人员"} <= set(kiosk.read())


def test_the_ticket_shows_what_the_server_gave_and_not_what_was_asked_for() -> None:
    kiosk = at_classes()
    kiosk.touch("priority:military")
    kiosk.touch("service:social-security")
    kiosk.tell(Taken("request-1", issued_ticket()))
    assert not any("优先" in text for text in kiosk.read())


def test_a_choice_can_be_taken_back_and_ends_with_the_visit() -> None:
    kiosk = at_classes()
    kiosk.touch("priority:military")
    kiosk.touch("priority")
    kiosk.touch("ordinary")
    assert kiosk.screen == "services"
    assert kiosk.around.priority is None
    kiosk.touch("priority")
    kiosk.touch("priority:disabled")
    kiosk.touch("home")
    kiosk.touch("start")
    assert kiosk.around.priority is None


def test_a_card_puts_the_old_first_and_the_screen_says_why() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.tell(CardRead(CARD, OLD))
    assert kiosk.stations.orders == [Order("medical-insurance", CARD, priority="senior")]
    kiosk.tell(Taken("request-1", issued_ticket("C008", "medical-insurance", priority="senior")))
    read = kiosk.read()
    assert "优先 · 65 岁以上老人" in read
    assert any(text.startswith("证件上的年龄符合") for text in read)


def test_a_card_of_somebody_younger_changes_nothing() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.tell(CardRead(CARD, YOUNG))
    assert kiosk.stations.orders[0].priority is None


@pytest.mark.parametrize("chosen, sent", [("military", "military"), ("senior", "senior")])
def test_a_more_urgent_choice_counts_more_than_age(chosen: str, sent: str) -> None:
    kiosk = at_classes()
    kiosk.touch(f"priority:{chosen}")
    kiosk.touch("service:medical-insurance")
    kiosk.tell(CardRead(CARD, OLD))
    assert kiosk.stations.orders[0].priority == sent
    assert not kiosk.around.visit.by_age


def test_a_birthday_counts_from_its_day_on() -> None:
    assert age_on(date(1961, 11, 21), date(2026, 11, 20)) == 64
    assert age_on(date(1961, 11, 21), date(2026, 11, 21)) == 65
    assert age_on(date(1960, 2, 29), date(2025, 2, 28)) == 64
    assert age_on(date(1960, 2, 29), date(2025, 3, 1)) == 65


@given(st.dates(date(1900, 1, 1), date(2026, 11, 21)))
def test_only_age_decides(born: date) -> None:
    found = class_by_age(demo_hall(), born, MORNING.date())
    assert (found is not None) is (age_on(born, MORNING.date()) >= 65)


def test_a_card_without_a_date_gives_no_class() -> None:
    assert class_by_age(demo_hall(), None, MORNING.date()) is None


# --- second-visit cards -------------------------------------------------------------------------------------


def type_code(kiosk: PlayedKiosk, code: str) -> None:
    for character in code:
        kiosk.touch(f"key:{character}")


def test_a_code_is_typed_shown_and_sent() -> None:
    kiosk = at_classes()
    kiosk.touch("second-visit")
    assert kiosk.screen == "second-visit"
    type_code(kiosk, "K7M2P9X")
    kiosk.touch("erase")
    type_code(kiosk, "QR")
    assert "confirm" in kiosk.targets()
    read = kiosk.read()
    assert all(read.count(character) >= 2 for character in "K7M2P9QR"), "on its key and in its place"
    kiosk.touch("confirm")
    assert kiosk.screen == "services"
    assert "优先 · 二次办理" in kiosk.read()
    kiosk.touch("service:social-security")
    assert kiosk.stations.orders == [Order("social-security", second_visit="K7M2P9QR")]


def test_a_code_that_is_too_short_cannot_be_sent_and_one_too_long_not_typed() -> None:
    kiosk = at_classes()
    kiosk.touch("second-visit")
    type_code(kiosk, "K7M2P9X")
    assert "confirm" not in kiosk.targets()
    type_code(kiosk, "QR")
    assert not any(target.startswith("key:") for target in kiosk.targets())


def test_the_keys_are_the_characters_of_cards_and_nothing_that_looks_alike() -> None:
    assert len(KEYS) == len(set(KEYS)) == 32
    assert not set(KEYS) & set("01IO")


def test_a_code_is_in_nothing_that_may_be_logged() -> None:
    kiosk = at_classes()
    kiosk.touch("second-visit")
    type_code(kiosk, "K7M2P9QR")
    kiosk.touch("confirm")
    assert "K7M2P9QR" not in repr(kiosk.around.visit)
    assert "K7M2P9QR" not in repr(Order("social-security", second_visit="K7M2P9QR"))


@pytest.mark.parametrize(
    "then, screen", [("again", "second-visit"), ("ordinary", "services"), ("done", "home")]
)
def test_a_code_that_is_not_known_is_told_kindly_with_three_ways_on(then: str, screen: str) -> None:
    kiosk = at_classes()
    kiosk.touch("second-visit")
    type_code(kiosk, "K7M2P9QR")
    kiosk.touch("confirm")
    kiosk.touch("service:social-security")
    kiosk.tell(NotTaken("request-1", "bad_second_visit"))
    assert "没有查到这张卡，可能输错了，也可能已用过或过期" in kiosk.read()
    kiosk.touch(then)
    assert kiosk.screen == screen
    assert kiosk.around.visit.second_visit == ""


ONLY_FOR = Sentence(
    zh="这张二次优先卡只用于“税务”或“新生儿一件事”，可用一次，2026 年 4 月 1 日前（含当日）有效。",
    en="This second-visit card is good for “Tax” or “Newborn child” only, once, up to and including 2026-04-01.",
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_card_for_another_service_says_what_it_is_good_for(language: str) -> None:
    kiosk = at_classes()
    kiosk.touch("second-visit")
    type_code(kiosk, "K7M2P9QR")
    kiosk.touch("confirm")
    kiosk.touch("service:social-security")
    if language == "en":
        kiosk.touch("language")
    kiosk.tell(NotTaken("request-1", "bad_second_visit", said=ONLY_FOR))
    read = "".join(kiosk.read())
    assert ONLY_FOR.zh in read
    assert ONLY_FOR.en in read


def test_age_does_not_replace_a_second_visit() -> None:
    kiosk = at_classes()
    kiosk.touch("second-visit")
    type_code(kiosk, "K7M2P9QR")
    kiosk.touch("confirm")
    kiosk.touch("service:medical-insurance")
    kiosk.tell(CardRead(CARD, OLD))
    assert kiosk.stations.orders == [Order("medical-insurance", CARD, None, "K7M2P9QR")]


# --- halls without --------------------------------------------------------------------------------------------


def without(**changes: bool) -> HallConfig:
    hall = full_hall()
    return hall.model_copy(
        update={"priorities": tuple(section.model_copy(update=changes) for section in hall.priorities)}
    )


def test_a_hall_where_nobody_chooses_shows_no_button() -> None:
    kiosk = PlayedKiosk(hall=without(kiosk=False, second_visit=False))
    kiosk.touch("start")
    assert "priority" not in kiosk.targets()
    kiosk.tell(HallChanged(HallView(QUEUES, MORNING, connected=True)))


def test_a_hall_without_second_visits_asks_for_no_code() -> None:
    kiosk = PlayedKiosk(hall=without(second_visit=False))
    kiosk.touch("start")
    kiosk.touch("priority")
    assert "second-visit" not in kiosk.targets()
