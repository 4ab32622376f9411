"""Plans read from TOML.

Responsible for: a plan file as changes to a hall file, or one complete list of mistakes. Not responsible for the rules of hall
files themselves: the changed hall is checked as any hall is (``config.loader``), and its mistakes are told at their place in
the plan file.

    name = { zh = "加开一个窗口", en = "One window more" }
    arrivals = 1.1                      # everybody; one service's own factor takes its place
    [rules]
    priority_in_a_row = 3
    [[windows]]
    id = "4"
    planned = ["mon-fri 08:30-17:00"]   # and services, order, helps, lane, as in a hall file
    breaks = ["daily 12:00-12:30"]
    [[windows]]
    id = "3"
    closed = true
    [[windows]]
    id = "9"
    new = true
    services = ["tax"]
    [[services]]
    id = "tax"
    handling = 0.9
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError

from config.loader import read_hall
from config.mistakes import HallFileError, Mistake, did_you_mean, report
from config.mistakes import Path as Place
from config.model import Bilingual, HallConfig, Settings
from config.model.hours import Period
from config.positions import Positions
from config.toml_values import as_json
from config.wording import advice, sentence
from queue_server.simulation.plan import Plan

_S = TypeVar("_S", bound=Settings)
Factor = Annotated[float, Field(ge=0, le=20)]
RULES = (
    "priority_in_a_row", "ageing_minutes", "restore_after", "restore_minutes", "max_calls", "recall_gap_seconds",
)  # fmt: skip
"""Rules of the hall that make a difference to a simulated day."""
WINDOW_KEYS = ("services", "order", "helps", "lane", "planned", "number")
SERVICE_KEYS = ("open", "seasons", "max_waiting", "limits")


class UnusablePlan(Exception):
    """The plan file cannot be used; ``mistakes`` holds all that was found, in the order of the file."""

    def __init__(self, source: str, mistakes: list[Mistake]) -> None:
        super().__init__(report(source, mistakes))
        self.source = source
        self.mistakes = tuple(mistakes)


class _Head(Settings):
    """What stands before the first table."""

    name: Bilingual | None = None
    arrivals: Factor = 1.0
    handling: Factor = 1.0


class _WindowChange(Settings):
    """What a plan's window says beside what a hall's window may."""

    closed: bool = False
    new: bool = False
    breaks: tuple[Period, ...] = ()


class _Factors(Settings):
    """What a plan's service says beside what a hall's service may; packages have these alone."""

    arrivals: Factor | None = None
    handling: Factor | None = None


def load_plan(path: Path | str, hall: HallConfig) -> Plan:
    """The plan in the file, named by it; raises UnusablePlan."""
    source = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        problem = f"The file cannot be read: {getattr(error, 'strerror', None) or error}."
        raise UnusablePlan(source, [Mistake((), problem)]) from None
    return parse_plan(text, hall, Path(path).stem, source)


def parse_plan(text: str, hall: HallConfig, id_: str, source: str = "plan file") -> Plan:
    """The same for TOML text; ``id_`` names the plan where it does not name itself."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusablePlan(source, [Mistake((), f"This is not TOML: {error}.")]) from None
    reading = _Reading(document, hall)
    plan = reading.plan(id_)
    if plan is None:
        line_of = Positions(text).line
        placed = [replace(mistake, line=line_of(mistake.path)) for mistake in reading.mistakes]
        raise UnusablePlan(source, sorted(placed, key=lambda mistake: (mistake.line or 0, mistake.place)))
    return plan


@dataclass
class _Reading:
    """One plan file while it is read."""

    document: Mapping[str, object]
    hall: HallConfig
    mistakes: list[Mistake] = field(default_factory=list)
    places: dict[Place, Place] = field(default_factory=dict)
    """Where the tables of the changed hall come from: path in the hall, path in the plan."""
    windows: dict[str, _WindowChange] = field(default_factory=dict)
    factors: dict[str, _Factors] = field(default_factory=dict)

    def plan(self, id_: str) -> Plan | None:
        """The plan; None when there are mistakes."""
        head = self._head()
        changed = self._changed_hall()
        if self.mistakes or changed is None or head is None:
            return None
        return Plan(
            id=id_,
            name=head.name or Bilingual(zh=id_[:60], en=id_[:80]),
            hall=self._staffed(changed),
            arrivals=self._by_wish("arrivals", head.arrivals),
            handling=self._by_wish("handling", head.handling),
            breaks={id_: change.breaks for id_, change in self.windows.items() if change.breaks},
        )

    # --- tables ---------------------------------------------------------------------------------------------

    def _head(self) -> _Head | None:
        tables = {"rules", "windows", "services"}
        head = {key: value for key, value in self.document.items() if key not in tables}
        return self._checked(_Head, head, (), [*_Head.model_fields, *tables])

    def _changed_hall(self) -> HallConfig | None:
        merged = self.hall.model_dump(mode="json", by_alias=True)
        self._merge_rules(merged)
        self._merge_services(merged)
        self._merge_windows(merged)
        try:
            return read_hall(merged)
        except HallFileError as error:
            self.mistakes += [self._at_home(mistake) for mistake in error.mistakes]
            return None

    def _merge_rules(self, merged: dict[str, Any]) -> None:
        rules = self.document.get("rules", {})
        if not isinstance(rules, Mapping):
            self.mistakes.append(Mistake(("rules",), "This must be a section, written [rules]."))
            return
        for key, value in rules.items():
            if key in RULES:
                merged["rules"][key] = value
            else:
                problem = f'A plan cannot change the rule "{key}".'
                self.mistakes.append(Mistake(("rules", key), problem, did_you_mean(key, RULES)))

    def _merge_services(self, merged: dict[str, Any]) -> None:
        indexes = {service["id"]: index for index, service in enumerate(merged["services"])}
        packages = {package.id for package in self.hall.packages}
        for place, id_, table in self._tables("services", {*indexes, *packages}):
            keys = () if id_ in packages else SERVICE_KEYS
            own = self._checked(
                _Factors, _without(table, "id", *keys), place, [*_Factors.model_fields, *keys]
            )
            self.factors[id_] = own or _Factors()
            if id_ in indexes:
                self.places["services", indexes[id_]] = place
                merged["services"][indexes[id_]].update(_only(table, keys))

    def _merge_windows(self, merged: dict[str, Any]) -> None:
        indexes = {window["id"]: index for index, window in enumerate(merged["windows"])}
        for place, id_, table in self._tables("windows", set(indexes), new=True):
            change = self._checked(
                _WindowChange,
                _without(table, "id", *WINDOW_KEYS),
                place,
                [*_WindowChange.model_fields, *WINDOW_KEYS],
            )
            self.windows[id_] = change or _WindowChange()
            if id_ not in indexes:
                number = 1 + max(int(window["number"]) for window in merged["windows"])
                merged["windows"].append({"id": id_, "number": number})
                indexes[id_] = len(merged["windows"]) - 1
            elif change is not None and change.new:
                problem = f'The hall has a window "{id_}" already.'
                self.mistakes.append(Mistake((*place, "new"), problem, "Leave new out.", id_))
            self.places["windows", indexes[id_]] = place
            merged["windows"][indexes[id_]].update(_only(table, WINDOW_KEYS))

    def _tables(
        self, section: str, known: set[str], *, new: bool = False
    ) -> list[tuple[Place, str, Mapping[str, object]]]:
        """The tables of a list that name something there is, each once, or something new where that is possible."""
        tables = self.document.get(section, [])
        if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
            problem = f"This must be a list of tables, each written [[{section}]]."
            self.mistakes.append(Mistake((section,), problem))
            return []
        found: dict[str, tuple[Place, str, Mapping[str, object]]] = {}
        for index, table in enumerate(tables):
            place: Place = (section, index)
            id_ = table.get("id")
            mistake = self._identity(place, id_, found, known, new=new and table.get("new") is True)
            if mistake is not None:
                self.mistakes.append(mistake)
            else:
                found[str(id_)] = (place, str(id_), table)
        return list(found.values())

    @staticmethod
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
        suggestion = did_you_mean(id_, known)
        if what == "window":
            suggestion = f"{suggestion} A window more has new = true.".strip()
        return Mistake((*place, "id"), f'There is no {what} "{id_}".', suggestion)

    # --- what comes of them ---------------------------------------------------------------------------------

    def _checked(
        self, model: type[_S], table: Mapping[str, object], place: Place, known: list[str]
    ) -> _S | None:
        try:
            return model.model_validate_json(as_json(dict(table)), strict=True)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = (*place, *detail["loc"])
                if detail["type"] == "extra_forbidden":
                    problem = f'There is no key "{where[-1]}" here.'
                    suggestion = did_you_mean(where[-1], [key for key in known if key not in table])
                    self.mistakes.append(Mistake(where, problem, suggestion))
                else:
                    self.mistakes.append(Mistake(where, sentence(detail), advice(detail)))
        return None

    def _at_home(self, mistake: Mistake) -> Mistake:
        """A mistake of the changed hall at its place in the plan; of what the plan does not name, at none."""
        section, rest = mistake.path[:2], mistake.path[2:]
        if section[:1] == ("rules",):
            return mistake
        home = self.places.get(section)
        return replace(mistake, path=() if home is None else (*home, *rest))

    def _staffed(self, changed: HallConfig) -> HallConfig:
        closed = {id_ for id_, change in self.windows.items() if change.closed}
        windows = tuple(window for window in changed.windows if window.id not in closed)
        return changed.model_copy(update={"windows": windows})

    def _by_wish(self, key: str, for_all: float) -> dict[str, float]:
        wishes = [service.id for service in self.hall.services] + [p.id for p in self.hall.packages]
        own = {wish: getattr(self.factors.get(wish), key, None) for wish in wishes}
        factors = {wish: for_all if value is None else value for wish, value in own.items()}
        return {wish: factor for wish, factor in factors.items() if factor != 1.0}


def _only(table: Mapping[str, object], keys: Iterable[str]) -> dict[str, object]:
    return {key: table[key] for key in keys if key in table}


def _without(table: Mapping[str, object], *keys: str) -> dict[str, object]:
    return {key: value for key, value in table.items() if key not in keys}
