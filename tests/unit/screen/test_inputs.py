"""Fingers, mouse and messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pygame
import pytest

from screen.inputs import Inputs
from screen.screen_port import Message, Touch, TouchKind
from screen.window import Window


@pytest.fixture
def inputs() -> Iterator[Inputs]:
    window = Window((1080, 1920), title="test", offscreen=True)
    made = Inputs(window)
    made.wait(0)
    yield made
    window.close()


def happen(kind: int, **values: object) -> None:
    pygame.event.post(pygame.event.Event(kind, values))


def test_a_finger_becomes_a_touch_in_logical_pixels(inputs: Inputs) -> None:
    happen(pygame.FINGERDOWN, x=0.5, y=0.25, finger_id=1, touch_id=1)
    happen(pygame.FINGERUP, x=0.5, y=0.25, finger_id=1, touch_id=1)
    assert inputs.wait(1.0) == [Touch(TouchKind.DOWN, 540, 480), Touch(TouchKind.UP, 540, 480)]


def test_the_mouse_event_that_a_finger_brings_along_is_left_out(inputs: Inputs) -> None:
    happen(pygame.FINGERDOWN, x=0.5, y=0.25, finger_id=1, touch_id=1)
    happen(pygame.MOUSEBUTTONDOWN, pos=(540, 480), button=1, touch=True)
    assert inputs.wait(1.0) == [Touch(TouchKind.DOWN, 540, 480)]


def test_the_mouse_touches_with_its_left_button_only(inputs: Inputs) -> None:
    happen(pygame.MOUSEMOTION, pos=(1, 1), rel=(0, 0), buttons=(0, 0, 0), touch=False)
    happen(pygame.MOUSEBUTTONDOWN, pos=(10, 20), button=3, touch=False)
    happen(pygame.MOUSEBUTTONDOWN, pos=(10, 20), button=1, touch=False)
    happen(pygame.MOUSEMOTION, pos=(11, 21), rel=(1, 1), buttons=(1, 0, 0), touch=False)
    happen(pygame.MOUSEBUTTONUP, pos=(11, 21), button=1, touch=False)
    happen(pygame.MOUSEMOTION, pos=(12, 22), rel=(1, 1), buttons=(0, 0, 0), touch=False)
    assert inputs.wait(1.0) == [
        Touch(TouchKind.DOWN, 10, 20),
        Touch(TouchKind.MOVE, 11, 21),
        Touch(TouchKind.UP, 11, 21),
    ]


def test_a_second_finger_is_ignored_until_the_first_is_lifted(inputs: Inputs) -> None:
    happen(pygame.FINGERDOWN, x=0.1, y=0.1, finger_id=1, touch_id=1)
    happen(pygame.FINGERDOWN, x=0.9, y=0.9, finger_id=2, touch_id=1)
    happen(pygame.FINGERUP, x=0.9, y=0.9, finger_id=2, touch_id=1)
    happen(pygame.FINGERUP, x=0.1, y=0.1, finger_id=1, touch_id=1)
    happen(pygame.FINGERDOWN, x=0.9, y=0.9, finger_id=2, touch_id=1)
    kinds = [touch.kind for touch in inputs.wait(1.0) if isinstance(touch, Touch)]
    assert kinds == [TouchKind.DOWN, TouchKind.UP, TouchKind.DOWN]


def test_a_message_from_another_thread_ends_the_wait(inputs: Inputs) -> None:
    threading.Timer(0.05, inputs.post, ("hello",)).start()
    began = time.monotonic()
    assert inputs.wait(5.0) == [Message("hello")]
    assert time.monotonic() - began < 1.0


def test_waking_ends_the_wait_with_nothing(inputs: Inputs) -> None:
    threading.Timer(0.05, inputs.wake).start()
    began = time.monotonic()
    assert inputs.wait(5.0) == []
    assert time.monotonic() - began < 1.0


def test_messages_keep_their_order_and_none_is_lost(inputs: Inputs) -> None:
    for number in range(500):
        inputs.post(number)
    assert inputs.wait(1.0) == [Message(number) for number in range(500)]
    assert inputs.wait(0.0) == []


def test_a_touch_from_the_mirror_arrives_like_any_other(inputs: Inputs) -> None:
    inputs.touch(Touch(TouchKind.DOWN, 5, 6))
    assert inputs.wait(1.0) == [Touch(TouchKind.DOWN, 5, 6)]


def test_closing_the_window_is_noticed(inputs: Inputs) -> None:
    assert not inputs.quit_asked
    happen(pygame.QUIT)
    assert inputs.wait(1.0) == []
    assert inputs.quit_asked


def test_off_screen_no_sound_is_opened(inputs: Inputs) -> None:
    assert pygame.mixer.get_init() is None
