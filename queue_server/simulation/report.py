"""A comparison as JSON and as a table for a terminal.

Responsible for: the shape of the JSON and the table's rows. Not responsible for: pictures (``picture``) or figures (``measures``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from unicodedata import east_asian_width

from config.model import Bilingual
from i18n.catalogue import Words
from queue_server.domain.admission import Hindrance
from queue_server.simulation.comparison import NOTICED, Comparison, Result
from queue_server.simulation.front_desk import NUMBERS_EXHAUSTED, UNKNOWN
from queue_server.simulation.measures import Figures, Waits, WindowFigures

Cells = Sequence[str]
_DIGITS = 3
REASONS: tuple[str, ...] = (UNKNOWN, *map(str, Hindrance), NUMBERS_EXHAUSTED)
"""Why somebody gets no number."""


def as_json(comparison: Comparison) -> dict[str, object]:
    """Everything, for other programs: minutes and shares as numbers, rounded to a thousandth."""
    document = {
        "hall": comparison.hall.hall.id,
        "days": [day.on.isoformat() for day in comparison.days],
        "residents": sum(len(day.residents) for day in comparison.days),
        "target_minutes": comparison.target,
        "plans": [_plan_json(result) for result in comparison.results],
    }
    rounded = _rounded(document)
    return rounded if isinstance(rounded, dict) else {}


def as_text(comparison: Comparison, words: Words) -> str:
    """Tables with the plans side by side."""
    parts = [
        title(comparison, words),
        words("total.heading"),
        _table(list(_total_rows(comparison, words))),
        words("services.heading"),
        _table(list(_service_rows(comparison, words))),
        words("windows.heading"),
        _table(list(_window_rows(comparison, words))),
    ]
    if any(result.figures.asides.paused for result in comparison.results):
        parts += [words("pauses.heading"), _table(list(_pause_rows(comparison, words)))]
    return "\n\n".join(parts)


def title(comparison: Comparison, words: Words) -> str:
    """Which days, how many residents, what target."""
    facts = {
        "date": comparison.days[0].on.isoformat(),
        "residents": sum(len(day.residents) for day in comparison.days),
        "target": f"{comparison.target:g}",
    }
    if len(comparison.days) == 1:
        return words("title.day", **facts)
    return words("title.days", days=len(comparison.days), **facts)


def named(text: Bilingual, language: str) -> str:
    """In that language."""
    return text.zh if language == "zh" else text.en


def clock(minute: float) -> str:
    """``09:05``; beyond midnight the hours go on."""
    return f"{int(minute) // 60:02}:{int(minute) % 60:02}"


# --- JSON -------------------------------------------------------------------------------------------------------


def _plan_json(result: Result) -> dict[str, object]:
    return {
        "id": result.plan.id,
        "name": {"zh": result.plan.name.zh, "en": result.plan.name.en},
        **asdict(result.figures),
        "change": None if result.change is None else asdict(result.change),
    }


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


# --- rows -------------------------------------------------------------------------------------------------------

_WAITS: tuple[tuple[str, Callable[[Waits], str]], ...] = (
    ("tickets", lambda waits: str(waits.tickets)),
    ("served", lambda waits: str(waits.served)),
    ("mean", lambda waits: f"{waits.mean:.1f}"),
    ("p50", lambda waits: f"{waits.p50:.1f}"),
    ("p80", lambda waits: f"{waits.p80:.1f}"),
    ("p90", lambda waits: f"{waits.p90:.1f}"),
    ("longest", lambda waits: f"{waits.longest:.1f}"),
    ("within_target", lambda waits: f"{waits.within_target:.1%}"),
    ("abandoned", lambda waits: str(waits.abandoned)),
    ("no_show", lambda waits: str(waits.no_show)),
    ("unserved", lambda waits: str(waits.unserved)),
)

_REST: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("calls_in_vain", lambda figures: str(figures.calls_in_vain)),
    ("overtime", lambda figures: f"{figures.overtime:.0f}"),
    ("finished", lambda figures: clock(figures.finished)),
    ("overtakes", lambda figures: f"{figures.fairness.overtakes:.1%}"),
    ("priority_ratio", lambda figures: _or_dash(figures.fairness.priority_ratio)),
    ("jain", lambda figures: f"{figures.fairness.jain:.2f}"),
    ("longest_ordinary", lambda figures: f"{figures.fairness.longest_ordinary:.1f}"),
)

_ASIDES: tuple[tuple[str, Callable[[Figures], float], str], ...] = (
    ("after_closing", lambda figures: figures.asides.after_closing, ".0f"),
    ("restored", lambda figures: figures.asides.restored, ".0f"),
    ("came_back_late", lambda figures: figures.asides.came_back_late, ".0f"),
    ("transferred", lambda figures: figures.asides.transferred, ".0f"),
    ("parked", lambda figures: figures.asides.parked, ".0f"),
    ("aside", lambda figures: figures.asides.aside, ".1f"),
    ("waited", lambda figures: figures.asides.waited, ".1f"),
    ("waited_p90", lambda figures: figures.asides.waited_p90, ".1f"),
    ("interrupted", lambda figures: figures.asides.interrupted, ".0f"),
    ("cards", lambda figures: figures.asides.cards, ".0f"),
    ("paused", lambda figures: figures.asides.paused, ".0f"),
)
"""Rows that are there when any plan has something in them, with how they are written."""


def _total_rows(comparison: Comparison, words: Words) -> Iterator[Cells]:
    results = comparison.results
    yield ["", *(named(result.plan.name, words.language) for result in results)]
    for key, of_waits in _WAITS:
        yield [words(f"total.{key}"), *(of_waits(result.figures.total) for result in results)]
    yield from _refused_rows(comparison, words)
    for key, of_figures in _REST:
        yield [words(f"total.{key}"), *(of_figures(result.figures) for result in results)]
    for key, of_asides, written in _ASIDES:
        values = [of_asides(result.figures) for result in results]
        if any(values):
            yield [words(f"asides.{key}"), *(format(value, written) for value in values)]
    if len(results) > 1:
        changes = [result.change for result in results]
        steps = f"{NOTICED:g}"
        yield [
            words("total.change"),
            *(
                "" if change is None else f"{change.mean_wait:+.1f} ± {change.error:.1f}"
                for change in changes
            ),
        ]
        for key in ("shorter", "longer"):
            shares = ["" if change is None else f"{getattr(change, key):.1%}" for change in changes]
            yield [words(f"total.{key}", minutes=steps), *shares]


def _refused_rows(comparison: Comparison, words: Words) -> Iterator[Cells]:
    """Who got no number, in all and by the rule."""
    counts = [result.figures.turned_away for result in comparison.results]
    yield [words("total.turned_away"), *(str(sum(of_plan.values())) for of_plan in counts)]
    for reason in refusals(comparison):
        yield [words(f"refused.{reason}"), *(str(of_plan.get(reason, 0)) for of_plan in counts)]


def refusals(comparison: Comparison) -> list[str]:
    """The rules by which anybody got no number under any plan, in the order in which they are asked."""
    found = {reason for result in comparison.results for reason in result.figures.turned_away}
    return [reason for reason in REASONS if reason in found]


def _pause_rows(comparison: Comparison, words: Words) -> Iterator[Cells]:
    """Windows whose clerks paused under any plan."""
    results = comparison.results
    yield ["", *(named(result.plan.name, words.language) for result in results)]
    for window, number in window_numbers(comparison).items():
        found = [result.figures.windows.get(window) for result in results]
        if any(one is not None and one.pauses for one in found):
            yield [words("windows.window", number=number), *(_pauses(one, words) for one in found)]


def _pauses(figures: WindowFigures | None, words: Words) -> str:
    if figures is None or not figures.pauses:
        return "0"
    reasons = (f"{words(f'pauses.{reason}')} {minutes:.0f}" for reason, minutes in figures.pauses.items())
    return f"{figures.paused:.0f} ({', '.join(reasons)})"


def _service_rows(comparison: Comparison, words: Words) -> Iterator[Cells]:
    yield [words("services.service"), words("services.plan"), *(words(f"services.{k}") for k, _ in _WAITS)]
    names = {service.id: service.name for service in comparison.hall.services}
    for service, name in names.items():
        label = named(name, words.language)
        for result in comparison.results:
            waits = result.figures.services.get(service)
            if waits is not None:
                plan = named(result.plan.name, words.language)
                yield [label, plan, *(cell(waits) for _, cell in _WAITS)]
                label = ""


def _window_rows(comparison: Comparison, words: Words) -> Iterator[Cells]:
    yield ["", *(named(result.plan.name, words.language) for result in comparison.results)]
    for window, number in window_numbers(comparison).items():
        cells = []
        for result in comparison.results:
            found = result.figures.windows.get(window)
            open_ = found is not None and found.staffed > 0.0
            cells.append(
                f"{found.utilisation:.0%} ({found.served:.0f})"
                if found is not None and open_
                else words("windows.closed")
            )
        yield [words("windows.window", number=number), *cells]


def window_numbers(comparison: Comparison) -> dict[str, int]:
    """The numbers of the windows of all plans, by id, in their order."""
    found: dict[str, int] = {}
    for result in comparison.results:
        found.update({window.id: window.number for window in result.plan.hall.windows})
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


# --- layout -----------------------------------------------------------------------------------------------------


def _table(rows: Sequence[Cells]) -> str:
    """The first column to the left, the others to the right; Chinese characters are two columns wide."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [first + " " * (widths[0] - _width(first))]
        cells += [" " * (w - _width(cell)) + cell for cell, w in zip(others, widths[1:], strict=True)]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
