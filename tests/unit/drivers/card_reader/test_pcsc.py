"""The PC/SC reader over a service in memory, and over this computer's own where there is one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from config.model import PcscReader as Settings
from drivers.card_reader.demo_cards import EXAMPLE_NUMBER, demo_social_security_cards
from drivers.card_reader.pcsc import PcscReader
from drivers.card_reader.pcsc_library import open_library
from drivers.card_reader.pcsc_service import choose_reader
from drivers.card_reader.port import CardIdentity, CardScheme
from drivers.card_reader.ssc_chip import Manners, SocialSecurityData
from drivers.card_reader.ssc_emulator import SscFault
from drivers.errors import DeviceRefused, LinkLost, LinkUnavailable, NoAnswer
from tests.fakes.polling import wait_until
from tests.fakes.virtual_card import ProcessSlot
from tests.fixtures.pcsc import PcscDaemon

READERS = ("ACS ACR38U 00 00", "HID OMNIKEY 5422 [Contact] 01 00", "HID OMNIKEY 5422 [Contactless] 01 01")
ZHANGSAN = CardIdentity(CardScheme.SOCIAL_SECURITY, EXAMPLE_NUMBER, "张三测试")


def card(index: int = 0) -> SocialSecurityData:
    data = demo_social_security_cards()[index].card
    assert isinstance(data, SocialSecurityData)
    return data


def settings(reader: str = "reader", seconds: float = 0.05) -> Settings:
    return Settings(
        id="ssc", kind="card_reader", driver="pcsc", reader=reader, answer_timeout_seconds=seconds
    )


@pytest.fixture
def slot() -> ProcessSlot:
    return ProcessSlot()


@pytest.fixture
def reader(slot: ProcessSlot) -> Iterator[PcscReader]:
    with closing(PcscReader(settings(), open_service=slot.open)) as reader:
        yield reader


# --- which reader --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part, name", [("acr38", READERS[0]), ("Contactless", READERS[2]), (READERS[1].upper(), READERS[1])]
)
def test_a_reader_is_known_by_a_part_of_its_name(part: str, name: str) -> None:
    assert choose_reader(READERS, part) == name


def test_a_whole_name_wins_over_a_longer_one() -> None:
    assert choose_reader(("Reader 1", "Reader 10"), "reader 1") == "Reader 1"


def test_a_part_of_several_names_means_none_of_them() -> None:
    with pytest.raises(LinkUnavailable, match=r"Contact\] 01 00, .*Contactless"):
        choose_reader(READERS, "OMNIKEY")


def test_a_reader_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(LinkUnavailable, match=r'"SCM".*ACR38U 00 00, HID'):
        choose_reader(READERS, "SCM")
    with pytest.raises(LinkUnavailable, match="none at all"):
        choose_reader((), "SCM")


def test_a_reader_plugged_in_later_is_found(slot: ProcessSlot, reader: PcscReader) -> None:
    slot.names = ()
    with pytest.raises(LinkUnavailable):
        reader.check()
    slot.names = ("Another Reader", "The Reader That Is Meant 02 00")
    with closing(PcscReader(settings("meant"), open_service=slot.open)) as late:
        late.check()


def test_an_unplugged_reader_is_a_lost_link(slot: ProcessSlot, reader: PcscReader) -> None:
    reader.check()
    slot.names = ()
    with pytest.raises(LinkLost):
        reader.read_card()


# --- cards ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "manners",
    [
        Manners(),
        Manners(exact_length=False),
        Manners(get_response=True),
        Manners(short_file_ids=False, get_response=True),
    ],
    ids=["6Cxx", "lenient", "61xx", "SELECT and 61xx"],
)
def test_reads_cards_of_all_manners(manners: Manners) -> None:
    slot = ProcessSlot(manners=manners)
    slot.present(card())
    with closing(PcscReader(settings(), open_service=slot.open)) as reader:
        assert reader.read_card() == ZHANGSAN
    assert not any(apdu[1] == 0x20 for apdu in slot.apdus)  # VERIFY


def test_another_kind_of_card_is_refused(reader: PcscReader, slot: ProcessSlot) -> None:
    bank = ProcessSlot(manners=Manners(other_card=True))
    bank.present(card())
    with closing(PcscReader(settings(), open_service=bank.open)) as other:
        with pytest.raises(DeviceRefused, match="not a social security card"):
            other.read_card()
        asked = len(bank.apdus)
        with pytest.raises(DeviceRefused, match="not a social security card"):
            other.read_card()
        assert len(bank.apdus) == asked


def test_a_card_exchanged_between_two_looks_is_a_new_one(slot: ProcessSlot, reader: PcscReader) -> None:
    slot.present(card(0))
    first = reader.read_card()
    slot.lift()
    slot.present(card(1))
    second = reader.read_card()
    assert first is not None
    assert second is not None
    assert first.number != second.number


def test_a_card_put_in_the_wrong_way_round_is_refused_without_a_word(
    slot: ProcessSlot, reader: PcscReader
) -> None:
    slot.mute = True
    slot.present(card())
    with pytest.raises(DeviceRefused, match="right way round"):
        reader.read_card()
    assert slot.apdus == []


def test_a_card_pulled_in_the_middle_is_refused_and_counts_when_it_is_back(
    slot: ProcessSlot, reader: PcscReader
) -> None:
    slot.present(card(), SscFault.MUTE)
    pulled = threading.Timer(0.01, slot.lift)
    pulled.start()
    with pytest.raises(DeviceRefused):
        reader.read_card()
    pulled.join()
    assert reader.read_card() is None
    slot.present(card())
    assert reader.read_card() == ZHANGSAN


# --- calls that do not return --------------------------------------------------------------------------------


def test_a_card_that_never_answers_is_refused_in_time_and_read_again_when_put_in_again(
    slot: ProcessSlot, reader: PcscReader
) -> None:
    slot.present(card(), SscFault.MUTE)
    with pytest.raises(DeviceRefused, match="stopped answering"):
        reader.read_card()
    with pytest.raises(DeviceRefused, match="stopped answering"):
        reader.read_card()
    assert slot.connections == 2  # the stuck one and a fresh one
    slot.lift()
    assert reader.read_card() is None
    slot.present(card())
    assert reader.read_card() == ZHANGSAN
    wait_until(lambda: slot.connections == 1)


def test_a_mute_card_costs_one_thread_however_long_it_lies_there(
    slot: ProcessSlot, reader: PcscReader
) -> None:
    slot.present(card(), SscFault.MUTE)
    before = threading.active_count()
    for _ in range(20):
        with pytest.raises(DeviceRefused):
            reader.read_card()
    assert threading.active_count() - before <= 2
    slot.lift()


def test_a_service_that_hangs_is_no_answer(slot: ProcessSlot) -> None:
    with closing(PcscReader(settings(), open_service=slot.open, service_seconds=0.05)) as reader:
        reader.check()
        slot.hangs = True
        with pytest.raises(NoAnswer, match="restart it"):
            reader.read_card()
        with pytest.raises(NoAnswer, match="restart it"):
            reader.check()
        slot.go_on()
        reader.check()
        wait_until(lambda: slot.connections == 1)


def test_a_closed_reader_lets_go_of_the_service_and_stays_closed(
    slot: ProcessSlot, reader: PcscReader
) -> None:
    reader.check()
    reader.close()
    assert slot.connections == 0
    with pytest.raises(LinkLost):
        reader.read_card()
    assert slot.connections == 0


def test_the_library_is_called_from_a_thread_of_its_own(slot: ProcessSlot, reader: PcscReader) -> None:
    slot.present(card())
    assert reader.read_card() == ZHANGSAN
    assert slot.threads == {"pcsc"}


def test_a_service_that_is_not_there_is_told_as_it_is(slot: ProcessSlot, reader: PcscReader) -> None:
    slot.opening = LinkUnavailable("The PC/SC service is not running.")
    with pytest.raises(LinkUnavailable, match="not running"):
        reader.check()
    slot.opening = None
    reader.check()


# --- this computer's own service -----------------------------------------------------------------------------


def test_a_mute_card_in_a_real_reader_is_refused_in_time(pcsc_daemon: PcscDaemon) -> None:
    real = pcsc_daemon.slot()
    with closing(PcscReader(settings("virtual reader 00 00", 0.3))) as reader:
        real.present(card(), SscFault.MUTE)
        with pytest.raises(DeviceRefused, match="stopped answering"):
            reader.read_card()
        real.lift()
        assert reader.read_card() is None
        real.present(card(1))
        assert reader.read_card() is not None
        real.lift()


def test_a_service_that_is_stopped_and_started_again(pcsc_daemon: PcscDaemon) -> None:
    with closing(PcscReader(settings("virtual reader 00 00"))) as reader:
        reader.check()
        pcsc_daemon.stop()
        with pytest.raises(LinkLost, match="has ended"):
            reader.check()
    with (
        closing(PcscReader(settings("virtual reader 00 00"))) as reader,
        pytest.raises(LinkUnavailable, match="start it with"),
    ):
        reader.check()
    pcsc_daemon.start()
    with closing(PcscReader(settings("virtual reader 00 00"))) as reader:
        reader.check()


def test_a_real_service_names_its_readers(pcsc_daemon: PcscDaemon) -> None:
    with closing(PcscReader(settings("no such"))) as reader, pytest.raises(LinkUnavailable) as failure:
        reader.check()
    assert pcsc_daemon.reader in str(failure.value)
    service = open_library()
    try:
        assert pcsc_daemon.reader in service.readers()
    finally:
        service.release()
