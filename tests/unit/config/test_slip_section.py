"""The template of slips in a hall file: defaults, and mistakes told at the door."""

from __future__ import annotations

from typing import Any

import pytest

from config.loader import read_hall
from config.mistakes import HallFileError, Mistake
from config.model import SlipRow, SlipSection, SlipVariant


def hall(slip: Any = None, **hall_keys: object) -> dict[str, Any]:
    document: dict[str, Any] = {
        "hall": {"id": "small", "name": {"zh": "小厅", "en": "Small hall"}, **hall_keys},
        "services": [{"id": "tax", "prefix": "A", "name": {"zh": "税务", "en": "Tax"}}],
        "windows": [{"id": "w1", "number": 1, "services": ["tax"]}],
        "kiosks": [{"id": "k1"}],
    }
    return document if slip is None else {**document, "slip": slip}


def only(slip: Any) -> Mistake:
    with pytest.raises(HallFileError) as caught:
        read_hall(hall(slip))
    (mistake,) = caught.value.mistakes
    return mistake


def test_without_the_section_slips_are_as_usual() -> None:
    slip = read_hall(hall()).slip
    assert slip == SlipSection()
    assert slip.rows == (SlipRow.AHEAD, SlipRow.WAIT, SlipRow.WINDOWS, SlipRow.TAKEN_AT)
    assert (slip.variant, slip.large, slip.qr, slip.notice) == (SlipVariant.ZH, False, True, True)


def test_a_template_is_read() -> None:
    written = {
        "rows": ["windows", "phone"],
        "header": [{"zh": "滨河路 18 号", "en": "18 Binhe Road"}],
        "variant": "bilingual",
        "large": True,
        "qr": False,
        "reprint_minutes": 0,
    }
    slip = read_hall(hall(written, phone="010-5555 0199")).slip
    assert slip.rows == (SlipRow.WINDOWS, SlipRow.PHONE)
    assert slip.header[0].en == "18 Binhe Road"
    assert (slip.variant, slip.large, slip.qr, slip.reprint_minutes) == (
        SlipVariant.BILINGUAL,
        True,
        False,
        0,
    )


@pytest.mark.parametrize(
    "slip, place, suggestion",
    [
        ({"rows": ["ahead", "windws"]}, "slip.rows[1]", 'Did you mean "windows"?'),
        ({"rows": ["taken_at"]}, "slip.rows[0]", 'Did you mean "taken-at"?'),
        ({"variant": "bilingal"}, "slip.variant", 'Did you mean "bilingual"?'),
        ({"hedaer": []}, "slip.hedaer", 'Did you mean "header"?'),
        ({"footer": [{"zh": "好", "de": "gut", "en": "good"}]}, "slip.footer[0].de", ""),
        ({"rows": ["wait", "wait"]}, "slip.rows", ""),
        ({"header": [{"zh": "行", "en": "line"}] * 4}, "slip.header", ""),
        ({"reprint_minutes": 61}, "slip.reprint_minutes", ""),
        ([], "slip", ""),
        ({"rows": ["phone"]}, "slip.rows", "Write phone in [hall], or leave the row out."),
    ],
)
def test_a_mistake_is_told_with_its_place(slip: Any, place: str, suggestion: str) -> None:
    mistake = only(slip)
    assert mistake.place == place
    assert mistake.problem
    if suggestion:
        assert mistake.suggestion == suggestion
