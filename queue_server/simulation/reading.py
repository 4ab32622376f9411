"""TOML files that change a simulated hall, as typed values or one list of mistakes.

Responsible for: reading such a file, its tables that name services and windows, and keys that are not there with what was meant.
Not responsible for: what the keys mean (``plan_file``, ``profile_file``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from config.mistakes import Mistake, did_you_mean, report
from config.mistakes import Path as Place
from config.model import Settings
from config.positions import Positions
from config.toml_values import as_json
from config.wording import advice, sentence

_S = TypeVar("_S", bound=Settings)
Document = Mapping[str, object]


class UnusablePlan(Exception):
    """A plan or a profile cannot be used; ``mistakes`` holds all that was found, in the order of the file."""

    def __init__(self, source: str, mistakes: list[Mistake]) -> None:
        super().__init__(report(source, mistakes))
        self.source = source
        self.mistakes = tuple(mistakes)


def read_text(path: Path | str) -> str:
    """What the file holds; raises UnusablePlan."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        problem = f"The file cannot be read: {getattr(error, 'strerror', None) or error}."
        raise UnusablePlan(str(path), [Mistake((), problem)]) from None


def document_of(text: str, source: str) -> Document:
    """The TOML document; raises UnusablePlan."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusablePlan(source, [Mistake((), f"This is not TOML: {error}.")]) from None


def refused(text: str, source: str, mistakes: Iterable[Mistake]) -> UnusablePlan:
    """The error that tells all mistakes with their lines."""
    line_of = Positions(text).line
    placed = [replace(mistake, line=line_of(mistake.path)) for mistake in mistakes]
    return UnusablePlan(source, sorted(placed, key=lambda mistake: (mistake.line or 0, mistake.place)))


@dataclass
class Tables:
    """One file while it is read."""

    document: Document
    nested: Mapping[str, Iterable[str]] = field(default_factory=dict)
    """The keys of tables within tables, by the key that holds them."""
    mistakes: list[Mistake] = field(default_factory=list)

    def checked(
        self, model: type[_S], table: Mapping[str, object], place: Place, known: Iterable[str]
    ) -> _S | None:
        """The table as its settings; None, with the mistakes noted, when it cannot be. ``known`` are all keys there may be."""
        try:
            return model.model_validate_json(as_json(dict(table)), strict=True)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = (*place, *detail["loc"])
                if detail["type"] != "extra_forbidden":
                    self.mistakes.append(Mistake(where, sentence(detail), advice(detail)))
                    continue
                holder = [step for step in detail["loc"][:-1] if isinstance(step, str)]
                keys = self.nested.get(holder[-1], ()) if holder else known
                problem = f'There is no key "{where[-1]}" here.'
                suggestion = did_you_mean(where[-1], [key for key in keys if key not in table])
                self.mistakes.append(Mistake(where, problem, suggestion))
        return None

    def named(
        self, section: str, known: set[str], *, new: bool = False
    ) -> list[tuple[Place, str, Mapping[str, object]]]:
        """The tables of a list that name something there is, each once, or something new where that is possible."""
        tables = self.document.get(section, [])
        if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
            problem = f"This must be a list of tables, each written [[{section}]]."
            self.mistakes.append(Mistake((section,), problem))
            return []
        found: dict[str, tuple[Place, str, Mapping[str, Any]]] = {}
        for index, table in enumerate(tables):
            place: Place = (section, index)
            id_ = table.get("id")
            mistake = _identity(place, id_, found, known, new=new and table.get("new") is True)
            if mistake is not None:
                if new and id_ is not None and id_ not in found:
                    more = "A window more has new = true."
                    mistake = replace(mistake, suggestion=f"{mistake.suggestion} {more}".strip())
                self.mistakes.append(mistake)
            else:
                found[str(id_)] = (place, str(id_), table)
        return list(found.values())


def without(table: Mapping[str, object], *keys: str) -> dict[str, object]:
    """The table but for those keys."""
    return {key: value for key, value in table.items() if key not in keys}


def only(table: Mapping[str, object], keys: Iterable[str]) -> dict[str, object]:
    """Those keys of the table that it has."""
    return {key: table[key] for key in keys if key in table}


def _identity(
    place: Place, id_: object, found: Mapping[str, object], known: set[str], *, new: bool
) -> Mistake | None:
    what = str(place[0]).removesuffix("s")
    if id_ is None:
        return Mistake((*place, "id"), "This key is missing.", f"It names the {what} of the hall.")
    if id_ in found:
        return Mistake((*place, "id"), f'The {what} "{id_}" is there already.', "Join the two tables.")
    if id_ in known or new:
        return None
    return Mistake((*place, "id"), f'There is no {what} "{id_}".', did_you_mean(id_, known))
