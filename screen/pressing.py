"""One finger on targets: what is pressed, and what was chosen by it.

Responsible for: a choice is made where the finger is lifted on the target that it was put down on. Not responsible for: which
targets there are, or what a choice means.
"""

from __future__ import annotations

from collections.abc import Iterable

from screen.screen_port import Target, Touch, TouchKind


class Pressing:
    """Of one screen; used by the loop's thread."""

    def __init__(self) -> None:
        self.target = ""
        """Id of what is pressed now; empty when nothing is."""

    def release(self) -> None:
        """Forget the finger: whatever it is on has gone."""
        self.target = ""

    def take(self, touch: Touch, targets: Iterable[Target]) -> str:
        """Follow the finger; the id of what was chosen, empty when nothing was. Where two targets overlap the first counts."""
        under = next((target.id for target in targets if target.box.contains(touch.x, touch.y)), "")
        if touch.kind is TouchKind.DOWN:
            self.target = under
        elif touch.kind is TouchKind.MOVE:
            self.target = self.target if under == self.target else ""
        else:
            pressed, self.target = self.target, ""
            return pressed if under == pressed else ""
        return ""
