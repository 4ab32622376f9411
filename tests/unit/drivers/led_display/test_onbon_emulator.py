"""The emulated Onbon controller against raw bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.led_display.onbon_areas import AreaUpdate, DynamicArea
from drivers.led_display.onbon_commands import Answer, Command, ErrorCode, Request, set_brightness, set_power
from drivers.led_display.onbon_controller import MOST_AREAS, OnbonController
from drivers.led_display.onbon_emulator import OnbonEmulator, OnbonFault
from drivers.led_display.onbon_frames import OnbonDecoder, OnbonFrame
from drivers.link.pipe import PipeEnd, pipe
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until

PING = Request.of(Command.PING)


class Wire:
    """The host's end, byte by byte."""

    def __init__(self, **device: object) -> None:
        self.end: PipeEnd
        self.end, far = pipe()
        self.clock = ManualClock()
        self.changes: list[str] = []
        self.device = OnbonEmulator(
            far,
            number=7,
            clock=self.clock,
            on_change=lambda: self.changes.append(self.device.state().text),
            **device,  # type: ignore[arg-type]
        )
        self.device.start()

    def ask(self, request: Request, destination: int = 7) -> Answer | None:
        return self.exchange(OnbonFrame(destination, 0x8001, request.to_data()).to_bytes())

    def exchange(self, raw: bytes) -> Answer | None:
        """The answer, or None when nothing comes for a moment."""
        self.end.write(raw)
        return self.hear(0.1)

    def hear(self, seconds: float) -> Answer | None:
        decoder, deadline = OnbonDecoder(), time.monotonic() + seconds
        while time.monotonic() < deadline:
            for frame in decoder.feed(self.end.read(0.02)):
                assert isinstance(frame, OnbonFrame)
                assert (frame.destination, frame.source) == (0x8001, 7)
                return Answer.from_data(frame.data)
        return None


@pytest.fixture
def open_wire() -> Iterator[Callable[..., Wire]]:
    opened: list[Wire] = []

    def make(**device: object) -> Wire:
        opened.append(Wire(**device))
        return opened[-1]

    yield make
    for wire in opened:
        wire.device.close()


@pytest.fixture
def wire(open_wire: Callable[..., Wire]) -> Wire:
    return open_wire()


def test_an_answer_has_the_addresses_exchanged(wire: Wire) -> None:
    assert wire.ask(PING) == Answer.done()


def test_another_controllers_frames_are_not_heard(wire: Wire) -> None:
    assert wire.ask(set_power(on=False), destination=8) is None
    assert wire.device.state().on


@pytest.mark.parametrize("broadcast", [0xFFFE, 0xFFFF])
def test_broadcasts_are_obeyed_in_silence(wire: Wire, broadcast: int) -> None:
    assert wire.ask(set_power(on=False), destination=broadcast) is None
    assert not wire.device.state().on


def test_who_wants_no_answer_gets_none(wire: Wire) -> None:
    assert wire.ask(Request(0xA3, 0x00, b"\x02", reply_wanted=False)) is None
    assert not wire.device.state().on


@pytest.mark.parametrize(
    "request_, error",
    [
        (Request(0xA9, 0x00), ErrorCode.UNKNOWN_GROUP),
        (Request(0xA0, 0x00), ErrorCode.UNKNOWN_GROUP),
        (Request(0xA2, 0x55), ErrorCode.UNKNOWN_COMMAND),
        (Request.of(Command.SET_CLOCK, b"\x99" * 8), ErrorCode.CLOCK),
        (Request.of(Command.POWER), ErrorCode.BLOCK),
        (Request.of(Command.POWER, b"\x00"), ErrorCode.BLOCK),
        (Request.of(Command.BRIGHTNESS, b"\x01\x10"), ErrorCode.BLOCK),
        (Request.of(Command.BRIGHTNESS, b"\x02\x01"), ErrorCode.BLOCK),
        (Request.of(Command.UPDATE_AREAS, b"\x00\x01"), ErrorCode.BLOCK),
    ],
)
def test_what_cannot_be_done_is_answered_with_its_error(
    wire: Wire, request_: Request, error: ErrorCode
) -> None:
    before = wire.device.state()
    assert wire.ask(request_) == Answer.done(error)
    assert wire.device.state() == before


@pytest.mark.parametrize("complains, answer", [(False, None), (True, Answer.done(ErrorCode.CRC))])
def test_a_damaged_frame_is_answered_by_some_models(
    open_wire: Callable[..., Wire], complains: bool, answer: Answer | None
) -> None:
    raw = OnbonFrame(7, 0x8001, PING.to_data()).to_bytes()
    damaged = raw.replace(b"\xa2\x00\x01", b"\xa2\x00\x03")
    assert open_wire(complains=complains).exchange(damaged) == answer


def update(*areas: DynamicArea, **delete: object) -> Request:
    return Request.of(Command.UPDATE_AREAS, AreaUpdate(areas, **delete).to_parameters())  # type: ignore[arg-type]


def area(text: str, area_id: int = 0, *, x: int = 0, width: int = 32, height: int = 16) -> DynamicArea:
    return DynamicArea(width, height, text.encode("gbk"), x, area_id=area_id)


def test_areas_are_replaced_and_deleted_by_id(wire: Wire) -> None:
    wire.ask(update(area("左"), area("右", 1, x=32)))
    assert wire.device.state().text == "左 右"
    wire.ask(update(area("中", 1), delete=frozenset({0})))
    assert wire.device.state().text == "中"
    wire.ask(update(delete_all=True))
    assert wire.device.state().areas == ()
    assert wire.changes == ["左 右", "中", ""]


def test_a_status_counts_what_is_shown(wire: Wire) -> None:
    wire.ask(update(area("A", 4)))
    wire.ask(set_brightness(3))
    answer = wire.ask(Request.of(Command.STATUS))
    assert answer is not None
    assert (answer.group, answer.command, answer.error) == (0xA1, 0x02, 0)
    assert (answer.parameters[:2], answer.parameters[17:19]) == (b"\x01\x03", b"\x01\x04")


def test_an_area_that_does_not_fit_is_refused(wire: Wire) -> None:
    for wrong in (area("A", x=40), area("A", height=17), area("A", width=0)):
        assert wire.ask(update(wrong)) == Answer.done(ErrorCode.BLOCK)


def test_areas_are_few() -> None:
    controller = OnbonController(width=64, height=16)
    full = update(*(area("A", number) for number in range(MOST_AREAS)))
    assert controller.obey(full).error == 0
    assert controller.obey(update(area("B", 99))).error == ErrorCode.MEMORY


def test_a_dark_sign_keeps_its_text(wire: Wire) -> None:
    wire.ask(update(area("A023")))
    wire.ask(set_power(on=False))
    assert wire.device.state().text == ""
    wire.ask(set_power(on=True))
    assert wire.device.state().text == "A023"


def test_a_power_cut_forgets_the_areas(wire: Wire) -> None:
    wire.ask(update(area("A023")))
    wire.device.switch_off_and_on()
    assert wire.device.state().text == ""


def test_a_late_answer_comes_when_its_time_has_come(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire(late_seconds=60.0)
    wire.device.set_fault(OnbonFault.LATE)
    assert wire.ask(set_power(on=False)) is None
    assert not wire.device.state().on
    wire.clock.advance(60.0)
    assert wire.hear(5.0) == Answer.done()


@pytest.mark.parametrize(
    "fault, error", [(OnbonFault.BUSY, ErrorCode.BUSY), (OnbonFault.MEMORY_FULL, ErrorCode.MEMORY)]
)
def test_a_refusing_controller_does_nothing(wire: Wire, fault: OnbonFault, error: ErrorCode) -> None:
    wire.device.set_fault(fault)
    assert wire.device.fault is fault
    assert wire.ask(set_power(on=False)) == Answer.done(error)
    assert wire.device.state().on


def test_an_answer_with_a_damaged_check_is_no_frame(wire: Wire) -> None:
    wire.device.set_fault(OnbonFault.DAMAGED_CRC)
    wire.end.write(OnbonFrame(7, 0x8001, PING.to_data()).to_bytes())
    wait_until(lambda: wire.device.requests)
    heard = wire.end.read(1.0)
    assert heard
    assert not any(isinstance(item, OnbonFrame) for item in OnbonDecoder().feed(heard))


@pytest.mark.fuzz
@given(st.lists(st.tuples(st.sampled_from(Command), st.binary(max_size=50)), max_size=6))
def test_a_controller_survives_any_request(requests: list[tuple[Command, bytes]]) -> None:
    controller = OnbonController(width=64, height=16)
    for command, parameters in requests:
        controller.obey(Request.of(command, parameters))
        assert isinstance(controller.state.text, str)
