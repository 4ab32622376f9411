"""Every verb in every state, and every verb twice, over HTTP on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from queue_server.wire.messages import TicketStatus
from tests.fakes.full_hall import FullHall

WHY = {"reason": "试验"}


def bring(hall: FullHall, status: TicketStatus) -> Any:
    """A ticket of window 1 in that state; the window holds nothing else."""
    if status is TicketStatus.WAITING:
        return hall.issue()
    ticket = hall.called()
    if status is TicketStatus.EXPIRED:
        hall.at("1", "park")
        hall.ok("/day/close")
        hall.ok("/day/reopen")
    elif status is TicketStatus.CANCELLED:
        hall.ok(f"/tickets/{ticket['id']}/cancel", **WHY)
    elif status is TicketStatus.VOID:
        for _ in range(2):
            hall.at("1", "no-show")
            hall.at("1", "restore")
            hall.at("1", "call-next")
        hall.at("1", "no-show")
    elif status is not TicketStatus.CALLED:
        verb, body = _ONE_VERB[status]
        hall.at("1", verb, **body)
    assert hall.number(ticket["id"])["status"] == status
    return ticket


_ONE_VERB: dict[TicketStatus, tuple[str, dict[str, str]]] = {
    TicketStatus.SERVING: ("start", {}),
    TicketStatus.PARKED: ("park", {}),
    TicketStatus.FINISHED: ("finish", {}),
    TicketStatus.NO_SHOW: ("no-show", {}),
    TicketStatus.INTERRUPTED: ("interrupt", WHY),
}

T = TicketStatus
ILLEGAL = "illegal_transition"
ON_TICKETS: dict[str, tuple[dict[str, str], set[TicketStatus]]] = {
    "/tickets/{id}/cancel": (WHY, {T.WAITING, T.CALLED, T.PARKED, T.NO_SHOW}),
    "/tickets/{id}/restore": ({}, {T.NO_SHOW}),
    "/tickets/{id}/transfer": ({"service": "tax"}, {T.WAITING, T.PARKED}),
    "/windows/1/call": ({"number": "A001", **WHY}, {T.WAITING, T.PARKED}),
    "/windows/1/call-back": ({"number": "A001"}, {T.PARKED}),
    "/windows/1/restore": ({"number": "A001"}, {T.NO_SHOW}),
}
"""Commands about a certain ticket: body, and where they are legal."""

ON_WINDOWS: dict[str, tuple[dict[str, str], set[TicketStatus]]] = {
    "recall": ({}, {T.CALLED}),
    "start": ({}, {T.CALLED}),
    "finish": ({}, {T.CALLED, T.SERVING}),
    "no-show": ({}, {T.CALLED}),
    "park": ({}, {T.CALLED, T.SERVING}),
    "transfer": ({"service": "household"}, {T.CALLED, T.SERVING}),
    "interrupt": (WHY, {T.CALLED, T.SERVING}),
    "undo": ({}, {T.CALLED}),
}
"""Commands about whatever the window holds."""


@pytest.mark.parametrize("status", TicketStatus)
def test_what_is_illegal_is_refused_and_changes_nothing(full: FullHall, status: TicketStatus) -> None:
    ticket = bring(full, status)
    before = full.number(ticket["id"])
    for path, (body, legal) in ON_TICKETS.items():
        if status not in legal:
            void = status is T.VOID and path.endswith("/restore")
            expected = "ticket_void" if void else ILLEGAL
            assert full.refusal(path.format(id=ticket["id"]), **body) == expected, path
    holds = status in (T.CALLED, T.SERVING)
    for verb, (body, legal) in ON_WINDOWS.items():
        if status not in legal:
            expected = ILLEGAL if holds else "no_current_ticket"
            expected = "nothing_to_undo" if verb == "undo" else expected
            assert full.refusal(f"/windows/1/{verb}", **body) == expected, verb
    assert full.number(ticket["id"]) == before


@pytest.mark.parametrize("path", ON_TICKETS)
def test_what_is_legal_is_done_to_tickets(full: FullHall, path: str) -> None:
    body, legal = ON_TICKETS[path]
    for status in sorted(legal):
        ticket = full.number(bring(full, status)["id"])
        numbered = {"number": ticket["number"]} if "number" in body else {}
        full.ok(path.format(id=ticket["id"]), **{**body, **numbered})
        assert full.number(ticket["id"]) != ticket
        full.at("1", "call-next")
        if full.snapshot().windows[0].ticket:
            full.at("1", "finish")


@pytest.mark.parametrize("verb", ON_WINDOWS)
def test_what_is_legal_is_done_at_windows(full: FullHall, verb: str) -> None:
    body, legal = ON_WINDOWS[verb]
    for status in sorted(legal):
        ticket = bring(full, status)
        full.clock.advance(seconds=15 if verb == "recall" else 0)
        assert full.at("1", verb, **body)["ticket"]["id"] == ticket["id"]
        full.ok("/windows/1/call-next")
        if full.snapshot().windows[0].ticket:
            full.at("1", "finish")


# --- twice --------------------------------------------------------------------------------------------------------

Prepare = Callable[[FullHall], dict[str, Any]]


def nothing(_: FullHall) -> dict[str, Any]:
    return {}


def a_ticket(hall: FullHall) -> dict[str, Any]:
    return {"id": hall.issue()["id"]}


def a_call(hall: FullHall) -> dict[str, Any]:
    ticket = hall.called()
    hall.clock.advance(seconds=15)
    return {"id": ticket["id"]}


def a_fresh_call(hall: FullHall) -> dict[str, Any]:
    return {"id": hall.called()["id"]}


def a_pass(hall: FullHall) -> dict[str, Any]:
    ticket = hall.called()
    hall.at("1", "no-show")
    return {"id": ticket["id"]}


def a_parked_one(hall: FullHall) -> dict[str, Any]:
    ticket = hall.called()
    hall.at("1", "park")
    return {"id": ticket["id"]}


def a_session(hall: FullHall) -> dict[str, Any]:
    session = hall.called()["session_id"]
    hall.at("1", "finish")
    return {"body": {"session_id": session, "level": 4, "pressed_at": hall.clock.now().isoformat()}}


def a_card(hall: FullHall) -> dict[str, Any]:
    hall.called()
    return {"body": {"second_visit": hall.at("1", "interrupt", **WHY)["card"]["code"]}}


TWICE: list[tuple[str, dict[str, Any], Prepare]] = [
    ("/tickets", {"service": "civil"}, nothing),
    ("/tickets", {"service": "newborn"}, nothing),
    ("/tickets", {"service": "civil"}, a_card),
    ("/tickets/{id}/cancel", WHY, a_ticket),
    ("/tickets/{id}/transfer", {"service": "tax"}, a_ticket),
    ("/tickets/{id}/restore", {}, a_pass),
    ("/windows/1/call-next", {}, a_ticket),
    ("/windows/1/call-next", {}, a_call),
    ("/windows/1/call", {"number": "A001", **WHY}, a_ticket),
    ("/windows/1/recall", {}, a_call),
    ("/windows/1/start", {}, a_call),
    ("/windows/1/finish", {}, a_call),
    ("/windows/1/no-show", {}, a_call),
    ("/windows/1/restore", {}, a_pass),
    ("/windows/1/park", {}, a_call),
    ("/windows/1/call-back", {}, a_parked_one),
    ("/windows/1/transfer", {"service": "household"}, a_call),
    ("/windows/1/interrupt", WHY, a_call),
    ("/windows/1/undo", {}, a_fresh_call),
    ("/windows/1/pause", {"reason": "meal"}, nothing),
    ("/windows/1/resume", {}, nothing),
    ("/windows/1/hand-over", {"clerk": 1024}, nothing),
    ("/windows/1/log-in", {"clerk": 1024}, nothing),
    ("/windows/1/log-out", {}, nothing),
    ("/day/close", {}, nothing),
    ("/day/reopen", {}, nothing),
    ("/ratings", {}, a_session),
]


@pytest.mark.parametrize("path, body, prepare", TWICE, ids=[f"{p}-{f.__name__}" for p, _, f in TWICE])
def test_a_repeat_is_answered_alike_and_does_nothing(
    full: FullHall, path: str, body: dict[str, Any], prepare: Prepare
) -> None:
    prepared = prepare(full)
    path = path.format(id=prepared.get("id"))
    command = {"request_id": "once", **body, **prepared.get("body", {})}
    first = full.post(path, command)
    assert first.status_code in (200, 201), first.text
    full.at("2", "pause")
    full.clock.advance(minutes=3)
    if path != "/day/close":
        full.issue("tax")
    full.at("3", "call-next")
    seen = full.snapshot().model_dump(exclude={"server_time"})
    again = full.post(path, command)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert full.snapshot().model_dump(exclude={"server_time"}) == seen


@pytest.mark.parametrize("verb", ON_WINDOWS)
def test_a_refusal_is_repeated_although_it_would_be_done_now(full: FullHall, verb: str) -> None:
    full.issue()
    body = {"request_id": "once", **ON_WINDOWS[verb][0]}
    first = full.post(f"/windows/1/{verb}", body)
    assert first.status_code == 409
    full.at("1", "call-next")
    again = full.post(f"/windows/1/{verb}", body)
    assert (again.status_code, again.data) == (first.status_code, first.data)
