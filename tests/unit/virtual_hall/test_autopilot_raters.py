"""Residents of the autopilot who rate: on a screen with reasons, or on keys."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest
from typing_extensions import override

from virtual_hall.autopilot.ports import Person, Press, WindowSeen
from virtual_hall.autopilot.raters import ASKED_WITHIN, TOUCH_GAP, Raters
from virtual_hall.autopilot.residents import (
    EXPLAINS,
    LIKES_SCREEN,
    TURNS_AND_GOES,
    RatingManner,
    Resident,
    Wish,
    draw_resident,
)
from virtual_hall.mirror import Layout, Target

INVITE = [f"grade:{level}" for level in range(5, 0, -1)]
REASONS = [*(f"reason:{code}" for code in range(207, 215)), "back", "submit"]
DRAWN = 4000


def layout(screen: str, *names: str) -> Layout:
    targets = (Target(id=name, x=100 * place, y=0, w=10, h=10) for place, name in enumerate(names))
    return Layout(screen=screen, targets=tuple(targets))


@dataclass
class Window:
    """A hall of which only one window's ratings matter: its screen goes on with every touch."""

    screen: Layout | None = field(default_factory=lambda: layout("idle", "language"))
    keys_ask: bool = True
    touched: list[str] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)

    def rating_layout(self, window: str) -> Layout | None:
        assert window == "w1"
        return self.screen

    def touch_rating(self, window: str, x: int, y: int) -> bool:
        assert self.screen is not None
        name = next(one.id for one in self.screen.targets if one.centre == (x, y))
        self.touched.append(name)
        if name.startswith("grade:"):
            self.screen = layout("reasons", *REASONS)
        elif name == "submit":
            self.screen = layout("sending", "language")
        return True

    def press_grade(self, window: str, grade: int) -> bool:
        if self.keys_ask:
            self.grades.append(grade)
        return self.keys_ask

    def kiosks(self) -> tuple[str, ...]:
        return ()

    def layout(self, kiosk: str) -> Layout | None:
        return None

    def touch(self, kiosk: str, x: int, y: int) -> bool:
        return False

    def tap_card(self, kiosk: str, person: Person) -> bool:
        return False

    def open_services(self) -> frozenset[str]:
        return frozenset()

    def windows(self) -> tuple[WindowSeen, ...]:
        return ()

    def press_key(self, window: str, press: Press) -> bool:
        return False


def somebody(grade: int | None = 2, manner: RatingManner | None = None) -> Resident:
    drawn = draw_resident(1, (Wish("social", 1.0),), random.Random(1))
    return replace(drawn, grade=grade, thinks=4.0, manner=manner or RatingManner())


def play(window: Window, resident: Resident, *, seconds: float = 20.0, speed: float = 1.0) -> Window:
    raters = Raters(window, random.Random(3))
    raters.add("w1", resident, 0.0)
    for tick in range(int(seconds * 10)):
        raters.tick(tick * speed / 10, speed)
    return window


def test_a_grade_its_reasons_and_the_end_one_touch_after_the_other() -> None:
    window = play(Window(layout("invite", *INVITE)), somebody(2, RatingManner(reasons=2)))
    assert window.touched[0] == "grade:2"
    assert window.touched[-1] == "submit"
    first, second = window.touched[1:-1]
    assert {first, second} <= set(REASONS)
    assert first != second, "a second touch would untick it"
    assert window.grades == []


def test_some_press_a_face_and_go() -> None:
    window = play(Window(layout("invite", *INVITE)), somebody(5, RatingManner(submits=False)))
    assert window.touched == ["grade:5"]


def test_nobody_touches_before_having_thought_or_too_fast() -> None:
    window = Window(layout("invite", *INVITE))
    raters = Raters(window, random.Random(3))
    raters.add("w1", somebody(), 0.0)
    raters.tick(3.9, 60)
    assert window.touched == []
    raters.tick(4.0, 60)
    raters.tick(4.0 + 60 * TOUCH_GAP - 1, 60)
    assert window.touched == ["grade:2"]
    raters.tick(4.0 + 60 * TOUCH_GAP, 60)
    assert window.touched == ["grade:2", "submit"]


def test_a_touch_that_came_too_soon_is_made_again() -> None:
    class Deaf(Window):
        @override
        def touch_rating(self, window: str, x: int, y: int) -> bool:
            deaf = not self.touched
            shown = self.screen
            super().touch_rating(window, x, y)
            if deaf:
                self.screen = shown
            return True

    window = play(Deaf(layout("invite", *INVITE)), somebody())
    assert window.touched == ["grade:2", "grade:2", "submit"]


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_nobody_waits_for_ever_to_be_asked(speed: float) -> None:
    window = Window()
    raters = Raters(window, random.Random(3))
    raters.add("w1", somebody(), 0.0)
    raters.tick(4.0, speed)
    raters.tick(4.5 + ASKED_WITHIN * speed, speed)
    window.screen = layout("invite", *INVITE)
    raters.tick(5.0 + ASKED_WITHIN * speed, speed)
    assert window.touched == []


def test_somebody_elses_grade_is_left_alone() -> None:
    window = play(Window(layout("reasons", *REASONS)), somebody())
    assert window.touched == []


def test_without_a_screen_or_by_preference_the_keys_are_pressed() -> None:
    assert play(Window(None), somebody(4)).grades == [4]
    keys = play(Window(layout("invite", *INVITE)), somebody(4, RatingManner(on_screen=False)))
    assert (keys.grades, keys.touched) == ([4], [])
    assert play(Window(None), somebody(None)).grades == []


def test_manners_have_the_shares_that_they_should() -> None:
    rng = random.Random(7)
    crowd = [draw_resident(serial, (Wish("social", 1.0),), rng) for serial in range(DRAWN)]
    rating = [one for one in crowd if one.grade is not None]
    assert share(one.manner.on_screen for one in rating) == pytest.approx(LIKES_SCREEN, abs=0.03)
    assert share(not one.manner.submits for one in rating) == pytest.approx(TURNS_AND_GOES, abs=0.04)
    best = [one for one in rating if one.grade == 5]
    assert share(one.manner.reasons > 0 for one in best) == pytest.approx(EXPLAINS[5], abs=0.04)
    bad = [one for one in rating if one.grade in {1, 2}]
    assert share(one.manner.reasons > 0 for one in bad) > 0.6, "who is dissatisfied says why"
    assert not any(one.manner.reasons for one in crowd if one.grade is None)


def share(of: Iterable[bool]) -> float:
    values = list(of)
    return sum(values) / len(values)
