"""What is not a proper request, over HTTP: each is answered with a code, none with a traceback."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.web.commands import LONGEST_BODY
from tests.fakes.served_hall import API, ServedHall, error_code

JSON = "application/json"


def send(
    hall: ServedHall, body: bytes, content_type: str | None = JSON, path: str = "/tickets"
) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {hall.device_token}"}
    answer = hall.http.post(API + path, data=body, content_type=content_type, headers=headers)
    return answer.status_code, error_code(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"request_id": "a",}', b"[" * 20000])
def test_not_json(sqlite_hall: ServedHall, body: bytes) -> None:
    assert send(sqlite_hall, body) == (400, "malformed_json")


@pytest.mark.parametrize(
    "body",
    [
        [],
        None,
        "text",
        {},
        {"request_id": "a"},
        {"request_id": "a", "service": 7},
        {"request_id": "", "service": "civil"},
        {"request_id": "a b", "service": "civil"},
        {"request_id": "a\n", "service": "civil"},
        {"request_id": "a" * 65, "service": "civil"},
        {"request_id": "a", "service": "civil", "prioritty": 1},
        {"request_id": "a", "service": "s" * 65},
        {"request_id": "a", "service": "civil", "identity": {"scheme": "passport", "number": "E1234567"}},
    ],
)
def test_not_as_described(sqlite_hall: ServedHall, body: object) -> None:
    assert send(sqlite_hall, json.dumps(body).encode()) == (422, "invalid_body")


def test_every_mistake_is_named_and_nothing_sent_is_repeated(sqlite_hall: ServedHall) -> None:
    secret = "11010519491231002X-and-more-than-32-characters"
    body = {"request_id": "", "service": "civil", "identity": {"scheme": "id_card", "number": secret}}
    answer = sqlite_hall.post("/tickets", body)
    assert answer.json is not None
    paths = {detail["path"] for detail in answer.json["error"]["details"]}
    assert paths == {"request_id", "identity.number"}
    assert secret not in answer.text


def test_a_body_has_a_size_and_a_type(sqlite_hall: ServedHall) -> None:
    assert send(sqlite_hall, b"x" * (LONGEST_BODY + 1)) == (413, "body_too_large")
    for content_type in ("text/plain", "application/x-www-form-urlencoded", None):
        assert send(sqlite_hall, b"{}", content_type) == (415, "unsupported_media_type")
    assert send(sqlite_hall, b"{}", "application/json; charset=utf-8") == (422, "invalid_body")


@pytest.mark.parametrize(
    "method, path, status, code",
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v1/windows/1/dance", 404, "not_found"),
        ("GET", "/api/v1/tickets", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/tickets", 405, "method_not_allowed"),
        ("OPTIONS", "/api/v1/tickets", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("GET", "/api/v1/tickets/..%2f..%2fetc", 404, "not_found"),
    ],
)
def test_addresses_that_are_not(
    sqlite_hall: ServedHall, method: str, path: str, status: int, code: str
) -> None:
    headers = {"Authorization": f"Bearer {sqlite_hall.token}"}
    answer = sqlite_hall.http.open(path, method=method, headers=headers)
    assert (answer.status_code, error_code(answer)) == (status, code)
    assert (status == 405) == ("Allow" in answer.headers)


@pytest.mark.parametrize("ticket", ["%00", "%ff", "x" * 300, "票", "' OR 1=1 --"])
def test_ids_that_are_none(hall: ServedHall, ticket: str) -> None:
    answer = hall.get(f"/tickets/{ticket}")
    assert (answer.status_code, error_code(answer)) == (404, "not_found")
    assert hall.refused(f"/windows/{ticket}/pause") == (404, "unknown_window")


@pytest.mark.parametrize("after", ["-1", "1.5", "x", "９", "1" * 30])
def test_sequences_that_are_none(sqlite_hall: ServedHall, after: str) -> None:
    answer = sqlite_hall.get(f"/events?after={after}")
    assert (answer.status_code, error_code(answer)) == (422, "invalid_parameter")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    [
        "request_id",
        "service",
        "kiosk",
        "identity",
        "session_id",
        "level",
        "pressed_at",
        "device",
        "state",
        "since",
    ]
)
paths = st.sampled_from(
    ["/tickets", "/ratings", "/device-states", "/windows/1/call-next", "/tickets/x/reprint"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=paths, body=st.dictionaries(fields, values, max_size=5))
@pytest.mark.fuzz
def test_any_json_is_answered_with_a_code(
    sqlite_hall: ServedHall, path: str, body: dict[str, object]
) -> None:
    answer = sqlite_hall.post(path, body, token=sqlite_hall.device_token)
    assert answer.status_code < 500
    assert answer.status_code < 300 or error_code(answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=paths, body=st.binary(max_size=200))
@pytest.mark.fuzz
def test_any_bytes_are_answered_with_a_code(sqlite_hall: ServedHall, path: str, body: bytes) -> None:
    status, code = send(sqlite_hall, body, path=path)
    assert status in (400, 422)
    assert code in ("malformed_json", "invalid_body")
