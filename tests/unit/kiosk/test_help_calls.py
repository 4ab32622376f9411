"""Calling for a person, from any screen and in the middle of anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.errands import Errands
from kiosk.views import HelpAnswered, SlipChanged, SlipState, Taken
from queue_server.client import Refused, ServerUnreachable
from queue_server.wire.messages import HelpCall, ReprintRequest
from tests.fakes.kiosk_stage import PlayedKiosk, full_hall, issued_ticket
from tests.fakes.kiosk_visits import VISITS
from tests.fakes.polling import wait_until


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("visit", VISITS)
def test_help_can_be_called_from_every_screen(visit: str, elder: bool) -> None:
    kiosk = PlayedKiosk(hall=full_hall())
    VISITS[visit](kiosk)
    kiosk.around.visit.elder = elder
    kiosk.touch("help")
    assert kiosk.screen == "help"
    assert kiosk.stations.help_calls >= 1


def test_who_called_reads_that_somebody_comes_and_goes_on_where_they_were() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.touch("help")
    assert "正在呼叫工作人员" in kiosk.read()
    assert kiosk.stations.looking, "a card may be laid down meanwhile"
    kiosk.tell(HelpAnswered("help-1", heard=True))
    assert {"工作人员马上就到", "请在这里稍等", "电话 010-5555 0100"} <= set(kiosk.read())
    kiosk.touch("done")
    assert kiosk.screen == "card"
    assert "工作人员就来" in kiosk.read()


def test_a_call_is_made_once_however_often_the_button_is_touched() -> None:
    kiosk = PlayedKiosk()
    for _ in range(3):
        kiosk.touch("help")
        kiosk.touch("done")
    kiosk.tell(HelpAnswered("help-1", heard=True))
    kiosk.touch("help")
    assert kiosk.stations.help_calls == 1


def test_a_call_that_nobody_took_is_admitted_and_can_be_made_again() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("help")
    kiosk.tell(HelpAnswered("help-1", heard=False))
    assert {"没有叫到工作人员", "请到服务台，或者再叫一次"} <= set(kiosk.read())
    kiosk.touch("again")
    assert kiosk.stations.help_calls == 2
    kiosk.tell(HelpAnswered("help-2", heard=True))
    assert "工作人员马上就到" in kiosk.read()


def test_a_number_that_comes_meanwhile_is_shown_at_once() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("start")
    kiosk.touch("service:social-security")
    kiosk.touch("help")
    kiosk.tell(Taken("request-1", issued_ticket()))
    assert kiosk.screen == "ticket"


def test_the_answer_to_an_earlier_visit_is_nobodys_business() -> None:
    kiosk = PlayedKiosk()
    kiosk.touch("help")
    kiosk.wait(61)
    assert kiosk.screen == "home"
    kiosk.tell(HelpAnswered("help-1", heard=True))
    assert "工作人员就来" not in kiosk.read()


# --- errands ------------------------------------------------------------------------------------------------


class Desk:
    """A server that answers as told, one answer a request, the last one for ever."""

    def __init__(self, *answers: Callable[[], None]) -> None:
        self._answers = list(answers)
        self.calls: list[HelpCall] = []
        self.reprints: list[tuple[str, ReprintRequest]] = []

    def call_help(self, request: HelpCall) -> None:
        self.calls.append(request)
        self._answer()

    def request_reprint(self, ticket_id: str, request: ReprintRequest) -> None:
        self.reprints.append((ticket_id, request))
        self._answer()

    def _answer(self) -> None:
        (self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])()


def fine() -> None:
    """The server takes it."""


def away() -> None:
    raise ServerUnreachable("refused")


def refused() -> None:
    raise Refused(404, "unknown_kiosk", "no such kiosk")


@pytest.mark.parametrize("answers, heard", [((fine,), True), ((away, fine), True), ((refused,), False)])
def test_a_call_is_repeated_with_one_id_until_it_is_known(
    answers: tuple[Callable[[], None], ...], heard: bool
) -> None:
    desk, posted = Desk(*answers), list[object]()
    request = Errands(desk, "kiosk-1", posted.append).call_help()
    wait_until(lambda: posted)
    assert posted == [HelpAnswered(request, heard)]
    assert {call.request_id for call in desk.calls} == {request}
    assert {call.kiosk for call in desk.calls} == {"kiosk-1"}


def test_a_server_that_stays_away_is_given_up() -> None:
    posted: list[object] = []
    request = Errands(Desk(away), "kiosk-1", posted.append, patience=0.2).call_help()
    wait_until(lambda: posted)
    assert posted == [HelpAnswered(request, heard=False)]


def test_a_reprint_asks_for_this_kiosk_and_leaves_the_rest_to_the_printer() -> None:
    desk, posted = Desk(fine), list[object]()
    Errands(desk, "kiosk-1", posted.append).reprint("ticket-1")
    wait_until(lambda: desk.reprints)
    ((ticket, request),) = desk.reprints
    assert (ticket, request.kiosk) == ("ticket-1", "kiosk-1")
    assert posted == []


def test_a_reprint_that_the_server_does_not_take_is_told() -> None:
    posted: list[object] = []
    Errands(Desk(refused), "kiosk-1", posted.append).reprint("ticket-1")
    wait_until(lambda: posted)
    assert posted == [SlipChanged("ticket-1", SlipState.FAILED, "server-away")]
