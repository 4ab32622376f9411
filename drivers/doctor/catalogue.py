"""The words for what was found, Chinese and English.

Responsible for: loading the catalogues in ``advice`` and filling in facts. Not responsible for what is found.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from drivers.doctor.finding import Code, Facts

LANGUAGES = ("zh", "en")
_FOLDER = Path(__file__).parent / "advice"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence on what is, and one or more on what to do; the latter are empty when there is nothing to do."""

    what: str
    todo: str


def words(language: str, code: Code, facts: Facts) -> Words:
    """The words for a code, with its facts in their places."""
    entry = entries(language)[code.value]
    return Words(entry["what"].format_map(facts), entry.get("do", "").format_map(facts))


def label(language: str, name: str) -> str:
    """A heading or a verdict."""
    return entries(language)["labels"][name]


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the user's locale: the first variable that is set decides; whatever is not Chinese is English."""
    locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


@cache
def entries(language: str) -> dict[str, dict[str, str]]:
    """The whole catalogue; raises KeyError for a language that has none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
