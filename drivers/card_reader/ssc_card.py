"""A social security card's holder, read through a "send APDU, get bytes" callable.

Responsible for: the commands, their order, status words, and the data objects of files EF05 and EF06. Not responsible
for how an APDU reaches the card: a terminal on a link (``vpcd``) and any other terminal use the same session.

Only EF05 and EF06 are free to read. Nothing here ever sends VERIFY, and no more is read than number and name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.card_reader.id_number import is_valid
from drivers.card_reader.port import CardIdentity, CardScheme
from drivers.errors import BadAnswer, DeviceRefused

Transmit = Callable[[bytes], bytes]
"""Sends one command APDU and gives the answer, data and the two status bytes."""

AID = "sx1.sh.社会保障".encode("gb2312")
SELECT_APPLICATION = bytes([0x00, 0xA4, 0x04, 0x00, len(AID)]) + AID
EF05, EF06 = 0xEF05, 0xEF06

TAG_VERSION, TAG_NUMBER, TAG_NAME, TAG_NAME_MORE = 0x03, 0x08, 0x09, 0x4E
NAME_BYTES = 30

OK = 0x9000
FILE_NOT_FOUND = 0x6A82
RECORD_NOT_FOUND = 0x6A83
_SHORT_IDS = {EF05: 0x05, EF06: 0x06}
_MAX_RECORDS = 12
_MAX_FOLLOW_UPS = 4
# Le of the records read here, by file and record: length of the data object with its tag and length.
_EXPECTED = {(EF05, 3): 0x06, (EF06, 1): 0x14, (EF06, 2): 0x20, (EF06, 3): 0x16}
_CITIZEN_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_OTHER_NUMBER = re.compile(r"[A-Z0-9]{15,18}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one APDU."""

    data: bytes = field(repr=False)
    status: int

    @classmethod
    def from_bytes(cls, raw: bytes) -> Answer:
        """Split data and status word; raises BadAnswer when there is not even a status word."""
        if len(raw) < 2:
            raise BadAnswer(f"The card answered with {len(raw)} bytes, which holds no status.")
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))


def send(transmit: Transmit, apdu: bytes) -> Answer:
    """One command with its follow-ups: 61xx fetches the answer, 6Cxx repeats with the length the card wants."""
    answer = Answer.from_bytes(transmit(apdu))
    for _ in range(_MAX_FOLLOW_UPS):
        kind, amount = answer.status >> 8, answer.status & 0xFF
        if kind == 0x61:
            more = Answer.from_bytes(transmit(bytes([0x00, 0xC0, 0x00, 0x00, amount])))
            answer = Answer(answer.data + more.data, more.status)
        elif kind == 0x6C:
            answer = Answer.from_bytes(transmit(apdu[:4] + bytes([amount])))
        else:
            break
    return answer


def read_holder(transmit: Transmit) -> CardIdentity:
    """Number and name of the holder.

    Raises DeviceRefused when this is no social security card or it does not tell, BadAnswer when it talks nonsense.
    """
    if send(transmit, SELECT_APPLICATION).status != OK:
        raise DeviceRefused("This is not a social security card.")
    generation = _generation(transmit)
    found: dict[int, bytes] = {}
    for record in range(1, _MAX_RECORDS):
        item = _read_record(transmit, EF06, record)
        if item is None:
            break
        found[item[0]] = item[1]
        if _complete(found, generation):
            break
    return _identity(found)


def _generation(transmit: Transmit) -> int:
    """1, 2 or 3 by the specification version; a zero byte or nothing at all counts as 2."""
    item = _read_record(transmit, EF05, 3)
    value = item[1] if item and item[0] == TAG_VERSION else b""
    return int(value[:1]) if value[:1] in {b"1", b"2", b"3"} else 2


def _complete(found: dict[int, bytes], generation: int) -> bool:
    if TAG_NUMBER not in found or TAG_NAME not in found:
        return False
    name_is_full = len(found[TAG_NAME].rstrip(b"\x00")) >= NAME_BYTES - 1
    return generation == 1 or not name_is_full or TAG_NAME_MORE in found


def _read_record(transmit: Transmit, file: int, record: int) -> tuple[int, bytes] | None:
    """Tag and value of a record; None past the last one. The tag decides: record numbers differ by generation."""
    length = _EXPECTED.get((file, record), 0x00)
    answer = send(transmit, bytes([0x00, 0xB2, record, _SHORT_IDS[file] * 8 + 4, length]))
    if answer.status not in {OK, RECORD_NOT_FOUND}:
        # Cards that know no short file ids want the file selected.
        _select_file(transmit, file)
        answer = send(transmit, bytes([0x00, 0xB2, record, 0x04, length]))
    if answer.status == RECORD_NOT_FOUND:
        return None
    if answer.status != OK:
        raise DeviceRefused(f"The card refused to be read: status {answer.status:04X}.")
    return _data_object(answer.data)


def _select_file(transmit: Transmit, file: int) -> None:
    answer = send(transmit, bytes([0x00, 0xA4, 0x02, 0x00, 0x02]) + file.to_bytes(2, "big"))
    if answer.status != OK:
        raise DeviceRefused(f"The card has no file {file:04X}: status {answer.status:04X}.")


def _data_object(data: bytes) -> tuple[int, bytes]:
    if len(data) < 2 or len(data) < 2 + data[1]:
        raise BadAnswer("The card answered with a record that is cut short.")
    return data[0], data[2 : 2 + data[1]]


def _identity(found: dict[int, bytes]) -> CardIdentity:
    number = found.get(TAG_NUMBER, b"").rstrip(b"\x00 ").decode("ascii", "replace").upper()
    citizen = _CITIZEN_NUMBER.fullmatch(number) is not None
    if (citizen and not is_valid(number)) or not _OTHER_NUMBER.fullmatch(number):
        raise DeviceRefused("The number on the social security card fails the check.")
    name = found.get(TAG_NAME, b"") + found.get(TAG_NAME_MORE, b"")
    text = name.replace(b"\x00", b"").decode("gbk", "replace").strip()
    return CardIdentity(CardScheme.SOCIAL_SECURITY, number, text)
