"""The owner of a shared line over a pipe: routing, turns, loss, echo, counting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from drivers.errors import LinkLost
from drivers.link.pipe import pipe
from drivers.rs485.a090 import A090Acknowledgement, A090Frame, Function
from drivers.rs485.endpoint import INBOX, Endpoint
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line import LineStatistics, SharedLine
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until

CALL = Ff68Frame(0x01, 0x01, b"\x0c")
RATING = Ff68Frame(0x81, 0x11, b"\x02")
TEXT = A090Frame(0x01, Function.SHOW_TEXT, b"\x41\x00")
ANSWER = A090Acknowledgement(0x01)
FAST = 115_200


class Rig:
    """A line over a pipe, its clock, and the far end of its wire."""

    def __init__(self) -> None:
        self.link, self.device = pipe()
        self.clock = ManualClock()
        self.line = SharedLine(self.link, baudrate=FAST, clock=self.clock)
        self.keypad = self.line.attach(LineProtocol.FF68, 0x01)

    def read_exactly(self, count: int) -> bytes:
        data = b""
        deadline = time.monotonic() + 5
        while len(data) < count and time.monotonic() < deadline:
            data += self.device.read(0.1)
        return data

    def wait_for(self, statistics: LineStatistics) -> None:
        wait_until(lambda: self.line.statistics() == statistics)


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig()
    yield rig
    rig.line.close()
    rig.device.close()


def frame_of(endpoint: Endpoint, timeout: float = 5.0) -> object:
    received = endpoint.receive(timeout)
    return None if received is None else received.frame


def test_every_frame_reaches_its_device(rig: Rig) -> None:
    evaluator = rig.line.attach(LineProtocol.FF68, 0x81)
    sign = rig.line.attach(LineProtocol.A090, 0x01)
    rig.device.write(ANSWER.to_bytes() + RATING.to_bytes() + CALL.to_bytes())
    assert [frame_of(endpoint) for endpoint in (rig.keypad, evaluator, sign)] == [CALL, RATING, ANSWER]
    assert rig.line.statistics() == LineStatistics(received=3)


def test_frames_carry_the_time_they_were_complete(rig: Rig) -> None:
    rig.clock.advance(7)
    rig.device.write(CALL.to_bytes())
    received = rig.keypad.receive(5.0)
    assert received is not None
    assert received.at == rig.clock()


def test_silence_is_none(rig: Rig) -> None:
    assert rig.keypad.receive(0.01) is None


def test_frames_go_out_as_they_are(rig: Rig) -> None:
    rig.keypad.send(CALL)
    assert rig.read_exactly(10) == CALL.to_bytes()
    assert rig.line.statistics() == LineStatistics(sent=1)


def test_many_senders_never_mix_their_frames(rig: Rig) -> None:
    def send(address: int) -> None:
        endpoint = rig.line.attach(LineProtocol.FF68, address)
        for _ in range(5):
            endpoint.send(Ff68Frame(address, 0x03))

    threads = [threading.Thread(target=send, args=(address,)) for address in range(0x10, 0x18)]
    for thread in threads:
        thread.start()
    data = rig.read_exactly(8 * 5 * 9)
    for thread in threads:
        thread.join()
    sent = sorted(data[start : start + 9] for start in range(0, len(data), 9))
    assert sent == sorted(
        Ff68Frame(address, 0x03).to_bytes() for address in range(0x10, 0x18) for _ in range(5)
    )


def test_a_sender_keeps_its_turn_for_the_time_its_bytes_take() -> None:
    link, device = pipe()
    line = SharedLine(link, baudrate=2400)
    endpoint = line.attach(LineProtocol.FF68, 0x01)
    started = time.monotonic()
    for _ in range(3):
        endpoint.send(CALL)
    wire_time = 3 * 10 * 10 / 2400
    assert time.monotonic() - started >= wire_time
    line.close()
    device.close()


def test_frames_of_strangers_are_counted_and_logged_once(rig: Rig) -> None:
    with capture_logs() as logs:
        rig.device.write(RATING.to_bytes() * 3 + Ff68Frame(0x82, 0x11, b"\x02").to_bytes())
        rig.wait_for(LineStatistics(unknown=4))
    assert [entry["address"] for entry in logs] == ["0x81", "0x82"]


def test_noise_is_counted_and_does_no_harm(rig: Rig) -> None:
    rig.device.write(b"\x00\x11\x22" + CALL.to_bytes())
    assert frame_of(rig.keypad) == CALL
    assert rig.line.statistics() == LineStatistics(received=1, noise_bytes=3)


def test_a_stray_head_is_given_up_after_a_short_silence(rig: Rig) -> None:
    sign = rig.line.attach(LineProtocol.A090, 0x01)
    rig.device.write(bytes.fromhex("A0 90 01 A5 00 F0") + ANSWER.to_bytes())
    assert frame_of(sign) == ANSWER
    assert rig.line.statistics().noise_bytes == 6


def test_an_adapter_that_hears_itself_does_no_harm(rig: Rig) -> None:
    rig.keypad.send(CALL)
    rig.device.write(rig.read_exactly(10))
    rig.wait_for(LineStatistics(sent=1, own=1))
    assert rig.keypad.receive(0) is None


def test_the_same_frame_from_the_device_comes_later_and_is_heard(rig: Rig) -> None:
    rig.keypad.send(CALL)
    rig.clock.advance(0.3)
    rig.device.write(CALL.to_bytes())
    assert frame_of(rig.keypad) == CALL


def test_an_exchange_returns_the_answer(rig: Rig) -> None:
    sign = rig.line.attach(LineProtocol.A090, 0x01)

    def answer() -> None:
        rig.read_exactly(9)
        rig.device.write(ANSWER.to_bytes())

    answering = threading.Thread(target=answer)
    answering.start()
    received = sign.exchange(TEXT, 5.0)
    answering.join()
    assert received is not None
    assert received.frame == ANSWER


def test_a_late_answer_is_not_taken_for_the_next_one(rig: Rig) -> None:
    sign = rig.line.attach(LineProtocol.A090, 0x01)
    rig.device.write(ANSWER.to_bytes())
    rig.wait_for(LineStatistics(received=1))
    assert sign.exchange(TEXT, 0.02) is None


def test_nobody_speaks_during_an_exchange(rig: Rig) -> None:
    sign = rig.line.attach(LineProtocol.A090, 0x01)
    exchange = threading.Thread(target=sign.exchange, args=(TEXT, 5.0))
    exchange.start()
    assert rig.read_exactly(9) == TEXT.to_bytes()
    speaking = threading.Thread(target=rig.keypad.send, args=(CALL,))
    speaking.start()
    assert rig.device.read(0.05) == b""
    rig.device.write(ANSWER.to_bytes())
    assert rig.read_exactly(10) == CALL.to_bytes()
    exchange.join()
    speaking.join()


def test_an_address_has_one_device_at_a_time(rig: Rig) -> None:
    with pytest.raises(ValueError, match="two devices share FF68 address 0x01"):
        rig.line.attach(LineProtocol.FF68, 0x01)
    rig.keypad.close()
    rig.keypad.close()
    again = rig.line.attach(LineProtocol.FF68, 0x01)
    rig.device.write(CALL.to_bytes())
    assert frame_of(again) == CALL


def test_a_closed_endpoint_says_so_and_leaves_the_others_alone(rig: Rig) -> None:
    evaluator = rig.line.attach(LineProtocol.FF68, 0x81)
    rig.keypad.close()
    with pytest.raises(LinkLost, match="let go"):
        rig.keypad.receive(5.0)
    rig.device.write(RATING.to_bytes())
    assert frame_of(evaluator) == RATING


def test_a_device_nobody_asks_keeps_a_bounded_number_of_frames(rig: Rig) -> None:
    rig.device.write(CALL.to_bytes() * (INBOX + 3))
    rig.wait_for(LineStatistics(received=INBOX, overflown=3))


def losers(rig: Rig) -> list[threading.Thread]:
    """Threads that wait on two endpoints and end with LinkLost."""
    evaluator = rig.line.attach(LineProtocol.FF68, 0x81)

    def wait(endpoint: Endpoint) -> None:
        with pytest.raises(LinkLost):
            endpoint.receive(30.0)

    threads = [threading.Thread(target=wait, args=(endpoint,)) for endpoint in (rig.keypad, evaluator)]
    for thread in threads:
        thread.start()
    return threads


def test_the_loss_of_the_link_reaches_everybody(rig: Rig) -> None:
    threads = losers(rig)
    rig.device.unplug()
    for thread in threads:
        thread.join(5.0)
        assert not thread.is_alive()
    assert rig.line.lost
    with pytest.raises(LinkLost):
        rig.keypad.send(CALL)
    with pytest.raises(LinkLost):
        rig.keypad.exchange(CALL, 1.0)
    with pytest.raises(LinkLost):
        rig.line.attach(LineProtocol.FF68, 0x02)


def test_what_came_before_the_loss_is_still_delivered(rig: Rig) -> None:
    rig.device.write(CALL.to_bytes())
    rig.wait_for(LineStatistics(received=1))
    rig.device.unplug()
    wait_until(lambda: rig.line.lost)
    assert frame_of(rig.keypad) == CALL
    with pytest.raises(LinkLost):
        rig.keypad.receive(5.0)


def test_closing_ends_everybody_waiting_and_can_be_repeated(rig: Rig) -> None:
    threads = losers(rig)
    rig.line.close()
    rig.line.close()
    for thread in threads:
        thread.join(5.0)
        assert not thread.is_alive()
    with pytest.raises(LinkLost, match="closed"):
        rig.keypad.send(CALL)


class BrokenLink:
    """A link whose own code has a mistake."""

    name = "broken"

    def write(self, data: bytes) -> None:
        """Accepts everything."""

    def read(self, timeout: float) -> bytes:
        """Fails as no link should."""
        raise RuntimeError("a mistake")

    def close(self) -> None:
        """Nothing to let go of."""


def test_a_reader_that_dies_leaves_nobody_waiting() -> None:
    with capture_logs() as logs:
        line = SharedLine(BrokenLink())
        wait_until(lambda: line.lost)
    with pytest.raises(LinkLost, match="reader has failed"):
        line.attach(LineProtocol.FF68, 0x01)
    assert [entry["event"] for entry in logs] == ["line_reader_failed"]
    line.close()
