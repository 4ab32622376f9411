"""The four layouts of an identity card's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_reader.samv_text import LAYOUTS, TEXT_BYTES, CardText, CardType, compose_text, parse_text


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def test_a_citizens_fields_lie_where_the_standard_says() -> None:
    block = compose_text(
        CardText(
            CardType.CITIZEN,
            "11010519491231002X",
            "张三测试",
            sex="2",
            nation="01",
            birth="19491231",
            address="测试路1号",
            issuer="测试分局",
            valid_from="20200101",
            valid_to="长期",
        )
    )
    assert len(block) == TEXT_BYTES
    assert block[:8] == utf16("张三测试")
    assert block[8:10] == b"\x20\x00"
    assert block[30:32] == utf16("2")
    assert block[32:36] == utf16("01")
    assert block[36:52] == utf16("19491231")
    assert block[52:62] == utf16("测试路1号")
    assert block[122:158] == utf16("11010519491231002X")
    assert block[158:166] == utf16("测试分局")
    assert block[188:204] == utf16("20200101")
    assert block[204:208] == utf16("长期")
    assert block[248:250] == b"\x20\x00"


@pytest.mark.parametrize(
    "kind, name_at, number_at, size",
    [
        (CardType.HONG_KONG_MACAU_TAIWAN, 0, 122, 36),
        (CardType.FOREIGNER_2023, 0, 122, 36),
        (CardType.FOREIGNER_2017, 158, 122, 30),
    ],
)
def test_other_cards_are_told_by_their_letter(
    kind: CardType, name_at: int, number_at: int, size: int
) -> None:
    number = "8" * (size // 2)
    block = compose_text(CardText(kind, number, "测试"))
    assert block[248:250] == utf16(kind.value)
    assert block[name_at : name_at + 4] == utf16("测试")
    assert block[number_at : number_at + size] == utf16(number)
    assert parse_text(block).kind is kind


def test_a_long_english_name_goes_on_behind_the_dates() -> None:
    name = "TESTPERSON, MAXIMILIANA ALEXANDRINA THEODORA"
    block = compose_text(CardText(CardType.FOREIGNER_2023, "9" * 18, "", english_name=name))
    assert block[52:122] == utf16(name[:35])
    assert block[220:242].startswith(utf16(name[35:]))
    assert parse_text(block).english_name == name
    assert parse_text(block).display_name == name


def test_layouts_do_not_overlap() -> None:
    for layout in LAYOUTS.values():
        taken = [
            byte for slots in layout.values() for start, size in slots for byte in range(start, start + size)
        ]
        assert len(taken) == len(set(taken))
        assert not {248, 249} & set(taken)


def test_wrong_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="256 bytes"):
        parse_text(bytes(255))
    with pytest.raises(ValueError, match="CardType"):
        parse_text(compose_text(CardText(CardType.CITIZEN, "", ""))[:248] + utf16("Q") + bytes(6))
    with pytest.raises(ValueError, match="name"):
        compose_text(CardText(CardType.CITIZEN, "", "名" * 16))


def test_repr_shows_no_person() -> None:
    text = CardText(CardType.CITIZEN, "11010519491231002X", "张三测试", address="测试路")
    assert "张三" not in repr(text)
    assert "1949" not in repr(text)


words = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xD7FF), max_size=9)


@given(st.sampled_from(CardType), words, words, words, words)
def test_round_trip(kind: CardType, name: str, number: str, birth: str, english: str) -> None:
    text = CardText(kind, number, name, birth=birth[:8])
    if "english_name" in LAYOUTS[kind]:
        text = CardText(kind, number, name, birth=birth[:8], english_name=english)
    assert parse_text(compose_text(text)) == text


@given(st.binary(min_size=TEXT_BYTES, max_size=TEXT_BYTES))
def test_any_block_is_read_or_refused_in_words(block: bytes) -> None:
    try:
        parse_text(block[:248] + utf16(" ") + block[250:])
        parse_text(block)
    except ValueError:
        pass
