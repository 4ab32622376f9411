"""Commands answered before Flask: the same answers as through Flask, whatever is asked.

A content type with a parameter is as good as one without, but not plain: such a request goes through Flask.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from queue_server.web.commands import LONGEST_BODY
from queue_server.web.routes import ROUTES
from tests.fakes.empty_hall import empty_hall
from tests.fakes.served_hall import API, ServedHall

PLAIN = "application/json"
THROUGH_FLASK = "application/json; charset=utf-8"
COMMANDS = [route for route in ROUTES if route.body is not None]


@pytest.fixture(scope="module")
def one_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHall]:
    served = ServedHall(empty_hall(tmp_path_factory.mktemp("desk")))
    yield served
    served.close()


def ask(
    hall: ServedHall, path: str, body: bytes, content_type: str = PLAIN, *, token: str | None = ""
) -> TestResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token or hall.token}"}
    return hall.http.post(path, data=body, content_type=content_type, headers=headers)


def seen(answer: TestResponse) -> tuple[int, str | None, Any]:
    """What a client makes of it; the id of a fault is another one each time."""
    said = json.loads(answer.data)
    return answer.status_code, answer.mimetype, said


def both(hall: ServedHall, path: str, body: bytes, **rest: Any) -> tuple[TestResponse, TestResponse]:
    return ask(hall, path, body, PLAIN, **rest), ask(hall, path, body, THROUGH_FLASK, **rest)


@pytest.mark.parametrize("route", COMMANDS, ids=lambda route: route.name)
@pytest.mark.parametrize("body", [b"{}", b"{", b'{"request_id":"a b"}'], ids=["empty", "no-json", "bad-id"])
def test_every_command_is_refused_as_flask_would(one_hall: ServedHall, route: Any, body: bytes) -> None:
    path = route.path.replace("<", "").replace(">", "")
    plain, through_flask = both(one_hall, path, body)
    assert seen(plain) == seen(through_flask)
    assert plain.status_code in (400, 403, 422)


def test_a_number_is_the_same_number(one_hall: ServedHall) -> None:
    body = json.dumps({"request_id": one_hall.new_id(), "service": "civil"}).encode()
    plain, repeated = both(one_hall, f"{API}/tickets", body)
    assert plain.status_code == repeated.status_code == 201
    assert plain.json == repeated.json, "the same address and body, so the same command"
    assert plain.headers["Content-Type"] == repeated.headers["Content-Type"] == PLAIN


@pytest.mark.parametrize("token", [None, "wrong"])
def test_strangers_are_told_the_same(one_hall: ServedHall, token: str | None) -> None:
    plain, through_flask = both(one_hall, f"{API}/tickets", b"{}", token=token)
    assert seen(plain) == seen(through_flask)
    assert plain.status_code == 401
    assert plain.headers["WWW-Authenticate"] == through_flask.headers["WWW-Authenticate"]


def test_a_role_that_may_not_is_told_the_same(one_hall: ServedHall) -> None:
    clerk = one_hall.new_token(f"clerk-{one_hall.new_id()}", "clerk")
    plain, through_flask = both(one_hall, f"{API}/day/close", b'{"request_id":"x"}', token=clerk)
    assert seen(plain) == seen(through_flask)
    assert plain.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        f"{API}/tickets/",
        f"{API}//tickets",
        f"{API}/windows//call-next",
        f"{API}/windows/1/call-next/",
        f"{API}/windows/1/2/call-next",
        f"{API}/windows/1/dance",
        "/tickets",
        "/windows/1/call-next",
        f"{API}/healthz",
        f"{API}/windows/窗口/call-next",
        f"{API}/windows/%31/call-next",
    ],
)
def test_odd_addresses_are_answered_alike(one_hall: ServedHall, path: str) -> None:
    body = json.dumps({"request_id": one_hall.new_id()}).encode()
    plain, through_flask = both(one_hall, path, body)
    assert (plain.status_code, plain.data) == (through_flask.status_code, through_flask.data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.lists(
        st.sampled_from(
            ["", "tickets", "windows", "1", "9", "call-next", "finish", "cancel", "day", "close", "ratings", "é"]
        ),
        max_size=4,
    ).map("/".join),
    body=st.one_of(
        st.binary(max_size=20),
        st.fixed_dictionaries({}, optional={"request_id": st.just("one"), "service": st.just("nothing"), "x": st.none()}).map(
            lambda fields: json.dumps(fields).encode()
        ),
    ),
)  # fmt: skip
def test_whatever_is_asked_is_answered_alike(one_hall: ServedHall, path: str, body: bytes) -> None:
    plain, through_flask = both(one_hall, f"{API}/{path}", body)
    assert (plain.status_code, plain.data) == (through_flask.status_code, through_flask.data)


def test_a_body_has_a_size(one_hall: ServedHall) -> None:
    plain, through_flask = both(one_hall, f"{API}/tickets", b" " * (LONGEST_BODY + 1))
    assert seen(plain) == seen(through_flask)
    assert plain.status_code == 413


def test_a_fault_of_ours_is_an_answer_and_the_next_command_gets_its_turn(one_hall: ServedHall) -> None:
    with one_hall.server.database.writing() as cursor:
        cursor.execute("ALTER TABLE service_days RENAME TO hidden")
    body = json.dumps({"request_id": one_hall.new_id(), "service": "civil"}).encode()
    broken = ask(one_hall, f"{API}/tickets", body)
    with one_hall.server.database.writing() as cursor:
        cursor.execute("ALTER TABLE hidden RENAME TO service_days")
    assert broken.status_code >= 500
    assert "service_days" not in broken.text
    assert ask(one_hall, f"{API}/tickets", body).status_code == 201


def test_refused_and_kept_commands_among_each_other(one_hall: ServedHall) -> None:
    """Those who are refused before they write must not keep the others' commit waiting."""
    start = threading.Barrier(8)

    def one(number: int) -> list[int]:
        start.wait(10)
        statuses = []
        for _ in range(20):
            service = "civil" if number % 2 else "nothing"
            body = json.dumps({"request_id": one_hall.new_id(), "service": service}).encode()
            token = "wrong" if number == 0 else ""
            statuses.append(ask(one_hall, f"{API}/tickets", body, token=token).status_code)
        return statuses

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8), timeout=60))
    assert answers[0] == [401] * 20
    assert all(answers[number] == [201 if number % 2 else 404] * 20 for number in range(1, 8))
