from __future__ import annotations

import threading

from evaluator.flow import SERVER_AWAY, NotStored, Stored
from evaluator.sending import FAULT, RatingSender
from queue_server.client import Refused, ServerUnreachable
from queue_server.wire.messages import RatingAnswer, RatingRequest
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import NINE

REQUEST = RatingRequest(request_id="press-1", session_id="s-1", level=4, pressed_at=NINE)


class Server:
    """Fails as often as told, then stores."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.requests: list[RatingRequest] = []
        self.asked = threading.Event()

    def rate(self, request: RatingRequest) -> RatingAnswer:
        self.requests.append(request)
        self.asked.set()
        if self.failures:
            raise self.failures.pop(0)
        return RatingAnswer(session_id=request.session_id, recorded_at=NINE)


def answered(server: Server, seconds: float = 30.0) -> object:
    posted: list[object] = []
    RatingSender(server, posted.append).send(REQUEST, seconds)
    wait_until(lambda: posted)
    return posted[0]


def test_a_stored_rating_is_told_with_its_request() -> None:
    assert answered(Server()) == Stored("press-1")


def test_the_same_request_is_repeated_until_there_is_an_answer() -> None:
    server = Server(ServerUnreachable("gone"), ServerUnreachable("gone"))
    assert answered(server) == Stored("press-1")
    assert server.requests == [REQUEST] * 3


def test_no_try_begins_when_the_time_is_over() -> None:
    server = Server(*[ServerUnreachable("gone")] * 9)
    assert answered(server, seconds=0.0) == NotStored("press-1", SERVER_AWAY)
    assert len(server.requests) == 1


def test_a_refusal_is_told_with_its_code_and_a_fault_is_told_as_one() -> None:
    assert answered(Server(Refused(409, "already_rated", ""))) == NotStored("press-1", "already_rated")
    assert answered(Server(RuntimeError("broken"))) == NotStored("press-1", FAULT)


def test_a_program_that_ends_waits_for_nobody() -> None:
    server = Server(*[ServerUnreachable("gone")] * 99)
    posted: list[object] = []
    sender = RatingSender(server, posted.append)
    sender.send(REQUEST, 60.0)
    server.asked.wait(5)
    sender.close()
    wait_until(lambda: posted, seconds=2)
    assert posted == [NotStored("press-1", SERVER_AWAY)]
