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
    transfers = { share = 0.1, to = ["card"] }   # and whatever else may happen (``incident_file``)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from config.loader import read_hall
from config.mistakes import HallFileError, Mistake, did_you_mean
from config.mistakes import Path as Place
from config.model import Bilingual, HallConfig, Settings
from config.model.hours import Period
from queue_server.simulation.incident_file import (
    NESTED,
    GeneralKinds,
    WindowPauses,
    layer_of,
    mistakes_of,
)
from queue_server.simulation.incidents import Incidents, Kinds
from queue_server.simulation.plan import Plan
from queue_server.simulation.reading import Tables, document_of, only, read_text, refused, without

Factor = Annotated[float, Field(ge=0, le=20)]
RULES = (
    "priority_in_a_row", "ageing_minutes", "restore_after", "restore_minutes", "max_calls", "recall_gap_seconds",
    "tickets_per_person", "cut_off", "overtime_minutes",
)  # fmt: skip
"""Rules of the hall that make a difference to a simulated day."""
WINDOW_KEYS = ("services", "order", "helps", "lane", "planned", "number")
SERVICE_KEYS = ("open", "seasons", "max_waiting", "limits", "one_per_person", "card")


class _Head(GeneralKinds):
    """What stands before the first table."""

    name: Bilingual | None = None
    arrivals: Factor = 1.0
    handling: Factor = 1.0


class _WindowChange(WindowPauses):
    """What a plan's window says beside what a hall's window may."""

    closed: bool = False
    new: bool = False
    breaks: tuple[Period, ...] = ()


class _Factors(Settings):
    """What a plan's package says."""

    arrivals: Factor | None = None
    handling: Factor | None = None


class _ServiceChange(_Factors, Kinds):
    """What a plan's service says beside what a hall's service may."""


def load_plan(path: Path | str, hall: HallConfig, incidents: Incidents | None = None) -> Plan:
    """The plan in the file, named by it; raises UnusablePlan. ``incidents`` happen unless the plan says otherwise."""
    return parse_plan(read_text(path), hall, Path(path).stem, str(path), incidents)


def parse_plan(
    text: str, hall: HallConfig, id_: str, source: str = "plan file", incidents: Incidents | None = None
) -> Plan:
    """The same for TOML text; ``id_`` names the plan where it does not name itself."""
    reading = _Reading(Tables(document_of(text, source), NESTED), hall, incidents or Incidents())
    plan = reading.plan(id_)
    if plan is None:
        raise refused(text, source, reading.tables.mistakes)
    return plan


@dataclass
class _Reading:
    """One plan file while it is read."""

    tables: Tables
    hall: HallConfig
    incidents: Incidents
    places: dict[Place, Place] = field(default_factory=dict)
    """Where the tables of the changed hall come from: path in the hall, path in the plan."""
    windows: dict[str, _WindowChange] = field(default_factory=dict)
    factors: dict[str, _Factors] = field(default_factory=dict)

    @property
    def mistakes(self) -> list[Mistake]:
        """All that was found."""
        return self.tables.mistakes

    def plan(self, id_: str) -> Plan | None:
        """The plan; None when there are mistakes."""
        head = self._head()
        changed = self._changed_hall()
        self._check_names()
        if self.mistakes or changed is None or head is None:
            return None
        services = {name: found for name, found in self.factors.items() if isinstance(found, Kinds)}
        return Plan(
            id=id_,
            name=head.name or Bilingual(zh=id_[:60], en=id_[:80]),
            hall=self._staffed(changed),
            arrivals=self._by_wish("arrivals", head.arrivals),
            handling=self._by_wish("handling", head.handling),
            breaks={id_: change.breaks for id_, change in self.windows.items() if change.breaks},
            incidents=self.incidents.under(layer_of(head, services, self.windows)),
        )

    # --- tables ---------------------------------------------------------------------------------------------

    def _head(self) -> _Head | None:
        tables = ("rules", "windows", "services")
        head = without(self.tables.document, *tables)
        return self.tables.checked(_Head, head, (), [*_Head.model_fields, *tables])

    def _check_names(self) -> None:
        """Of services and windows that something may happen with; windows may be new ones."""
        windows = sorted({window.id for window in self.hall.windows} | self.windows.keys())
        self.tables.mistakes += mistakes_of(self.tables.document, (), self.hall, windows)
        services = self.tables.document.get("services")
        for index, table in enumerate(services if isinstance(services, list) else ()):
            if isinstance(table, Mapping):
                self.tables.mistakes += mistakes_of(table, ("services", index), self.hall, windows)

    def _changed_hall(self) -> HallConfig | None:
        merged = self.hall.model_dump(mode="json", by_alias=True)
        self._merge_rules(merged)
        self._merge_services(merged)
        self._merge_windows(merged)
        try:
            return read_hall(merged)
        except HallFileError as error:
            self.tables.mistakes += [self._at_home(mistake) for mistake in error.mistakes]
            return None

    def _merge_rules(self, merged: dict[str, Any]) -> None:
        rules = self.tables.document.get("rules", {})
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
        for place, id_, table in self.tables.named("services", {*indexes, *packages}):
            keys = () if id_ in packages else SERVICE_KEYS
            model = _Factors if id_ in packages else _ServiceChange
            own = self.tables.checked(model, without(table, "id", *keys), place, [*model.model_fields, *keys])
            self.factors[id_] = own or _Factors()
            if id_ in indexes:
                self.places["services", indexes[id_]] = place
                merged["services"][indexes[id_]].update(only(table, keys))

    def _merge_windows(self, merged: dict[str, Any]) -> None:
        indexes = {window["id"]: index for index, window in enumerate(merged["windows"])}
        for place, id_, table in self.tables.named("windows", set(indexes), new=True):
            change = self.tables.checked(
                _WindowChange,
                without(table, "id", *WINDOW_KEYS),
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
            merged["windows"][indexes[id_]].update(only(table, WINDOW_KEYS))

    # --- what comes of them ---------------------------------------------------------------------------------

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
