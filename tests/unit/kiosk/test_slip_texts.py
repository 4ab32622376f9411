"""What stands on the paper."""

from __future__ import annotations

from kiosk.slip import build_slip
from tests.fakes.kiosk_stage import ZONE, catalogue, demo_hall, issued_ticket


def test_a_slip_says_everything_a_resident_needs() -> None:
    slip = build_slip(demo_hall(), catalogue().words("zh"), issued_ticket(), zone=ZONE)
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
    assert slip.reprint_mark == ""


def test_a_second_slip_says_that_it_is_one() -> None:
    slip = build_slip(demo_hall(), catalogue().words("zh"), issued_ticket(), zone=ZONE, reprint=True)
    assert slip.reprint_mark == "补打"


def test_a_slip_follows_the_language_of_the_visit() -> None:
    slip = build_slip(demo_hall(), catalogue().words("en"), issued_ticket(), zone=ZONE)
    assert slip.service == "Social security"
    assert slip.rows[0] == ("Ahead of you", "12")


def test_without_a_ticket_page_there_is_no_code() -> None:
    hall = demo_hall()
    plain = hall.model_copy(update={"hall": hall.hall.model_copy(update={"ticket_page_url": ""})})
    slip = build_slip(plain, catalogue().words("zh"), issued_ticket(), zone=ZONE)
    assert (slip.qr, slip.qr_caption) == ("", "")


def test_a_service_without_a_window_has_no_row_for_it() -> None:
    hall = demo_hall().model_copy(update={"windows": ()})
    slip = build_slip(hall, catalogue().words("zh"), issued_ticket(), zone=ZONE)
    assert "办理窗口" not in dict(slip.rows)
