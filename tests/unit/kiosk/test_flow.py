"""Taking a number while the server is there, slow, away, or says no."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.flow import TicketFlow
from kiosk.views import HeldTicket, NotTaken, Order, Sentence, Taken, TakingSlowly
from queue_server.client import Refused, ServerUnreachable
from queue_server.wire.messages import IdentityClaim, IdentityScheme, IssuedTicket, IssueTicketRequest
from tests.fakes.kiosk_stage import issued_ticket
from tests.fakes.polling import wait_until

CARD = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")


class Counter:
    """A server that answers as told, one answer a request, the last one for ever."""

    def __init__(self, *answers: Callable[[], IssuedTicket]) -> None:
        self._answers = list(answers)
        self.requests: list[IssueTicketRequest] = []

    def issue_ticket(self, request: IssueTicketRequest) -> IssuedTicket:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer()


def away() -> IssuedTicket:
    raise ServerUnreachable("refused")


def closed() -> IssuedTicket:
    raise Refused(409, "service_closed", "closed")


def broken() -> IssuedTicket:
    raise RuntimeError(f"body was {CARD.number}")


def take(server: Counter, *, patience: float = 5.0) -> list[object]:
    posted: list[object] = []
    flow = TicketFlow(server, "kiosk-1", posted.append, patience=patience)
    request_id = flow.start(Order("household", CARD))
    wait_until(lambda: any(isinstance(body, Taken | NotTaken) for body in posted))
    assert all(body.request_id == request_id for body in posted)  # type: ignore[attr-defined]
    return posted


def test_the_answer_comes_as_a_message() -> None:
    server = Counter(issued_ticket)
    (taken,) = take(server)
    assert isinstance(taken, Taken)
    assert taken.issued.ticket.number == "A012"
    assert (server.requests[0].service, server.requests[0].kiosk) == ("household", "kiosk-1")
    assert server.requests[0].identity == CARD


def test_a_server_that_comes_back_gets_the_same_request_again() -> None:
    server = Counter(away, away, issued_ticket)
    posted = take(server)
    assert [type(body) for body in posted] == [TakingSlowly, TakingSlowly, Taken]
    assert len({request.request_id for request in server.requests}) == 1
    assert len(server.requests) == 3


def test_a_server_that_stays_away_is_given_up() -> None:
    posted = take(Counter(away), patience=0.35)
    last = posted[-1]
    assert isinstance(last, NotTaken)
    assert last.code == "server_away"


def test_a_refusal_is_not_repeated() -> None:
    server = Counter(closed)
    (refused,) = take(server)
    assert isinstance(refused, NotTaken)
    assert refused.code == "service_closed"
    assert len(server.requests) == 1


def test_a_mistake_of_the_program_is_told_and_shows_no_card(capsys: object) -> None:
    (fault,) = take(Counter(broken))
    assert isinstance(fault, NotTaken)
    assert fault.code == "fault"
    shown = capsys.readouterr()  # type: ignore[attr-defined]
    assert CARD.number not in shown.out + shown.err


def test_every_number_has_its_own_request_id() -> None:
    flow = TicketFlow(Counter(issued_ticket), "kiosk-1", lambda _body: None)
    assert len({flow.start(Order("business")) for _ in range(20)}) == 20


def test_priority_and_second_visit_go_with_the_request() -> None:
    server = Counter(issued_ticket)
    posted: list[object] = []
    flow = TicketFlow(server, "kiosk-1", posted.append)
    flow.start(Order("household", CARD, priority="senior"))
    flow.start(Order("household", second_visit="K7M2P9QR"))
    wait_until(lambda: len(posted) == 2)
    sent = {(request.priority, request.second_visit) for request in server.requests}
    assert sent == {("senior", None), (None, "K7M2P9QR")}


def test_a_number_that_is_held_already_is_told() -> None:
    def held() -> IssuedTicket:
        raise Refused(409, "already_waiting", "waits", ({"ticket": "ticket-1", "number": "A007"},))

    (refused,) = take(Counter(held))
    assert isinstance(refused, NotTaken)
    assert (refused.code, refused.held) == ("already_waiting", HeldTicket("ticket-1", "A007"))
    assert refused.said is None


def test_what_the_server_says_to_the_resident_is_told() -> None:
    def other_service() -> IssuedTicket:
        words = {"sentence_zh": "只用于“民政”。" * 40, "sentence_en": "Good for “Civil”. " * 20}
        raise Refused(409, "bad_second_visit", "other", (words,))

    (refused,) = take(Counter(other_service))
    assert isinstance(refused, NotTaken)
    assert refused.said == Sentence(zh="只用于“民政”。" * 40, en="Good for “Civil”. " * 20)
