"""How many slips are left on the roll.

Responsible for: adding up paper since the roll was changed and since the printer's sensor said that it is near its end, and
keeping the sums across restarts. Not responsible for: asking the printer, or telling anybody.

The sensor looks at the side of the roll and may change its mind while the end comes near. So a roll counts as changed when
the paper was out before, or when the sensor has been content for a good length of paper.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import structlog

from drivers.ticket_printer.port import Paper

log = structlog.get_logger(__name__)

_USUAL_SLIP_MM = 110.0
_LEAST_SLIP_MM = 20.0
_WEIGHT = 0.1
"""Of the newest slip in the mean length."""
_CONTENT_MM = 1000.0
"""Paper after which a sensor that is content again is believed."""


@dataclass(frozen=True, slots=True)
class _Used:
    """Millimetres of paper."""

    slip: float | None = None
    """Mean length of a slip; None before the first one."""
    roll: float | None = None
    """Since the roll was changed; None before the first change that was seen."""
    near_end: float | None = None
    """Since the sensor saw the end coming; None while it does not."""
    content: float = 0.0
    """Since the sensor has been content again."""
    out: bool = False


class PaperGauge:
    """Used by one thread."""

    def __init__(self, path: Path, *, near_end_metres: float, roll_metres: float = 0.0) -> None:
        """``near_end_metres`` are left when the sensor speaks up; ``roll_metres`` is a new roll, 0 when not known."""
        self._path = path
        self._near_end_mm = near_end_metres * 1000
        self._roll_mm = roll_metres * 1000
        self._paper = Paper.UNKNOWN
        self._used = _read(path)

    @property
    def slips_left(self) -> int | None:
        """About how many slips are left; None while the end is not near, or nobody knows."""
        used = self._used
        if used.near_end is not None:
            left = self._near_end_mm - used.near_end
        elif self._roll_mm and used.roll is not None:
            left = self._roll_mm - used.roll
        else:
            return None
        return (
            max(0, int(left / max(_LEAST_SLIP_MM, used.slip or _USUAL_SLIP_MM)))
            if left <= self._near_end_mm
            else None
        )

    def see(self, paper: Paper) -> None:
        """What the printer says of its paper now."""
        self._paper = paper
        used = self._used
        if paper is Paper.OUT:
            self._keep(replace(used, out=True))
        elif paper is Paper.OK and used.out:
            self._keep(_Used(used.slip, roll=0.0))
        elif paper is Paper.NEAR_END and (used.out or used.near_end is None):
            self._keep(
                replace(used, roll=None if used.out else used.roll, near_end=0.0, content=0.0, out=False)
            )

    def took(self, millimetres: float, *, is_slip: bool = True) -> None:
        """So much was printed; what is no slip says nothing of how long slips are."""
        if millimetres <= 0:
            return
        used = self._used
        content = used.content + millimetres if self._paper is Paper.OK else 0.0
        slip = used.slip
        if is_slip:
            slip = millimetres if slip is None else slip + _WEIGHT * (millimetres - slip)
        used = _Used(
            slip,
            None if used.roll is None else used.roll + millimetres,
            None if used.near_end is None else used.near_end + millimetres,
            content,
        )
        if used.near_end is not None and content > _CONTENT_MM:
            # Somebody has put in another roll while nobody looked.
            used = _Used(used.slip)
        self._keep(used)

    def _keep(self, used: _Used) -> None:
        if used == self._used:
            return
        self._used = used
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(json.dumps(asdict(used)), encoding="ascii")
            beside.replace(self._path)
        except OSError as error:
            log.warning("paper used not kept", file=self._path.name, reason=str(error))


def _read(path: Path) -> _Used:
    try:
        kept = json.loads(path.read_text(encoding="ascii"))
        return _Used(
            _millimetres(kept["slip"]),
            _millimetres(kept["roll"]),
            _millimetres(kept["near_end"]),
            float(kept["content"]),
            bool(kept["out"]),
        )
    except FileNotFoundError:
        return _Used()
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("paper used unreadable, counting from now", file=path.name, reason=str(error))
        return _Used()


def _millimetres(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float):
        raise TypeError("a length is a number")
    return float(value)
