"""The pace of the loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator
from statistics import median

import pytest

from screen.canvas import Canvas
from screen.geometry import Box
from screen.inputs import Inputs
from screen.loop import FRAME_SECONDS, Loop
from screen.screen_port import Incoming, Layout, Message, Target, Touch, TouchKind
from screen.theme import PAPER
from screen.window import Window


class Counter:
    """A program whose picture is a number."""

    def __init__(self) -> None:
        self.shown: Hashable = 0
        self.pause = 60.0
        self.heard: list[Incoming] = []
        self.drawn_at: list[float] = []

    def handle(self, incoming: Incoming) -> None:
        self.heard.append(incoming)
        if isinstance(incoming, Message):
            self.shown = str(incoming.body)
        else:
            self.shown = incoming

    def update(self) -> float:
        if self.pause == 0:
            self.shown = time.monotonic()
        return self.pause

    def look(self) -> Hashable:
        return self.shown

    def draw(self, canvas: Canvas) -> None:
        self.drawn_at.append(time.monotonic())
        canvas.clear(PAPER)

    def layout(self) -> Layout:
        return Layout("home", (Target("start", Box(0, 0, 10, 10)),))


@pytest.fixture
def parts() -> Iterator[tuple[Counter, Inputs, Loop]]:
    window = Window((200, 100), title="test", offscreen=True)
    program, inputs = Counter(), Inputs(window)
    inputs.wait(0)
    yield program, inputs, Loop(window, inputs, program)
    window.close()


Parts = tuple[Counter, Inputs, Loop]


def test_the_first_picture_is_drawn_and_an_unchanged_one_is_not_drawn_again(parts: Parts) -> None:
    _program, inputs, loop = parts
    for _ in range(5):
        inputs.wake()
        loop.turn()
    assert loop.frames == 1


def test_a_touch_is_seen_within_fifty_milliseconds(parts: Parts) -> None:
    program, inputs, loop = parts
    inputs.wake()
    loop.turn()
    stop = threading.Event()
    touch, touched = Touch(TouchKind.DOWN, 1, 2), list[float]()

    def press() -> None:
        touched.append(time.monotonic())
        inputs.touch(touch)

    threading.Timer(0.2, press).start()
    threading.Timer(0.5, stop.set).start()
    loop.run(stop)
    assert program.heard == [touch]
    assert program.drawn_at[-1] - touched[0] < 0.05


def test_a_flood_of_messages_draws_at_most_thirty_pictures_a_second(parts: Parts) -> None:
    program, inputs, loop = parts
    began = time.monotonic()
    for number in range(300):
        inputs.post(number)
        loop.turn()
    seconds = time.monotonic() - began
    assert loop.frames <= seconds / FRAME_SECONDS + 2
    inputs.wake()
    loop.turn()
    inputs.wake()
    loop.turn()
    assert program.shown == "299"


def test_what_moves_is_drawn_again_and_again(parts: Parts) -> None:
    program, _, loop = parts
    program.pause = 0.0
    began = time.monotonic()
    while time.monotonic() - began < 0.5:
        loop.turn()
    assert 5 <= loop.frames <= 17
    gaps = [later - earlier for earlier, later in zip(program.drawn_at, program.drawn_at[1:], strict=False)]
    # A frame that was late on a busy machine is followed by one in time, which is a short gap.
    assert median(gaps) >= FRAME_SECONDS - 0.005


def test_the_loop_sleeps_when_nothing_moves_and_ends_soon_after_it_is_told(parts: Parts) -> None:
    _program, _, loop = parts
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began, busy = time.monotonic(), time.thread_time()
    loop.run(stop)
    assert time.monotonic() - began < 1.5
    assert time.thread_time() - busy < 0.05


def test_the_loop_ends_when_the_window_is_closed(parts: Parts) -> None:
    _, inputs, loop = parts
    inputs.quit_asked = True
    loop.run(threading.Event())
    assert loop.frames == 0
