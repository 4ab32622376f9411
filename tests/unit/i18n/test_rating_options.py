"""Every grade and every national code has its words."""

from __future__ import annotations

import pytest

from i18n.rating_options import GRADES, RatingOptions
from queue_server.domain.rating import OPTIONS

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", GRADES)
def test_reasons_are_those_that_the_rules_accept(language: str, level: int) -> None:
    reasons = RatingOptions.load().reasons(language, level)
    assert list(reasons) == list(OPTIONS[level])
    assert len(set(reasons.values())) == 8


def test_official_names_to_the_letter() -> None:
    options = RatingOptions.load()
    assert [options.grade("zh", level) for level in GRADES] == [
        "非常满意",
        "满意",
        "基本满意",
        "不满意",
        "非常不满意",
    ]
    assert options.reasons("zh", 5)[510] == "一窗受理一次办结"
    assert options.reasons("zh", 2)[212] == "在线预约办理后到实体大厅重复取号排队"
    assert options.reasons("zh", 1)[115] == "服务态度差效率低"
    assert not any(
        "，" in text or text != text.strip()
        for level in GRADES
        for text in options.reasons("zh", level).values()
    )


def test_the_version_is_known_and_what_is_unknown_is_an_error() -> None:
    options = RatingOptions.load()
    assert options.version == "1"
    with pytest.raises(KeyError):
        options.grade("zh", 6)
    assert options.reasons("en", 6) == {}
