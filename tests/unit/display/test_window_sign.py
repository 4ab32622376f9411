from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from typing_extensions import override

from display.sign_words import Wanted
from display.window_sign import AGAIN_SECONDS, LONGEST_RETRY_SECONDS, PAGE_SECONDS, PULSES, SignAgent
from drivers.errors import LinkLost, NoAnswer
from drivers.led_display.port import SignColour, SignText
from drivers.led_display.simulated import SimulatedSign
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until

CALLED = Wanted(SignText("请A012", SignColour.RED, flashing=True), 1)
RECALLED = Wanted(CALLED.text, 2)
SERVING = Wanted(SignText("A012 办理中", SignColour.YELLOW))
PAUSED = Wanted(SignText("暂停服务", SignColour.RED))
IDLE = Wanted(SignText("空闲", SignColour.GREEN))


class NarrowSign(SimulatedSign):
    """Shows two characters and has to be told each page."""

    @override
    def pages(self, content: SignText) -> tuple[SignText, ...]:
        starts = range(0, len(content.text), 2)
        return tuple(replace(content, text=content.text[start : start + 2]) for start in starts)


class Post:
    """A sign with its agent at work."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.sign = SimulatedSign()
        self.told: list[str] = []
        self.agent = SignAgent(
            "sign-1",
            answered=lambda: self.told.append("online"),
            silent=self.told.append,
            clock=self.clock,
            pulse_seconds=0.01,
        )

    @contextmanager
    def open(self) -> Iterator[None]:
        stop = threading.Event()

        def work() -> None:
            try:
                self.agent.run(self.sign, stop)
            except LinkLost:
                return

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(5)
            assert not thread.is_alive()

    def texts(self) -> list[str]:
        return [content.text for content in self.sign.history]

    def was_told(self, words: list[str]) -> bool:
        return self.told == words

    def shows(self, text: str) -> None:
        wait_until(lambda: self.sign.shown is not None and self.sign.shown.text == text)


@pytest.fixture
def post() -> Iterator[Post]:
    made = Post()
    with made.open():
        yield made


CALL_WITH_PULSES = ["请A012", *[" ", "请A012"] * PULSES]


def test_a_call_pulses_a_few_times_and_rests_lit(post: Post) -> None:
    post.agent.want(CALLED)
    wait_until(lambda: post.texts() == CALL_WITH_PULSES)
    post.clock.advance(AGAIN_SECONDS / 2)
    post.agent.want(SERVING)
    wait_until(lambda: post.texts() == [*CALL_WITH_PULSES, "A012 办理中"])


def test_a_recall_pulses_again(post: Post) -> None:
    post.agent.want(CALLED)
    wait_until(lambda: post.texts() == CALL_WITH_PULSES)
    post.agent.want(RECALLED)
    wait_until(lambda: post.texts() == CALL_WITH_PULSES * 2)


def test_the_same_again_says_nothing(post: Post) -> None:
    post.agent.want(IDLE)
    post.shows("空闲")
    post.agent.want(IDLE)
    post.agent.want(PAUSED)
    wait_until(lambda: post.texts() == ["空闲", "暂停服务"])


def test_a_newer_state_cuts_the_pulses_short() -> None:
    post = Post()
    post.agent = SignAgent("sign-1", answered=lambda: None, silent=post.told.append, pulse_seconds=5)
    with post.open():
        post.agent.want(CALLED)
        post.shows("请A012")
        post.agent.want(SERVING)
        post.shows("A012 办理中")
        assert post.texts() == ["请A012", "A012 办理中"]


def test_a_silent_sign_is_a_fault_and_is_tried_with_pauses(post: Post) -> None:
    post.sign.fail_with(NoAnswer("silent"))
    post.agent.want(IDLE)
    for tries, wait in enumerate([1, 2, 2.5, 2.5, 2.5], start=1):
        wait_until(partial(post.was_told, ["no_answer"] * tries))
        post.clock.advance(wait + 0.1)
    post.sign.fail_with(None)
    post.clock.advance(LONGEST_RETRY_SECONDS)
    post.shows("空闲")
    assert post.told[-1] == "online"


def test_a_new_text_is_tried_at_once_on_a_silent_sign(post: Post) -> None:
    post.sign.fail_with(NoAnswer("silent"))
    post.agent.want(IDLE)
    wait_until(lambda: post.told == ["no_answer"])
    post.sign.fail_with(None)
    post.agent.want(PAUSED)
    post.shows("暂停服务")


def test_a_sign_that_forgot_is_reminded(post: Post) -> None:
    post.agent.want(SERVING)
    post.shows("A012 办理中")
    post.clock.advance(AGAIN_SECONDS + 1)
    wait_until(lambda: post.texts() == ["A012 办理中"] * 2)


def test_a_replugged_line_shows_the_text_again() -> None:
    post = Post()
    with post.open():
        post.agent.want(SERVING)
        post.shows("A012 办理中")
        post.sign.fail_with(LinkLost("unplugged"))
        post.clock.advance(AGAIN_SECONDS + 1)
    post.sign = SimulatedSign()
    with post.open():
        post.shows("A012 办理中")


def test_nothing_is_shown_before_anything_is_known(post: Post) -> None:
    post.clock.advance(1)
    assert post.sign.shown is None


@pytest.fixture
def narrow() -> Iterator[Post]:
    made = Post()
    made.sign = NarrowSign()
    with made.open():
        yield made


def test_a_wide_text_is_shown_page_by_page_for_ever(narrow: Post) -> None:
    narrow.agent.want(Wanted(SignText("暂停服务中")))
    pages = ["暂停", "服务", "中", "暂停", "服务"]
    for count in range(1, len(pages) + 1):
        wait_until(partial(lambda shown: narrow.texts() == shown, pages[:count]))
        narrow.clock.advance(PAGE_SECONDS + 0.1)


def test_a_page_stays_until_it_is_read(narrow: Post) -> None:
    narrow.agent.want(PAUSED)
    narrow.shows("暂停")
    narrow.clock.advance(PAGE_SECONDS / 2)
    narrow.agent.want(IDLE)
    wait_until(lambda: narrow.texts() == ["暂停", "空闲"])


def test_a_call_of_several_pages_pulses_its_first(narrow: Post) -> None:
    narrow.agent.want(CALLED)
    first = ["请A", *[" ", "请A"] * PULSES]
    wait_until(lambda: narrow.texts() == first)
    narrow.clock.advance(PAGE_SECONDS + 0.1)
    wait_until(lambda: narrow.texts() == [*first, "01"])


def test_a_silent_sign_gets_no_pages_in_between(narrow: Post) -> None:
    narrow.agent.want(PAUSED)
    narrow.shows("暂停")
    narrow.sign.fail_with(NoAnswer("silent"))
    narrow.clock.advance(PAGE_SECONDS + 0.1)
    wait_until(lambda: narrow.told[-1] == "no_answer")
    narrow.sign.fail_with(None)
    narrow.clock.advance(LONGEST_RETRY_SECONDS)
    wait_until(lambda: narrow.texts() == ["暂停", "服务"])
