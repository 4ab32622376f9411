"""Tokens, and how long they are trusted."""

from __future__ import annotations

import pytest

from queue_server.web.access import DEVICES, LONGEST_TOKEN, STAFF_AND_DEVICES, TTL_S, Doorkeeper
from queue_server.web.errors import WebCode, WebError
from tests.fakes.manual_clock import ManualClock


class Tokens:
    def __init__(self) -> None:
        self.valid = {"good": ("kiosk-1", "device"), "desk": ("desk", "clerk")}
        self.asked = 0

    def find(self, token: str) -> tuple[str, str] | None:
        self.asked += 1
        return self.valid.get(token)


def verdict(door: Doorkeeper, header: str | None) -> str:
    try:
        door.admit(header, DEVICES)
    except WebError as error:
        return error.code
    return "ok"


def test_a_valid_token_is_looked_up_once_in_a_while() -> None:
    tokens, clock = Tokens(), ManualClock()
    door = Doorkeeper(tokens.find, clock)
    for _ in range(10):
        assert verdict(door, "Bearer good") == "ok"
    assert tokens.asked == 1
    clock.advance(TTL_S)
    assert verdict(door, "Bearer good") == "ok"
    assert tokens.asked == 2


def test_a_revoked_token_ends_with_its_trust() -> None:
    tokens, clock = Tokens(), ManualClock()
    door = Doorkeeper(tokens.find, clock)
    verdict(door, "Bearer good")
    tokens.valid.clear()
    assert verdict(door, "Bearer good") == "ok"
    clock.advance(TTL_S)
    assert verdict(door, "Bearer good") == WebCode.UNAUTHORIZED


def test_a_new_token_works_at_once() -> None:
    tokens = Tokens()
    door = Doorkeeper(tokens.find, ManualClock())
    assert verdict(door, "Bearer new") == WebCode.UNAUTHORIZED
    tokens.valid["new"] = ("kiosk-2", "device")
    assert verdict(door, "Bearer new") == "ok"


def test_a_role_may_do_what_it_may() -> None:
    door = Doorkeeper(Tokens().find, ManualClock())
    assert verdict(door, "bearer desk") == WebCode.FORBIDDEN
    door.admit("BEARER desk", STAFF_AND_DEVICES)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "good", "Basic good", f"Bearer {'x' * (LONGEST_TOKEN + 1)}"]
)
def test_no_token_is_not_looked_up(header: str | None) -> None:
    tokens = Tokens()
    assert verdict(Doorkeeper(tokens.find, ManualClock()), header) == WebCode.UNAUTHORIZED
    assert tokens.asked == 0
