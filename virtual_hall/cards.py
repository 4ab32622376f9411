"""The cards that visitors may lay on the kiosks' readers.

Responsible for: what the page shows of each card, and which card lies on which kiosk. Not responsible for: what is in
a card (``drivers.card_reader.demo_cards``). Every person is invented.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drivers.card_reader.demo_cards import DemoCard
from drivers.card_reader.id_number import check_character
from drivers.card_reader.port import CardScheme
from drivers.card_reader.samv_device import CardData
from drivers.card_reader.samv_emulator import SamvEmulator
from drivers.card_reader.samv_text import CardText, CardType
from drivers.card_reader.ssc_chip import SocialSecurityData
from drivers.card_reader.ssc_emulator import SscEmulator

REST_SECONDS = 4.0
"""A card left lying is taken away after so long: people hold theirs for a moment."""


def scheme_of(card: DemoCard) -> CardScheme:
    """What kind of card it is."""
    return CardScheme.ID_CARD if isinstance(card.card, CardData) else CardScheme.SOCIAL_SECURITY


def invented_card(serial: int, born: int) -> DemoCard:
    """The ID card of somebody who does not exist, born in January of that year; the same for the same ``serial``.

    The number has the region of the standard's own example and a right check character.
    """
    birthday = f"{born}01{serial // 1000 % 28 + 1:02d}"
    first_17 = f"110105{birthday}{serial % 1000:03d}"
    name, number = f"居民{serial}测试", first_17 + check_character(first_17)
    text = CardText(CardType.CITIZEN, number, name, birth=birthday)
    return DemoCard(f"id-{serial}", f"{name}的身份证", f"ID card of resident {serial} (test)", CardData(text))


@dataclass(frozen=True, slots=True)
class KioskReaders:
    """The emulated readers of one kiosk; None where it has none."""

    samv: SamvEmulator | None
    ssc: SscEmulator | None

    def takes(self, scheme: CardScheme) -> bool:
        """True when a card of that kind can be laid on."""
        return (self.samv if scheme is CardScheme.ID_CARD else self.ssc) is not None


class CardTray:
    """Which card lies on which kiosk, at most one each; thread-safe. ``after`` runs an action some seconds later."""

    def __init__(
        self,
        readers: Mapping[str, KioskReaders],
        cards: tuple[DemoCard, ...],
        after: Callable[[float, Callable[[], None]], None],
    ) -> None:
        self._readers = readers
        self._cards = {card.id: card for card in cards}
        self._after = after
        self._lock = threading.Lock()
        self._lying: dict[str, str] = {}
        self._turns: dict[str, int] = {}

    def lying(self, kiosk: str) -> str | None:
        """Id of the card on that kiosk."""
        with self._lock:
            return self._lying.get(kiosk)

    def lay(self, kiosk: str, card_id: str) -> None:
        """Lay the card on the kiosk's reader for its kind; raises KeyError for what the hall does not have."""
        self.lay_other(kiosk, self._cards[card_id])

    def lay_other(self, kiosk: str, card: DemoCard) -> None:
        """Lay a card on that is not in the tray; raises KeyError as ``lay`` does."""
        readers = self._readers[kiosk]
        if not readers.takes(scheme_of(card)):
            raise KeyError(f"{kiosk} has no reader for this card")
        self.lift(kiosk)
        _put(readers, card.card)
        with self._lock:
            self._lying[kiosk] = card.id
            turn = self._turns[kiosk] = self._turns.get(kiosk, 0) + 1
        self._after(REST_SECONDS, lambda: self._lift_turn(kiosk, turn))

    def lift(self, kiosk: str) -> None:
        """Take away what lies there; KeyError for an unknown kiosk."""
        readers = self._readers[kiosk]
        with self._lock:
            self._lying.pop(kiosk, None)
        for reader in (readers.samv, readers.ssc):
            if reader is not None:
                reader.lift()

    def _lift_turn(self, kiosk: str, turn: int) -> None:
        """Lift, unless another card has been laid on since."""
        with self._lock:
            mine = self._turns.get(kiosk) == turn and kiosk in self._lying
        if mine:
            self.lift(kiosk)


def _put(readers: KioskReaders, card: CardData | SocialSecurityData) -> None:
    if isinstance(card, SocialSecurityData):
        if readers.ssc is not None:
            readers.ssc.present(card)
    elif readers.samv is not None:
        readers.samv.present(card)
