"""A queue of several windows whose load changes over the day.

Responsible for: how many are in such a queue after some minutes, and how many a newcomer finds ahead. Not responsible for: which
windows share a queue (``pools``), or several of them (``waits``).

The pointwise stationary fluid flow approximation (W.-P. Wang, D. Tipper, S. Banerjee, IEEE INFOCOM 1996): the number present
flows in with the arrivals and out with the windows' utilisation, and the utilisation is the one at which as many are present in
a steady queue with random arrivals and sessions (Erlang C). A steady load leads to Erlang's waits exactly, too high a load to
a queue that grows by what is too much, and what has queued up is carried on.

A queue that grows is less varied than a steady one of its length, so its windows are busier. The utilisation of a growing
queue is therefore taken ``GROWING`` of the way from the steady one towards the load; without that, waits of a rush come out
a fifth too long against played days, with it within a tenth. It changes nothing where the load is steady.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from queue_server.domain.forecast.erlang import delay_probability

EVEN_STEPS = 45
CLOSING_STEPS = 40
GROWING = 0.4
NEAREST = 0.8
"""The table of utilisations goes up to 0.9 in even steps, then each step leaves this share of the rest to 1."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What goes with a number of people present: the windows' utilisation, and how many a newcomer finds ahead in line.

    ``ahead`` counts those who wait, and the share of newcomers who have to wait: each of those waits for one more session.
    """

    utilisation: float
    ahead: float


class SteadyQueue:
    """Utilisation and line by people present, of one number of windows (at least 1). Immutable after it was made."""

    def __init__(self, windows: int) -> None:
        utilisations = [0.9 * step / EVEN_STEPS for step in range(EVEN_STEPS)]
        utilisations += [1.0 - 0.1 * NEAREST**step for step in range(CLOSING_STEPS)]
        delays = [delay_probability(rho * windows, windows) for rho in utilisations]
        self._windows = windows
        self._utilisations = utilisations
        self._delays = delays
        self._present = [
            windows * rho + delay * rho / (1.0 - rho) for rho, delay in zip(utilisations, delays, strict=True)
        ]

    def at(self, present: float, load: float = 0.0) -> Presence:
        """With so many present, waiting and served, and so much work coming in for each window (arrivals × minutes)."""
        steady = self._steady_utilisation(present)
        reached = min(load, present / self._windows, 1.0)
        rho = steady + GROWING * max(reached - steady, 0.0)
        waiting = max(present - self._windows * rho, 0.0)
        return Presence(rho, waiting + self._delay(rho))

    def _steady_utilisation(self, present: float) -> float:
        index = bisect_right(self._present, present)
        if index == len(self._present):
            waiting = present - self._windows
            return waiting / (waiting + 1.0)
        return _interpolated(present, self._present, self._utilisations, index)

    def _delay(self, rho: float) -> float:
        """The share of newcomers who have to wait."""
        index = bisect_right(self._utilisations, rho)
        return (
            1.0
            if index == len(self._utilisations)
            else _interpolated(rho, self._utilisations, self._delays, index)
        )


def _interpolated(x: float, xs: list[float], ys: list[float], index: int) -> float:
    """By a straight line between the points before and at ``index``."""
    share = (x - xs[index - 1]) / (xs[index] - xs[index - 1])
    return ys[index - 1] + share * (ys[index] - ys[index - 1])


class SteadyQueues:
    """Steady queues by number of windows, made when they are first asked for. For one thread."""

    def __init__(self) -> None:
        self._made: dict[int, SteadyQueue] = {}

    def of(self, windows: int) -> SteadyQueue:
        """The one with so many windows."""
        if windows not in self._made:
            self._made[windows] = SteadyQueue(windows)
        return self._made[windows]
