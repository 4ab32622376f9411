"""The counter agent between the real server and emulated devices on a pseudo-terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.loader import parse_hall
from counter.bootstrap import CounterAgent, UnknownLine
from drivers.evaluator.ff68_emulator import EvaluatorEmulator, EvaluatorMode
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.pty_link import open_pty
from drivers.rs485.line_emulator import LineEmulator
from drivers.rs485.line_plug import Misbehaviour
from drivers.rs485.repeats import WINDOW
from queue_server.client import Refused, new_request_id
from queue_server.wire.messages import RatingRequest, WindowCommand
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, hall_text, running_server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")

CALL, START, FINISH, PAUSE = "0C", "0A", "0B", "12"


class Desks:
    """A hall of two windows with its server; the agent comes and goes."""

    def __init__(self, folder: Path, server: RunningServer) -> None:
        self.server = server
        self.folder = folder
        self.link = open_pty(folder / "line")
        self.line = LineEmulator(self.link)
        self.keypads = {number: KeypadEmulator(number) for number in (1, 2)}
        self.evaluator = EvaluatorEmulator(0x81)
        self.signs = {number: SignEmulator(number) for number in (1, 2)}
        self.line.add(self.evaluator)
        for number in (1, 2):
            self.line.add(self.keypads[number])
            self.line.add(self.signs[number])
        self.pressed_at: dict[tuple[int, str], float] = {}
        self.line.start()

    @contextmanager
    def agent(self) -> Iterator[CounterAgent]:
        hall = parse_hall(hall_text(self.folder / "line"))
        agent = CounterAgent(hall, self.server.new_client(), self.folder / "counter")
        agent.start()
        try:
            yield agent
        finally:
            agent.stop()

    def sign(self, number: int = 1) -> str:
        return self.signs[number].state().text.strip()

    def press(self, key: str, number: int = 1) -> bool:
        """Press and wait for the shown result. Nobody presses one key faster than its repeats are told apart."""
        time.sleep(max(0.0, self.pressed_at.get((number, key), 0.0) + WINDOW + 0.1 - time.monotonic()))
        self.keypads[number].press(key)
        wait_until(lambda: self.keypads[number].state().success is not None, seconds=10)
        self.pressed_at[number, key] = time.monotonic()
        return self.keypads[number].state().success is True


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with running_server(tmp_path) as server:
        made = Desks(tmp_path, server)
        yield made
        made.line.close()


@pytest.fixture
def at_work(desks: Desks) -> Iterator[Desks]:
    with desks.agent():
        wait_until(lambda: desks.sign() == "空闲" and desks.sign(2) == "空闲", seconds=10)
        yield desks


def session_of(desks: Desks) -> str:
    tickets = desks.server.client.snapshot().recent_calls
    return tickets[0].session_id or ""


def is_rated(desks: Desks, session: str) -> bool:
    """A second rating is refused as such only when the first is stored."""
    now = desks.server.client.snapshot().server_time
    request = RatingRequest(request_id=new_request_id(), session_id=session, level=1, pressed_at=now)
    try:
        desks.server.client.rate(request)
    except Refused as refusal:
        return refusal.code == "already_rated"
    return False


def test_a_visit_from_the_call_to_the_rating(at_work: Desks) -> None:
    at_work.server.issue(2)
    wait_until(lambda: at_work.keypads[1].state().waiting == "002")
    assert at_work.press(CALL)
    wait_until(lambda: at_work.keypads[1].state().ticket == "001" and at_work.keypads[1].acknowledged)
    wait_until(lambda: at_work.sign() == "请A001")
    wait_until(lambda: at_work.keypads[2].state().waiting == "001")
    assert at_work.press(START)
    wait_until(lambda: at_work.sign() == "A001 办理中")
    assert at_work.press(FINISH)
    wait_until(lambda: at_work.evaluator.state().mode is EvaluatorMode.INVITING)
    wait_until(lambda: at_work.sign() == "空闲")
    session = session_of(at_work)
    at_work.evaluator.press(3)
    wait_until(lambda: at_work.evaluator.state().mode is EvaluatorMode.THANKED)
    assert is_rated(at_work, session)


def test_a_press_without_a_session_is_nobodys(at_work: Desks) -> None:
    at_work.server.issue(2)
    at_work.evaluator.press(3)
    assert at_work.press(CALL)
    assert at_work.press(FINISH)
    wait_until(lambda: at_work.evaluator.state().mode is EvaluatorMode.INVITING)
    first = session_of(at_work)
    assert at_work.press(CALL)
    at_work.evaluator.press(3)
    wait_until(lambda: not at_work.evaluator.state().pending)
    assert at_work.evaluator.state().thanks == 0
    assert not is_rated(at_work, first)


def test_a_refusal_and_an_unknown_key_fail_visibly(at_work: Desks) -> None:
    assert not at_work.press(FINISH)
    assert not at_work.press("11")
    wait_until(lambda: at_work.keypads[1].state().beeps == 2)


def test_the_pause_key_closes_and_opens_the_window(at_work: Desks) -> None:
    assert at_work.press(PAUSE)
    wait_until(lambda: at_work.sign() == "暂停服务")
    assert at_work.press(PAUSE)
    wait_until(lambda: at_work.sign() == "空闲")


def test_a_call_from_a_browser_shows_on_the_desk(at_work: Desks) -> None:
    at_work.server.issue()
    at_work.server.client.window("2", "call-next", WindowCommand(request_id=new_request_id()))
    wait_until(lambda: at_work.sign(2) == "请A001" and at_work.keypads[2].state().ticket == "001")


def test_while_the_server_is_away_keys_fail_and_signs_keep_their_words(at_work: Desks) -> None:
    at_work.server.issue(2)
    assert at_work.press(CALL)
    wait_until(lambda: at_work.sign() == "请A001")
    at_work.server.stop()
    assert not at_work.press(CALL)
    # A calling sign flashes: it is dark for a moment now and then.
    wait_until(lambda: at_work.sign() == "请A001")
    assert not at_work.keypads[1].acknowledged
    at_work.server.start()
    assert at_work.press(CALL)
    wait_until(lambda: at_work.sign() == "请A002", seconds=10)
    wait_until(lambda: at_work.keypads[1].state().ticket == "002")


def test_a_rating_given_while_the_server_is_away_is_thanked_and_arrives(at_work: Desks) -> None:
    at_work.server.issue()
    assert at_work.press(CALL)
    assert at_work.press(FINISH)
    wait_until(lambda: at_work.evaluator.state().mode is EvaluatorMode.INVITING)
    session = session_of(at_work)
    at_work.server.stop()
    at_work.evaluator.press(3)
    wait_until(lambda: at_work.evaluator.state().mode is EvaluatorMode.THANKED)
    at_work.server.start()
    # Asking by rating would be a rating: wait until the journal says that it was delivered.
    journal = at_work.folder / "counter" / "ratings.jsonl"
    wait_until(lambda: b'"done"' in journal.read_bytes(), seconds=10)
    assert is_rated(at_work, session)


def test_an_unplugged_line_is_told_and_everything_returns_with_it(at_work: Desks) -> None:
    at_work.server.issue()
    assert at_work.press(CALL)
    wait_until(lambda: at_work.server.device("keypad-1") == ("online", ""))
    wait_until(lambda: at_work.server.device("sign-1") == ("online", ""))
    at_work.link.unplug()
    devices = ("keypad-1", "evaluator-1", "sign-2")
    wait_until(lambda: {at_work.server.device(device)[0] for device in devices} == {"offline"})
    at_work.signs[1].switch_off_and_on()
    at_work.link.plug_in()
    wait_until(lambda: at_work.sign() == "请A001", seconds=10)
    assert at_work.press(START)
    wait_until(lambda: at_work.server.device("sign-1") == ("online", ""))


def test_a_sign_that_does_not_answer_is_a_fault_and_stops_nobody(at_work: Desks) -> None:
    at_work.signs[1].misbehave(Misbehaviour(mute=True))
    at_work.server.issue()
    assert at_work.press(CALL)
    wait_until(lambda: at_work.server.device("sign-1") == ("fault", "no_answer"))
    assert at_work.press(START)
    assert at_work.press(PAUSE, number=2)
    wait_until(lambda: at_work.sign(2) == "暂停服务")


@pytest.mark.parametrize("key, words", [(None, "请A001"), (START, "A001 办理中"), (PAUSE, "暂停服务")])
def test_a_restarted_agent_shows_what_is(desks: Desks, key: str | None, words: str) -> None:
    desks.server.issue(2)
    with desks.agent():
        assert desks.press(CALL)
        assert key is None or desks.press(key)
    desks.signs[1].switch_off_and_on()
    with desks.agent():
        wait_until(lambda: desks.sign() == words, seconds=10)
        wait_until(lambda: desks.keypads[1].state().ticket == "001")


def test_a_restarted_agent_asks_again_whoever_may_still_rate(desks: Desks) -> None:
    desks.server.issue()
    with desks.agent():
        assert desks.press(CALL)
        assert desks.press(FINISH)
        wait_until(lambda: desks.evaluator.state().mode is EvaluatorMode.INVITING)
    first, session = desks.evaluator.state().since, session_of(desks)
    with desks.agent():
        wait_until(lambda: desks.evaluator.state().since > first, seconds=10)
        desks.evaluator.press(3)
        wait_until(lambda: desks.evaluator.state().mode is EvaluatorMode.THANKED)
    assert is_rated(desks, session)
    thanked = desks.evaluator.state().since
    with desks.agent():
        wait_until(lambda: desks.sign() == "空闲", seconds=10)
        assert desks.evaluator.state().since == thanked, "once is enough"


def test_a_press_on_the_invitation_of_an_earlier_visit_is_nobodys_and_the_next_is_asked_for(
    at_work: Desks,
) -> None:
    at_work.server.issue(2)
    for key in (CALL, FINISH):
        assert at_work.press(key)
    wait_until(lambda: at_work.evaluator.state().mode is EvaluatorMode.INVITING)
    assert at_work.press(CALL)
    at_work.evaluator.press(0)
    wait_until(lambda: not at_work.evaluator.state().pending)
    asked = at_work.evaluator.state().since
    assert at_work.press(FINISH)
    wait_until(lambda: at_work.evaluator.state().since > asked)
    second = session_of(at_work)
    assert at_work.evaluator.state().thanks == 0
    at_work.evaluator.press(3)
    wait_until(lambda: at_work.evaluator.state().thanks == 1)
    assert is_rated(at_work, second)


def test_an_agent_may_start_before_server_and_line(desks: Desks) -> None:
    desks.server.stop()
    desks.link.unplug()
    with desks.agent():
        desks.server.start()
        desks.link.plug_in()
        wait_until(lambda: desks.sign() == "空闲", seconds=10)
        desks.server.issue()
        assert desks.press(CALL)


def test_an_agent_that_ends_says_that_nobody_knows(desks: Desks) -> None:
    with desks.agent():
        wait_until(lambda: desks.server.device("sign-1") == ("online", ""), seconds=10)
    assert desks.server.device("sign-1") == ("unknown", "agent-stopped")


def test_a_line_the_hall_does_not_have_is_refused(desks: Desks) -> None:
    with pytest.raises(UnknownLine, match="line"):
        CounterAgent(desks.server.hall, desks.server.client, desks.folder, link="/dev/ttyUSB9")
