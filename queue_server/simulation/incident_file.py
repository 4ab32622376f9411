"""What may happen beside the ordinary, as plan files and profiles write it.

Responsible for: the keys of ``incidents`` in such files, whether they name services and windows there are, and profiles, which have
these keys alone. Not responsible for: TOML (``reading``), or plans (``plan_file``).

    [transfers]                     # and parking, interruptions, absences, repeats, second_visits
    share = 0.05
    [[pauses]]
    reason = "meeting"
    every = 240
    [[services]]
    id = "tax"
    parking = { share = 0.1, minutes = 12 }
    [[windows]]
    id = "4"
    pauses = []
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from config.mistakes import Mistake, did_you_mean
from config.mistakes import Path as Place
from config.model import HallConfig, Settings
from queue_server.simulation.incidents import (
    Absences,
    Incidents,
    Interruptions,
    Kinds,
    Layer,
    Parking,
    Pausing,
    Repeats,
    SecondVisits,
    Transfers,
)
from queue_server.simulation.reading import Tables, document_of, read_text, refused, without

NESTED: Mapping[str, Iterable[str]] = {
    "transfers": Transfers.model_fields,
    "parking": Parking.model_fields,
    "interruptions": Interruptions.model_fields,
    "absences": Absences.model_fields,
    "repeats": Repeats.model_fields,
    "second_visits": SecondVisits.model_fields,
    "pauses": Pausing.model_fields,
}
"""The keys of each table."""


class GeneralKinds(Kinds):
    """What stands outside of services and windows."""

    pauses: tuple[Pausing, ...] | None = None


class WindowPauses(Settings):
    """What may be said of one window."""

    pauses: tuple[Pausing, ...] | None = None


def load_profile(path: Path | str, hall: HallConfig) -> Incidents:
    """What the file says may happen in the hall; raises UnusablePlan."""
    text, source = read_text(path), str(path)
    tables = Tables(document_of(text, source), NESTED)
    layer = _profile(tables, hall)
    if tables.mistakes:
        raise refused(text, source, tables.mistakes)
    return Incidents().under(layer)


def layer_of(
    general: GeneralKinds, services: Mapping[str, Kinds], windows: Mapping[str, WindowPauses]
) -> Layer:
    """The words of one file."""
    return Layer(
        general=kinds_of(general),
        services={id_: kinds_of(kinds) for id_, kinds in services.items()},
        pauses=general.pauses,
        windows={id_: one.pauses for id_, one in windows.items() if one.pauses is not None},
    )


def kinds_of(settings: Kinds) -> Kinds:
    """Only what is said of kinds, without whatever else the table holds."""
    said = settings.model_fields_set & Kinds.model_fields.keys()
    return Kinds.model_construct(**{name: getattr(settings, name) for name in sorted(said)})


def mistakes_of(
    table: Mapping[str, object], place: Place, hall: HallConfig, windows: Collection[str]
) -> Iterator[Mistake]:
    """Names in the table that are not in the hall, and cards that it has no priority for; ``windows`` are those there may be."""
    transfers = table.get("transfers")
    if isinstance(transfers, Mapping):
        to, services = transfers.get("to"), [service.id for service in hall.services]
        for index, service in enumerate(to if isinstance(to, list) else ()):
            if service not in services:
                problem = f'There is no service "{service}".'
                yield Mistake((*place, "transfers", "to", index), problem, did_you_mean(service, services))
        window = transfers.get("window")
        if window is not None and window not in windows:
            problem = f'There is no window "{window}".'
            yield Mistake((*place, "transfers", "window"), problem, did_you_mean(window, windows))
    if "second_visits" in table and not any(one.second_visit for one in hall.priorities):
        problem = "No priority of the hall is given by second-visit cards."
        suggestion = "Give one of them second_visit = true in the hall file."
        yield Mistake((*place, "second_visits"), problem, suggestion)


def _profile(tables: Tables, hall: HallConfig) -> Layer:
    document, lists = tables.document, ("services", "windows")
    ids = [window.id for window in hall.windows]
    head = without(document, *lists)
    general = tables.checked(GeneralKinds, head, (), [*GeneralKinds.model_fields, *lists])
    tables.mistakes += mistakes_of(head, (), hall, ids)
    services: dict[str, Kinds] = {}
    for place, id_, table in tables.named("services", {service.id for service in hall.services}):
        kinds = tables.checked(Kinds, without(table, "id"), place, Kinds.model_fields)
        services[id_] = kinds or Kinds()
        tables.mistakes += mistakes_of(table, place, hall, ids)
    windows: dict[str, WindowPauses] = {}
    for place, id_, table in tables.named("windows", set(ids)):
        pauses = tables.checked(WindowPauses, without(table, "id"), place, WindowPauses.model_fields)
        windows[id_] = pauses or WindowPauses()
    return layer_of(general or GeneralKinds(), services, windows)
