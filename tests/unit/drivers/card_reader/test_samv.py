"""The identity card reader's driver against its emulator: every fault, and what reaches the wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.model import SamvReader as Settings
from drivers.card_reader import samv_protocol as protocol
from drivers.card_reader.demo_cards import EXAMPLE_NUMBER, DemoCard, demo_id_cards
from drivers.card_reader.port import CardIdentity
from drivers.card_reader.samv import FIND_INTERVAL, SamvReader
from drivers.card_reader.samv_device import CardData
from drivers.card_reader.samv_emulator import SamvEmulator, SamvFault
from drivers.card_reader.samv_frames import SamvReply, SamvRequest
from drivers.errors import BadAnswer, DeviceRefused, DeviceUnusable, NoAnswer, TransientFault
from drivers.link.faults import Faults
from drivers.link.pipe import PipeEnd, pipe

SETTINGS = Settings(id="idr", kind="card_reader", driver="samv", link="emulator:idr")


class ManualClock:
    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class ScriptedLink:
    """Answers the n-th request with the n-th script; what is not scripted is silence that takes no time."""

    name = "scripted"

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.written: list[bytes] = []
        self._waiting = b""

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self._waiting = self.answers.pop(0) if self.answers else b""

    def read(self, timeout: float) -> bytes:
        if timeout == 0:
            return b""
        data, self._waiting = self._waiting, b""
        return data

    def close(self) -> None:
        pass


class Bench:
    def __init__(self, *, keeps_finding: bool = False, settings: Settings = SETTINGS) -> None:
        self.host, device = pipe()
        self.emulator = SamvEmulator(device, keeps_finding=keeps_finding)
        self.emulator.start()
        self.clock = ManualClock()
        self.reader = SamvReader(self.host, settings, clock=self.clock, sleep=self.clock.sleep)

    def close(self) -> None:
        self.reader.close()
        self.emulator.close()


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


def card(card_id: str) -> CardData:
    data = next(demo.card for demo in demo_id_cards() if demo.id == card_id)
    assert isinstance(data, CardData)
    return data


@pytest.mark.parametrize("demo", demo_id_cards(), ids=lambda demo: demo.id)
def test_every_demo_card_is_read_or_refused_for_its_check_digit(bench: Bench, demo: DemoCard) -> None:
    assert isinstance(demo.card, CardData)
    bench.emulator.present(demo.card)
    if demo.id == "id-wrong-check":
        with pytest.raises(DeviceRefused, match="check"):
            bench.reader.read_card()
    else:
        identity = bench.reader.read_card()
        assert identity is not None
        assert identity.number == demo.card.text.number
        assert identity.name == demo.card.text.display_name != ""


def test_a_reading_is_find_select_read(bench: Bench) -> None:
    bench.emulator.present(card("id-zhangsan"))
    bench.reader.read_card()
    assert bench.emulator.requests == (protocol.FIND_CARD, protocol.SELECT_CARD, protocol.READ_TEXT_PHOTO)
    assert bench.emulator.state() == {"card": "read", "fault": "none"}


def test_searches_keep_the_vendors_pace(bench: Bench) -> None:
    for _ in range(3):
        bench.reader.read_card()
    assert bench.clock.slept == [FIND_INTERVAL] * 2


def test_silence_is_no_answer_never_no_card(bench: Bench) -> None:
    link = ScriptedLink()
    reader = SamvReader(link, SETTINGS, clock=bench.clock, sleep=bench.clock.sleep)
    with pytest.raises(NoAnswer):
        reader.read_card()
    with pytest.raises(NoAnswer):
        reader.check()


@pytest.mark.parametrize("fault", [SamvFault.DAMAGED_CHECKSUM, SamvFault.CUT_REPLY])
def test_a_damaged_answer_is_a_bad_answer(fault: SamvFault) -> None:
    whole = SamvReply(0x80).to_bytes()
    damaged = whole[:-1] + b"\x00" if fault is SamvFault.DAMAGED_CHECKSUM else whole[:-3]
    clock = ManualClock()
    reader = SamvReader(ScriptedLink(damaged), SETTINGS, clock=clock, sleep=clock.sleep)
    with pytest.raises(BadAnswer):
        reader.read_card()


@pytest.mark.parametrize(
    "fault, error",
    [
        (SamvFault.SILENT, NoAnswer),
        (SamvFault.CUT_REPLY, BadAnswer),
        (SamvFault.DAMAGED_CHECKSUM, BadAnswer),
        (SamvFault.NOT_AUTHORISED, DeviceUnusable),
    ],
)
def test_what_each_fault_of_the_emulator_means(
    bench: Bench, fault: SamvFault, error: type[Exception]
) -> None:
    bench.emulator.set_fault(fault)
    with pytest.raises(error):
        bench.reader.check()
    bench.emulator.set_fault(SamvFault.NONE)
    bench.reader.check()


def test_garbage_before_the_preamble_does_no_harm(bench: Bench) -> None:
    bench.emulator.set_fault(SamvFault.GARBAGE_FIRST)
    bench.emulator.present(card("id-zhangsan"))
    assert bench.reader.read_card() is not None


def test_a_reader_that_finds_nothing_for_ever_sees_no_card(bench: Bench) -> None:
    bench.emulator.set_fault(SamvFault.FIND_FAILS)
    bench.emulator.present(card("id-zhangsan"))
    assert bench.reader.read_card() is None


def test_a_failed_reading_stays_refused_without_asking_the_card_again() -> None:
    found, selected = SamvReply(0x9F, bytes(4)).to_bytes(), SamvReply(0x90, bytes(8)).to_bytes()
    link = ScriptedLink(found, selected, SamvReply(0x41).to_bytes(), found, SamvReply(0x80).to_bytes())
    clock = ManualClock()
    reader = SamvReader(link, SETTINGS, clock=clock, sleep=clock.sleep)
    for _ in range(2):
        with pytest.raises(DeviceRefused):
            reader.read_card()
    assert reader.read_card() is None
    assert len(link.written) == 5


@pytest.mark.parametrize("status", [0x81, 0x31, 0x32, 0x33, 0x40, 0x47])
def test_a_card_that_cannot_be_selected_is_refused(status: int) -> None:
    link = ScriptedLink(SamvReply(0x9F, bytes(4)).to_bytes(), SamvReply(status).to_bytes())
    clock = ManualClock()
    with pytest.raises(DeviceRefused):
        SamvReader(link, SETTINGS, clock=clock, sleep=clock.sleep).read_card()


@pytest.mark.parametrize("status", [0x10, 0x11])
def test_a_request_that_arrived_damaged_is_sent_once_more(status: int) -> None:
    complaint = SamvReply(status).to_bytes()
    clock = ManualClock()
    link = ScriptedLink(complaint, SamvReply(0x80).to_bytes())
    assert SamvReader(link, SETTINGS, clock=clock, sleep=clock.sleep).read_card() is None
    assert link.written == [protocol.FIND_CARD.to_bytes()] * 2
    with pytest.raises(BadAnswer):
        SamvReader(ScriptedLink(complaint, complaint), SETTINGS, clock=clock, sleep=clock.sleep).check()


@pytest.mark.parametrize("status", [0x60, 0x66])
def test_some_faults_need_a_person(status: int) -> None:
    clock = ManualClock()
    reader = SamvReader(ScriptedLink(SamvReply(status).to_bytes()), SETTINGS, clock=clock, sleep=clock.sleep)
    with pytest.raises(DeviceUnusable):
        reader.read_card()


def test_a_late_answer_to_another_request_is_passed_over() -> None:
    late = SamvReply(0x90, bytes(8)).to_bytes()
    clock = ManualClock()
    link = ScriptedLink(late + SamvReply(0x80).to_bytes())
    assert SamvReader(link, SETTINGS, clock=clock, sleep=clock.sleep).read_card() is None


def test_a_card_that_keeps_being_found_is_suppressed_while_it_is_watched() -> None:
    bench = Bench(keeps_finding=True)
    bench.emulator.present(card("id-zhangsan"))
    assert bench.reader.read_card() is not None
    for _ in range(40):
        assert bench.reader.read_card() is None
    bench.clock.now += SETTINGS.repeat_suppress_seconds
    assert bench.reader.read_card() is not None
    bench.close()


def test_another_card_counts_at_once_even_without_a_gap() -> None:
    bench = Bench(keeps_finding=True)
    bench.emulator.present(card("id-zhangsan"))
    bench.reader.read_card()
    bench.emulator.present(card("id-lisi"))
    identity = bench.reader.read_card()
    assert identity is not None
    assert identity.name == "李四测试"
    bench.close()


def test_suppression_can_be_switched_off() -> None:
    bench = Bench(keeps_finding=True, settings=SETTINGS.model_copy(update={"repeat_suppress_seconds": 0.0}))
    bench.emulator.present(card("id-zhangsan"))
    assert None not in [bench.reader.read_card() for _ in range(3)]
    bench.close()


def test_the_sam_id(bench: Bench) -> None:
    assert bench.reader.sam_id() == "05.01-20240101-0000012345-0000067890"


# --- the emulator by itself ----------------------------------------------------------------------------------


def exchange(bench: Bench, wire: bytes) -> bytes:
    bench.host.write(wire)
    return bench.host.read(1.0)


@pytest.mark.parametrize(
    "request_, expected",
    [
        (protocol.RESET, SamvReply(0x90)),
        (protocol.set_baud(9600), SamvReply(0x90)),
        (SamvRequest(0x60, 0x05), SamvReply(0x21)),
        (protocol.set_max_rf_block(0x58), SamvReply(0x90)),
        (SamvRequest(0x61, 0xFF), SamvReply(0x11)),
        (SamvRequest(0x11, 0x00), SamvReply(0x21)),
        (SamvRequest(0x20, 0x03), SamvReply(0x21)),
        (SamvRequest(0x77, 0x01), SamvReply(0x21)),
        (protocol.FIND_CARD, SamvReply(0x80)),
        (protocol.SELECT_CARD, SamvReply(0x81)),
        (protocol.READ_TEXT_PHOTO, SamvReply(0x41)),
    ],
)
def test_answers_of_an_empty_reader(bench: Bench, request_: SamvRequest, expected: SamvReply) -> None:
    assert exchange(bench, request_.to_bytes()) == expected.to_bytes()


def test_bad_requests_are_answered_as_the_table_says(bench: Bench) -> None:
    wrong_checksum = protocol.FIND_CARD.to_bytes()[:-1] + b"\x00"
    assert exchange(bench, wrong_checksum) == SamvReply(0x10).to_bytes()
    wrong_length = bytes.fromhex("AAAAAA9669 0002 20 22")
    assert exchange(bench, wrong_length) == SamvReply(0x11).to_bytes()


def test_address_chip_number_and_fingerprint(bench: Bench) -> None:
    for wire in (protocol.FIND_CARD, protocol.SELECT_CARD):
        bench.emulator.present(card("id-lisi")) if wire is protocol.FIND_CARD else None
        exchange(bench, wire.to_bytes())
    address = exchange(bench, protocol.READ_ADDRESS.to_bytes())
    assert len(address) == 11 + protocol.ADDRESS_BYTES
    assert "新址路".encode("utf-16-le") in address
    assert len(exchange(bench, protocol.READ_CHIP_NUMBER.to_bytes())) == 11 + 28
    assert len(exchange(bench, protocol.READ_WITH_FINGERPRINT.to_bytes())) == 1297
    assert exchange(bench, protocol.FIND_CARD.to_bytes()) == SamvReply(0x80).to_bytes()


def test_the_page_is_told_of_changes() -> None:
    host, device = pipe()
    changes: list[object] = []
    emulator = SamvEmulator(device, on_change=lambda: changes.append(emulator.state()["card"]))
    emulator.start()
    emulator.present(card("id-zhangsan"))
    SamvReader(host, SETTINGS).read_card()
    emulator.lift()
    emulator.close()
    assert changes == ["present", "selected", "read", "no-card"]


# --- bad lines -----------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(
    st.integers(0, 10_000),
    st.floats(0, 0.02),
    st.floats(0, 0.02),
    st.booleans(),
)
def test_on_a_lossy_line_a_card_is_read_right_or_not_at_all(
    seed: int, loss: float, corruption: float, by_byte: bool
) -> None:
    """Answers that never come are not waited for: the clock is manual and the line says when it is silent."""
    whole = [
        SamvReply(0x9F, bytes(4)).to_bytes(),
        SamvReply(0x90, bytes(8)).to_bytes(),
        _reading().to_bytes(),
    ]
    damage = Faults(loss=loss, corruption=corruption, one_byte_at_a_time=by_byte, seed=seed)
    host, device = pipe(from_second=damage)
    clock = ManualClock()
    reader = SamvReader(_Answering(host, device, whole), SETTINGS, clock=clock, sleep=clock.sleep)
    try:
        identity: CardIdentity | None = reader.read_card()
    except TransientFault:
        return
    assert identity is None or (identity.number, identity.name) == (EXAMPLE_NUMBER, "张三测试")


def _reading() -> SamvReply:
    bench = Bench()
    bench.emulator.present(card("id-zhangsan"))
    for request in (protocol.FIND_CARD, protocol.SELECT_CARD):
        exchange(bench, request.to_bytes())
    wire = exchange(bench, protocol.READ_TEXT_PHOTO.to_bytes())
    bench.close()
    return SamvReply(0x90, wire[10:-1])


class _Answering:
    """The host's end; each request puts the next answer on the line, and an empty line is silent at once."""

    def __init__(self, host: PipeEnd, device: PipeEnd, answers: list[bytes]) -> None:
        self._host, self._device, self._answers = host, device, answers
        self.name = "answering"

    def write(self, data: bytes) -> None:
        if self._answers:
            self._device.write(self._answers.pop(0))

    def read(self, timeout: float) -> bytes:
        return self._host.read(0) if timeout else b""

    def close(self) -> None:
        pass
