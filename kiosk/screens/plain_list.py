"""A list of plain cards: how many are on a page, and how tall they are.

Responsible for: what all such lists share. Not responsible for: the cards (``choice_card``) or turning pages (``listing``).
"""

from __future__ import annotations

from typing_extensions import override

from kiosk.screens.listing import ListScreen

_TALLEST = 168


class PlainListScreen(ListScreen):
    """One column and six cards at most in large type."""

    @override
    def shape(self) -> tuple[int, int]:
        if not self.around.landscape:
            return 1, 6
        return (1, 3) if self.around.visit.elder else (2, 3)

    @override
    def tallest(self) -> int:
        return _TALLEST
