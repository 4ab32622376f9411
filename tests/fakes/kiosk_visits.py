"""Every screen of the kiosk by name, and how a resident gets there by touch.

Made for ``full_hall``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
from tests.fakes.kiosk_stage import (
    MORNING,
    QUEUES,
    PlayedKiosk,
    closed_view,
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
