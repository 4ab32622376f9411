from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from display.call_state import WindowCall
from display.window_sign import AGAIN_SECONDS, LONGEST_RETRY_SECONDS, PULSES, SignAgent, sign_text, wanted
from drivers.errors import LinkLost, NoAnswer
from drivers.led_display.port import SignColour, SignText
from drivers.led_display.simulated import SimulatedSign
from queue_server.wire.messages import TicketStatus
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import ticket

CALLED = WindowCall("w1", False, ticket("A012", status=TicketStatus.CALLED, window="w1", calls=1))
RECALLED = WindowCall("w1", False, ticket("A012", status=TicketStatus.CALLED, window="w1", calls=2))
SERVING = WindowCall("w1", False, ticket("A012", status=TicketStatus.SERVING, window="w1", calls=1))
PAUSED = WindowCall("w1", True, SERVING.ticket)
IDLE = WindowCall("w1")


@pytest.mark.parametrize(
    "window, text",
    [
        (IDLE, SignText("空闲", SignColour.GREEN)),
        (CALLED, SignText("请A012", SignColour.RED, flashing=True)),
        (SERVING, SignText("A012 办理中", SignColour.YELLOW)),
        (PAUSED, SignText("暂停服务", SignColour.RED)),
    ],
    ids=["idle", "called", "serving", "paused"],
)
def test_every_state_has_its_words(window: WindowCall, text: SignText) -> None:
    assert sign_text(window) == text


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
    post.agent.want(wanted(CALLED))
    wait_until(lambda: post.texts() == CALL_WITH_PULSES)
    post.clock.advance(AGAIN_SECONDS / 2)
    post.agent.want(wanted(SERVING))
    wait_until(lambda: post.texts() == [*CALL_WITH_PULSES, "A012 办理中"])


def test_a_recall_pulses_again(post: Post) -> None:
    post.agent.want(wanted(CALLED))
    wait_until(lambda: post.texts() == CALL_WITH_PULSES)
    post.agent.want(wanted(RECALLED))
    wait_until(lambda: post.texts() == CALL_WITH_PULSES * 2)


def test_the_same_again_says_nothing(post: Post) -> None:
    post.agent.want(wanted(IDLE))
    post.shows("空闲")
    post.agent.want(wanted(IDLE))
    post.agent.want(wanted(PAUSED))
    wait_until(lambda: post.texts() == ["空闲", "暂停服务"])


def test_a_newer_state_cuts_the_pulses_short() -> None:
    post = Post()
    post.agent = SignAgent("sign-1", answered=lambda: None, silent=post.told.append, pulse_seconds=5)
    with post.open():
        post.agent.want(wanted(CALLED))
        post.shows("请A012")
        post.agent.want(wanted(SERVING))
        post.shows("A012 办理中")
        assert post.texts() == ["请A012", "A012 办理中"]


def test_a_silent_sign_is_a_fault_and_is_tried_with_pauses(post: Post) -> None:
    post.sign.fail_with(NoAnswer("silent"))
    post.agent.want(wanted(IDLE))
    for tries, wait in enumerate([1, 2, 2.5, 2.5, 2.5], start=1):
        wait_until(partial(post.was_told, ["no_answer"] * tries))
        post.clock.advance(wait + 0.1)
    post.sign.fail_with(None)
    post.clock.advance(LONGEST_RETRY_SECONDS)
    post.shows("空闲")
    assert post.told[-1] == "online"


def test_a_new_text_is_tried_at_once_on_a_silent_sign(post: Post) -> None:
    post.sign.fail_with(NoAnswer("silent"))
    post.agent.want(wanted(IDLE))
    wait_until(lambda: post.told == ["no_answer"])
    post.sign.fail_with(None)
    post.agent.want(wanted(PAUSED))
    post.shows("暂停服务")


def test_a_sign_that_forgot_is_reminded(post: Post) -> None:
    post.agent.want(wanted(SERVING))
    post.shows("A012 办理中")
    post.clock.advance(AGAIN_SECONDS + 1)
    wait_until(lambda: post.texts() == ["A012 办理中"] * 2)


def test_a_replugged_line_shows_the_text_again() -> None:
    post = Post()
    with post.open():
        post.agent.want(wanted(SERVING))
        post.shows("A012 办理中")
        post.sign.fail_with(LinkLost("unplugged"))
        post.clock.advance(AGAIN_SECONDS + 1)
    post.sign = SimulatedSign()
    with post.open():
        post.shows("A012 办理中")


def test_nothing_is_shown_before_anything_is_known(post: Post) -> None:
    post.clock.advance(1)
    assert post.sign.shown is None
