"""Whether the loudspeaker zones of a hall can announce as its file says.

Responsible for: windows that a zone names, hours that overlap, and zones without the name that the texts of a call ask
for. Not responsible for the grammar of those texts (``call_text``) or for what a voice pack holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from config.call_text import parse_call_text
from config.mistakes import Mistake, did_you_mean
from config.model import CallTexts, ZoneHours
from config.sections import Draft, Item


def check_zones(draft: Draft) -> Iterator[Mistake]:
    """All mistakes of the announcers; never raises."""
    names_zones = _texts_name_the_zone(draft.rules)
    windows = {window.id for window in draft.windows if window.id}
    for zone in draft.displays:
        if zone.values.get("kind") != "announcer":
            continue
        yield from _windows(zone, windows)
        yield from _schedule(zone)
        if names_zones and zone.values.get("name", "") is None:
            problem = "The texts of a call say {zone}, and this zone has no name."
            suggestion = 'Write it like name = { zh = "一楼大厅", en = "Ground floor" }.'
            yield Mistake((*zone.path, "name"), problem, suggestion, zone.id)


def _windows(zone: Item, known: set[str]) -> Iterator[Mistake]:
    listed: tuple[str, ...] = zone.values.get("windows") or ()
    for index, window in enumerate(listed):
        place = (*zone.path, "windows", index)
        if known and window not in known:
            yield Mistake(place, f'There is no window "{window}".', did_you_mean(window, known), zone.id)
        elif window in listed[:index]:
            yield Mistake(place, f'"{window}" is in the list twice.', item=zone.id)


def _schedule(zone: Item) -> Iterator[Mistake]:
    entries: tuple[ZoneHours, ...] = zone.values.get("schedule", ())
    for (_, earlier), (index, later) in combinations(enumerate(entries), 2):
        if earlier.hours.overlaps(later.hours):
            problem = f'"{later.hours.written()}" overlaps "{earlier.hours.written()}".'
            suggestion = "At any time one entry holds at most."
            yield Mistake((*zone.path, "schedule", index, "hours"), problem, suggestion, zone.id)


def _texts_name_the_zone(rules: Item | None) -> bool:
    texts = [] if rules is None else [rules.values.get(key) for key in ("announce_text", "announce_caption")]
    return any(
        "zone" in parse_call_text(text).placeholders
        for both in texts
        if isinstance(both, CallTexts)
        for text in (both.zh, both.en)
    )
