"""A hall file's tables checked one by one.

Responsible for: turning each table into its model, saying what is wrong with it, and keeping what is right of a wrong
one, so that a slip of the pen in one key does not hide what is wrong elsewhere. Not responsible for what only shows
when tables are compared (``crosscheck``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticUndefined

from config.mistakes import Mistake, Path, did_you_mean
from config.model import (
    DEFAULT_PRIORITIES,
    DEVICE_MODELS,
    AlarmsSection,
    AnnouncerSection,
    BoardSection,
    CalendarSection,
    ClerkSection,
    EvaluationSection,
    HallSection,
    KioskSection,
    PackageSection,
    PrioritySection,
    RatingScreenSection,
    RulesSection,
    ServiceSection,
    Settings,
    SignsSection,
    SlipSection,
    WindowSection,
)
from config.toml_values import as_json
from config.wording import advice, sentence

Table = Mapping[str, object]


@dataclass(frozen=True)
class Item:
    """One table of the file: its model when it is right, and in any case the keys that are."""

    path: Path
    id: str
    values: dict[str, Any]
    """Valid values and defaults by key; wrong and missing keys are not in it."""
    model: Settings | None

    @property
    def label(self) -> str:
        """What sentences call it, such as ``service "tax"``."""
        section, index = self.path[0], self.path[1]
        singular = SINGULARS.get(str(section), str(section).removesuffix("s"))
        return f'{singular} "{self.id}"' if self.id else f"{section}[{index}]"

    def mistake(self, *key: str | int, problem: str, suggestion: str = "") -> Mistake:
        """A mistake in it, at the key that the steps lead to."""
        return Mistake((*self.path, *key), problem, suggestion, self.id)


@dataclass
class Draft:
    """A hall file after its tables were checked one by one."""

    hall: Item | None = None
    rules: Item | None = None
    calendar: Item | None = None
    slip: Item | None = None
    signs: Item | None = None
    alarms: Item | None = None
    evaluation: Item | None = None
    priorities: list[Item] = field(default_factory=list)
    services: list[Item] = field(default_factory=list)
    packages: list[Item] = field(default_factory=list)
    windows: list[Item] = field(default_factory=list)
    clerks: list[Item] = field(default_factory=list)
    kiosks: list[Item] = field(default_factory=list)
    rating_screens: list[Item] = field(default_factory=list)
    displays: list[Item] = field(default_factory=list)
    devices: list[Item] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


Chooser = Callable[[Path, Table], "type[Settings] | Mistake"]
"""The model of a table, which may depend on what the table says."""

SECTIONS = (
    "hall",
    "rules",
    "calendar",
    "slip",
    "signs",
    "alarms",
    "evaluation",
    "priorities",
    "services",
    "packages",
    "windows",
    "clerks",
    "kiosks",
    "rating_screens",
    "displays",
    "devices",
)
SINGULARS = {"priorities": "priority", "rating_screens": "rating screen"}
"""Those that do not just lose their s."""
DISPLAY_MODELS: dict[str, type[Settings]] = {"board": BoardSection, "announcer": AnnouncerSection}


def read_sections(document: Table) -> Draft:
    """Check every table; never raises, whatever the document holds."""
    draft = Draft()
    for name in document:
        if name not in SECTIONS:
            problem = f'There is no section "{name}".'
            draft.mistakes.append(Mistake((name,), problem, did_you_mean(name, SECTIONS)))
    draft.hall = _single(draft, document, "hall", HallSection)
    draft.rules = _single(draft, document, "rules", RulesSection)
    draft.calendar = _single(draft, document, "calendar", CalendarSection)
    draft.slip = _single(draft, document, "slip", SlipSection)
    draft.signs = _single(draft, document, "signs", SignsSection)
    draft.alarms = _single(draft, document, "alarms", AlarmsSection)
    draft.evaluation = _single(draft, document, "evaluation", EvaluationSection)
    draft.priorities = _priorities(draft, document)
    draft.services = _list(draft, document, "services", lambda _path, _table: ServiceSection)
    draft.packages = _list(draft, document, "packages", lambda _path, _table: PackageSection)
    draft.windows = _list(draft, document, "windows", lambda _path, _table: WindowSection)
    draft.clerks = _list(draft, document, "clerks", lambda _path, _table: ClerkSection)
    draft.kiosks = _list(draft, document, "kiosks", lambda _path, _table: KioskSection)
    draft.rating_screens = _list(draft, document, "rating_screens", lambda _path, _table: RatingScreenSection)
    draft.displays = _list(draft, document, "displays", _display_model)
    draft.devices = _list(draft, document, "devices", _device_model)
    return draft


def _single(draft: Draft, document: Table, name: str, model: type[Settings]) -> Item | None:
    if name not in document and name == "hall":
        draft.mistakes.append(Mistake((name,), "The section [hall] is missing.", "It names the hall."))
        return None
    table = document.get(name, {})
    if not isinstance(table, Mapping):
        draft.mistakes.append(Mistake((name,), f"This must be a section, written [{name}]."))
        return None
    return _item(draft, (name,), table, model)


def _list(draft: Draft, document: Table, name: str, choose: Chooser) -> list[Item]:
    tables = document.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        draft.mistakes.append(Mistake((name,), f"This must be a list of tables, each written [[{name}]]."))
        return []
    return [_chosen(draft, (name, index), table, choose) for index, table in enumerate(tables)]


def _priorities(draft: Draft, document: Table) -> list[Item]:
    """A hall whose file has no list has the usual ones; one with an empty list has none."""
    if "priorities" in document:
        return _list(draft, document, "priorities", lambda _path, _table: PrioritySection)
    return [
        Item(
            ("priorities", index),
            usual.id,
            {name: getattr(usual, name) for name in type(usual).model_fields},
            usual,
        )
        for index, usual in enumerate(DEFAULT_PRIORITIES)
    ]


def _chosen(draft: Draft, path: Path, table: Table, choose: Chooser) -> Item:
    chosen = choose(path, table)
    if isinstance(chosen, Mistake):
        draft.mistakes.append(chosen)
        # What the table is stays unknown, but others may refer to it by its id.
        return Item(
            path, _id(table), {key: table[key] for key in ("id", "kind") if _is_text(table.get(key))}, None
        )
    return _item(draft, path, table, chosen)


def _display_model(path: Path, table: Table) -> type[Settings] | Mistake:
    kind = table.get("kind")
    if isinstance(kind, str) and kind in DISPLAY_MODELS:
        return DISPLAY_MODELS[kind]
    return _unknown(path, "kind", table, DISPLAY_MODELS, "kind of display")


def _device_model(path: Path, table: Table) -> type[Settings] | Mistake:
    kind, driver = table.get("kind"), table.get("driver")
    kinds = {known for known, _ in DEVICE_MODELS}
    if not isinstance(kind, str) or kind not in kinds:
        return _unknown(path, "kind", table, kinds, "kind of device")
    drivers = {known for of_kind, known in DEVICE_MODELS if of_kind == kind}
    if not isinstance(driver, str) or driver not in drivers:
        return _unknown(path, "driver", table, drivers, f"driver for a {kind}")
    return DEVICE_MODELS[kind, driver]


def _unknown(
    path: Path, key: str, table: Table, known: Mapping[str, object] | set[str], what: str
) -> Mistake:
    suggestion = f"Known: {', '.join(sorted(known))}."
    if key not in table:
        return Mistake((*path, key), "This key is missing.", suggestion, _id(table))
    wrong = table[key]
    likely = did_you_mean(wrong, known)
    if likely and likely != suggestion:
        suggestion = f"{likely} {suggestion}"
    return Mistake((*path, key), f'There is no {what} "{wrong}".', suggestion, _id(table))


def _item(draft: Draft, path: Path, table: Table, model: type[Settings]) -> Item:
    try:
        checked = model.model_validate_json(as_json(table), strict=True)
    except ValidationError as error:
        draft.mistakes += _translated(error, path, table, model)
        return Item(path, _id(table), dict(_valid_fields(table, model)), None)
    return Item(path, _id(table), {name: getattr(checked, name) for name in model.model_fields}, checked)


def _translated(error: ValidationError, path: Path, table: Table, model: type[Settings]) -> Iterator[Mistake]:
    for detail in error.errors(include_url=False):
        place = detail["loc"]
        if len(place) > 2 and place[-1] == "[key]":
            place = place[:-1]  # pydantic's mark of a wrong key of a map
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # Its entries are wrong and are told one by one.
        if detail["type"] == "extra_forbidden":
            holder = table if len(place) == 1 else {}
            known = [name for name in _keys_at(model, place) if name not in holder]
            problem = f'There is no key "{place[-1]}" here.'
            yield Mistake((*path, *place), problem, did_you_mean(place[-1], known), _id(table))
        else:
            yield Mistake((*path, *place), sentence(detail), advice(detail), _id(table))


def _keys_at(model: type[Settings], place: Path) -> list[str]:
    """The keys of the table that holds ``place``: of the section itself, or of a table inside it."""
    table: type[Settings] | None = model
    for step in place[:-1]:
        if isinstance(step, str) and table is not None:
            field_info = table.model_fields.get(step)
            table = _table_in(field_info.annotation) if field_info is not None else None
    if table is None:
        return []
    return [str(info.validation_alias or name) for name, info in table.model_fields.items()]


def _table_in(annotation: object) -> type[Settings] | None:
    """The model of the table that a key takes, also where it takes a list of them or none."""
    if isinstance(annotation, type) and issubclass(annotation, Settings):
        return annotation
    return next(filter(None, map(_table_in, get_args(annotation))), None)


def _valid_fields(table: Table, model: type[Settings]) -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        if name in table:
            try:
                yield name, _adapter(model, name).validate_json(as_json(table[name]), strict=True)
            except ValidationError:
                continue
        elif (default := info.get_default(call_default_factory=True)) is not PydanticUndefined:
            yield name, default


@lru_cache(maxsize=256)
def _adapter(model: type[Settings], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    annotation: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(annotation)


def _id(table: Table) -> str:
    value = table.get("id")
    return value if isinstance(value, str) else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)
