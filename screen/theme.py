"""The look of every screen as constants: colours, type sizes, spacing.

Responsible for: the tokens, each with the contrast it was chosen for. Not responsible for: where anything goes.
Contrast is the ratio of WCAG 2.2 against the ground named; text needs 4.5, large text and outlines 3, elder mode 7.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


def colour(hexadecimal: str) -> Colour:
    """``"#14213D"`` as red, green and blue, 0 to 255."""
    value = int(hexadecimal.removeprefix("#"), 16)
    return value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF


def blend(front: Colour, back: Colour, share: float) -> Colour:
    """``share`` of the front over the rest of the back; 0 is all back, 1 is all front."""
    red, green, blue = (round(f * share + b * (1 - share)) for f, b in zip(front, back, strict=True))
    return red, green, blue


# Kiosk, on paper or card.
INK = colour("#14213D")  # 15.0 on paper, 16.0 on card
PAPER = colour("#F6F8FB")
CARD = colour("#FFFFFF")
MUTED = colour("#5A6478")  # 5.6 on paper, 6.0 on card
PRIMARY = colour("#0B5CAD")  # 6.7 under white
PRIMARY_PRESSED = colour("#084781")
PRIMARY_SOFT = colour("#E8F1FB")  # 5.9 under primary
PRIMARY_ELDER = colour("#003E7E")  # 10.5 under white
GOOD = colour("#0F6B47")  # 6.5 on card
GOOD_SOFT = colour("#E6F3ED")
WAIT = colour("#8F4E00")  # 6.5 on card
WAIT_SOFT = colour("#FBF0E2")
ALARM = colour("#B3261E")  # 6.5 on card
ALARM_SOFT = colour("#FBEAE9")
LINE = colour("#E1E7EF")
OUTLINE = colour("#7A879C")  # 3.6 on card
DISABLED = colour("#ECEFF4")
DISABLED_TILE = colour("#DEE3EA")
FOOTER_MUTED = colour("#C9D3E3")  # 10.3 on ink
WHITE = colour("#FFFFFF")

ELDER_PALETTE = {
    MUTED: colour("#3F495C"),  # 9.1 on card, 7.9 on the soft grounds, 7.0 on a disabled tile
    PRIMARY: PRIMARY_ELDER,  # 9.3 on its soft ground
    GOOD: colour("#0A5236"),  # 8.1 on its soft ground
    WAIT: colour("#6F3D00"),  # 8.0 on its soft ground
    ALARM: colour("#8F1D16"),  # 7.7 on its soft ground
}
"""What is drawn instead in elder mode, where every text needs 7 to 1."""

# Board.
BOARD_GROUND = colour("#0B1220")
BOARD_SIDE = colour("#101A2E")
BOARD_CARD = colour("#13203A")
BOARD_NUMBER = colour("#FFD54A")  # 13.3 on the board's ground
BOARD_TEXT = colour("#FFFFFF")  # 18.7
BOARD_MUTED = colour("#9FB3CC")  # 8.7
BOARD_GOOD = colour("#7DE0B0")  # 11.7
BOARD_ALARM = colour("#FF8A80")  # 8.3
BOARD_LINE = colour("#22304A")
BOARD_CAPTION_TEXT = colour("#14213D")  # 11.3 on the yellow of the number

# Spacing in logical pixels, on a grid of 8.
MARGIN = 48
GAP = 24
RADIUS = 24
STROKE = 2
TOUCH = 96
"""Least side of anything to touch: 20 mm on a 32-inch portrait screen."""

SMALLEST = 24
"""Least size of a text a resident must read, in logical pixels."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text looks. ``size`` is the height of a Chinese character in logical pixels."""

    size: int
    colour: Colour = INK
    bold: bool = False

    def sized(self, size: int) -> TextStyle:
        """The same style in another size."""
        return TextStyle(size, self.colour, self.bold)

    def coloured(self, tint: Colour) -> TextStyle:
        """The same style in another colour."""
        return TextStyle(self.size, tint, self.bold)


TITLE = TextStyle(56, INK, bold=True)
SUBTITLE = TextStyle(30, MUTED)
NAME = TextStyle(46, INK, bold=True)
SECOND = TextStyle(25, MUTED)
BODY = TextStyle(34, INK)
BUTTON = TextStyle(34, PRIMARY, bold=True)
WAIT_LINE = TextStyle(31, INK)
NOTE = TextStyle(26, MUTED)
