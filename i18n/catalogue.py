"""Message catalogues: one TOML file per language, the same keys and placeholders in each.

Responsible for: loading a program's catalogue, refusing one whose languages disagree with every mistake named, and filling
in placeholders. Not responsible for: choosing a language, or for texts that belong to a hall (its file has them).

Tables become dotted keys: ``[ticket] ahead = "前面 {count} 人"`` is ``words("ticket.ahead", count=4)``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path


class CatalogueFault(Exception):
    """The files do not make one catalogue; the message names every mistake, one per line."""


class Words:
    """The texts of one language."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = dict(texts)

    def __call__(self, key: str, **values: object) -> str:
        """The text of that key with its placeholders filled in; KeyError for an unknown key or a missing value."""
        return self._texts[key].format_map(values)

    def template(self, key: str) -> str:
        """The text of that key with its placeholders as they are written, for a page that fills them in itself."""
        return self._texts[key]

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        """Every key, in the order of the file."""
        return iter(self._texts)


class Catalogue:
    """All languages of one program."""

    def __init__(self, languages: Mapping[str, Words]) -> None:
        self._languages = dict(languages)

    @classmethod
    def load(cls, folder: Path, languages: tuple[str, ...] = ("zh", "en")) -> Catalogue:
        """Read ``<language>.toml`` of each; raises CatalogueFault, or OSError for a file that is not there."""
        files = [(language, (folder / f"{language}.toml").read_text("utf-8")) for language in languages]
        return cls({language: Words(language, texts) for language, texts in _checked(tuple(files)).items()})

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages, the hall's own first."""
        return tuple(self._languages)

    def words(self, language: str) -> Words:
        """The texts in that language; KeyError when the catalogue has none."""
        return self._languages[language]


def placeholders(text: str) -> frozenset[str]:
    """Names in braces; ValueError when the braces do not match."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


# Several pages of one server share a catalogue, and a program that builds many servers need not check it for each.
@lru_cache(maxsize=16)
def _checked(files: tuple[tuple[str, str], ...]) -> Mapping[str, Mapping[str, str]]:
    """Language to key to text, from languages and their TOML."""
    texts = {language: _read(language, toml) for language, toml in files}
    mistakes = [mistake for language in texts for mistake in _check_texts(language, texts[language])]
    first, *others = texts
    for other in others:
        mistakes += _compare(first, texts[first], other, texts[other])
    if mistakes:
        raise CatalogueFault("\n".join(mistakes))
    return texts


def _read(language: str, toml: str) -> dict[str, str]:
    try:
        return dict(_flat(tomllib.loads(toml)))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueFault(f"{language}.toml: {error}") from error


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value
        else:
            raise CatalogueFault(f"{prefix}{key}: a message is a text, not {value!r}")


def _check_texts(language: str, texts: Mapping[str, str]) -> Iterator[str]:
    for key, text in texts.items():
        if not text.strip():
            yield f"{language} {key}: is empty"
        try:
            names = placeholders(text)
        except ValueError as error:
            yield f"{language} {key}: {error}"
            continue
        for name in sorted(names):
            if not name.isidentifier():
                yield f"{language} {key}: {{{name}}} is not a plain name"


def _compare(first: str, left: Mapping[str, str], second: str, right: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(left.keys() ^ right.keys()):
        yield f"{second if key in left else first} {key}: is missing"
    for key in sorted(left.keys() & right.keys()):
        try:
            here, there = placeholders(left[key]), placeholders(right[key])
        except ValueError:
            continue
        if here != there:
            yield f"{key}: {first} has {_named(here)}, {second} has {_named(there)}"


def _named(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no placeholder"
