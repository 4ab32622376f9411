"""Every screen in both orientations, both languages and both type sizes: nothing clipped, nothing in the way."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

import pytest

from config.model import HallConfig, Orientation
from kiosk.screens.frame import Frame
from kiosk.views import (
    CardRead,
    CardUnreadable,
    HallChanged,
    HallView,
    HeldTicket,
    HelpAnswered,
    NotTaken,
    ReaderHealth,
    ReadersChanged,
    SheetChanged,
    SlipChanged,
    SlipState,
    Taken,
    TakingSlowly,
)
from queue_server.wire.messages import ExpectedWait, IdentityClaim, IdentityScheme
from screen.canvas import DrawnText
from screen.screen_port import Target
from screen.theme import GAP, SMALLEST, TOUCH
from tests.fakes.kiosk_stage import (
    MORNING,
    QUEUES,
    PlayedKiosk,
    closed_view,
    demo_hall,
    full_hall,
    issued_ticket,
)

Visit = Callable[[PlayedKiosk], None]
TICKET = issued_ticket().ticket.id
CARD = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")


def home(kiosk: PlayedKiosk) -> None:
    """The invitation."""


def services(kiosk: PlayedKiosk) -> None:
    kiosk.touch("start")


def services_warning(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.wait(45)


def card(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.touch("service:household")


def card_required(kiosk: PlayedKiosk) -> None:
    card(kiosk)
    kiosk.touch("all")
    kiosk.touch("confirm")


def card_optional(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.touch("service:medical-insurance")


def card_unreadable(kiosk: PlayedKiosk) -> None:
    card_optional(kiosk)
    kiosk.tell(CardUnreadable())


def reader_broken(kiosk: PlayedKiosk) -> None:
    card_required(kiosk)
    kiosk.tell(ReadersChanged(ReaderHealth.BROKEN))


def reader_broken_optional(kiosk: PlayedKiosk) -> None:
    card_optional(kiosk)
    kiosk.tell(ReadersChanged(ReaderHealth.BROKEN))


def waiting(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.touch("service:social-security")
    kiosk.tell(TakingSlowly("request-1"))


def ticket(kiosk: PlayedKiosk) -> None:
    waiting(kiosk)
    kiosk.tell(Taken("request-1", issued_ticket()))


def printed(kiosk: PlayedKiosk) -> None:
    ticket(kiosk)
    kiosk.tell(SlipChanged(TICKET, SlipState.PRINTED))


def paper_out(kiosk: PlayedKiosk) -> None:
    ticket(kiosk)
    kiosk.tell(SlipChanged(TICKET, SlipState.FAILED, "paper-out"))


def failed(code: str) -> Visit:
    def visit(kiosk: PlayedKiosk) -> None:
        waiting(kiosk)
        kiosk.tell(NotTaken("request-1", code))

    return visit


VISITS: dict[str, Visit] = {
    "home": home,
    "services": services,
    "services-warning": services_warning,
    "materials-untouched": card,
    "card": card_required,
    "card-optional": card_optional,
    "card-unreadable": card_unreadable,
    "reader-broken": reader_broken,
    "reader-broken-optional": reader_broken_optional,
    "waiting": waiting,
    "ticket": ticket,
    "printed": printed,
    "paper-out": paper_out,
}


def closed_services(kiosk: PlayedKiosk) -> None:
    kiosk.tell(HallChanged(closed_view()))
    services(kiosk)


def going_first(kiosk: PlayedKiosk) -> None:
    priority(kiosk)
    kiosk.touch("priority:expectant")


def priority(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.touch("priority")


def second_visit(kiosk: PlayedKiosk) -> None:
    priority(kiosk)
    kiosk.touch("second-visit")
    for key in "WMWMWMWMW":
        kiosk.touch(f"key:{key}")


def guides(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.touch("guides")


def guide(kiosk: PlayedKiosk) -> None:
    guides(kiosk)
    kiosk.touch("guide:social-security")


def guide_to_its_end(kiosk: PlayedKiosk) -> None:
    guide(kiosk)
    while "next-page" in kiosk.targets():
        kiosk.touch("next-page")


def sheet_printed(kiosk: PlayedKiosk) -> None:
    guide(kiosk)
    kiosk.touch("print")
    kiosk.tell(SheetChanged(SlipState.PRINTED))


def materials(kiosk: PlayedKiosk) -> None:
    card(kiosk)
    kiosk.touch("material:0")


def missing(kiosk: PlayedKiosk) -> None:
    materials(kiosk)
    kiosk.touch("confirm")


def sheet_failed(kiosk: PlayedKiosk) -> None:
    missing(kiosk)
    kiosk.touch("print")
    kiosk.tell(SheetChanged(SlipState.FAILED, "paper-out"))


def long_queue(kiosk: PlayedKiosk) -> None:
    long = {"queue_long": True, "waiting": 123, "expected_wait": ExpectedWait(low=115, high=130)}
    kiosk.tell(HallChanged(HallView((QUEUES[0].model_copy(update=long), *QUEUES[1:]), MORNING, True)))
    services(kiosk)
    kiosk.touch("service:social-security")


def waiting_first(kiosk: PlayedKiosk) -> None:
    going_first(kiosk)
    kiosk.touch("service:social-security")


def ticket_first(kiosk: PlayedKiosk) -> None:
    waiting_first(kiosk)
    kiosk.tell(Taken("request-1", issued_ticket(priority="expectant")))


def ticket_by_age(kiosk: PlayedKiosk) -> None:
    card_optional(kiosk)
    kiosk.tell(CardRead(CARD, date(1949, 12, 31)))
    kiosk.tell(Taken("request-1", issued_ticket("C012", "medical-insurance", priority="senior")))


def ticket_of_a_package(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.touch_on_pages("package:newborn")
    kiosk.touch("all")
    kiosk.touch("confirm")
    kiosk.tell(CardRead(CARD))
    kiosk.tell(Taken("request-1", issued_ticket("N001", "household", package="newborn")))


def held(kiosk: PlayedKiosk) -> None:
    waiting(kiosk)
    kiosk.tell(NotTaken("request-1", "already_waiting", HeldTicket(TICKET, "A007")))


def held_printed(kiosk: PlayedKiosk) -> None:
    held(kiosk)
    kiosk.touch("reprint")
    kiosk.tell(SlipChanged(TICKET, SlipState.FAILED, "cover-open"))


def help_called(kiosk: PlayedKiosk) -> None:
    services(kiosk)
    kiosk.touch("help")


def help_comes(kiosk: PlayedKiosk) -> None:
    help_called(kiosk)
    kiosk.tell(HelpAnswered("help-1", heard=True))


def help_unheard(kiosk: PlayedKiosk) -> None:
    help_called(kiosk)
    kiosk.tell(HelpAnswered("help-1", heard=False))


REFUSALS = (
    "server_away",
    "bad_identity",
    "service_closed",
    "fault",
    "bad_second_visit",
    "too_many_today",
    "queue_full",
    "interval_full",
    "no_time_left",
    "day_closed",
    "unknown_priority",
)
MORE_VISITS: dict[str, Visit] = {
    "services-closed": closed_services,
    "services-first": going_first,
    "priority": priority,
    "second-visit": second_visit,
    "guides": guides,
    "guide": guide,
    "guide-end": guide_to_its_end,
    "sheet-printed": sheet_printed,
    "materials": materials,
    "missing": missing,
    "sheet-failed": sheet_failed,
    "long-queue": long_queue,
    "waiting-first": waiting_first,
    "ticket-first": ticket_first,
    "ticket-by-age": ticket_by_age,
    "ticket-package": ticket_of_a_package,
    "held": held,
    "held-printed": held_printed,
    "help-called": help_called,
    "help-comes": help_comes,
    "help-unheard": help_unheard,
    **{f"error-{code}": failed(code) for code in REFUSALS},
}
VISITS |= MORE_VISITS


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
    kiosk = at(mode, home, hall)
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
