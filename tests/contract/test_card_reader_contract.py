"""What every card reader does, whatever it is and however bad its line: one suite for the double, the real drivers over
their emulators in memory and over a pty, a set of hostile lines, and this computer's own PC/SC service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from config.model import PcscReader as PcscSettings
from config.model import SamvReader as SamvSettings
from config.model import VpcdReader as VpcdSettings
from drivers.card_reader.demo_cards import EXAMPLE_NUMBER, demo_id_cards, demo_social_security_cards
from drivers.card_reader.pcsc import PcscReader
from drivers.card_reader.port import CardIdentity, CardReader, CardScheme
from drivers.card_reader.samv import SamvReader
from drivers.card_reader.samv_device import CardData
from drivers.card_reader.samv_emulator import SamvEmulator, SamvFault
from drivers.card_reader.simulated import SimulatedReader
from drivers.card_reader.ssc_chip import SocialSecurityData
from drivers.card_reader.ssc_emulator import SscEmulator, SscFault
from drivers.card_reader.vpcd import VpcdReader
from drivers.errors import DeviceRefused, LinkLost
from drivers.link.faults import NO_FAULTS, Faults
from drivers.link.pipe import pipe
from drivers.link.port import Link
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from tests.fakes.virtual_card import ProcessSlot
from tests.fixtures.pcsc import PcscDaemon, service_runs


class ManualClock:
    """Sleeping takes no time and moves the clock."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Desk:
    """A reader and the hands that lay cards on it."""

    reader: CardReader
    scheme: CardScheme
    present: Callable[[], None]
    present_unreadable: Callable[[], None]
    lift: Callable[[], None]
    break_line: Callable[[], None]


SAMV_SETTINGS = SamvSettings(id="idr", kind="card_reader", driver="samv", link="emulator:idr")
VPCD_SETTINGS = VpcdSettings(
    id="ssc", kind="card_reader", driver="vpcd", link="emulator:ssc", answer_timeout_seconds=0.4
)

PCSC_SETTINGS = PcscSettings(
    id="ssc", kind="card_reader", driver="pcsc", reader="virtual reader 00 00", answer_timeout_seconds=1.0
)
ON_THE_REAL_SERVICE = "pcsc on this computer's service"


@contextmanager
def simulated() -> Iterator[Desk]:
    reader = SimulatedReader()
    card = CardIdentity(CardScheme.ID_CARD, EXAMPLE_NUMBER, "张三测试")
    yield Desk(
        reader,
        CardScheme.ID_CARD,
        lambda: reader.present(card),
        lambda: reader.present(card, readable=False),
        reader.lift,
        lambda: reader.fail_with(LinkLost("The cable was pulled.")),
    )


@contextmanager
def linked(
    kind: str, from_host: Faults = NO_FAULTS, from_device: Faults = NO_FAULTS
) -> Iterator[tuple[Link, Link, Callable[[], None]]]:
    if kind == "pty":
        device = open_pty()
        host = open_serial(device.address, baudrate=115200)
        yield host, device, device.unplug
        return
    ours, theirs = pipe(from_first=from_host, from_second=from_device)
    yield ours, theirs, ours.unplug


@contextmanager
def samv(line: str, *, keeps_finding: bool = False, **faults: Faults) -> Iterator[Desk]:
    cards = {card.id: card.card for card in demo_id_cards()}
    with linked(line, **faults) as (host, device, unplug):
        emulator = SamvEmulator(device, keeps_finding=keeps_finding)
        emulator.start()
        clock = ManualClock()

        def present(fault: SamvFault) -> None:
            emulator.set_fault(fault)
            card = cards["id-zhangsan"]
            assert isinstance(card, CardData)
            emulator.present(card)

        yield Desk(
            SamvReader(host, SAMV_SETTINGS, clock=clock, sleep=clock.sleep),
            CardScheme.ID_CARD,
            lambda: present(SamvFault.NONE),
            lambda: present(SamvFault.READ_FAILS),
            emulator.lift,
            unplug,
        )
        emulator.close()


@contextmanager
def vpcd(line: str, **faults: Faults) -> Iterator[Desk]:
    cards = {card.id: card.card for card in demo_social_security_cards()}
    with linked(line, **faults) as (host, device, unplug):
        emulator = SscEmulator(device)
        emulator.start()
        clock = ManualClock()

        def present(fault: SscFault) -> None:
            emulator.set_fault(fault)
            card = cards["ssc-zhangsan"]
            assert isinstance(card, SocialSecurityData)
            emulator.present(card)

        yield Desk(
            VpcdReader(host, VPCD_SETTINGS, clock=clock, sleep=clock.sleep),
            CardScheme.SOCIAL_SECURITY,
            lambda: present(SscFault.NONE),
            lambda: present(SscFault.NONSENSE),
            emulator.lift,
            unplug,
        )
        emulator.close()


def zhangsan() -> SocialSecurityData:
    card = demo_social_security_cards()[0].card
    assert isinstance(card, SocialSecurityData)
    return card


@contextmanager
def pcsc() -> Iterator[Desk]:
    slot = ProcessSlot()

    def end_service() -> None:
        slot.looking = LinkLost("The PC/SC service has ended.")

    yield Desk(
        PcscReader(PCSC_SETTINGS, open_service=slot.open),
        CardScheme.SOCIAL_SECURITY,
        lambda: slot.present(zhangsan()),
        lambda: slot.present(zhangsan(), SscFault.NONSENSE),
        slot.lift,
        end_service,
    )


@contextmanager
def pcsc_on(daemon: PcscDaemon) -> Iterator[Desk]:
    slot = daemon.slot()
    yield Desk(
        PcscReader(PCSC_SETTINGS),
        CardScheme.SOCIAL_SECURITY,
        lambda: slot.present(zhangsan()),
        lambda: slot.present(zhangsan(), SscFault.NONSENSE),
        slot.lift,
        daemon.stop,
    )
    if service_runs():
        slot.lift()


SLOW_BYTES = Faults(one_byte_at_a_time=True)
GARBAGE = Faults(leading_garbage=bytes.fromhex("FFAAAAAA9605AA"))

DESKS: dict[str, Callable[[], AbstractContextManager[Desk]]] = {
    "simulated": simulated,
    "samv pipe": lambda: samv("pipe"),
    "samv that keeps finding": lambda: samv("pipe", keeps_finding=True),
    "samv byte by byte": lambda: samv("pipe", from_host=SLOW_BYTES, from_device=SLOW_BYTES),
    "samv garbage first": lambda: samv("pipe", from_host=GARBAGE, from_device=GARBAGE),
    "samv pty": lambda: samv("pty"),
    "vpcd pipe": lambda: vpcd("pipe"),
    "vpcd byte by byte": lambda: vpcd("pipe", from_host=SLOW_BYTES, from_device=SLOW_BYTES),
    "vpcd pty": lambda: vpcd("pty"),
    "pcsc in this process": pcsc,
}


@pytest.fixture(params=[*DESKS, ON_THE_REAL_SERVICE])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with ExitStack() as stack:
        if request.param == ON_THE_REAL_SERVICE:
            desk = stack.enter_context(pcsc_on(request.getfixturevalue("pcsc_daemon")))
        else:
            desk = stack.enter_context(DESKS[request.param]())
        yield desk
        desk.reader.close()


def test_an_empty_reader_works_and_sees_no_card(desk: Desk) -> None:
    desk.reader.check()
    assert desk.reader.read_card() is None


def test_a_card_is_read_with_its_number_and_name(desk: Desk) -> None:
    desk.present()
    assert desk.reader.read_card() == CardIdentity(desk.scheme, EXAMPLE_NUMBER, "张三测试")


def test_a_card_that_stays_is_reported_once(desk: Desk) -> None:
    desk.present()
    assert desk.reader.read_card() is not None
    assert [desk.reader.read_card() for _ in range(4)] == [None] * 4


def test_a_card_lifted_and_presented_again_counts_again(desk: Desk) -> None:
    desk.present()
    first = desk.reader.read_card()
    desk.lift()
    assert desk.reader.read_card() is None
    desk.present()
    assert desk.reader.read_card() == first


def test_a_card_that_cannot_be_read_is_refused_until_lifted(desk: Desk) -> None:
    desk.present_unreadable()
    with pytest.raises(DeviceRefused):
        desk.reader.read_card()
    desk.lift()
    assert desk.reader.read_card() is None
    desk.present()
    assert desk.reader.read_card() is not None


def test_a_refusal_says_nothing_about_the_person(desk: Desk) -> None:
    desk.present_unreadable()
    with pytest.raises(DeviceRefused) as refusal:
        desk.reader.read_card()
    assert EXAMPLE_NUMBER not in str(refusal.value)
    assert "张三" not in str(refusal.value)


def test_a_pulled_cable_is_lost_at_once(desk: Desk) -> None:
    desk.reader.check()
    desk.break_line()
    with pytest.raises(LinkLost):
        desk.reader.read_card()
    with pytest.raises(LinkLost):
        desk.reader.check()
