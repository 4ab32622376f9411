"""Just enough SVG for charts: lines, boxes, texts.

Responsible for: well-formed markup. Not responsible for: what a chart shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

FONTS = "'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"

_HALO = {"stroke": "#FFFFFF", "stroke_width": 4, "paint_order": "stroke", "stroke_linejoin": "round"}


class Svg:
    """A picture of that size in pixels; what is drawn later lies above."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self._size = (width, height)
        self._title = title
        self._parts: list[str] = []

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        opacity: float = 1.0,
        round_: float = 0.0,
    ) -> None:
        """A filled rectangle."""
        self._add("rect", x=x, y=y, width=width, height=height, fill=fill, opacity=opacity, rx=round_)

    def line(
        self, points: Iterable[tuple[float, float]], colour: str, width: float = 1.0, dash: str = ""
    ) -> None:
        """Straight lines from point to point."""
        written = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        more = {"stroke_dasharray": dash} if dash else {}
        self._add(
            "polyline",
            points=written,
            fill="none",
            stroke=colour,
            stroke_width=width,
            stroke_linejoin="round",
            **more,
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        colour: str = "#222222",
        anchor: str = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """A line of text, ``y`` being its base line; ``halo`` keeps it readable upon boxes and lines."""
        attributes = _attributes(
            x=x,
            y=y,
            font_size=size,
            fill=colour,
            text_anchor=anchor,
            font_weight="bold" if bold else "normal",
            **(_HALO if halo else {}),
        )
        self._parts.append(f"<text {attributes}>{escape(text)}</text>")

    def written(self) -> str:
        """The whole document."""
        width, height = self._size
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
            f' viewBox="0 0 {width:g} {height:g}" role="img" font-family={quoteattr(FONTS)}>'
        )
        return "\n".join([head, f"<title>{escape(self._title)}</title>", *self._parts, "</svg>", ""])

    def _add(self, name: str, **attributes: object) -> None:
        self._parts.append(f"<{name} {_attributes(**attributes)}/>")


def _attributes(**attributes: object) -> str:
    return " ".join(
        f"{key.replace('_', '-')}={quoteattr(_value(value))}" for key, value in attributes.items()
    )


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
