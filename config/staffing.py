"""Whether the windows of a hall can serve as its file says.

Responsible for: services that a window names, lanes, overflow rules and planned hours. Not responsible for the devices on a
window's desk (``crosscheck``).
"""

from __future__ import annotations

from collections.abc import Iterator

from config.mistakes import Mistake, did_you_mean
from config.model import Help
from config.offers import check_listed_services
from config.periods import check_periods
from config.sections import Draft, Item


def check_windows(draft: Draft) -> Iterator[Mistake]:
    """All mistakes of the windows; never raises."""
    known = {service.id for service in draft.services if service.id}
    general = {service.id for service in draft.services if service.values.get("lane") == "general"}
    for window in draft.windows:
        yield from check_listed_services(window, known)
        yield from _lane(window, general)
        yield from _helps(window, known)
        yield from check_periods(window, "planned", periods=window.values.get("planned", ()))


def _lane(window: Item, general: set[str]) -> Iterator[Mistake]:
    if window.values.get("lane") != "express":
        return
    for index, service in enumerate(window.values.get("services", ())):
        if service in general:
            problem = f'An express window does not serve the general service "{service}".'
            suggestion = (
                f'Name it in helps = [{{ service = "{service}" }}] instead, or give it lane = "express".'
            )
            yield window.mistake("services", index, problem=problem, suggestion=suggestion)


def _helps(window: Item, known: set[str]) -> Iterator[Mistake]:
    helps: tuple[Help, ...] = window.values.get("helps", ())
    own: tuple[str, ...] = window.values.get("services", ())
    seen: set[str] = set()
    for index, rule in enumerate(helps):
        place = ("helps", index, "service")
        if known and rule.service not in known:
            suggestion = did_you_mean(rule.service, known)
            problem = f'There is no service "{rule.service}".'
            yield window.mistake(*place, problem=problem, suggestion=suggestion)
        elif rule.service in own:
            problem = f'"{rule.service}" is a service of the window itself, so there is nothing to help with.'
            yield window.mistake(*place, problem=problem, suggestion="Take it out of one of the two lists.")
        elif rule.service in seen:
            yield window.mistake(*place, problem=f'There is a rule for "{rule.service}" already.')
        seen.add(rule.service)
