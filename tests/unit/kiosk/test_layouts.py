"""Every screen in both orientations, both languages and both type sizes: nothing clipped, nothing in the way."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from config.model import HallConfig, Orientation
from kiosk.screens.frame import Frame
from kiosk.views import (
    HallView,
)
from screen.canvas import DrawnText
from screen.screen_port import Target
from screen.theme import GAP, SMALLEST, TOUCH
from tests.fakes.kiosk_stage import (
    MORNING,
    QUEUES,
    PlayedKiosk,
    demo_hall,
    full_hall,
)
from tests.fakes.kiosk_visits import VISITS, Visit


def many_services(count: int) -> HallConfig:
    """The demonstration hall with more services, some with names as long as a file allows."""
    hall = demo_hall()
    first = hall.services[0]
    longest = {"zh": "城乡居民基本养老保险待遇领取资格认证", "en": "Certification of basic old-age pension"}
    more = tuple(
        first.model_copy(
            update={"id": f"more-{number}", "name": first.name.model_copy(update=longest), "icon": "养"}
        )
        for number in range(count - len(hall.services))
    )
    return hall.model_copy(update={"services": (*hall.services, *more)})


Mode = tuple[Orientation, str, bool]
MODES = [
    pytest.param(mode, id="-".join([mode[0].value, mode[1], "elder" if mode[2] else "normal"]))
    for mode in itertools.product(Orientation, ("zh", "en"), (False, True))
]


def at(mode: Mode, visit: Visit, hall: HallConfig | None = None) -> PlayedKiosk:
    orientation, language, elder = mode
    kiosk = PlayedKiosk(orientation, hall=hall or full_hall(), speaks=True)
    if language == "en":
        kiosk.touch("language")
    visit(kiosk)
    kiosk.around.visit.elder = elder
    return kiosk


def faults(kiosk: PlayedKiosk) -> list[str]:
    """What is wrong with the texts of the picture."""
    kiosk.read()
    drawn = [text for text in kiosk.canvas.texts if text.text.strip()]
    wrong = [f"cut: {text.text}" for text in drawn if text.cut]
    wrong += [f"off the screen: {text.text}" for text in drawn if not kiosk.canvas.box.encloses(text.box)]
    wrong += [f"too small: {text.text} {text.style.size}" for text in drawn if text.style.size < SMALLEST]
    for index, one in enumerate(drawn):
        wrong += [f"{one.text} over {other.text}" for other in drawn[index + 1 :] if collide(one, other)]
    return wrong


def collide(one: DrawnText, other: DrawnText) -> bool:
    return one.box.inset(1).overlaps(other.box.inset(1))


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize("mode", MODES)
def test_every_text_is_whole_and_free(mode: Mode, visit: str) -> None:
    assert faults(at(mode, VISITS[visit])) == []


@pytest.mark.parametrize("count", [1, 3, 7, 12, 30])
@pytest.mark.parametrize("mode", MODES)
def test_any_number_of_services_fits_on_pages(mode: Mode, count: int) -> None:
    hall = many_services(count)
    hall = hall.model_copy(update={"services": hall.services[:count], "packages": ()})
    kiosk = at(mode, VISITS["home"], hall)
    kiosk.touch("start")
    seen: set[str] = set()
    for _ in range(40):
        assert faults(kiosk) == []
        targets = {target.id for target in kiosk.stage.layout().targets}
        seen |= targets
        if "next-page" not in targets:
            break
        kiosk.touch("next-page")
    closed = {f"service:{queue.service}" for queue in QUEUES if not queue.open}
    assert {f"service:{service.id}" for service in hall.services} - closed <= seen


def test_the_way_back_through_the_pages() -> None:
    kiosk = PlayedKiosk(hall=many_services(12))
    kiosk.touch("start")
    first = kiosk.stage.layout()
    kiosk.touch("next-page")
    assert kiosk.stage.layout() != first
    kiosk.touch("prev-page")
    assert kiosk.stage.layout() == first


@pytest.mark.parametrize("visit", VISITS)
@pytest.mark.parametrize("orientation", Orientation)
def test_what_can_be_touched_is_large_and_apart(orientation: Orientation, visit: str) -> None:
    kiosk = PlayedKiosk(
        orientation, hall=many_services(12) if visit == "services" else full_hall(), speaks=True
    )
    VISITS[visit](kiosk)
    targets = [target for target in kiosk.stage.layout().targets if target.id != "start"]
    for target in targets:
        assert min(target.box.width, target.box.height) >= TOUCH, target
        assert kiosk.canvas.box.encloses(target.box)
    for one, other in itertools.combinations(targets, 2):
        assert distance(one, other) >= GAP, (one, other)


def distance(one: Target, other: Target) -> int:
    across = max(one.box.x - other.box.right, other.box.x - one.box.right)
    down = max(one.box.y - other.box.bottom, other.box.y - one.box.bottom)
    return max(across, down)


@pytest.mark.parametrize("visit", ["card-optional", "ticket", "error-server_away"])
def test_on_an_upright_screen_the_main_controls_are_within_reach(visit: str) -> None:
    kiosk = PlayedKiosk()
    VISITS[visit](kiosk)
    assert all(target.box.y > 640 for target in kiosk.stage.layout().targets)


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_the_frame_covers_the_screen_without_overlap(size: tuple[int, int]) -> None:
    parts = Frame.of(size)
    assert parts.header.bottom == parts.body.y
    assert parts.body.bottom == parts.footer.y
    assert parts.footer.bottom == size[1]
    assert parts.footer.encloses(parts.large_type)
    assert parts.footer.encloses(parts.language)


def test_an_offline_kiosk_covers_nothing() -> None:
    for orientation in Orientation:
        kiosk = PlayedKiosk(orientation, view=HallView(QUEUES, MORNING, connected=False))
        kiosk.touch("start")
        assert faults(kiosk) == []


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance of WCAG 2.2."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(kiosk: PlayedKiosk, drawn: DrawnText) -> float:
    """Of a text with what lies around it: the commonest colour on the edge of its box."""
    box = drawn.box.inset(-2)
    edge = [(x, y) for x in range(box.x, box.right, 3) for y in (box.y, box.bottom - 1)]
    ground = Counter(tuple(kiosk.surface.get_at(point)) for point in edge).most_common(1)[0][0]
    lighter, darker = sorted((luminance(drawn.style.colour), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("elder, least", [(False, 4.5), (True, 7.0)])
@pytest.mark.parametrize("visit", VISITS)
def test_every_text_stands_out_from_its_ground(visit: str, elder: bool, least: float) -> None:
    kiosk = at((Orientation.PORTRAIT, "zh", elder), VISITS[visit])
    kiosk.read()
    texts = [text for text in kiosk.canvas.texts if text.text.strip()]
    weak = {text.text: contrast(kiosk, text) for text in texts}
    assert {text: found for text, found in weak.items() if found < least} == {}
