"""Tokens and roles, over HTTP."""

from __future__ import annotations

import re

import pytest

from queue_server.web.routes import ROUTES
from tests.fakes.served_hall import ServedHall, error_code


def status(hall: ServedHall, method: str, path: str, authorization: str | None) -> tuple[int, str]:
    headers = {} if authorization is None else {"Authorization": authorization}
    address = re.sub("<[a-z_]+>", "1", path)
    answer = hall.http.open(address, method=method, headers=headers, json={} if method == "POST" else None)
    code = error_code(answer) if answer.status_code >= 400 else ""
    return answer.status_code, code


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic eDp5", "Bearer é"]
)
def test_strangers_get_nothing_but_the_open_pages(sqlite_hall: ServedHall, authorization: str | None) -> None:
    for route in ROUTES:
        if route.allowed is None:
            assert status(sqlite_hall, route.method, route.path, authorization)[0] == 200
        else:
            assert status(sqlite_hall, route.method, route.path, authorization) == (401, "unauthorized")


OF_SUPERVISORS = {
    "close-day",
    "reopen-day",
    "advice",
    "waiting-report",
    "evaluation-report",
    "follow-ups",
    "close-follow-up",
}
OF_STAFF = {"alarms", "request-card"}
OF_DEVICES_ALONE = {"rate", "collect-card"}


@pytest.mark.parametrize(
    "role, forbidden",
    [
        ("supervisor", OF_DEVICES_ALONE),
        ("device", OF_SUPERVISORS | OF_STAFF),
        (
            "clerk",
            OF_SUPERVISORS | OF_DEVICES_ALONE | {"report-print", "report-card", "report-device", "call-help"},
        ),
    ],
)
def test_roles(sqlite_hall: ServedHall, role: str, forbidden: set[str]) -> None:
    token = sqlite_hall.new_token("somebody", role)
    refused = {
        route.name
        for route in ROUTES
        if route.name != "events"
        and status(sqlite_hall, route.method, route.path, f"Bearer {token}") == (403, "forbidden")
    }
    assert refused == forbidden


def test_only_people_make_exceptions(sqlite_hall: ServedHall) -> None:
    body = {"service": "civil", "override": "试验"}
    answers = [
        sqlite_hall.post(
            "/tickets", {"request_id": role, **body}, token=sqlite_hall.new_token(role, role)
        ).status_code
        for role in ("device", "clerk", "supervisor")
    ]
    assert answers == [403, 201, 201]


def test_a_new_token_works_at_once_and_replaces_the_old_one(sqlite_hall: ServedHall) -> None:
    old = sqlite_hall.new_token("kiosk-1", "device")
    new = sqlite_hall.new_token("kiosk-1", "device")
    assert sqlite_hall.get("/snapshot", token=new).status_code == 200
    assert sqlite_hall.get("/snapshot", token=old).status_code == 401


def test_a_revoked_token_ends(sqlite_hall: ServedHall) -> None:
    token = sqlite_hall.new_token("kiosk-1", "device")
    assert sqlite_hall.server.tokens.revoke("kiosk-1")
    assert sqlite_hall.get("/snapshot", token=token).status_code == 401
    assert not sqlite_hall.server.tokens.revoke("kiosk-1")


def test_only_a_hash_is_kept(sqlite_hall: ServedHall) -> None:
    token = sqlite_hall.new_token("kiosk-1", "device")
    with sqlite_hall.server.database.reading() as cursor:
        assert token not in "\n".join(cursor.connection.iterdump())
    assert [record.name for record in sqlite_hall.server.tokens.listed() if record.role == "device"] == [
        "kiosk-1"
    ]
