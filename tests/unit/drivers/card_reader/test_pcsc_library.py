"""The library's result codes arrive as our errors, whatever sign the build gives them."""

from __future__ import annotations

from typing import Any

import pytest

from drivers.card_reader.pcsc_library import ScardService
from drivers.card_reader.pcsc_service import SlotState
from drivers.errors import BadAnswer, DeviceError, DeviceRefused, LinkLost

READER = "ACS ACR38U 00 00"
CARD, PROTOCOL, CONTEXT = 71, 1, 9


class Library:
    """Stands for ``smartcard.scard``: answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.result = 0
        self.state = 0
        self.answer = [0x90, 0x00]
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        def function(*arguments: Any) -> Any:
            self.asked.append((name, arguments))
            return self._give(name)

        return function

    def _give(self, name: str) -> Any:
        match name:
            case "SCardGetErrorMessage":
                return "As the library says."
            case "SCardListReaders":
                return self.result, [READER]
            case "SCardGetStatusChange":
                return self.result, [(READER, self.state, [])]
            case "SCardConnect":
                return self.result, CARD, PROTOCOL
            case "SCardTransmit":
                return self.result, self.answer
        return self.result


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def service(library: Library) -> ScardService:
    return ScardService(library, CONTEXT)


@pytest.mark.parametrize(
    "code, error",
    [
        (0x8010000C, DeviceRefused),
        (0x80100069, DeviceRefused),
        (0x80100016, DeviceRefused),
        (0x80100066, DeviceRefused),
        (0x8010000B, DeviceRefused),
        (0x80100009, LinkLost),
        (0x80100017, LinkLost),
        (0x8010001D, LinkLost),
        (0x8010001E, LinkLost),
        (0x80100003, LinkLost),
        (0x80100004, BadAnswer),
    ],
)
@pytest.mark.parametrize("negative", [True, False])
def test_every_code_is_an_error_of_ours(
    code: int, error: type[DeviceError], library: Library, service: ScardService, *, negative: bool
) -> None:
    library.result = code - (1 << 32) if negative else code
    with pytest.raises(error):
        service.connect(READER)
    with pytest.raises(error):
        service.look(READER, None, 0.0)
    with pytest.raises(error):
        service.readers()


def test_no_readers_are_no_error(library: Library, service: ScardService) -> None:
    assert service.readers() == (READER,)
    library.result = 0x8010002E
    assert service.readers() == ()


def test_a_slot_in_words(library: Library, service: ScardService) -> None:
    library.state = 0x0003_0022
    assert service.look(READER, None, 0.0) == SlotState(True, False, 3, 0x0003_0022)
    library.state = 0x0004_0012
    assert service.look(READER, None, 0.0) == SlotState(False, False, 4, 0x0004_0012)
    library.state = 0x0005_0222
    assert service.look(READER, None, 0.0).mute
    library.state = 0x0006
    with pytest.raises(LinkLost, match="unplugged"):
        service.look(READER, None, 0.0)


def test_a_slot_that_stays_as_it_is_times_out(library: Library, service: ScardService) -> None:
    known = SlotState(True, False, 3, 0x0003_0022)
    library.result = 0x8010000A
    assert service.look(READER, known, 0.3) == known
    assert library.asked[-1] == ("SCardGetStatusChange", (CONTEXT, 300, [(READER, known.raw)]))


def test_a_card_is_held_for_one_session(library: Library, service: ScardService) -> None:
    service.connect(READER)
    library.answer = [-1, 0x61, 0x14]
    assert service.transmit(b"\x00\xb2") == b"\xff\x61\x14"
    service.disconnect()
    service.disconnect()
    assert [name for name, _ in library.asked] == [
        *("SCardConnect", "SCardBeginTransaction", "SCardTransmit"),
        *("SCardEndTransaction", "SCardDisconnect"),
    ]
    with pytest.raises(DeviceRefused):
        service.transmit(b"\x00\xb2")


def test_letting_go_never_fails(library: Library, service: ScardService) -> None:
    service.connect(READER)
    library.result = 0x8010001D
    service.release()
    assert library.asked[-1] == ("SCardReleaseContext", (CONTEXT,))
