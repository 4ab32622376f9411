"""A comparison as one picture: who waits when, how long, how busy the windows are, and what went otherwise than straight on.

Responsible for: charts with the plans beside each other, told apart by colour and by dashes, in both languages. Not
responsible for: markup (``svg``) or the numbers (``series``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10

from i18n.catalogue import Catalogue
from queue_server.simulation.comparison import Comparison, Result
from queue_server.simulation.measures import Figures
from queue_server.simulation.report import title, window_numbers
from queue_server.simulation.series import day_span, hour_bands, waiting
from queue_server.simulation.svg import Svg

WIDTH, LEFT, RIGHT = 1080.0, 70.0, 1050.0
CHART_HEIGHT, LEGEND_ROW = 220.0, 24.0
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8A6D00", "#56B4E9")
"""Told apart by colour-blind readers too (after M. Okabe and K. Ito); the fifth is darkened for thin lines on white."""
DASHES = ("", "8 4", "2 4", "12 4 2 4", "5 2", "1 2")
INK, FAINT, GRID = "#222222", "#666666", "#DDDDDD"
LEAST_LABEL_WIDTH = 26.0
PAUSED_OPACITY = 0.3
BESIDE: tuple[tuple[str, Callable[[Figures], float]], ...] = (
    ("refused", lambda figures: sum(figures.turned_away.values())),
    ("unserved", lambda figures: figures.total.unserved),
    ("after_closing", lambda figures: figures.asides.after_closing),
    ("restored", lambda figures: figures.asides.restored),
    ("transferred", lambda figures: figures.asides.transferred),
    ("parked", lambda figures: figures.asides.parked),
    ("interrupted", lambda figures: figures.asides.interrupted),
)
"""Residents of all days together."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The inside of one chart."""

    top: float
    highest: float
    """The value at the top; 0 is at the bottom."""

    @property
    def bottom(self) -> float:
        return self.top + CHART_HEIGHT

    def y(self, value: float) -> float:
        return self.bottom - min(value / self.highest, 1.0) * CHART_HEIGHT


def picture(comparison: Comparison, catalogue: Catalogue) -> str:
    """An SVG document."""
    return _Picture(comparison, catalogue).drawn()


class _Picture:
    def __init__(self, comparison: Comparison, catalogue: Catalogue) -> None:
        self._comparison = comparison
        self._results = comparison.results
        self._words = [catalogue.words(language) for language in catalogue.languages]
        self._charts_from = 96.0 + LEGEND_ROW * ceil(len(self._results) / 2)
        names = comparison.hall.hall.name
        self._title = f"{self._words[0]('picture.title', hall=names.zh)}  {self._words[-1]('picture.title', hall=names.en)}"
        beside = {
            key: [count(result.figures) / result.figures.days for result in self._results]
            for key, count in BESIDE
        }
        self._beside_counts = {key: counts for key, counts in beside.items() if any(counts)}
        height = self._charts_from + (4 if self._beside_counts else 3) * (CHART_HEIGHT + 90.0)
        self._svg = Svg(WIDTH, height, self._title)
        self._svg.box(0, 0, WIDTH, height, "#FFFFFF")
        every = [run for result in self._results for run in result.runs]
        self._hours = day_span(every)

    def drawn(self) -> str:
        """Heading, legend and charts."""
        self._heading()
        tops = [self._charts_from + 40.0 + index * (CHART_HEIGHT + 90.0) for index in range(4)]
        self._waiting(tops[0])
        self._waits(tops[1])
        self._utilisation(tops[2])
        if self._beside_counts:
            self._beside(tops[3])
        return self._svg.written()

    def _both(self, key: str, **values: object) -> str:
        return "  ".join(words(key, **values) for words in self._words)

    def _heading(self) -> None:
        self._svg.text(LEFT, 40, self._title, size=20, bold=True)
        for index, words in enumerate(self._words):
            self._svg.text(LEFT, 64 + 18 * index, title(self._comparison, words), colour=FAINT)
        for index, result in enumerate(self._results):
            x, y = LEFT + (index % 2) * 490.0, 112.0 + LEGEND_ROW * (index // 2)
            colour, dash = _look(index)
            self._svg.box(x, y - 10, 12, 12, colour)
            self._svg.line([(x + 18, y - 4), (x + 58, y - 4)], colour, 2.5, dash)
            name = result.plan.name
            self._svg.text(x + 66, y, name.zh if name.zh == name.en else f"{name.zh}  {name.en}")

    # --- charts ---------------------------------------------------------------------------------------------

    def _waiting(self, top: float) -> None:
        first, last = self._hours
        curves = [waiting(result.runs, first, last) for result in self._results]
        frame = self._frame(top, "picture.waiting", max(value for curve in curves for _, value in curve))
        self._clock(frame)
        for index, curve in enumerate(curves):
            colour, dash = _look(index)
            points = [(self._x(minute / 60.0), frame.y(value)) for minute, value in curve]
            self._svg.line(points, colour, 2.5, dash)

    def _waits(self, top: float) -> None:
        bands = [hour_bands(result.runs) for result in self._results]
        target = self._comparison.target
        highest = max([band.p90 for of_plan in bands for band in of_plan] + [target])
        frame = self._frame(top, "picture.waits", highest)
        self._clock(frame)
        step = 0.8 / len(bands)
        for index, of_plan in enumerate(bands):
            colour, _ = _look(index)
            for band in of_plan:
                left, right = (self._x(band.hour + 0.1 + step * (index + share)) for share in (0.08, 0.92))
                upper, middle = frame.y(band.p90), frame.y(band.p50)
                self._svg.box(left, upper, right - left, max(middle - upper, 1.0), colour, opacity=0.35)
                self._svg.line([(left, middle), (right, middle)], colour, 3.0)
                self._svg.line([(left, upper), (right, upper)], colour, 1.5)
        self._bound(frame, target, self._both("picture.target", minutes=f"{target:g}"))

    def _utilisation(self, top: float) -> None:
        frame = self._frame(top, "picture.utilisation", 100.0, lambda value: f"{value:.0f} %")
        if any(result.figures.asides.paused for result in self._results):
            self._svg.text(RIGHT, top - 16, self._both("picture.paused"), size=12, anchor="end")
        numbers = window_numbers(self._comparison)
        slot = (RIGHT - LEFT) / max(len(numbers), 1)
        every = max(ceil(LEAST_LABEL_WIDTH / slot), 1)
        for position, (window, number) in enumerate(numbers.items()):
            left = LEFT + slot * position
            if position % every == 0:
                self._svg.text(left + slot / 2, frame.bottom + 20, str(number), anchor="middle")
            for index, result in enumerate(self._results):
                self._bar(frame, left, slot, index, result, window)

    def _bar(self, frame: _Frame, left: float, slot: float, index: int, result: Result, window: str) -> None:
        found = result.figures.windows.get(window)
        if found is None or not found.staffed:
            return
        width = min(slot * 0.8 / len(self._results), 40.0)
        x = left + slot / 2 + width * (index - len(self._results) / 2)
        y = frame.y(found.utilisation * 100.0)
        self._svg.box(x, y, width * 0.92, frame.bottom - y, _look(index)[0], opacity=0.85)
        if found.paused:
            rest = min(found.paused / found.staffed, 1.0 - min(found.utilisation, 1.0))
            above = frame.y((found.utilisation + rest) * 100.0)
            self._svg.box(x, above, width * 0.92, y - above, _look(index)[0], opacity=PAUSED_OPACITY)
            y = above
        if width >= 34.0:
            label = f"{found.utilisation:.0%}"
            self._svg.text(x + width * 0.46, y - 4, label, size=11, colour=FAINT, anchor="middle")

    def _beside(self, top: float) -> None:
        highest = max(max(counts) for counts in self._beside_counts.values())
        frame = self._frame(top, "picture.beside", highest)
        slot = (RIGHT - LEFT) / len(self._beside_counts)
        width = min(slot * 0.8 / len(self._results), 40.0)
        for position, (key, counts) in enumerate(self._beside_counts.items()):
            middle = LEFT + slot * (position + 0.5)
            for line, words in enumerate(self._words):
                below = frame.bottom + 20 + 16 * line
                self._svg.text(middle, below, words(f"picture.{key}"), size=12, anchor="middle")
            for index, count in enumerate(counts):
                x, y = middle + width * (index - len(counts) / 2), frame.y(count)
                self._svg.box(x, y, width * 0.92, frame.bottom - y, _look(index)[0], opacity=0.85)
                label = f"{count:.3g}"
                self._svg.text(x + width * 0.46, y - 4, label, size=11, colour=FAINT, anchor="middle")

    # --- parts of charts ------------------------------------------------------------------------------------

    def _frame(
        self, top: float, key: str, highest: float, written: Callable[[float], str] = "{:g}".format
    ) -> _Frame:
        """Title, grid and scale."""
        step = nice_step(highest)
        frame = _Frame(top, step * max(ceil(highest / step), 1))
        self._svg.text(LEFT, top - 16, self._both(key), size=15, bold=True)
        for count in range(round(frame.highest / step) + 1):
            y = frame.y(step * count)
            self._svg.line([(LEFT, y), (RIGHT, y)], INK if count == 0 else GRID)
            self._svg.text(LEFT - 8, y + 4, written(step * count), size=12, colour=FAINT, anchor="end")
        return frame

    def _clock(self, frame: _Frame) -> None:
        first, last = self._hours
        every = ceil((last - first) / 14)
        for hour in range(first, last + 1, every):
            x = self._x(hour)
            self._svg.line([(x, frame.top), (x, frame.bottom)], GRID)
            self._svg.text(x, frame.bottom + 20, f"{hour % 24}:00", size=12, colour=FAINT, anchor="middle")

    def _bound(self, frame: _Frame, value: float, label: str) -> None:
        y = frame.y(value)
        self._svg.line([(LEFT, y), (RIGHT, y)], INK, 1.2, "3 3")
        self._svg.text(RIGHT, y - 5, label, size=12, anchor="end", halo=True)

    def _x(self, hour: float) -> float:
        first, last = self._hours
        return LEFT + (hour - first) / (last - first) * (RIGHT - LEFT)


def _look(index: int) -> tuple[str, str]:
    return COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]


def nice_step(highest: float, lines: int = 5) -> float:
    """A step of 1, 2 or 5 times a power of ten, at least 1, of which about so many reach the top."""
    raw = max(highest / lines, 1.0)
    power = 10.0 ** floor(log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw - 1e-9)
