"""How a grade looks: a face and a colour, never one of them alone.

Responsible for: both, for every grade. Not responsible for: its words (``i18n.rating_options``).
"""

from __future__ import annotations

from screen import theme
from screen.theme import Colour

TINTS: dict[int, Colour] = {
    5: theme.GOOD,
    4: theme.GOOD,
    3: theme.PRIMARY,
    2: theme.WAIT,
    1: theme.ALARM,
}
"""Of the face; all have a contrast of 6 and more on a card."""
GROUNDS: dict[int, Colour] = {
    5: theme.GOOD_SOFT,
    4: theme.GOOD_SOFT,
    3: theme.PRIMARY_SOFT,
    2: theme.WAIT_SOFT,
    1: theme.ALARM_SOFT,
}
"""Behind it, where it was chosen."""
QUESTIONS: dict[int, str] = {
    5: "reasons.good",
    4: "reasons.good",
    3: "reasons.middle",
    2: "reasons.bad",
    1: "reasons.bad",
}


def face(level: int) -> str:
    """The icon of a grade."""
    return f"face-{level}"
