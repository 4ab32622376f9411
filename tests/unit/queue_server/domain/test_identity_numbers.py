"""Numbers of cards, none of them anybody's: the standard's own example and invented ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.identity import check_id_card, check_social_security, identity_digest
from queue_server.domain.refusal import Code, Refusal

EXAMPLE = "11010519491231002X"
KEY = b"a key for tests only"


def code(number: str) -> str:
    try:
        check_id_card(number)
    except Refusal as refusal:
        return refusal.code
    return "ok"


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(Refusal) as refused:
        check_id_card("110105194912310021")
    assert "19491231" not in refused.value.message


def test_the_standards_example() -> None:
    assert code(EXAMPLE) == code(EXAMPLE.lower()) == "ok"


@pytest.mark.parametrize(
    "number",
    [
        "",
        "1101051949123100",
        "110105194912310021",
        "11010519491331002X",
        "１１０105194912310 2X",
        EXAMPLE + "0",
    ],
)
def test_wrong_numbers(number: str) -> None:
    assert code(number) == Code.BAD_IDENTITY


@given(st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_never_passes(place: int, step: int) -> None:
    wrong = str((int(EXAMPLE[place]) + step) % 10)
    assert code(EXAMPLE[:place] + wrong + EXAMPLE[place + 1 :]) == Code.BAD_IDENTITY


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    code(text)


def test_social_security_numbers_have_letters_and_digits() -> None:
    check_social_security("A12345678")
    with pytest.raises(Refusal):
        check_social_security("A1234 5678")


def test_the_digest_needs_the_key_and_tells_nothing() -> None:
    digest = identity_digest(KEY, "id_card", EXAMPLE)
    assert digest == identity_digest(KEY, "id_card", EXAMPLE.lower())
    assert digest != identity_digest(b"another key of tests", "id_card", EXAMPLE)
    assert digest != identity_digest(KEY, "social_security", EXAMPLE)
    assert EXAMPLE not in digest
