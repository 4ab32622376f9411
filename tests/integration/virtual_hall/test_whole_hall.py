"""The whole hall, every program real, played through its page: from the kiosk's screen to the rating."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from tests.integration.virtual_hall.conftest import HallProcess, eventually

pytestmark = pytest.mark.slow

CALL, RECALL, START, FINISH, FUNCTION = "0C", "0D", "0A", "0B", "0F"


def slip_texts(hall: HallProcess, kiosk: str) -> set[str]:
    slip: dict[str, Any] = hall.topics()[f"printer:{kiosk}-printer"]["slips"][-1]
    return {text["text"] for text in slip["texts"]}


def test_everything_is_up(hall: HallProcess) -> None:
    names = ["queue-server", "kiosk-1", "kiosk-2", "counter", "rating-4", "display"]
    running = dict.fromkeys(names, "running")
    eventually(lambda: {one["name"]: one["state"] for one in hall.topics()["programs"]} == running)
    screens = ("kiosk-1", "kiosk-2", "rating-4", "board-1")
    eventually(lambda: all(hall.topics()[f"screen:{screen}"]["frame"] > 0 for screen in screens))
    assert hall.get("/api/screens/board-1.jpg")[:2] == b"\xff\xd8"


def test_resident_takes_a_number_is_called_served_and_rates(hall: HallProcess) -> None:
    number = hall.take_number("kiosk-1", "social-security")
    assert number.startswith("A")
    assert {"社会保障", "清河街道便民服务中心"} <= slip_texts(hall, "kiosk-1")

    hall.press("1", CALL)
    eventually(lambda: number in hall.topics()["sign:sign-1"]["text"])
    eventually(lambda: hall.topics()["keypad:keypad-1"]["ticket"].endswith(number[1:].lstrip("0")))
    spoken = eventually(lambda: [one for one in hall.topics()["announcements"] if number in one["text"]])
    if spoken[-1]["sound"] is not None:
        assert hall.get(spoken[-1]["sound"])[:4] == b"RIFF"

    hall.press("1", START)
    eventually(lambda: "办理中" in hall.topics()["sign:sign-1"]["text"])
    hall.press("1", FINISH)
    eventually(lambda: hall.topics()["evaluator:evaluator-1"]["prompt"] == "rate")
    assert hall.post("/api/evaluators/evaluator-1/press", value=3) == 200
    eventually(lambda: hall.topics()["evaluator:evaluator-1"]["prompt"] == "thanks")
    eventually(lambda: "1 号窗口收到一次评价" in {line["text"]["zh"] for line in hall.topics()["log"]})


def test_resident_rates_on_the_screen_at_the_window(hall: HallProcess) -> None:
    hall.take_number("kiosk-1", "civil-affairs")
    hall.press("4", CALL)
    hall.screen_shows("rating-4", "serving")
    hall.press("4", START)
    hall.press("4", FINISH)
    hall.screen_shows("rating-4", "invite")
    for target, shown in (("grade:2", {"reasons"}), ("submit", {"sending", "thanks"})):
        touch_until(hall, "rating-4", target, shown)
    hall.screen_shows("rating-4", "thanks")
    eventually(lambda: "4 号窗口收到一次评价" in {line["text"]["zh"] for line in hall.topics()["log"]})


def touch_until(hall: HallProcess, screen: str, target: str, shown: set[str]) -> None:
    """As a finger does whose first touch came too soon."""

    def touched() -> bool:
        if hall.centre(screen, target) is not None:
            hall.touch(screen, target)
        return hall.topics()[f"screen:{screen}"]["screen"] in shown

    eventually(touched)


def test_card_opens_the_service_that_needs_one_on_the_wide_kiosk(hall: HallProcess) -> None:
    number = hall.take_number("kiosk-2", "household", card="id-zhangsan")
    assert number.startswith("B")
    everything = str(hall.topics())
    assert "11010519491231002X" not in everything


def test_paper_out_leaves_the_number_and_staff_print_it_again(hall: HallProcess) -> None:
    fault = "/api/printers/kiosk-1-printer/fault"
    assert hall.post(fault, fault="paper-out", on=True) == 200
    if hall.screen_shows("kiosk-1", "home", "ticket", "error") != "home":
        hall.touch("kiosk-1", "done")
    hall.touch("kiosk-1", "start")
    hall.touch("kiosk-1", "service:business")
    hall.touch("kiosk-1", "all")
    hall.touch("kiosk-1", "confirm")
    hall.screen_shows("kiosk-1", "ticket", "error")
    ticket = eventually(lambda: [one for one in hall.topics()["unprinted"] if one["number"].startswith("E")])[
        0
    ]
    assert hall.post(fault, fault="paper-out", on=False) == 200
    assert hall.post(f"/api/tickets/{ticket['id']}/reprint") == 200
    eventually(lambda: not hall.topics()["unprinted"], 20)
    slips = hall.topics()["printer:kiosk-1-printer"]["slips"]
    assert slips[-1]["number"] == ticket["number"]


def test_pulled_line_is_shown_and_heals(hall: HallProcess) -> None:
    assert hall.post("/api/links/rs485-1", connected=False) == 200

    def state_of_sign() -> str:
        return str(next(one["state"] for one in hall.topics()["devices"] if one["device"] == "sign-1"))

    eventually(lambda: state_of_sign() != "online", 20)
    assert hall.post("/api/links/rs485-1", connected=True) == 200
    eventually(lambda: state_of_sign() == "online", 20)


def test_program_that_dies_comes_back(hall: HallProcess) -> None:
    def program() -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in hall.topics()["programs"] if one["name"] == "kiosk-2")
        return found

    before = program()
    assert hall.post("/api/programs/kiosk-2/restart") == 200
    eventually(lambda: program()["state"] == "running" and program()["pid"] != before["pid"], 30)
    eventually(lambda: hall.topics()["screen:kiosk-2"]["connected"])
    assert program()["restarts"] == before["restarts"] + 1


def test_second_hall_on_the_same_state_or_port_is_refused_in_a_sentence(hall: HallProcess) -> None:
    import subprocess

    same_state = HallProcess(hall.state)
    refused = subprocess.run(same_state.command(), capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 2
    assert "in use by a running hall" in refused.stderr
    assert refused.stderr.count("\n") == 1
    same_port = HallProcess(hall.state.parent / "other", ports=hall.ports)
    refused = subprocess.run(same_port.command(), capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 2
    assert f"Port {hall.ports[0]}" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_day_goes_on_after_ctrl_c_and_nothing_is_left_behind(hall: HallProcess) -> None:
    number = hall.take_number("kiosk-1", "civil-affairs")
    tokens = {path.name: path.read_text() for path in (hall.state / "tokens").iterdir()}
    took = hall.stop(signal.SIGINT)
    assert took < 5
    assert hall.process is not None
    assert hall.process.returncode == 0
    assert hall.family() == []
    assert list((hall.state / "run").iterdir()) == []
    assert list((hall.state / "links").iterdir()) == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in (hall.state / "tokens").iterdir())

    hall.start()
    assert {path.name: path.read_text() for path in (hall.state / "tokens").iterdir()} == tokens
    assert any(number in line["text"]["zh"] for line in eventually(lambda: hall.topics()["log"]))
    hall.press("3", CALL)
    eventually(lambda: number in hall.topics()["sign:sign-3"]["text"])
    assert (hall.state / "logs" / "kiosk-1.log.1").exists() or (
        hall.state / "logs" / "counter.log.1"
    ).exists()


def test_autopilot_moves_people_through_the_hall(hall: HallProcess) -> None:
    before = hall.topics()["autopilot"]
    assert hall.post("/api/autopilot", on=True, speed=60) == 200
    eventually(
        lambda: (
            hall.topics()["autopilot"]["issued"] >= before["issued"] + 3
            and hall.topics()["autopilot"]["finished"] >= before["finished"] + 2
        ),
        90,
    )
    assert hall.post("/api/autopilot", on=False, speed=60) == 200


def test_killed_hall_leaves_nothing_in_the_way_of_the_next(hall: HallProcess) -> None:
    assert hall.process is not None
    hall.process.kill()
    hall.process.wait(5)
    assert hall.family() != []
    hall.start()
    assert "left behind by a run that was killed" in hall.said()
    took = hall.stop()
    assert took < 5
    assert hall.family() == []
