"""Emulated devices by the name of their driver, for a technician to play with.

Responsible for: building the emulator behind a device's end of a link, imported only then, and the few words that move
it (``present``, ``press`` …). Not responsible for the links or for reading the words (``drivers.cli``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from drivers.link.port import Link
from drivers.ticket_printer.port import Paper

if TYPE_CHECKING:
    from drivers.card_reader.demo_cards import DemoCard

Words = Sequence[str]


class Switchable(Protocol):
    """What every emulator can do."""

    def start(self) -> None:
        """Begin to answer."""

    def close(self) -> None:
        """Switch off and let go of the link."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person may do to the device."""

    usage: str
    """Its arguments, such as ``KEY [DIGITS]``."""
    help: str
    action: Callable[[Words], object]
    """Does it; raises ValueError with a sentence when the arguments are wrong."""


@dataclass(frozen=True, slots=True)
class EmulatedDevice:
    """An emulator with its commands."""

    emulator: Switchable
    commands: Mapping[str, Command]
    state: Callable[[], dict[str, object]]

    def do(self, line: str) -> None:
        """Carry out one command such as ``press 0C``; raises ValueError with a sentence for a wrong one."""
        name, *arguments = line.split()
        command = self.commands.get(name)
        if command is None:
            raise ValueError(f"there is no command {name!r}; known: {', '.join(self.commands)}")
        command.action(arguments)


def emulator_names() -> tuple[str, ...]:
    """Every driver that has an emulator."""
    return tuple(_BUILDERS)


def build_emulator(driver: str, link: Link, *, address: int = 1) -> EmulatedDevice:
    """The emulator of the driver behind ``link``, not started; KeyError for an unknown driver.

    ``ff68`` is a line with a keypad at ``address`` and an evaluator at 0x80 + ``address``; ``a090`` and ``onbon``
    are a sign there.
    """
    return _BUILDERS[driver](link, address)


# --- card readers --------------------------------------------------------------------------------------------


def _samv(link: Link, _address: int) -> EmulatedDevice:
    from drivers.card_reader.demo_cards import demo_id_cards
    from drivers.card_reader.samv_emulator import SamvEmulator, SamvFault

    reader = SamvEmulator(link)
    present = _presenter(demo_id_cards(), reader.present)
    return EmulatedDevice(reader, _card_commands(reader, present, demo_id_cards(), SamvFault), reader.state)


def _vpcd(link: Link, _address: int) -> EmulatedDevice:
    from drivers.card_reader.demo_cards import demo_social_security_cards
    from drivers.card_reader.ssc_emulator import SscEmulator, SscFault

    reader = SscEmulator(link)
    cards = demo_social_security_cards()
    return EmulatedDevice(
        reader, _card_commands(reader, _presenter(cards, reader.present), cards, SscFault), reader.state
    )


def _presenter(cards: Sequence[DemoCard], present: Callable[[Any], None]) -> Callable[[Words], None]:
    by_id = {card.id: card.card for card in cards}

    def act(words: Words) -> None:
        present(_chosen(_one(words, "CARD"), by_id, "card"))

    return act


def _card_commands(
    reader: Any, present: Callable[[Words], None], cards: Sequence[DemoCard], faults: type[Enum]
) -> dict[str, Command]:
    fault_words = {fault.value: fault for fault in faults}
    return {
        "present": Command("CARD", f"lay a card on it: {', '.join(card.id for card in cards)}", present),
        "lift": Command("", "take the card away", lambda _words: reader.lift()),
        "fault": Command(
            "FAULT",
            f"misbehave: {', '.join(fault_words)}",
            lambda words: reader.set_fault(_chosen(_one(words, "FAULT"), fault_words, "fault")),
        ),
    }


# --- printer -------------------------------------------------------------------------------------------------


def _escpos(link: Link, _address: int) -> EmulatedDevice:
    from drivers.ticket_printer.emulated_sensors import PrinterError
    from drivers.ticket_printer.escpos_emulator import EscposEmulator

    printer = EscposEmulator(link)
    papers = {paper.value: paper for paper in (Paper.OK, Paper.NEAR_END, Paper.OUT)}
    errors = {error.value: error for error in PrinterError}
    switch = {"on": True, "off": False}
    cover = {"open": True, "closed": False}
    commands = {
        "paper": Command(
            "ok|near-end|out",
            "change the roll",
            lambda words: printer.set_paper(_chosen(_one(words, "PAPER"), papers, "state")),
        ),
        "cover": Command(
            "open|closed",
            "move the cover",
            lambda words: printer.set_cover(open_=_chosen(_one(words, "STATE"), cover, "state")),
        ),
        "error": Command(
            "|".join(errors),
            "break or mend it",
            lambda words: printer.set_error(_chosen(_one(words, "ERROR"), errors, "error")),
        ),
        "power": Command(
            "on|off",
            "switch it",
            lambda words: printer.set_power(on=_chosen(_one(words, "STATE"), switch, "state")),
        ),
    }

    def state() -> dict[str, object]:
        return {**printer.state(), "last_slip": [] if not printer.papers else list(printer.papers[-1].texts)}

    return EmulatedDevice(printer, commands, state)


# --- devices on a line ---------------------------------------------------------------------------------------


def _ff68(link: Link, address: int) -> EmulatedDevice:
    from drivers.evaluator.ff68_emulator import EvaluatorEmulator
    from drivers.keypad.ff68_emulator import KeypadEmulator
    from drivers.rs485.line_emulator import LineEmulator

    keypad, evaluator = KeypadEmulator(address), EvaluatorEmulator(0x80 + address)
    line = LineEmulator(link)
    line.add(keypad)
    line.add(evaluator)

    def press(words: Words) -> None:
        if not 1 <= len(words) <= 2:
            raise ValueError("write it like: press 0C, or with typed digits: press 0F 6")
        keypad.press(*words)

    def rate(words: Words) -> None:
        evaluator.press(int(_one(words, "VALUE")))

    commands = {
        "press": Command("KEY [DIGITS]", "type the digits and press the function key, such as 0C", press),
        "rate": Command("VALUE", "press the evaluator's button, 0 to 4", rate),
    }
    return EmulatedDevice(
        line, commands, lambda: {"keypad": _plain(keypad.state()), "evaluator": _plain(evaluator.state())}
    )


def _a090(link: Link, address: int) -> EmulatedDevice:
    from drivers.led_display.a090_emulator import SignEmulator
    from drivers.rs485.line_emulator import LineEmulator

    sign = SignEmulator(address)
    line = LineEmulator(link)
    line.add(sign)
    commands = {"restart": Command("", "switch it off and on", lambda _words: sign.switch_off_and_on())}
    return EmulatedDevice(line, commands, lambda: {"address": address, "text": sign.state().text})


def _onbon(link: Link, address: int) -> EmulatedDevice:
    from drivers.led_display.onbon_emulator import OnbonEmulator, OnbonFault

    sign = OnbonEmulator(link, number=address)
    faults = {fault.value: fault for fault in OnbonFault}
    commands = {
        "restart": Command("", "switch it off and on", lambda _words: sign.switch_off_and_on()),
        "fault": Command(
            "FAULT",
            f"misbehave: {', '.join(faults)}",
            lambda words: sign.set_fault(_chosen(_one(words, "FAULT"), faults, "fault")),
        ),
    }

    def state() -> dict[str, object]:
        now = sign.state()
        clock = now.clock.written if now.clock else None
        shown = {"text": now.text, "on": now.on, "brightness": now.brightness, "clock": clock}
        return {"address": address, **shown, "fault": sign.fault.value}

    return EmulatedDevice(sign, commands, state)


_BUILDERS: dict[str, Callable[[Link, int], EmulatedDevice]] = {
    "samv": _samv,
    "vpcd": _vpcd,
    "escpos": _escpos,
    "ff68": _ff68,
    "a090": _a090,
    "onbon": _onbon,
}

T = TypeVar("T")


def _one(words: Words, what: str) -> str:
    if len(words) != 1:
        raise ValueError(f"one {what} is needed")
    return words[0]


def _chosen(word: str, known: Mapping[str, T], what: str) -> T:
    if word not in known:
        raise ValueError(f"there is no {what} {word!r}; known: {', '.join(known)}")
    return known[word]


def _plain(value: object) -> dict[str, object]:
    """A state value as words and numbers."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else {}
