"""What stands on the paper."""

from __future__ import annotations

import pytest

from config.model import Bilingual, HallConfig, SlipRow, SlipSection, SlipVariant
from drivers.ticket_printer.port import Slip
from kiosk.slip import SlipStyle, build_slip
from queue_server.wire.messages import ExpectedWait, IssuedTicket
from tests.fakes.kiosk_stage import ZONE, catalogue, demo_hall, full_hall, issued_ticket

USUAL = SlipStyle()


def built(
    style: SlipStyle = USUAL,
    *,
    hall: HallConfig | None = None,
    issued: IssuedTicket | None = None,
    **template: object,
) -> Slip:
    hall = hall or demo_hall()
    hall = hall.model_copy(update={"slip": SlipSection.model_validate(template)})
    return build_slip(hall, catalogue(), issued or issued_ticket(), style, zone=ZONE)


def test_a_slip_says_everything_a_resident_needs() -> None:
    slip = built()
    assert slip.hall == "清河街道便民服务中心"
    assert (slip.number, slip.service) == ("A012", "社会保障")
    assert slip.rows == (
        ("前面等候", "12 人"),
        ("预计等候", "约 15–25 分钟"),
        ("办理窗口", "1号 2号"),
        ("取号时间", "11-21 09:42"),
    )
    assert slip.notice == "叫号三次未到作过号，请到服务台恢复"
    assert slip.qr == f"http://qinghe.example/t/{issued_ticket().ticket.id}"
    assert slip.qr_caption
    assert (slip.reprint_mark, slip.large) == ("", False)
    assert (slip.header, slip.service_second, slip.footer) == ((), "", ())


def test_a_second_slip_says_that_it_is_one() -> None:
    assert built(SlipStyle(reprint=True)).reprint_mark == "补打"


def test_a_slip_follows_the_language_of_the_visit() -> None:
    slip = built(SlipStyle("en"))
    assert slip.service == "Social security"
    assert slip.rows[0] == ("Ahead of you", "12")


@pytest.mark.parametrize(
    "variant, chosen, service, second",
    [
        ("zh", "", "社会保障", ""),
        ("zh", "zh", "社会保障", ""),
        ("zh", "en", "Social security", ""),
        ("en", "", "Social security", ""),
        ("en", "zh", "Social security", ""),
        ("bilingual", "", "社会保障", "Social security"),
        ("bilingual", "en", "社会保障", "Social security"),
    ],
)
def test_the_halls_variant_holds_where_nobody_chose(
    variant: str, chosen: str, service: str, second: str
) -> None:
    slip = built(SlipStyle(chosen), variant=SlipVariant(variant))
    assert (slip.service, slip.service_second) == (service, second)


def test_a_slip_in_two_languages_says_everything_twice_or_in_a_way_both_can_read() -> None:
    slip = built(SlipStyle(reprint=True), variant=SlipVariant.BILINGUAL)
    assert (slip.hall, slip.header) == ("清河街道便民服务中心", ()), "the hall goes by its first name"
    assert slip.rows == (
        ("前面 Ahead", "12 人"),
        ("预计 Wait", "15–25 分钟 min"),
        ("窗口 Window", "1 2"),
        ("取号 Taken", "11-21 09:42"),
    )
    assert slip.notice == "叫号三次未到作过号，请到服务台恢复"
    assert slip.footer == (demo_hall().hall.notice.en,)
    assert (slip.qr_caption, slip.reprint_mark) == ("扫码看进度 Scan to follow", "补打 Copy")


@pytest.mark.parametrize(
    "wait, phrase",
    [
        (None, "暂无窗口 None"),
        (ExpectedWait(low=0, high=0), "马上可办 Now"),
        (ExpectedWait(low=0, high=5), "5 分钟内 min"),
        (ExpectedWait(low=5, high=5), "5 分钟 min"),
    ],
)
def test_waits_in_two_languages(wait: ExpectedWait | None, phrase: str) -> None:
    issued = issued_ticket().model_copy(update={"expected_wait": wait})
    slip = built(issued=issued, variant=SlipVariant.BILINGUAL, rows=(SlipRow.WAIT,))
    assert slip.rows == (("预计 Wait", phrase),)


def test_the_template_chooses_rows_and_their_order() -> None:
    hall = demo_hall()
    hall = hall.model_copy(update={"hall": hall.hall.model_copy(update={"phone": "010-5555 0199"})})
    slip = built(hall=hall, rows=(SlipRow.KIOSK, SlipRow.PHONE, SlipRow.AHEAD))
    assert slip.rows == (("取号机", "kiosk-1"), ("咨询电话", "010-5555 0199"), ("前面等候", "12 人"))
    assert built(rows=()).rows == ()


def test_the_template_adds_lines_and_leaves_out_others() -> None:
    line = Bilingual(zh="滨河路 18 号", en="18 Binhe Road")
    help_ = Bilingual(zh="需要帮助，请到 1 号台", en="Need help? Desk 1")
    slip = built(header=(line,), footer=(help_,), notice=False, qr=False)
    assert (slip.header, slip.notice, slip.footer) == ((line.zh,), "", (help_.zh,))
    assert (slip.qr, slip.qr_caption) == ("", "")
    both = built(header=(line,), footer=(help_,), notice=False, variant=SlipVariant.BILINGUAL)
    assert both.header == (line.zh, line.en)
    assert both.footer == (help_.zh, help_.en)


def test_a_text_that_is_the_same_in_both_languages_stands_once() -> None:
    same = Bilingual(zh="010-5555 0199", en="010-5555 0199")
    assert built(footer=(same,), notice=False, variant=SlipVariant.BILINGUAL).footer == ("010-5555 0199",)


@pytest.mark.parametrize(
    "chosen, usual, large", [(True, False, True), (False, True, True), (False, False, False)]
)
def test_large_print_by_the_visit_or_by_the_hall(chosen: bool, usual: bool, large: bool) -> None:
    assert built(SlipStyle(large=chosen), large=usual).large is large


def test_without_a_ticket_page_there_is_no_code() -> None:
    hall = demo_hall()
    plain = hall.model_copy(update={"hall": hall.hall.model_copy(update={"ticket_page_url": ""})})
    slip = built(hall=plain)
    assert (slip.qr, slip.qr_caption) == ("", "")


def test_a_row_without_a_value_is_left_out() -> None:
    nowhere = demo_hall().model_copy(update={"windows": ()})
    assert "办理窗口" not in dict(built(hall=nowhere).rows)
    silent = nowhere.model_copy(update={"hall": nowhere.hall.model_copy(update={"phone": ""})})
    assert built(hall=silent, rows=(SlipRow.PHONE,)).rows == ()


def test_whoever_goes_first_reads_as_what() -> None:
    slip = built(issued=issued_ticket(priority="senior"), rows=(SlipRow.AHEAD,))
    assert slip.rows == (("优先", "65 岁以上老人"), ("前面等候", "12 人"))
    both = built(issued=issued_ticket(priority="senior"), rows=(), variant=SlipVariant.BILINGUAL)
    assert both.rows == (("优先 Priority", "65 岁以上老人"),)
    assert built(SlipStyle("en"), issued=issued_ticket(priority="senior"), rows=()).rows == (
        ("Priority", "Aged 65 and over"),
    )


def test_a_class_that_the_hall_no_longer_has_is_left_out() -> None:
    assert built(issued=issued_ticket(priority="gone"), rows=()).rows == ()


def test_a_package_names_its_services_in_their_order() -> None:
    issued = issued_ticket(
        "N001", "household", package="newborn", steps=("medical-insurance", "social-security")
    )
    slip = built(hall=full_hall(), issued=issued)
    assert (slip.number, slip.service) == ("N001", "新生儿一件事")
    assert slip.service_second == "户籍身份证 → 医疗保险 → 社会保障"
    assert dict(slip.rows)["办理窗口"] == "2号", "where it waits first"
