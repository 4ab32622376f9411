"""The doctor has words for everything it can find, in both languages."""

from __future__ import annotations

import re
import string

import pytest

from drivers.doctor.catalogue import LANGUAGES, entries, label, system_language, words
from drivers.doctor.finding import Code, Verdict

NEEDS_NO_ADVICE = {
    Code.SIMULATED,
    Code.VOICE_WRITTEN,
    Code.ANSWERS,
    Code.PRINTER_READY,
    Code.SIGN_SHOWS,
    Code.VOICE_READY,
    Code.KEYPAD_PLUGGED_IN,
    Code.PRESS_HEARD,
    Code.PCSC_READER_THERE,
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_every_code_and_for_nothing_else(language: str) -> None:
    assert set(entries(language)) - {"labels"} == {code.value for code in Code}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_not_well_comes_with_advice(language: str) -> None:
    without = {code for code in Code if not entries(language)[code.value].get("do")}
    assert without == NEEDS_NO_ADVICE


@pytest.mark.parametrize("code", Code)
def test_both_languages_tell_the_same_facts(code: Code) -> None:
    (first, second) = (
        {part: places(text) for part, text in entries(language)[code.value].items()} for language in LANGUAGES
    )
    assert first == second


def test_the_languages_have_the_same_labels() -> None:
    assert entries("zh")["labels"].keys() == entries("en")["labels"].keys()
    assert {verdict.value for verdict in Verdict} <= entries("zh")["labels"].keys()


def test_the_chinese_words_are_chinese_and_the_english_ones_are_not() -> None:
    for code in Code:
        for part in ("what", "do"):
            chinese, english = (entries(name)[code.value].get(part, "") for name in ("zh", "en"))
            assert not chinese or re.search(r"[\u4e00-\u9fff]", chinese)
            assert not re.search(r"[\u4e00-\u9fff]", english)


def test_facts_are_filled_in() -> None:
    said = words("en", Code.WRONG_SPEED, {"speed": "9600", "answers_at": "115200", "link": "/dev/ttyUSB0"})
    assert said.what == "it answers at 115200 baud, not at 9600"
    assert "baudrate = 115200" in said.todo
    assert label("zh", "fault") == "故障"


@pytest.mark.parametrize(
    "environment, language",
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_locale_decides_the_language(environment: dict[str, str], language: str) -> None:
    assert system_language(environment) == language


def test_there_is_no_third_language() -> None:
    with pytest.raises(KeyError):
        words("fr", Code.ANSWERS, {})
