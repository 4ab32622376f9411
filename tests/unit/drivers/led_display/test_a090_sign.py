"""The sign driver against raw bytes: what it sends, what it waits for, when it gives up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import model
from drivers.errors import NoAnswer
from drivers.led_display.a090 import A090Sign
from drivers.led_display.port import SignColour, SignText
from drivers.rs485 import a090_text
from tests.fakes.raw_line import RawLine

SETTINGS = model.A090Sign(id="sign-1", kind="led_display", driver="a090", link="emulator:line", address=0x03)
ANSWER = bytes.fromhex("A0 90 03 A5 AA")
CALLING = bytes.fromhex("A0 90 03 A5 00 0E C7 EB 00 41 00 30 00 32 00 33 00 BA C5 00 8B")


class Screen:
    """The far end of the wire: answers each whole frame as told, on a thread of its own."""

    def __init__(self, answers: Callable[[int], bytes]) -> None:
        self.raw = RawLine()
        self.heard: list[bytes] = []
        self._answers = answers
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self.raw.close()

    def _listen(self) -> None:
        while not self._stop.is_set():
            data = self.raw.device.read(0.02)
            if data:
                self.heard.append(data)
                self.raw.device.write(self._answers(len(self.heard)))


@pytest.fixture
def make_screen() -> Iterator[Callable[[Callable[[int], bytes]], Screen]]:
    made: list[Screen] = []

    def make(answers: Callable[[int], bytes]) -> Screen:
        made.append(Screen(answers))
        return made[-1]

    yield make
    for screen in made:
        screen.close()


MakeScreen = Callable[[Callable[[int], bytes]], Screen]


def sign_at(screen: Screen, **changed: object) -> A090Sign:
    return A090Sign(screen.raw.line, SETTINGS.model_copy(update=changed), answer_seconds=0.2)


def test_a_text_goes_out_as_documented(make_screen: MakeScreen) -> None:
    screen = make_screen(lambda _: ANSWER)
    sign_at(screen).show(SignText("请A023号"))
    assert screen.heard == [CALLING]


@pytest.mark.parametrize("colour, byte", [(SignColour.RED, 0), (SignColour.GREEN, 1), (SignColour.YELLOW, 2)])
def test_every_character_has_the_colour(make_screen: MakeScreen, colour: SignColour, byte: int) -> None:
    screen = make_screen(lambda _: ANSWER)
    sign_at(screen).show(SignText("A1", colour))
    assert screen.heard[0][6:10] == bytes((0x41, byte, 0x31, byte))


def test_a_text_wider_than_the_sign_is_cut_between_characters(make_screen: MakeScreen) -> None:
    screen = make_screen(lambda _: ANSWER)
    sign_at(screen, columns=9).show(SignText("请到三号窗口"))
    assert screen.heard[0][6:-1] == b"".join(character.encode("gbk") + b"\x00" for character in "请到三号")


def test_the_longest_text_still_fits_into_a_frame(make_screen: MakeScreen) -> None:
    screen = make_screen(lambda _: ANSWER)
    sign_at(screen, columns=128).show(SignText("A" * 200))
    assert screen.heard[0][4:6] == b"\x00\xfe"


def test_the_same_text_is_sent_again_for_a_sign_that_has_forgotten_it(make_screen: MakeScreen) -> None:
    screen = make_screen(lambda _: ANSWER)
    sign = sign_at(screen)
    sign.show(SignText("请A023号"))
    sign.show(SignText("请A023号"))
    assert screen.heard == [CALLING] * 2


@pytest.mark.parametrize(
    "bad_answer",
    [
        b"",
        bytes.fromhex("A0 90 04 A5 AA"),  # another sign
        bytes.fromhex("A0 90 03 5A AA"),  # damaged
        bytes.fromhex("FF 68 03 03 68 03 01 0C 10 16"),  # a keypad with the sign's number
    ],
)
def test_one_lost_answer_is_made_good_by_sending_again(make_screen: MakeScreen, bad_answer: bytes) -> None:
    screen = make_screen(lambda turn: bad_answer if turn == 1 else ANSWER)
    sign_at(screen).show(SignText("请A023号"))
    assert screen.heard == [CALLING] * 2


def test_two_lost_answers_are_no_answer(make_screen: MakeScreen) -> None:
    screen = make_screen(lambda _: b"")
    with pytest.raises(NoAnswer, match="address 0x03 does not answer"):
        sign_at(screen).show(SignText("请A023号"))
    assert screen.heard == [CALLING] * 2


def test_a_long_form_of_the_answer_is_taken(make_screen: MakeScreen) -> None:
    screen = make_screen(lambda _: bytes.fromhex("A0 90 03 A5 00 01 A5 AA"))
    sign_at(screen).show(SignText("请A023号"))
    assert len(screen.heard) == 1


def test_a_silent_sign_is_given_up_within_two_tenths_of_a_second(make_screen: MakeScreen) -> None:
    screen = make_screen(lambda _: b"")
    sign = A090Sign(screen.raw.line, SETTINGS)
    started = time.monotonic()
    with pytest.raises(NoAnswer):
        sign.show(SignText("A"))
    assert 0.2 <= time.monotonic() - started < 1.0


@pytest.mark.parametrize(
    "columns, text, pages",
    [
        (16, "A012 办理中", ["A012 办理中"]),
        (8, "A012 办理中", ["A012", "办理中"]),
        (8, "请A023号到三号窗口", ["请A023号", "到三号窗", "口"]),
        (8, "请A1234号", ["请A1234", "号"]),
        (8, "   ", ["   "]),
        (8, "ABCDEFGHIJ", ["ABCDEFGH", "IJ"]),
        (9, "一二三四五", ["一二三四", "五"]),
    ],
)
def test_a_wide_text_has_pages_that_fit(
    make_screen: MakeScreen, columns: int, text: str, pages: list[str]
) -> None:
    sign = sign_at(make_screen(lambda _: ANSWER), columns=columns)
    shown = sign.pages(SignText(text, SignColour.GREEN, flashing=True))
    assert [page.text for page in shown] == pages
    assert {(page.colour, page.flashing) for page in shown} == {(SignColour.GREEN, True)}


@given(st.text(max_size=60), st.integers(8, 128))
def test_pages_lose_nothing_but_spaces_and_fit(text: str, columns: int) -> None:
    pages = a090_text.pages(text, columns)
    assert pages
    assert "".join("".join(pages).split()) == "".join(a090_text.drawable(text).split())
    for page in pages:
        assert a090_text.fit(page, columns) == page
        coded = a090_text.decode(a090_text.encode(page, a090_text.Colour.RED))
        assert "".join(shown.character for shown in coded) == page
