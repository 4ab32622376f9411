"""Card readers at a kiosk: polled only while a card is wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.card_reader.port import CardIdentity, CardReader, CardScheme
from drivers.card_reader.simulated import SimulatedReader
from drivers.errors import LinkUnavailable, NoAnswer
from drivers.status import Condition, DeviceStatus
from kiosk.reading import ReadingStation
from kiosk.views import CardRead, CardUnreadable, ReaderHealth, ReadersChanged
from tests.fakes.polling import wait_until

ID_CARD = CardIdentity(CardScheme.ID_CARD, "11010519491231002X", "张三测试")
SOCIAL = CardIdentity(CardScheme.SOCIAL_SECURITY, "A1234567X")


class Watched:
    """A station over readers in memory, with what it posted and reported."""

    def __init__(self, *names: str) -> None:
        self.readers = {name: SimulatedReader() for name in names}
        self.posted: list[object] = []
        self.reported: list[DeviceStatus] = []
        self.absent: set[str] = set()
        self.station = ReadingStation(
            {name: lambda name=name: self._open(name) for name in names},  # type: ignore[misc]
            self.posted.append,
            self.reported.append,
            check_seconds=0.2,
        )

    def _open(self, name: str) -> CardReader:
        if name in self.absent:
            raise LinkUnavailable("no such port")
        return self.readers[name]

    @property
    def health(self) -> ReaderHealth | None:
        found = [body.health for body in self.posted if isinstance(body, ReadersChanged)]
        return found[-1] if found else None

    def cards(self) -> list[CardRead]:
        return [body for body in self.posted if isinstance(body, CardRead)]


@pytest.fixture
def two() -> Iterator[Watched]:
    watched = Watched("idcard", "sscard")
    watched.station.start()
    wait_until(lambda: watched.health is ReaderHealth.READY)
    yield watched
    watched.station.close()


def test_a_card_is_read_only_while_one_is_wanted(two: Watched) -> None:
    two.readers["idcard"].present(ID_CARD)
    two.station.look_for_cards(True)
    wait_until(two.cards)
    two.station.look_for_cards(False)
    assert two.cards()[0].identity.number == ID_CARD.number
    assert two.cards()[0].identity.scheme.value == "id_card"
    assert "11010519491231002X" not in repr(two.posted)
    assert "张三测试" not in repr(two.posted)


def test_any_reader_may_find_it(two: Watched) -> None:
    two.station.look_for_cards(True)
    two.readers["sscard"].present(SOCIAL)
    wait_until(two.cards)
    assert two.cards()[0].identity.scheme.value == "social_security"


def test_an_unreadable_card_is_told_and_the_next_try_counts(two: Watched) -> None:
    two.station.look_for_cards(True)
    two.readers["idcard"].present(ID_CARD, readable=False)
    wait_until(lambda: CardUnreadable() in two.posted)
    two.readers["idcard"].lift()
    two.readers["idcard"].present(ID_CARD)
    wait_until(two.cards)
    assert two.health is ReaderHealth.READY


def test_a_number_that_no_card_has_is_an_unreadable_card(
    two: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    two.station.look_for_cards(True)
    two.readers["idcard"].present(CardIdentity(CardScheme.ID_CARD, "1" * 60))
    wait_until(lambda: CardUnreadable() in two.posted)
    assert two.cards() == []
    assert "1" * 10 not in capsys.readouterr().out


def test_one_reader_that_works_is_enough_and_none_is_not(two: Watched) -> None:
    two.readers["idcard"].fail_with(NoAnswer("silent"))
    wait_until(lambda: any(status.condition is Condition.OFFLINE for status in two.reported))
    assert two.health is ReaderHealth.READY
    two.readers["sscard"].fail_with(NoAnswer("silent"))
    two.station.look_for_cards(True)
    wait_until(lambda: two.health is ReaderHealth.BROKEN)
    two.readers["sscard"].fail_with(None)
    wait_until(lambda: two.health is ReaderHealth.READY)


def test_a_reader_that_is_not_plugged_in_is_reported_offline() -> None:
    watched = Watched("idcard")
    watched.absent.add("idcard")
    watched.station.start()
    wait_until(lambda: watched.health is ReaderHealth.BROKEN)
    assert watched.reported[0].condition is Condition.UNKNOWN
    assert watched.reported[-1].reason == "link_unavailable"
    watched.absent.clear()
    wait_until(lambda: watched.health is ReaderHealth.READY)
    watched.station.close()


def test_a_kiosk_without_readers_says_so_at_once() -> None:
    watched = Watched()
    watched.station.start()
    assert watched.health is ReaderHealth.BROKEN
    watched.station.close()
