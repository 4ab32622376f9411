"""How fast days are simulated, and whether halls whose waits are known come out right.

    python -m benchmarks.simulated_days

Speed: a day of 8,000 residents in a large hall, with priorities, packages, patience and missed calls, the same with transfers, parking,
interruptions, pauses, further numbers and the cut-off by forecast, and a usual day in a small hall. Agreement: halls with arrivals and handling by pure chance (M/M/s), where Erlang's formulas know the mean wait and the share
of residents who wait, with and without residents who leave (M/M/s+M). The standard error comes from batch means.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from math import sqrt
from random import Random
from statistics import median
from typing import Any

from config.loader import parse_hall
from config.model import HallConfig
from queue_server.domain.dispatch import Plan, Rules
from queue_server.domain.forecast import erlang
from queue_server.domain.numbering import NumberRange
from queue_server.simulation import Day, Incidents, Resident, compare, simulate, synthetic_day
from queue_server.simulation.habits import Habits
from queue_server.simulation.hall_day import Desk, HallDay, Offer
from queue_server.simulation.incidents import (
    Absences,
    Interruptions,
    Kinds,
    Layer,
    Parking,
    Pausing,
    Repeats,
    SecondVisits,
    Transfers,
)

DAY = date(2026, 3, 4)
SERVICE_MINUTES = 8.0
FOREVER = 1e8
BATCHES = 10
"""Of one run."""
WARM_UP = 0.05
"""The share of residents at the beginning that do not count, because the hall begins empty."""
KNOWN_HALLS: tuple[tuple[float, int, float | None], ...] = (
    (0.5, 1, None), (1.0, 2, None), (4.5, 4, 10.0), (10.0, 10, 16.0),
)  # fmt: skip
"""Load in erlang, windows, mean patience in minutes."""
LETTERS = "ABCDEFGH"
CUT_OFF = '[rules]\ncut_off = "forecast"\novertime_minutes = 0\n'
EVENTS = Incidents().under(
    Layer(
        general=Kinds(
            transfers=Transfers(share=0.05),
            parking=Parking(share=0.05),
            interruptions=Interruptions(share=0.02),
            absences=Absences(share=0.05),
            repeats=Repeats(share=0.05),
            second_visits=SecondVisits(share=0.03),
        ),
        pauses=(Pausing(reason="meeting", every=240.0), Pausing(every=120.0, minutes=5.0)),
    )
)
"""What may happen in the eventful day."""


def run(*, rounds: int = 5, agreement_runs: int = 8, run_residents: int = 100_000) -> dict[str, Any]:
    """Speed and agreement."""
    large, small = large_hall(), large_hall(windows=8)
    return {
        "large_day": _timed(large, 8000, rounds),
        "eventful_day": _timed(large_hall(rules=CUT_OFF), 8000, rounds, EVENTS),
        "usual_day": _timed(small, 300, rounds * 4),
        "agreement": [
            measured_agreement(load, servers, patience, residents=run_residents, seeds=range(agreement_runs))
            for load, servers, patience in KNOWN_HALLS
        ],
    }


def large_hall(windows: int = 150, rules: str = "") -> HallConfig:
    """Eight services and a package; every window serves two of them and helps with a third."""
    parts = ['[hall]\nid = "bench"\nname = { zh = "测试大厅", en = "Benchmark" }\n', rules]
    parts += [
        f'[[services]]\nid = "s{letter.lower()}"\nprefix = "{letter}"\nlast_number = 9999\ncard = "optional"\n'
        f'name = {{ zh = "事项{letter}", en = "Service {letter}" }}\n'
        for letter in LETTERS
    ]
    parts.append(
        '[[packages]]\nid = "two"\nprefix = "P"\nname = { zh = "套餐", en = "Two" }\nservices = ["sa", "sb"]\n'
    )
    for number in range(1, windows + 1):
        own = [f"s{LETTERS[(number + step) % len(LETTERS)].lower()}" for step in range(3)]
        parts.append(
            f'[[windows]]\nid = "{number}"\nnumber = {number}\nservices = ["{own[0]}", "{own[1]}"]\n'
            f'helps = [{{ service = "{own[2]}" }}]\n'
        )
    return parse_hall("\n".join(parts))


def _timed(
    hall: HallConfig, residents: int, rounds: int, incidents: Incidents | None = None
) -> dict[str, Any]:
    habits = Habits(patience=60.0, tells=0.3)
    days = [synthetic_day(hall, DAY, residents, seed, habits=habits) for seed in range(rounds)]
    seconds = []
    comparison = None
    for day in days:
        gc.collect()
        begun = time.perf_counter()
        comparison = compare(hall, day, incidents=incidents)
        seconds.append(time.perf_counter() - begun)
    total = comparison.results[0].figures.total if comparison is not None else None
    return {
        "residents": residents,
        "windows": len(hall.windows),
        "seconds": round(median(seconds), 3),
        "days_per_minute": round(60.0 / median(seconds), 1),
        "microseconds_per_resident": round(median(seconds) / residents * 1e6, 1),
        "mean_wait": round(total.mean, 2) if total is not None else None,
    }


def markov_hall(servers: int) -> HallDay:
    """Windows that are always staffed, for one service."""
    always = ((0.0, FOREVER),)
    return HallDay(
        offers={"a": Offer(("a",), NumberRange("A", 1, 10**9), always)},
        desks=tuple(Desk(Plan(str(number), ("a",)), always) for number in range(servers)),
        rules=Rules.of([]),
    )


def markov_day(residents: int, load: float, *, seed: int, patience_minutes: float | None = None) -> Day:
    """Arrivals and handling by pure chance, and patience if there is any; a "day" as long as it takes."""
    random = Random(seed)
    gaps = _stretched([random.expovariate(1.0) for _ in range(residents)], SERVICE_MINUTES / load)
    handling = _stretched([random.expovariate(1.0) for _ in range(residents)], SERVICE_MINUTES)
    crowd = [
        Resident(
            id=number,
            minute=minute,
            wish="a",
            handling=(handling[number],),
            patience=None if patience_minutes is None else random.expovariate(1.0 / patience_minutes),
        )
        for number, minute in enumerate(accumulate(gaps))
    ]
    return Day.of(DAY, crowd, ((0.0, FOREVER),))


def _stretched(values: list[float], mean: float) -> list[float]:
    factor = mean * len(values) / sum(values)
    return [value * factor for value in values]


def measured_agreement(
    load: float, servers: int, patience_minutes: float | None, *, residents: int, seeds: Iterable[int]
) -> dict[str, Any]:
    """Simulated and known mean wait and share who wait, over one run for each seed.

    Errors are relative, ``standard_error`` is that of the mean wait and relative as well.
    """
    waits: list[float] = []
    for seed in seeds:
        day = markov_day(residents, load, seed=seed, patience_minutes=patience_minutes)
        ended = simulate(markov_hall(servers), day).waits
        in_turn = [wait.minutes for wait in sorted(ended, key=lambda one: one.resident)]
        waits += in_turn[int(residents * WARM_UP) :]
    known_wait, known_waiting = _known(load, servers, patience_minutes)
    mean, waiting = sum(waits) / len(waits), sum(wait > 0.0 for wait in waits) / len(waits)
    return {
        "hall": f"M/M/{servers}" + ("" if patience_minutes is None else "+M"),
        "load": load,
        "residents": len(waits),
        "mean_wait": round(mean, 4),
        "known_mean_wait": round(known_wait, 4),
        "mean_wait_error": round(mean / known_wait - 1.0, 4),
        "standard_error": round(
            _standard_error(waits, int(residents * (1.0 - WARM_UP)) // BATCHES) / known_wait, 4
        ),
        "waiting_error": round(waiting / known_waiting - 1.0, 4),
    }


def _known(load: float, servers: int, patience_minutes: float | None) -> tuple[float, float]:
    if patience_minutes is None:
        return erlang.mean_wait(load, servers, SERVICE_MINUTES), erlang.delay_probability(load, servers)
    queue = erlang.ImpatientQueue(load / SERVICE_MINUTES, SERVICE_MINUTES, servers, patience_minutes)
    return queue.mean_wait, queue.delay_probability


def _standard_error(waits: list[float], size: int) -> float:
    """Of the mean, from the means of batches of that size."""
    means = [sum(waits[start : start + size]) / size for start in range(0, len(waits) - size + 1, size)]
    centre = sum(means) / len(means)
    return sqrt(sum((mean - centre) ** 2 for mean in means) / (len(means) - 1) / len(means))


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
