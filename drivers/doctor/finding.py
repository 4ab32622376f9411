"""What was found out about one device, as a value.

Responsible for: the codes there are. Not responsible for finding out (``hall``) or for words (``catalogue``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from config.model import DeviceSection


class Verdict(StrEnum):
    """How a device is."""

    WORKS = "works"
    WARNING = "warning"
    UNKNOWN = "unknown"
    """Nothing speaks against it, but it cannot be asked."""
    FAULT = "fault"
    SIMULATED = "simulated"


class Code(StrEnum):
    """What was found; the keys of the catalogues in ``advice``."""

    SIMULATED = "simulated"
    VOICE_WRITTEN = "voice-written"
    ANSWERS = "answers"
    PRINTER_READY = "printer-ready"
    SIGN_SHOWS = "sign-shows"
    VOICE_READY = "voice-ready"
    KEYPAD_PLUGGED_IN = "keypad-plugged-in"
    PRESS_HEARD = "press-heard"
    PCSC_READER_THERE = "pcsc-reader-there"
    VPCD_CONNECTED = "vpcd-connected"
    LINE_OPEN = "line-open"
    PRINTER_ONE_WAY = "printer-one-way"

    EMULATOR_LINK = "emulator-link"
    NO_SUCH_PORT = "no-such-port"
    NO_PERMISSION = "no-permission"
    BUSY = "busy"
    NOT_A_PORT = "not-a-port"
    NO_SUCH_HOST = "no-such-host"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    LINK_FAILED = "link-failed"
    LINK_LOST = "link-lost"

    SILENT = "silent"
    SILENT_ON_NETWORK = "silent-on-network"
    GARBAGE = "garbage"
    WRONG_SPEED = "wrong-speed"
    REFUSES = "refuses"
    UNUSABLE = "unusable"

    PAPER_OUT = "paper-out"
    PAPER_NEAR_END = "paper-near-end"
    COVER_OPEN = "cover-open"
    PRINTER_ERROR = "printer-error"

    SIGN_SILENT = "sign-silent"
    WRONG_ADDRESS = "wrong-address"
    STRANGER_HEARD = "stranger-heard"
    LINE_NOISE = "line-noise"

    VOICE_FAILED = "voice-failed"
    VOICE_PACK_FAILED = "voice-pack-failed"
    VOICE_UNHEARD = "voice-unheard"
    NO_SOUND_CARD = "no-sound-card"
    NO_PLAYER = "no-player"

    PCSC_NOT_INSTALLED = "pcsc-not-installed"
    PCSC_NOT_RUNNING = "pcsc-not-running"
    PCSC_NOT_ALLOWED = "pcsc-not-allowed"
    PCSC_NO_SUCH_READER = "pcsc-no-such-reader"
    PCSC_SEVERAL_READERS = "pcsc-several-readers"


Facts = Mapping[str, str]
"""What the words of a code have places for."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A code with its facts, before it is known whose it is."""

    code: Code
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one device."""

    device: DeviceSection
    verdict: Verdict
    code: Code
    facts: Facts = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the device is, as the hall file writes it; empty when it is nowhere."""
        return place_of(self.device)


def place_of(device: DeviceSection) -> str:
    """The device's link, path or reader; empty when it has none of them."""
    written = (getattr(device, key, "") for key in ("link", "path", "reader"))
    return next((str(value) for value in written if value), "")


def fault(device: DeviceSection, trouble: Trouble) -> Finding:
    """The trouble as the device's fault."""
    return Finding(device, Verdict.FAULT, trouble.code, trouble.facts)
