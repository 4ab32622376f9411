"""The emulated printer: what it makes of a stream, and how it behaves when something is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.link.pipe import PipeEnd, pipe
from drivers.ticket_printer.emulated_paper import PrintedLine, PrintedSlip
from drivers.ticket_printer.emulated_sensors import PrinterError
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.escpos_interpreter import EscposInterpreter
from drivers.ticket_printer.port import Paper
from drivers.ticket_printer.slip_layout import Align
from drivers.ticket_printer.slip_raster import Raster
from tests.fakes.polling import wait_until


def printed(data: bytes, columns: int = 48) -> list[PrintedLine]:
    interpreter = EscposInterpreter(columns)
    interpreter.receive(data)
    while interpreter.step() is not None:
        pass
    return list(interpreter.live.lines)


def texts(data: bytes, columns: int = 48) -> list[str]:
    return [line.text for line in printed(data, columns)]


CUT = b"\x1d\x56\x00"


# --- what it makes of a stream -------------------------------------------------------------------------------


def test_chinese_between_its_modes() -> None:
    chinese = "便民服务中心A012号".encode("gb18030")
    assert texts(b"\x1c\x26" + chinese + b"\x1c\x2e\n") == ["便民服务中心A012号"]


def test_four_byte_characters() -> None:
    assert texts(b"\x1c\x26" + bytes.fromhex("8139EE39 9534B235") + b"\n") == ["㐀𠮷"]


def test_without_chinese_mode_the_bytes_are_a_code_page() -> None:
    assert texts(b"\x1c\x2e" + "号".encode("gb18030") + b"\n") == ["║┼"]


def test_a_picture_takes_a_place_among_the_lines() -> None:
    picture = b"\x1dv0\x00\x02\x00\x03\x00" + b"\x80\x01\x1b@\x0aA"
    first, image, last = printed(b"a\n\x1ba\x01" + picture + b"\x1bJ\x06b\n")
    assert (first.text, last.text) == ("a", "b")
    assert image == PrintedLine("", align=Align.CENTRE, image=Raster(16, 3, bytes.fromhex("8001 1b40 0a41")))


def test_a_picture_wider_than_the_paper_is_cut_off_and_an_empty_one_is_nothing() -> None:
    (line,) = printed(b"\x1dv0\x00\x04\x00\x02\x00" + bytes(range(8)), columns=2)
    assert line.image == Raster(24, 2, bytes([0, 1, 2, 4, 5, 6]))
    assert printed(b"\x1dv0\x00\x00\x00\x05\x00\x1dv0\x00\x05\x00\x00\x00") == []


def test_sizes_bold_and_alignment() -> None:
    data = b"\x1ba\x01\x1bE\x01\x1d!\x11AB\n\x1ba\x02\x1bE\x00\x1d!\x00C\n\x1b@D\n"
    assert printed(data) == [
        PrintedLine("AB", 2, 2, True, Align.CENTRE),
        PrintedLine("C", 1, 1, False, Align.RIGHT),
        PrintedLine("D", 1, 1, False, Align.LEFT),
    ]


def test_print_mode_sets_the_same_property() -> None:
    assert printed(b"\x1b!\x38A\n") == [PrintedLine("A", 2, 2, True)]


def test_a_line_too_long_goes_on_below() -> None:
    assert texts(b"A" * 50 + b"\n") == ["A" * 48, "AA"]
    assert texts(b"\x1d!\x10" + b"B" * 20 + b"\n", 32) == ["B" * 16, "BBBB"]


def test_positions_and_tabs() -> None:
    assert texts(b"ab\x1b$\x78\x00cd\n") == ["ab        cd"]
    assert texts(b"ab\tc\n") == ["ab      c"]
    assert texts(b"abcdef\x1b$\x0c\x00g\n") == ["abcdefg"]


def test_feeds_are_empty_lines() -> None:
    assert texts(b"a\x1bd\x02b\n") == ["a", "", "", "b"]


@pytest.mark.parametrize(
    "command, kind",
    [
        (b"\x1d\x56\x00", "full"),
        (b"\x1d\x56\x01", "partial"),
        (b"\x1d\x56\x41\x03", "full"),
        (b"\x1d\x56\x42\x00", "partial"),
    ],
)
def test_cuts(command: bytes, kind: str) -> None:
    interpreter = EscposInterpreter(48)
    interpreter.receive(b"a\n" + command)
    interpreter.step()
    interpreter.step()
    effect = interpreter.step()
    assert effect is not None
    assert effect.cut == PrintedSlip((PrintedLine("a"),), cut=kind)
    assert interpreter.live == PrintedSlip()


def test_a_qr_code_to_the_byte() -> None:
    data = bytes.fromhex(
        "1D286B0400 31413200 1D286B0300 314306 1D286B0300 3145311D286B0700 315030 41303233 1D286B0300 315130"
    )
    interpreter = EscposInterpreter(48)
    interpreter.receive(data)
    while interpreter.step() is not None:
        pass
    assert interpreter.live.qr == "A023"


@pytest.mark.parametrize(
    "unknown",
    [
        b"\x1b\x7f",
        b"\x1cZ",
        b"\x1d\x99",
        b"\x07",
        b"\x0c",
        b"\x1bt\x10",
        b"\x1bD\x08\x10\x00",
        b"\x1d(L\x02\x00\x30\x45",
        b"\x1bp\x00\x19\xfa",
        b"\x1c!\x0c",
        b"\x1cS\x00\x00",
    ],
)
def test_what_it_does_not_know_leaves_no_mark(unknown: bytes) -> None:
    assert texts(b"a" + unknown + b"b\n") == ["ab"]


def test_a_command_longer_than_the_receive_buffer_is_none_and_what_follows_is_text() -> None:
    assert texts(b"a\x1dv0\x00\xff\xff\xff\x0ab\n")[0].startswith("a0")
    assert texts(b"\x1bD" + b"\x20" * 32 + b"text\n") == ["text"], "tab stops end by themselves"


@pytest.mark.fuzz
@given(st.lists(st.binary(max_size=200), max_size=20))
def test_no_stream_stops_the_interpreter(chunks: list[bytes]) -> None:
    interpreter = EscposInterpreter(48)
    for chunk in chunks:
        interpreter.receive(chunk)
        while interpreter.step() is not None:
            pass


@given(st.binary(max_size=400), st.integers(1, 7))
def test_chunks_do_not_matter(data: bytes, size: int) -> None:
    whole, pieces = EscposInterpreter(48), EscposInterpreter(48)
    whole.receive(data)
    while whole.step() is not None:
        pass
    for start in range(0, len(data), size):
        pieces.receive(data[start : start + size])
        while pieces.step() is not None:
            pass
    assert whole.live == pieces.live


# --- how it behaves ------------------------------------------------------------------------------------------


class Desk:
    def __init__(self) -> None:
        self.host, device = pipe()
        self.printer = EscposEmulator(device)
        self.printer.start()

    def ask(self, data: bytes, size: int = 1, timeout: float = 1.0) -> bytes:
        self.host.write(data)
        answer = b""
        while len(answer) < size and (more := self.host.read(timeout)):
            answer += more
        return answer

    def texts(self) -> list[str]:
        return [line.text for line in self.printer.live.lines]


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.printer.close()


def real_time(desk: Desk) -> bytes:
    return b"".join(desk.ask(bytes([0x10, 0x04, number])) for number in (1, 2, 3, 4))


def test_status_of_a_healthy_printer(desk: Desk) -> None:
    assert real_time(desk) == bytes.fromhex("12121212")


@pytest.mark.parametrize(
    "paper, expected", [(Paper.NEAR_END, "1212121E"), (Paper.OUT, "1A32127E"), (Paper.OK, "12121212")]
)
def test_status_of_paper(desk: Desk, paper: Paper, expected: str) -> None:
    desk.printer.set_paper(paper)
    assert real_time(desk) == bytes.fromhex(expected)


def test_status_of_the_cover(desk: Desk) -> None:
    desk.printer.set_cover(open_=True)
    assert real_time(desk) == bytes.fromhex("1A161212")


@pytest.mark.parametrize(
    "error, cause",
    [
        (PrinterError.RECOVERABLE, "16"),
        (PrinterError.CUTTER, "1A"),
        (PrinterError.UNRECOVERABLE, "32"),
        (PrinterError.OVERHEATED, "52"),
    ],
)
def test_status_of_errors(desk: Desk, error: PrinterError, cause: str) -> None:
    desk.printer.set_error(error)
    assert real_time(desk) == bytes.fromhex(f"1A52{cause}12")


def test_unknown_questions_are_not_answered(desk: Desk) -> None:
    assert desk.ask(b"\x10\x04\x09", timeout=0.05) == b""


def test_the_ordered_question_waits_for_its_turn(desk: Desk) -> None:
    assert desk.ask(b"abc\n\x1dr\x01") == b"\x00"
    assert desk.texts() == ["abc"]
    desk.printer.set_paper(Paper.NEAR_END)
    assert desk.ask(b"\x1dr\x01") == b"\x03"
    desk.printer.set_paper(Paper.OUT)
    assert desk.ask(b"\x1dr\x01", timeout=0.05) == b""


def test_off_line_it_buffers_and_prints_the_rest_when_mended(desk: Desk) -> None:
    desk.printer.run_out_after(2)
    desk.host.write(b"one\ntwo\nthree\nfour\n" + CUT)
    wait_until(lambda: desk.printer.state()["paper"] == "out")
    assert desk.texts() == ["one", "two"]
    assert real_time(desk)[:1] == b"\x1a"
    assert desk.printer.papers == []
    desk.printer.set_paper(Paper.OK)
    [slip] = desk.printer.papers
    assert slip.texts == ("one", "two", "three", "four")
    assert desk.printer.lines_used == 4


def test_cleared_buffers_print_nothing_more(desk: Desk) -> None:
    desk.printer.run_out_after(1)
    desk.host.write(b"one\ntwo\n")
    wait_until(lambda: desk.printer.state()["paper"] == "out")
    assert desk.ask(bytes.fromhex("10140801031401060208"), size=3) == bytes.fromhex("372500")
    desk.printer.set_paper(Paper.OK)
    assert desk.texts() == ["one"]
    assert desk.printer.state()["waiting_bytes"] == 0


def test_a_printer_that_cannot_clear_takes_the_command_for_noise() -> None:
    host, device = pipe()
    printer = EscposEmulator(device, knows_clear=False)
    printer.start()
    host.write(b"a" + bytes.fromhex("10140801031401060208") + b"b\n")
    wait_until(lambda: bool(printer.live.lines))
    printer.close()
    assert printer.live.lines[0].text == "ab"


@pytest.mark.parametrize("number, left", [(1, ["one", "two"]), (2, ["one"])])
def test_recovery_by_command(desk: Desk, number: int, left: list[str]) -> None:
    assert desk.ask(b"one\n\x1dr\x01") == b"\x00"
    desk.printer.set_error(PrinterError.CUTTER)
    desk.host.write(b"two\n")
    wait_until(lambda: desk.printer.state()["waiting_bytes"] == 4)
    assert desk.ask(bytes([0x10, 0x05, number, 0x10, 0x04, 0x01])) == b"\x12"
    assert desk.texts() == left


def test_automatic_status_on_every_change(desk: Desk) -> None:
    assert desk.ask(b"\x1da\x0f", size=4) == bytes.fromhex("10000000")
    desk.printer.set_cover(open_=True)
    assert desk.ask(b"", size=4) == bytes.fromhex("38000000")
    desk.printer.set_cover(open_=False)
    assert desk.ask(b"", size=4) == bytes.fromhex("10000000")
    desk.printer.set_paper(Paper.OUT)
    assert desk.ask(b"", size=4) == bytes.fromhex("18000F00")


def test_real_time_commands_are_found_across_chunks(desk: Desk) -> None:
    for byte in b"ab\x10\x04":
        desk.host.write(bytes([byte]))
    assert desk.ask(b"\x01") == b"\x12"
    desk.ask(b"c\n\x1dr\x01")
    assert desk.texts() == ["abc"]


def test_a_silent_printer_prints_and_says_nothing(desk: Desk) -> None:
    desk.printer.set_silent(silent=True)
    assert desk.ask(b"a\n\x10\x04\x01", timeout=0.05) == b""
    wait_until(lambda: desk.texts() == ["a"])
    desk.printer.set_silent(silent=False)
    assert desk.ask(b"\x10\x04\x01") == b"\x12"


def test_without_power_nothing_happens_and_the_buffer_is_lost(desk: Desk) -> None:
    desk.printer.set_cover(open_=True)
    desk.host.write(b"lost\n")
    wait_until(lambda: desk.printer.state()["waiting_bytes"] == 5)
    desk.printer.set_power(on=False)
    assert desk.ask(b"\x10\x04\x01", timeout=0.05) == b""
    desk.printer.set_cover(open_=False)
    desk.printer.set_power(on=True)
    assert desk.ask(b"\x10\x04\x01") == b"\x12"
    assert desk.texts() == []


def test_a_slow_printer_answers_in_real_time_while_it_prints() -> None:
    host: PipeEnd
    host, device = pipe()
    printer = EscposEmulator(device, seconds_per_line=0.02)
    printer.start()
    host.write(b"1\n2\n3\n4\n5\n\x1dr\x01\x10\x04\x01")
    assert host.read(1.0) == b"\x12", "the real-time answer overtakes the paper"
    assert len(printer.live.lines) < 5
    assert host.read(2.0) == b"\x00"
    assert len(printer.live.lines) == 5
    printer.close()


def test_the_page_is_told_of_slips_and_faults() -> None:
    host, device = pipe()
    seen: list[tuple[object, object]] = []
    printer = EscposEmulator(
        device, on_change=lambda: seen.append((printer.state()["slips"], printer.state()["paper"]))
    )
    printer.start()
    host.write(b"a\n" + CUT)
    wait_until(lambda: (1, "ok") in seen)
    printer.set_paper(Paper.OUT)
    printer.close()
    assert seen[-1] == (1, "out")
