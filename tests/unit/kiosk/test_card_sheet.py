"""What stands on a second-visit card."""

from __future__ import annotations

from datetime import date

import pytest

from config.model import HallConfig, SlipSection, SlipVariant
from drivers.ticket_printer.port import Sheet
from drivers.ticket_printer.sheet_layout import lay_out_sheet
from drivers.ticket_printer.slip_bytes import build_job
from drivers.ticket_printer.slip_layout import COLUMNS
from kiosk.card_sheet import card_sheet, grouped
from queue_server.wire.messages import SecondVisitCard
from tests.fakes.kiosk_stage import catalogue, demo_hall

CODE = "K7Q2M9XD"
MOST_BYTES = 620
"""0.65 s at 9600 baud, in two languages."""


def hall(variant: SlipVariant = SlipVariant.ZH, *, large: bool = False) -> HallConfig:
    return demo_hall().model_copy(update={"slip": SlipSection(variant=variant, large=large)})


def built(of: HallConfig, service: str = "medical-insurance", package: str | None = None) -> Sheet:
    card = SecondVisitCard(code=CODE, service=service, package=package, valid_until=date(2026, 12, 1))
    return card_sheet(of, catalogue(), card)


def texts(sheet: Sheet) -> list[str]:
    return [line.text for line in sheet.lines if line.text]


def test_a_card_says_what_it_is_for_how_long_and_how_it_is_used() -> None:
    sheet = built(hall())
    assert (sheet.heading, sheet.title, sheet.subtitle) == ("清河街道便民服务中心", "二次优先卡", "")
    assert (sheet.number, sheet.qr) == ("K7Q2 M9XD", None)
    assert texts(sheet)[:2] == ["办理事项：医疗保险", "有效期至 2026年12月1日"]
    words = catalogue().words("zh")
    for button in ("choose.priority", "second_visit.button"):
        assert words(button) in "".join(texts(sheet)), "as the button on the kiosk is called"


def test_the_english_card_names_the_english_buttons() -> None:
    sheet, words = built(hall(SlipVariant.EN)), catalogue().words("en")
    assert (sheet.heading, sheet.title) == ("Qinghe Subdistrict Service Centre", "Second-visit card")
    assert texts(sheet)[:2] == ["Good for: Medical insurance", "Valid until 2026-12-01"]
    for button in ("choose.priority", "second_visit.button"):
        assert words(button) in " ".join(texts(sheet))


def test_a_hall_with_slips_in_two_languages_has_cards_in_two() -> None:
    sheet = built(hall(SlipVariant.BILINGUAL))
    assert (sheet.title, sheet.subtitle) == ("二次优先卡", "Second-visit card")
    assert texts(sheet)[:2] == ["办理事项：医疗保险", "Good for: Medical insurance"]
    headings = [line.text for line in sheet.lines if line.strong][2:]
    assert headings == ["怎么用", "How to use it"]


def test_a_card_of_a_package_is_good_for_both() -> None:
    sheet = built(hall(), "household", "newborn")
    assert texts(sheet)[:2] == ["办理事项：户籍身份证", "也可用于：新生儿一件事"]


def test_what_the_hall_no_longer_has_is_left_out() -> None:
    assert texts(built(hall(), "gone", "gone"))[0] == "有效期至 2026年12月1日"


@pytest.mark.parametrize("paper_mm", COLUMNS)
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("variant", SlipVariant)
def test_every_card_is_short(variant: SlipVariant, large: bool, paper_mm: int) -> None:
    for service in demo_hall().services:
        job = build_job(lay_out_sheet(built(hall(variant, large=large), service.id, "newborn"), paper_mm))
        assert len(job.data) <= MOST_BYTES


@pytest.mark.parametrize(
    "code, shown", [("K7Q2M9XD", "K7Q2 M9XD"), ("K7Q2M9XDE", "K7Q2 M9XD E"), ("K7", "K7")]
)
def test_codes_are_copied_in_groups(code: str, shown: str) -> None:
    assert grouped(code) == shown
