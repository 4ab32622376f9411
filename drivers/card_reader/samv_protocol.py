"""Commands and status bytes of the SAM_V reader, the time each may take, and which reply answers which request.

Responsible for: the protocol's tables (GA 450 and the vendors' command lists). Not responsible for frames
(``samv_frames``) or for the order of commands (``samv``).
"""

from __future__ import annotations

from drivers.card_reader.samv_frames import SamvReply, SamvRequest

RESET = SamvRequest(0x10, 0xFF)
STATUS = SamvRequest(0x11, 0xFF)
SAM_ID = SamvRequest(0x12, 0xFF)
FIND_CARD = SamvRequest(0x20, 0x01)
SELECT_CARD = SamvRequest(0x20, 0x02)
READ_TEXT_PHOTO = SamvRequest(0x30, 0x01)
READ_ADDRESS = SamvRequest(0x30, 0x03)
READ_CHIP_NUMBER = SamvRequest(0x30, 0x05)
READ_WITH_FINGERPRINT = SamvRequest(0x30, 0x10)

BAUD_RATES: dict[int, int] = {115200: 0, 57600: 1, 38400: 2, 19200: 3, 9600: 4}
"""Parameter of command 0x60 by baud."""

OK = 0x90
FOUND = 0x9F
REQUEST_CHECKSUM_WRONG = 0x10
REQUEST_LENGTH_WRONG = 0x11
UNKNOWN_COMMAND = 0x21
READ_FAILED = 0x41
SELF_TEST_FAILED = 0x60
NOT_AUTHORISED = 0x66
NO_CARD = 0x80
SELECT_FAILED = 0x81
NO_SUCH_ITEM = 0x91

DAMAGED_REQUEST = frozenset({REQUEST_CHECKSUM_WRONG, REQUEST_LENGTH_WRONG})
PERMANENT = frozenset({SELF_TEST_FAILED, NOT_AUTHORISED})
_CARD_TROUBLE = frozenset({0x31, 0x32, 0x33, 0x40, 0x47})
_ANY_TIME = DAMAGED_REQUEST | PERMANENT | {UNKNOWN_COMMAND, 0x23, 0x24}

MEANINGS: dict[int, str] = {
    0x10: "request checksum wrong",
    0x11: "request length wrong",
    0x21: "unknown command",
    0x23: "not permitted",
    0x24: "unrecognised command",
    0x31: "the card refused the reader",
    0x32: "the reader refused the card",
    0x33: "verification failed",
    0x40: "wrong kind of card",
    0x41: "reading failed",
    0x47: "random number failed",
    0x60: "self-test failed",
    0x66: "reader not authorised",
    0x80: "no card found",
    0x81: "selecting failed",
    0x91: "no such item on the card",
}

_TEXT_PHOTO_HEAD = bytes.fromhex("01000400")
"""Big-endian lengths of text (256) and photo (1024) before the data of a reading."""
TEXT_PHOTO_BYTES = 4 + 256 + 1024
FINGERPRINT_BYTES = (0, 512, 1024)
ADDRESS_BYTES = 280
CHIP_NUMBER_BYTES = 28


def seconds_allowed(request: SamvRequest) -> float:
    """How long the reader may take to answer, in seconds."""
    if request in {READ_TEXT_PHOTO, READ_WITH_FINGERPRINT}:
        return 3.0
    return 2.0 if request in {READ_ADDRESS, READ_CHIP_NUMBER} else 1.0


def set_baud(baudrate: int) -> SamvRequest:
    """Ask for another speed; KeyError for one the reader does not have."""
    return SamvRequest(0x60, BAUD_RATES[baudrate])


def set_max_rf_block(size: int) -> SamvRequest:
    """Limit the radio blocks between reader and card to ``size`` bytes."""
    return SamvRequest(0x61, 0xFF, bytes([size]))


def answers(request: SamvRequest, reply: SamvReply) -> bool:
    """True when the reply can belong to the request; replies name no command, so status and length must tell."""
    if reply.status in _success(request):
        return _shape_is_right(request, reply.data)
    return not reply.data and reply.status in _ANY_TIME | _failures(request)


def _success(request: SamvRequest) -> frozenset[int]:
    return frozenset({FOUND}) if request == FIND_CARD else frozenset({OK})


def _failures(request: SamvRequest) -> frozenset[int]:
    if request == FIND_CARD:
        return frozenset({NO_CARD})
    if request == SELECT_CARD:
        return _CARD_TROUBLE | {SELECT_FAILED}
    if request.command == 0x30:
        return _CARD_TROUBLE | {READ_FAILED, NO_SUCH_ITEM}
    return frozenset()


def _shape_is_right(request: SamvRequest, data: bytes) -> bool:
    if request == READ_TEXT_PHOTO:
        return len(data) == TEXT_PHOTO_BYTES and data.startswith(_TEXT_PHOTO_HEAD)
    if request == READ_WITH_FINGERPRINT:
        expected = {TEXT_PHOTO_BYTES + 2 + size for size in FINGERPRINT_BYTES}
        return len(data) in expected and data.startswith(_TEXT_PHOTO_HEAD)
    if request == READ_ADDRESS:
        return len(data) <= ADDRESS_BYTES
    fixed = {FIND_CARD: 4, SELECT_CARD: 8, SAM_ID: 16, READ_CHIP_NUMBER: CHIP_NUMBER_BYTES}
    return len(data) == fixed.get(request, 0)


def sam_id_text(data: bytes) -> str:
    """The 16 bytes of a SAM id as printed on the device, such as ``05.01-20240101-0000012345-0000067890``."""
    kind, version = int.from_bytes(data[0:2], "little"), int.from_bytes(data[2:4], "little")
    made, serial, extra = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    return f"{kind:02d}.{version:02d}-{made:08d}-{serial:010d}-{extra:010d}"
