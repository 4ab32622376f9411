"""The social security card's session, with the chip in process, and the terminal over a link."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.model import VpcdReader as Settings
from drivers.card_reader import vpcd_frames as frames
from drivers.card_reader.demo_cards import EXAMPLE_NUMBER, DemoCard, demo_social_security_cards
from drivers.card_reader.port import CardIdentity, CardScheme
from drivers.card_reader.ssc_card import read_holder
from drivers.card_reader.ssc_chip import Manners, SocialSecurityData, SscChip
from drivers.card_reader.ssc_emulator import ATR, SscEmulator, SscFault
from drivers.card_reader.vpcd import SAME_CARD_SECONDS, VpcdReader
from drivers.errors import BadAnswer, DeviceRefused, TransientFault
from drivers.link.pipe import PipeEnd, pipe
from tests.fakes.manual_clock import ManualClock

SETTINGS = Settings(
    id="ssc", kind="card_reader", driver="vpcd", link="emulator:ssc", answer_timeout_seconds=0.1
)
CARD = SocialSecurityData(EXAMPLE_NUMBER, "张三测试")
ZHANG_SAN = CardIdentity(CardScheme.SOCIAL_SECURITY, EXAMPLE_NUMBER, "张三测试")


class Recorder:
    """A terminal with the chip in process."""

    def __init__(self, card: SocialSecurityData, manners: Manners) -> None:
        self.chip = SscChip(card, manners)
        self.sent: list[bytes] = []

    def __call__(self, apdu: bytes) -> bytes:
        self.sent.append(apdu)
        return self.chip.answer(apdu)


@pytest.mark.parametrize("generation", [1, 2, 3])
@pytest.mark.parametrize(
    "manners",
    [
        Manners(),
        Manners(exact_length=False),
        Manners(get_response=True),
        Manners(short_file_ids=False),
        Manners(short_file_ids=False, get_response=True),
    ],
    ids=["exact Le", "any Le", "61xx", "no short ids", "no short ids, 61xx"],
)
def test_every_generation_with_every_manner(generation: int, manners: Manners) -> None:
    card = SocialSecurityData(EXAMPLE_NUMBER, "张三测试", generation)
    assert read_holder(Recorder(card, manners)) == ZHANG_SAN


def test_the_commands_on_the_wire() -> None:
    terminal = Recorder(CARD, Manners())
    read_holder(terminal)
    assert terminal.sent == [
        bytes.fromhex("00A404000F 7378312E73682E C9E7BBE1B1A3D5CF"),
        bytes.fromhex("00B2032C06"),
        bytes.fromhex("00B2013414"),
        bytes.fromhex("00B2023420"),
    ]


def test_the_name_record_to_the_byte() -> None:
    chip = SscChip(SocialSecurityData(EXAMPLE_NUMBER, "张三"), Manners())
    chip.answer(bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF"))
    assert chip.answer(bytes.fromhex("00B2023420")) == bytes.fromhex("091ED5C5C8FD") + bytes(26) + b"\x90\x00"
    assert chip.answer(bytes.fromhex("00B2023400")) == bytes.fromhex("6C20")


def test_a_wrong_length_is_followed_with_the_one_the_card_names() -> None:
    answers = {
        bytes.fromhex("00B2013414"): bytes.fromhex("6C14"),
    }
    asked: list[bytes] = []
    chip = SscChip(CARD, Manners())

    def transmit(apdu: bytes) -> bytes:
        asked.append(apdu)
        return answers.pop(apdu, None) or chip.answer(apdu)

    assert read_holder(transmit) == ZHANG_SAN
    assert asked.count(bytes.fromhex("00B2013414")) == 2


def test_a_card_that_never_stops_correcting_us_is_given_up() -> None:
    with pytest.raises(DeviceRefused):
        read_holder(lambda apdu: b"\x90\x00" if apdu[1] == 0xA4 else b"\x6c\x01")


def test_verify_is_never_sent_and_no_more_is_read_than_needed() -> None:
    for manners in (Manners(), Manners(get_response=True), Manners(short_file_ids=False)):
        terminal = Recorder(CARD, manners)
        read_holder(terminal)
        assert {apdu[1] for apdu in terminal.sent} <= {0xA4, 0xB2, 0xC0}
        read_records = {apdu[2] for apdu in terminal.sent if apdu[1] == 0xB2 and apdu[3] in {0x34, 0x04}}
        assert read_records <= {1, 2, 3}


def test_a_long_name_goes_on_in_the_next_record() -> None:
    name = "测试姓名很长很长很长很长很长的人"
    card = SocialSecurityData(EXAMPLE_NUMBER, name, 3)
    assert len(name.encode("gbk")) > 30
    assert read_holder(Recorder(card, Manners())).name == name
    assert read_holder(Recorder(SocialSecurityData(EXAMPLE_NUMBER, name, 1), Manners())).name == name[:15]


def test_another_card_is_refused() -> None:
    with pytest.raises(DeviceRefused, match="not a social security card"):
        read_holder(Recorder(CARD, Manners(other_card=True)))


@pytest.mark.parametrize("number", ["110105194912310021", "", "12345", "1101051949123100 X"])
def test_a_number_that_fails_the_check_is_refused(number: str) -> None:
    with pytest.raises(DeviceRefused, match="number"):
        read_holder(Recorder(SocialSecurityData(number, "张三测试"), Manners()))


@pytest.mark.parametrize("answer", [b"", b"\x90", b"\x09\x1e\xd5\x90\x00", b"\x09\x90\x00"])
def test_nonsense_is_a_bad_answer(answer: bytes) -> None:
    with pytest.raises(BadAnswer):
        read_holder(lambda apdu: b"\x90\x00" if apdu[1] == 0xA4 else answer)


@pytest.mark.parametrize("status", ["6982", "6700", "6D00", "6A82"])
def test_a_card_that_refuses_its_records_is_refused(status: str) -> None:
    with pytest.raises(DeviceRefused):
        read_holder(lambda apdu: b"\x90\x00" if apdu[2] == 0x04 else bytes.fromhex(status))


@given(st.lists(st.binary(max_size=40), max_size=60))
def test_any_answers_end_in_a_holder_or_a_plain_refusal(answers: list[bytes]) -> None:
    queue = iter(answers)
    with contextlib.suppress(TransientFault):
        read_holder(lambda _apdu: next(queue, b"\x6a\x83"))


@given(st.binary(max_size=300))
def test_the_chip_answers_every_command(apdu: bytes) -> None:
    assert len(SscChip(CARD, Manners()).answer(apdu)) >= 2


def test_a_pin_is_not_accepted() -> None:
    assert SscChip(CARD, Manners()).answer(bytes.fromhex("0020000003313233")) == bytes.fromhex("6982")


@pytest.mark.parametrize("demo", demo_social_security_cards(), ids=lambda demo: demo.id)
def test_demo_cards_are_readable(demo: DemoCard) -> None:
    assert isinstance(demo.card, SocialSecurityData)
    identity = read_holder(Recorder(demo.card, Manners()))
    assert (identity.number, identity.name) == (demo.card.number, demo.card.name)


# --- over a link ---------------------------------------------------------------------------------------------


def test_messages_to_the_byte() -> None:
    assert frames.message(frames.GET_ATR) == bytes.fromhex("000104")
    assert frames.message(ATR) == bytes.fromhex("000F 3B6B00000031C06477E30300829000")


@given(st.lists(st.binary(max_size=300), max_size=10), st.data())
def test_messages_come_out_of_any_chunking(bodies: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(frames.message(body) for body in bodies)
    decoder, found = frames.MessageDecoder(), list[bytes]()
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += decoder.feed(stream[:size])
        stream = stream[size:]
    assert found == bodies


@pytest.mark.fuzz
@given(st.lists(st.binary(max_size=2000), max_size=20))
def test_message_lengths_are_capped(chunks: list[bytes]) -> None:
    decoder = frames.MessageDecoder()
    for chunk in chunks:
        assert all(len(body) <= frames.MAX_MESSAGE for body in decoder.feed(chunk))


def test_faults_of_the_card_are_refusals_until_it_is_taken_out() -> None:
    host, device = pipe()
    emulator = SscEmulator(device)
    emulator.start()
    reader = VpcdReader(host, SETTINGS, sleep=lambda _: None)
    for fault in (SscFault.MUTE, SscFault.CUT_ANSWER, SscFault.NONSENSE):
        emulator.set_fault(fault)
        emulator.present(CARD)
        before = len(emulator.apdus)
        for _ in range(2):
            with pytest.raises(DeviceRefused):
                reader.read_card()
        assert len(emulator.apdus) == before + 1, "a refused card is left alone"
        emulator.set_fault(SscFault.NONE)
        emulator.lift()
        assert reader.read_card() is None
    emulator.present(CARD)
    assert reader.read_card() == ZHANG_SAN
    emulator.close()


def test_a_card_of_another_kind_over_the_link() -> None:
    host, device = pipe()
    emulator = SscEmulator(device, manners=Manners(other_card=True))
    emulator.start()
    emulator.present(CARD)
    with pytest.raises(DeviceRefused):
        VpcdReader(host, SETTINGS).read_card()
    assert emulator.state() == {"card": "present", "fault": "none"}
    emulator.close()


class Nonsense:
    """A terminal that answers everything with a message that is no ATR."""

    name = "nonsense"

    def __init__(self) -> None:
        self._waiting = b""

    def write(self, data: bytes) -> None:
        self._waiting = frames.message(b"\x00\x00")

    def read(self, timeout: float) -> bytes:
        data, self._waiting = (self._waiting, b"") if timeout else (b"", self._waiting)
        return data

    def close(self) -> None:
        pass


def test_an_answer_that_is_no_atr_is_a_bad_answer() -> None:
    with pytest.raises(BadAnswer):
        VpcdReader(Nonsense(), SETTINGS).check()


@pytest.mark.parametrize("garbage", ["FE EE E0 EF", "00", "00 0F 3B 6B 00"])
def test_bytes_that_make_no_message_are_no_empty_terminal(garbage: str) -> None:
    host, device = pipe()
    slow = SETTINGS.model_copy(update={"answer_timeout_seconds": 0.05})
    reader = VpcdReader(Late(host, device, bytes.fromhex(garbage)), slow)
    with pytest.raises(BadAnswer):
        reader.check()


class Late:
    """A terminal that says something once it is asked."""

    name = "late"

    def __init__(self, host: PipeEnd, device: PipeEnd, words: bytes) -> None:
        self._host, self._device, self._words = host, device, words

    def write(self, data: bytes) -> None:
        self._device.write(self._words)

    def read(self, timeout: float) -> bytes:
        return self._host.read(timeout)

    def close(self) -> None:
        self._host.close()


def test_a_card_exchanged_while_nobody_looked_counts_anew() -> None:
    host, device = pipe()
    emulator = SscEmulator(device)
    emulator.start()
    clock = ManualClock()
    reader = VpcdReader(host, SETTINGS, clock=clock, sleep=lambda _: None)
    emulator.present(CARD)
    assert reader.read_card() == ZHANG_SAN
    assert reader.read_card() is None
    other = demo_social_security_cards()[1].card
    assert isinstance(other, SocialSecurityData)
    emulator.present(other)
    clock.advance(SAME_CARD_SECONDS + 0.1)
    found = reader.read_card()
    assert found is not None
    assert found.number == other.number
    emulator.close()
