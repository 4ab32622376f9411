"""Every picture of the rating screen on every usual panel, in both languages: nothing clipped, nothing in the way."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from config.model import HallConfig
from evaluator.screens.base import LEAST
from i18n.rating_options import GRADES
from screen.canvas import DrawnText
from screen.theme import SMALLEST
from tests.fakes.rating_stage import PlayedScreen, rating_hall
from tests.fakes.rating_views import VIEWS, reasons

PANELS = {"1024x600": (1024, 600), "16:9": (1920, 1080), "4:3": (1024, 768)}
LANGUAGES = ("zh", "en")
SIZED = pytest.mark.parametrize("size", PANELS.values(), ids=PANELS)


def at(
    view: str, size: tuple[int, int], language: str = "zh", hall: HallConfig | None = None
) -> PlayedScreen:
    screen = PlayedScreen(hall or rating_hall(*size), known=view != "starting")
    if language == "en":
        screen.touch("language")
    if view != "starting":
        VIEWS[view](screen)
    screen.read()
    return screen


def drawn(screen: PlayedScreen) -> list[DrawnText]:
    return [text for text in screen.canvas.texts if text.text.strip()]


def faults(screen: PlayedScreen) -> list[str]:
    """What is wrong with the texts of the picture."""
    texts = drawn(screen)
    wrong = [f"cut: {text.text}" for text in texts if text.cut]
    wrong += [f"off the screen: {text.text}" for text in texts if not screen.canvas.box.encloses(text.box)]
    wrong += [f"too small: {text.text} {text.style.size}" for text in texts if text.style.size < SMALLEST]
    for one, other in itertools.combinations(texts, 2):
        if one.box.inset(1).overlaps(other.box.inset(1)):
            wrong.append(f"{one.text} over {other.text}")
    return wrong


@SIZED
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", [*VIEWS, "starting"])
def test_every_text_is_whole_and_free(view: str, language: str, size: tuple[int, int]) -> None:
    screen = at(view, size, language)
    assert faults(screen) == []
    assert screen.works == [], "nothing failed while it was drawn"


@SIZED
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", GRADES)
def test_every_reason_fits_ticked_or_not(level: int, language: str, size: tuple[int, int]) -> None:
    screen = PlayedScreen(rating_hall(*size))
    if language == "en":
        screen.touch("language")
    reasons(screen, level, *screen.around.options.reasons("zh", level))
    texts = screen.read()
    assert faults(screen) == []
    assert set(screen.around.options.reasons(language, level).values()) <= set(texts)


@SIZED
@pytest.mark.parametrize("view", VIEWS)
def test_what_can_be_touched_is_large_and_apart(view: str, size: tuple[int, int]) -> None:
    targets = at(view, size).stage.layout().targets
    for target in targets:
        assert min(target.box.width, target.box.height) >= LEAST, target
    for one, other in itertools.combinations(targets, 2):
        assert not one.box.inset(-4).overlaps(other.box.inset(-4)), (one, other)


@SIZED
@pytest.mark.parametrize("count", [1, 4, 6, 20])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_window_may_have_any_number_of_services_with_long_names(
    count: int, language: str, size: tuple[int, int]
) -> None:
    hall = rating_hall(*size)
    name = {
        "zh": "城乡居民基本养老保险待遇领取资格认证",
        "en": "Certification of basic old-age pension",
    }
    service = hall.services[0].model_copy(update={"name": hall.services[0].name.model_copy(update=name)})
    services = tuple(service.model_copy(update={"id": f"service-{number}"}) for number in range(count))
    window = hall.window("4").model_copy(
        update={"services": tuple(each.id for each in services), "number": 128}
    )
    hall = hall.model_copy(update={"services": services, "windows": (window,)})
    assert faults(at("idle-staffed", size, language, hall)) == []


def test_all_grades_are_equally_large_and_none_is_chosen() -> None:
    screen = at("invite", (1024, 600))
    boxes = [screen.target(f"grade:{level}") for level in GRADES]
    assert len({(box.width, box.height, box.y) for box in boxes}) == 1
    names = [screen.around.options.grade("zh", level) for level in GRADES]
    sizes = {text.style.size for text in drawn(screen) if text.text in names}
    assert len(sizes) == 1


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance of WCAG 2.2."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(screen: PlayedScreen, text: DrawnText) -> float:
    """Of a text with what lies around it: the commonest colour on the edge of its box."""
    box = text.box.inset(-2)
    edge = [(x, y) for x in range(box.x, box.right, 3) for y in (box.y, box.bottom - 1)]
    ground = Counter(tuple(screen.surface.get_at(point)) for point in edge).most_common(1)[0][0]
    lighter, darker = sorted((luminance(text.style.colour), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("view", VIEWS)
def test_every_text_stands_out_from_its_ground(view: str) -> None:
    screen = at(view, (1024, 600))
    weak = {text.text: contrast(screen, text) for text in drawn(screen)}
    assert {text: found for text, found in weak.items() if found < 4.5} == {}
