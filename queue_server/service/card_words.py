"""Why a second-visit card is not taken, in words that a resident can read.

Responsible for: the refusal ``bad_second_visit`` with what the card is good for, in Chinese and English. Not responsible for: whether
it is taken (``domain.second_visit``).
"""

from __future__ import annotations

from collections.abc import Iterator

from config.model import Bilingual
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.second_visit import CardProblem, SecondVisit
from queue_server.service.hall import Hall

_ZH = {
    CardProblem.UNKNOWN: "没有查到这张二次优先卡，请核对卡上的编号。",
    CardProblem.USED: "这张二次优先卡已经用过，每张只能用一次。",
    CardProblem.EXPIRED: "这张二次优先卡已过期：用于{names}，{day}前（含当日）有效。",
    CardProblem.OTHER_SERVICE: "这张二次优先卡只用于{names}，可用一次，{day}前（含当日）有效。",
}
_EN = {
    CardProblem.UNKNOWN: "There is no such second-visit card; please check the code on it.",
    CardProblem.USED: "This second-visit card has been used; each is good once.",
    CardProblem.EXPIRED: "This second-visit card is out of date: it was good for {names}, up to and including {day}.",
    CardProblem.OTHER_SERVICE: "This second-visit card is good for {names} only, once, up to and including {day}.",
}
_MESSAGES = {
    CardProblem.UNKNOWN: "there is no such second-visit card",
    CardProblem.USED: "the second-visit card is used",
    CardProblem.EXPIRED: "the second-visit card is out of date",
    CardProblem.OTHER_SERVICE: "the second-visit card is good for another service",
}


def card_refusal(hall: Hall, card: SecondVisit | None, problem: CardProblem) -> Refusal:
    """The refusal, whose facts are the problem, what the card is good for, and a sentence in each language.

    Of a code that no card has there is nothing to say.
    """
    facts = {"problem": str(problem)}
    zh, en = _ZH[problem], _EN[problem]
    if card is not None and problem is not CardProblem.UNKNOWN:
        facts |= {"service": card.service, "valid_until": card.valid_until.isoformat()}
        facts |= {} if card.package is None else {"package": card.package}
        until = card.valid_until
        names = list(_names(hall, card))
        zh = zh.format(
            names="或".join(f"“{name.zh}”" for name in names),
            day=f"{until.year} 年 {until.month} 月 {until.day} 日",
        )
        en = en.format(names=" or ".join(f"“{name.en}”" for name in names), day=until.isoformat())
    return Refusal(Code.BAD_SECOND_VISIT, _MESSAGES[problem], {**facts, "sentence_zh": zh, "sentence_en": en})


def _names(hall: Hall, card: SecondVisit) -> Iterator[Bilingual]:
    """What the card is good for; a service that the hall has given up since goes by its id."""
    for offer in card.good_for:
        section = hall.services.get(offer) or hall.packages.get(offer)
        yield Bilingual(zh=offer, en=offer) if section is None else section.name
