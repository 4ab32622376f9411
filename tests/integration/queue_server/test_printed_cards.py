"""Second-visit cards on a kiosk's paper, over HTTP: who is asked, who gets the code, and what is known of the paper."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from queue_server.wire.events import CardPrintChanged, CardPrintRequested
from queue_server.wire.messages import IssueTicketRequest, SecondVisitCard
from tests.fakes.full_hall import FULL_HALL, FullHall
from tests.fakes.served_hall import error_code

SECOND_KIOSK = '[[kiosks]]\nid = "kiosk-2"\nprinter = "printer-2"\n\n[[kiosks]]\nid = "kiosk-3"\n'
SECOND_PRINTER = '\n[[devices]]\nid = "printer-2"\nkind = "ticket_printer"\ndriver = "simulated"\n'
HALL = FULL_HALL.replace("[[kiosks]]", f"{SECOND_KIOSK}\n[[kiosks]]", 1) + SECOND_PRINTER


@pytest.fixture
def full(made_url: str) -> Any:
    """Two kiosks that print and one that does not, on each database in turn."""
    served = FullHall(made_url, hall=HALL)
    yield served
    served.close()


def interrupted(hall: FullHall, **more: Any) -> tuple[str, str]:
    """Id of a ticket whose visit was interrupted, and the code of its card."""
    hall.called(**more)
    answer = hall.at("1", "interrupt", reason="系统故障")
    return answer["ticket"]["id"], answer["card"]["code"]


def ask(hall: FullHall, ticket: str, **body: Any) -> Any:
    return hall.ok(f"/tickets/{ticket}/second-visit-card/print", **body)


def collect(hall: FullHall, ticket: str, name: str = "kiosk-1", role: str = "device") -> tuple[int, Any]:
    """What a program with a token of that name gets: the status, and the card or the code of the refusal."""
    answer = hall.get(f"/tickets/{ticket}/second-visit-card", token=hall.new_token(name, role))
    return answer.status_code, json.loads(answer.text) if answer.status_code == 200 else error_code(answer)


def report(hall: FullHall, ticket: str, state: str, kiosk: str = "kiosk-1", **more: Any) -> tuple[int, str]:
    """Status, and the state that is known afterwards or the code of the refusal."""
    path, body = f"/tickets/{ticket}/second-visit-card/print-state", {"kiosk": kiosk, "state": state, **more}
    answer = hall.post(path, {"request_id": hall.new_id(), **body}, token=hall.device)
    return answer.status_code, json.loads(answer.text)["state"] if answer.status_code == 200 else error_code(
        answer
    )


def test_a_card_goes_from_the_window_to_the_kiosks_paper(full: FullHall) -> None:
    ticket, code = interrupted(full)
    asked = ask(full, ticket, kiosk="kiosk-1")
    assert (asked["number"], asked["kiosk"], asked["state"]) == ("A001", "kiosk-1", "queued")
    event = full.events()[-1]
    assert isinstance(event, CardPrintRequested)
    assert (event.ticket.id, event.kiosk) == (ticket, "kiosk-1")
    assert collect(full, ticket)[1] == {
        "code": code,
        "service": "civil",
        "package": None,
        "valid_until": "2026-04-01",
    }
    assert report(full, ticket, "printing") == (200, "printing")
    assert collect(full, ticket)[0] == 200, "the answer may have been lost"
    assert report(full, ticket, "printed") == (200, "printed")
    changed = [event for event in full.events() if isinstance(event, CardPrintChanged)]
    assert [(event.state, event.kiosk, event.ticket.number) for event in changed] == [
        ("printing", "kiosk-1", "A001"),
        ("printed", "kiosk-1", "A001"),
    ]
    assert full.issue(second_visit=code)["priority"] == "again", "what was printed is good"


def test_the_issuing_kiosk_is_asked_unless_another_is_named(full: FullHall) -> None:
    at_kiosk, _ = interrupted(full, kiosk="kiosk-2")
    assert ask(full, at_kiosk)["kiosk"] == "kiosk-2"
    at_desk, _ = interrupted(full)
    path = f"/tickets/{at_desk}/second-visit-card/print"
    assert full.refusal(path) == "unknown_kiosk"
    assert full.refusal(path, kiosk="nowhere") == "unknown_kiosk"
    assert full.refusal(path, kiosk="kiosk-3") == "no_printer"


def test_only_the_kiosk_that_was_asked_is_told_the_code(full: FullHall) -> None:
    ticket, _ = interrupted(full)
    assert collect(full, ticket) == (403, "not_allowed"), "nobody asked it yet"
    ask(full, ticket, kiosk="kiosk-1")
    assert collect(full, ticket, "kiosk-2") == (403, "not_allowed")
    assert collect(full, ticket, "board-1") == (403, "not_allowed")
    assert collect(full, ticket, "kiosk-1", "clerk") == (403, "forbidden")
    assert collect(full, ticket, "kiosk-1", "supervisor") == (403, "forbidden")
    assert collect(full, ticket, "kiosk-1")[0] == 200
    ask(full, ticket, kiosk="kiosk-2")
    assert collect(full, ticket, "kiosk-1") == (403, "not_allowed"), "somebody else was asked since"
    assert collect(full, ticket, "kiosk-2")[0] == 200


@pytest.mark.parametrize("ended", ["printed", "failed"])
def test_the_code_is_told_no_more_once_the_fate_of_the_paper_is_known(full: FullHall, ended: str) -> None:
    ticket, _ = interrupted(full)
    ask(full, ticket, kiosk="kiosk-1")
    assert report(full, ticket, ended, reason="paper-out" if ended == "failed" else "") == (200, ended)
    assert collect(full, ticket) == (403, "not_allowed")
    assert ask(full, ticket, kiosk="kiosk-1")["state"] == "queued", "staff may ask again"
    assert collect(full, ticket)[0] == 200


def test_a_kiosk_that_comes_back_late_prints_nothing(full: FullHall) -> None:
    ticket, _ = interrupted(full)
    ask(full, ticket, kiosk="kiosk-1")
    full.clock.advance(seconds=121)
    assert collect(full, ticket) == (409, "too_late")
    assert report(full, ticket, "failed", reason="too-late") == (200, "failed")


def test_nobody_reads_the_code_anywhere_else(sqlite_full: FullHall, caplog: pytest.LogCaptureFixture) -> None:
    ticket, code = interrupted(sqlite_full)
    ask(sqlite_full, ticket, kiosk="kiosk-1")
    collect(sqlite_full, ticket)
    report(sqlite_full, ticket, "printed")
    sqlite_full.issue(second_visit=code)
    everywhere = [event.model_dump_json() for event in sqlite_full.events()]
    everywhere += [sqlite_full.get(path).text for path in ("/snapshot", f"/tickets/{ticket}")]
    everywhere += [
        sqlite_full.http.get("/metrics").text,
        sqlite_full.http.get(f"/t/{ticket}").text,
        caplog.text,
    ]
    assert code not in "\n".join(everywhere)
    shown = [
        SecondVisitCard(code=code, service="civil", valid_until=date(2026, 4, 1)),
        IssueTicketRequest(request_id="1", service="civil", second_visit=code),
    ]
    assert code not in repr(shown)


def test_no_browser_or_proxy_keeps_the_card(sqlite_full: FullHall) -> None:
    ticket, _ = interrupted(sqlite_full)
    ask(sqlite_full, ticket, kiosk="kiosk-1")
    token = sqlite_full.new_token("kiosk-1", "device")
    answer = sqlite_full.get(f"/tickets/{ticket}/second-visit-card", token=token)
    assert answer.headers["Cache-Control"] == "no-store"


def test_cards_nobody_can_use_are_not_printed(full: FullHall) -> None:
    waiting = full.issue()["id"]
    assert full.refusal(f"/tickets/{waiting}/second-visit-card/print", kiosk="kiosk-1") == "not_found"
    assert full.refusal("/tickets/nothing/second-visit-card/print", kiosk="kiosk-1") == "not_found"
    full.ok(f"/tickets/{waiting}/cancel", reason="试验")
    used, code = interrupted(full)
    full.issue(second_visit=code)
    assert full.refusal(f"/tickets/{used}/second-visit-card/print", kiosk="kiosk-1") == "bad_second_visit"


def test_a_card_is_good_on_paper_as_long_as_at_the_kiosk(full: FullHall) -> None:
    ticket, _ = interrupted(full)
    full.clock.advance(days=30)
    assert ask(full, ticket, kiosk="kiosk-1")["state"] == "queued", "of a ticket of an earlier day"
    full.clock.advance(days=1)
    assert full.refused(f"/tickets/{ticket}/second-visit-card/print", kiosk="kiosk-1") == (
        409,
        "bad_second_visit",
    )


def test_asking_twice_with_one_id_asks_once(full: FullHall) -> None:
    ticket, _ = interrupted(full)
    path, body = f"/tickets/{ticket}/second-visit-card/print", {"request_id": "once", "kiosk": "kiosk-1"}
    answers = [full.post(path, body).text for _ in range(3)]
    assert len(set(answers)) == 1
    assert full.event_types().count("card.requested") == 1
    assert full.refused(path, **(body | {"kiosk": "kiosk-2"})) == (409, "request_id_conflict")


def test_late_words_do_not_undo_what_is_known(full: FullHall) -> None:
    ticket, _ = interrupted(full)
    assert report(full, ticket, "printed") == (404, "not_found"), "nobody was asked"
    ask(full, ticket, kiosk="kiosk-1")
    assert report(full, ticket, "printed", kiosk="kiosk-2") == (409, "illegal_transition")
    assert report(full, ticket, "failed", reason="paper-out") == (200, "failed")
    assert report(full, ticket, "failed", reason="paper-out") == (200, "failed")
    assert full.event_types().count("card.changed") == 1, "what says nothing new is no event"
    assert report(full, ticket, "printed") == (200, "printed")
    assert report(full, ticket, "failed") == (409, "illegal_transition")
    assert report(full, ticket, "queued") == (422, "invalid_body")


def test_programs_with_hardware_do_not_ask_for_cards(full: FullHall) -> None:
    ticket, _ = interrupted(full)
    path = f"/tickets/{ticket}/second-visit-card/print"
    assert full.refused(path, token=full.device, kiosk="kiosk-1") == (403, "forbidden")
    clerk = full.new_token("zhang-test", "clerk")
    assert full.ok(path, token=clerk, kiosk="kiosk-1")["state"] == "queued"
