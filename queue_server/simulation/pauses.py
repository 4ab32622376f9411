"""When clerks stop calling for a while (暂停服务), drawn before the day begins.

Responsible for: pauses of every window by the settings of ``incidents``, in place of recorded ones where a file says anything of
the window. Not responsible for: breaks of the plan, which are no pauses, or what a pause does (``engine``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from queue_server.simulation.chances import Chances, exponential
from queue_server.simulation.incidents import Incidents, Pausing
from queue_server.simulation.residents import Pause

MIDNIGHT = 1440.0


def pauses(
    windows: Iterable[str], incidents: Incidents, recorded: Iterable[Pause], chances: Chances
) -> tuple[Pause, ...]:
    """Of all windows, whether they are staffed then or not: a window has the same pauses under every plan that staffs it."""
    named = {window: incidents.of_window(window) for window in windows}
    kept = [pause for pause in recorded if named.get(pause.window) is None]
    drawn = [
        pause
        for window, settings in named.items()
        for place, one in enumerate(settings or ())
        for pause in _of_window(window, place, one, chances)
    ]
    return tuple(sorted((*kept, *drawn), key=lambda pause: (pause.minute, pause.window)))


def _of_window(window: str, place: int, settings: Pausing, chances: Chances) -> Iterator[Pause]:
    minute = 0.0
    for number in count():
        gap, lasts, *_ = chances.draws("pauses", window, place, number)
        minute += exponential(gap, settings.every)
        if minute >= MIDNIGHT:
            return
        minutes = exponential(lasts, settings.minutes)
        yield Pause(window, minute, minutes, settings.reason)
        minute += minutes
