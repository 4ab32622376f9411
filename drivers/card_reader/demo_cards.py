"""Cards of invented people, to lay on emulated readers.

Every number has a right check character and every name says that it is a test. One is the example number of GB 11643
itself. The social security cards belong to the same people, so that both cards identify the same person.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.card_reader.id_number import check_character
from drivers.card_reader.samv_device import CardData
from drivers.card_reader.samv_text import CardText, CardType
from drivers.card_reader.ssc_chip import SocialSecurityData

EXAMPLE_NUMBER = "11010519491231002X"
"""The worked example of GB 11643."""


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A card with the words that the hall's page shows for it."""

    id: str
    zh: str
    en: str
    card: CardData | SocialSecurityData


def demo_cards() -> tuple[DemoCard, ...]:
    """All demo cards, identity cards first; ids are stable."""
    return (*demo_id_cards(), *demo_social_security_cards())


def demo_id_cards() -> tuple[DemoCard, ...]:
    """Citizens, residents from Hong Kong, Macau and Taiwan, and both foreigners' permits; one cannot be read."""
    return (
        DemoCard("id-zhangsan", "张三测试的身份证", "ID card of Zhang San (test)", _citizen()),
        DemoCard("id-lisi", "李四测试的身份证", "ID card of Li Si (test)", _young_citizen()),
        DemoCard(
            "id-hongkong", "王五测试的港澳台居民居住证", "Hong Kong residence permit (test)", _permit_j()
        ),
        DemoCard("id-foreigner", "外国人永久居留证", "Foreigner's permit of 2023 (test)", _permit_y()),
        DemoCard(
            "id-foreigner-2017", "外国人永久居留证（旧版）", "Foreigner's permit of 2017 (test)", _permit_i()
        ),
        DemoCard("id-wrong-check", "校验位错误的身份证", "ID card with a wrong check digit", _wrong_check()),
    )


def demo_social_security_cards() -> tuple[DemoCard, ...]:
    """One card of each generation."""
    second = _number("11010519900307123")
    return (
        DemoCard(
            "ssc-zhangsan",
            "张三测试的社保卡",
            "Social security card of Zhang San (test)",
            _ssc(EXAMPLE_NUMBER, "张三测试", 3),
        ),
        DemoCard(
            "ssc-lisi",
            "李四测试的社保卡",
            "Social security card of Li Si (test)",
            _ssc(second, "李四测试", 2),
        ),
        DemoCard(
            "ssc-first",
            "赵六测试的社保卡（一代）",
            "First-generation social security card (test)",
            _first_ssc(),
        ),
    )


def _number(first_17: str) -> str:
    return first_17 + check_character(first_17)


def _citizen() -> CardData:
    text = CardText(
        CardType.CITIZEN,
        EXAMPLE_NUMBER,
        "张三测试",
        sex="2",
        nation="01",
        birth="19491231",
        address="测试市样例区虚构路1号",
        issuer="测试市公安局样例分局",
        valid_from="20200101",
        valid_to="长期",
    )
    return CardData(text)


def _young_citizen() -> CardData:
    text = CardText(
        CardType.CITIZEN,
        _number("11010519900307123"),
        "李四测试",
        sex="1",
        nation="01",
        birth="19900307",
        address="测试市样例区虚构路2号",
        issuer="测试市公安局样例分局",
        valid_from="20200101",
        valid_to="20400101",
    )
    return CardData(text, newest_address="测试市样例区新址路3号")


def _wrong_check() -> CardData:
    return CardData(CardText(CardType.CITIZEN, "110105194912310021", "错号测试", birth="19491231"))


def _permit_j() -> CardData:
    text = CardText(
        CardType.HONG_KONG_MACAU_TAIWAN,
        _number("81000019990101001"),
        "王五测试",
        sex="1",
        birth="19990101",
        address="测试市样例区虚构路4号",
        issuer="测试市公安局",
        valid_from="20220101",
        valid_to="20270101",
        travel_permit="H00000000",
        count="01",
    )
    return CardData(text)


def _permit_y() -> CardData:
    text = CardText(
        CardType.FOREIGNER_2023,
        _number("91184019850615002"),
        "",
        english_name="TESTPERSON, ALEX",
        sex="2",
        birth="19850615",
        nationality="840",
        valid_from="20240101",
        valid_to="20340101",
        count="00",
    )
    return CardData(text)


def _permit_i() -> CardData:
    text = CardText(
        CardType.FOREIGNER_2017,
        "XXA110085061500",
        "测试人",
        english_name="TESTPERSON, SAM",
        sex="1",
        birth="19850615",
        nationality="XXA",
        valid_from="20180101",
        valid_to="20280101",
        version="01",
        issuer="1500",
    )
    return CardData(text)


def _ssc(number: str, name: str, generation: int) -> SocialSecurityData:
    sex = "1" if int(number[16]) % 2 else "2"
    return SocialSecurityData(number, name, generation, sex=sex, birth=number[6:14])


def _first_ssc() -> SocialSecurityData:
    return _ssc(_number("11010519600229001"), "赵六测试", 1)
