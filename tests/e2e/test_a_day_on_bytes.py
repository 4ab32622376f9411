"""A resident's whole visit seen from the far end of every wire, with the server killed in the middle of the day."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from drivers.card_reader.demo_cards import demo_id_cards
from drivers.card_reader.samv_device import CardData
from drivers.ticket_printer.port import Paper
from tests.e2e.rig import Rig, eventually, running_hall

pytestmark = pytest.mark.timeout(240)

CALL_NEXT, START, FINISH = "0C", "0A", "0B"
BOARD_NUMBER = (0xFF, 0xD5, 0x4A)
"""Colour in which the board shows a number that is being called."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Rig]:
    with running_hall(tmp_path) as rig:
        yield rig


def wait_for_bytes(hall: Rig, expected: bytes, what: str) -> None:
    eventually(lambda: expected in bytes(hall.line_wire.heard), what)


def sign_frame(address: int, text: str, *, colour: int = 0) -> bytes:
    """An ``A0 90`` text frame, built here by the protocol's rule and nothing of ours; 0 red, 1 green, 2 yellow."""
    data = b"".join(character.encode("gbk") + bytes((colour,)) for character in text)
    content = bytes((address, 0xA5, 0, len(data))) + data
    checksum = 0
    for byte in content:
        checksum ^= byte
    return b"\xa0\x90" + content + bytes((checksum,))


def text_in(slip: bytes) -> str:
    return slip.decode("gb18030", errors="ignore")


def yellow_pixels(picture: bytes) -> int:
    """Pixels in the colour of a called number, JPEG's noise allowed for."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    colours: list[tuple[int, tuple[int, ...]]] = image.getcolors(maxcolors=1 << 24)  # type: ignore[assignment]
    return sum(
        count
        for count, pixel in colours
        if all(abs(a - b) < 24 for a, b in zip(pixel, BOARD_NUMBER, strict=True))
    )


def test_one_visit_from_the_first_touch_to_the_stored_rating(hall: Rig) -> None:
    eventually(lambda: hall.board.pictures or None, "the board's first picture")
    quiet_board = yellow_pixels(hall.board.pictures[-1])

    slip = hall.take_ticket("service:social-security")

    assert b"A001" in slip
    assert "社会保障" in text_in(slip)
    assert len(slip) <= 400, "a slip of text must stay small"

    hall.press(CALL_NEXT)
    eventually(lambda: hall.keypad.state().ticket == "001", "the number on the keypad")
    wait_for_bytes(hall, sign_frame(1, "请A001"), "the call on the window's sign")
    eventually(lambda: yellow_pixels(hall.board.pictures[-1]) > quiet_board + 500, "the number on the board")
    announced = eventually(lambda: hall.announcements() or None, "the announcement")
    assert len(announced) == 1
    assert "1号窗口" in announced[0]["text"]
    with wave.open(announced[0]["wav"]) as recording:
        assert recording.getnframes() / recording.getframerate() > 2

    hall.press(START)
    wait_for_bytes(hall, sign_frame(1, "A001 办理中", colour=2), "the sign while serving")
    hall.press(FINISH)
    wait_for_bytes(hall, bytes.fromhex("FF6803036881010B8D16"), "the invitation to rate")

    hall.evaluator.press(2)

    thanks = bytes.fromhex("FF680303688101028416")
    wait_for_bytes(hall, thanks, "the thanks for the rating")
    assert hall.rows("SELECT level FROM ratings") == [(4,)]
    assert hall.rows("SELECT number, status, slip FROM tickets") == [("A001", "finished", "printed")]


def test_a_card_is_read_and_leaves_no_trace(hall: Rig) -> None:
    demo = demo_id_cards()[0].card
    assert isinstance(demo, CardData)

    slip = hall.take_ticket("service:household", card=demo)

    assert b"B001" in slip
    everything = b"".join(path.read_bytes() for path in hall.folder.rglob("*") if path.is_file())
    for secret in ("11010519491231002X", "张三测试"):
        assert secret.encode() not in everything
        assert secret.encode("gb18030") not in bytes(hall.printer_wire.heard)


def test_the_day_goes_on_after_the_server_was_killed(hall: Rig) -> None:
    for _ in range(3):
        hall.take_ticket("service:social-security")
    hall.press(CALL_NEXT)
    eventually(lambda: len(hall.announcements()) == 1, "the first announcement")

    hall.kill_server()
    hall.press_only(CALL_NEXT)
    eventually(lambda: hall.keypad.state().success is False, "the failure to be shown to the clerk")
    hall.start_server()
    hall.press(CALL_NEXT)
    eventually(lambda: hall.keypad.state().ticket == "002", "the next number after the restart")
    slip = hall.take_ticket("service:social-security")

    assert b"A004" in slip
    eventually(lambda: len(hall.announcements()) == 2, "the second announcement")
    hall.press(CALL_NEXT)
    eventually(lambda: len(hall.announcements()) == 3, "the third announcement")
    numbers = hall.rows("SELECT number FROM tickets ORDER BY position")
    assert numbers == [("A001",), ("A002",), ("A003",), ("A004",)]
    sequence = [entry["seq"] for entry in hall.announcements()]
    assert sequence == sorted(set(sequence)), "an announcement was repeated or out of order"
    calls = hall.rows("SELECT count(*) FROM events WHERE type = 'ticket.called'")
    assert calls == [(3,)]


def test_a_number_is_shown_though_the_paper_is_out_and_staff_can_have_it_printed(hall: Rig) -> None:
    hall.printer.set_paper(Paper.OUT)

    hall.kiosk.wait_for("home")
    hall.kiosk.touch("start")
    hall.kiosk.touch("service:social-security")
    hall.kiosk.wait_for("ticket")

    eventually(lambda: hall.rows("SELECT slip FROM tickets") == [("failed",)], "the failed print to be known")
    snapshot = hall.get("/api/v1/snapshot")
    assert [ticket["number"] for ticket in snapshot["unprinted"]] == ["A001"]
    assert hall.slips() == []

    hall.printer.set_paper(Paper.OK)
    ticket = snapshot["unprinted"][0]["id"]
    hall.post(f"/api/v1/tickets/{ticket}/reprint", {"request_id": "reprint-1"})
    slip = eventually(lambda: hall.slips() or None, "the reprinted slip")[0]
    assert b"A001" in slip
    assert "补打" in text_in(slip)
    eventually(lambda: hall.rows("SELECT slip FROM tickets") == [("reprinted",)], "the reprint to be known")
    assert hall.get("/api/v1/snapshot")["unprinted"] == []
