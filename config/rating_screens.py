"""What only shows when a hall's rating screens are compared with its windows and devices.

Responsible for: one screen for each window, a name of its own in reports, and a shape that its picture can have. A window may
have an evaluator with keys as well: the first rating that is stored is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from config.mistakes import Mistake, did_you_mean
from config.sections import Draft, Item

_NARROWEST, _WIDEST = 4 / 3, 16 / 9
_ROUNDING = 0.01
"""Panels of 1366 × 768 are called 16:9."""


def check_rating_screens(draft: Draft) -> Iterator[Mistake]:
    """All mistakes of the rating screens; never raises."""
    windows = {window.id for window in draft.windows if window.id}
    at: dict[str, Item] = {}
    for screen in draft.rating_screens:
        yield from _name(screen, draft)
        yield from _shape(screen)
        window = screen.values.get("window")
        if window is None:
            continue
        if windows and window not in windows:
            suggestion = did_you_mean(window, windows)
            yield screen.mistake("window", problem=f'There is no window "{window}".', suggestion=suggestion)
        elif at.setdefault(window, screen) is not screen:
            problem = f'Window "{window}" has the {at[window].label} already.'
            yield screen.mistake("window", problem=problem)


def _name(screen: Item, draft: Draft) -> Iterator[Mistake]:
    """Devices and these screens report how they are under their ids; kiosks and displays share the technician's lists."""
    for other in (*draft.devices, *draft.kiosks, *draft.displays):
        if screen.id and screen.id == other.id:
            yield screen.mistake("id", problem=f'The id "{screen.id}" is taken by the {other.label} already.')


def _shape(screen: Item) -> Iterator[Mistake]:
    width, height = screen.values.get("width"), screen.values.get("height")
    if width is None or height is None:
        return
    if not _NARROWEST - _ROUNDING <= width / height <= _WIDEST + _ROUNDING:
        problem = f"A picture of {width} × {height} is not between 4:3 and 16:9."
        suggestion = "Write the panel's own pixels, such as width = 1024 and height = 600."
        yield screen.mistake("width", problem=problem, suggestion=suggestion)
