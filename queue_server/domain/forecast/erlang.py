"""How long residents wait when arrivals and services are random, and how many counters a promise needs.

Responsible for: Erlang C (everybody waits), Erlang A (some leave), and the square-root rule, exact also for hundreds of
counters. Not responsible for: learning loads (``arrivals``) and rosters.
Sources: A. K. Erlang's formulas as in any text on queues; S. Halfin and W. Whitt, Operations Research 29(3), 1981, for the
square-root rule; C. Palm's M/M/s+M model for residents who leave.

Loads are in erlang: arrivals a minute × minutes of one service, the counters that would be busy without any waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, erf, exp, expm1, floor, inf, lgamma, log, pi, sqrt

NEGLIGIBLE = 1e-17


def erlang_b(load: float, servers: int) -> float:
    """The share of arrivals that find all counters busy when nobody may wait.

    The recursion over counters stays between 0 and 1, so it neither overflows nor loses digits.
    """
    _check(load, servers)
    blocked = 1.0
    for counter in range(1, servers + 1):
        blocked = load * blocked / (counter + load * blocked)
    return blocked


def delay_probability(load: float, servers: int) -> float:
    """Erlang C: the share of residents who have to wait at all; 1 when the load is too high for the counters."""
    _check(load, servers)
    if load >= servers:
        return 1.0
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1.0 - blocked))


def mean_wait(load: float, servers: int, service_minutes: float) -> float:
    """Mean minutes waited by all residents, also those who do not wait; infinite when the load is too high."""
    if load >= servers:
        return inf
    return delay_probability(load, servers) * service_minutes / (servers - load)


def waiting_longer(load: float, servers: int, service_minutes: float, minutes: float) -> float:
    """The share of residents who wait longer than ``minutes``."""
    if load >= servers:
        return 1.0
    return delay_probability(load, servers) * exp(-(servers - load) * minutes / service_minutes)


def servers_for(load: float, service_minutes: float, within_minutes: float, share: float) -> int:
    """The fewest counters at which at least ``share`` (above 0, below 1) of the residents wait no longer than that."""
    if not 0.0 < share < 1.0:
        raise ValueError(f"a share lies between 0 and 1, not at {share}")
    servers = floor(load) + 1
    while waiting_longer(load, servers, service_minutes, within_minutes) > 1.0 - share:
        servers += 1
    return servers


def servers_for_utilisation(load: float, utilisation: float = 0.85) -> int:
    """The fewest counters that are busy at most that share of the time."""
    _check(load, 1)
    return max(ceil(load / utilisation), 1)


def square_root_servers(load: float, delayed: float) -> int:
    """About how many counters let the share ``delayed`` of residents wait: load + β √load (Halfin and Whitt)."""
    _check(load, 1)
    if not 0.0 < delayed < 1.0:
        raise ValueError(f"a share lies between 0 and 1, not at {delayed}")
    low, high = 0.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if halfin_whitt(middle) > delayed else (low, middle)
    return max(ceil(load + high * sqrt(load)), 1)


def halfin_whitt(beta: float) -> float:
    """The share of residents who wait with load + β √load counters, in the limit of large halls; β at least 0."""
    density = exp(-beta * beta / 2.0) / sqrt(2.0 * pi)
    below = (1.0 + erf(beta / sqrt(2.0))) / 2.0
    return density / (density + beta * below)


@dataclass(frozen=True, slots=True)
class ImpatientQueue:
    """Erlang A: residents leave when they have waited longer than their patience, which is exponential.

    Arrivals are per minute; ``service_minutes`` and ``patience_minutes`` are means, above 0. Any load is stable.
    """

    arrivals: float
    service_minutes: float
    servers: int
    patience_minutes: float

    def __post_init__(self) -> None:
        _check(self.arrivals * self.service_minutes, self.servers)
        if self.service_minutes <= 0.0 or self.patience_minutes <= 0.0:
            raise ValueError("service and patience take some minutes")

    @property
    def delay_probability(self) -> float:
        """The share of residents who find every counter busy."""
        return min(sum(self._lengths()), 1.0)

    @property
    def mean_queue(self) -> float:
        """Residents waiting, on average over time."""
        return sum(length * share for length, share in enumerate(self._lengths()))

    @property
    def mean_wait(self) -> float:
        """Mean minutes in the queue of all residents, served or gone."""
        return self.mean_queue / self.arrivals if self.arrivals else 0.0

    @property
    def leaving(self) -> float:
        """The share of residents who leave unserved."""
        return self.mean_wait / self.patience_minutes

    def waiting_longer(self, minutes: float) -> float:
        """The share of arrivals who would be offered service only after more than ``minutes``, if they stayed.

        With n ahead, the queue must shrink n + 1 times at rates μs, μs + θ, …, μs + nθ. That time is -log(B) ÷ θ with B from
        the beta distribution of (μs ÷ θ, n + 1), whose distribution function is a running sum over n.
        """
        gone = -expm1(-minutes / self.patience_minutes)
        if gone <= 0.0:
            return self.delay_probability
        capacity = self.servers / self.service_minutes * self.patience_minutes
        log_stay, log_gone = -minutes * self.servers / self.service_minutes, log(gone)
        longer = total = 0.0
        for ahead, share in enumerate(self._lengths()):
            ways = lgamma(capacity + ahead) - lgamma(capacity) - lgamma(ahead + 1)
            longer += exp(log_stay + ahead * log_gone + ways)
            total += share * min(longer, 1.0)
        return min(total, 1.0)

    def _lengths(self) -> list[float]:
        """The share of time with 0, 1, 2 … residents waiting while every counter is busy."""
        capacity = self.servers / self.service_minutes
        leaving = 1.0 / self.patience_minutes
        # Logarithms relative to nobody waiting, and their sum relative to the likeliest length: under a heavy load the
        # shares themselves would leave the range of numbers.
        logs = [0.0]
        peak = 0.0
        scaled_total = 1.0
        while self.arrivals > 0.0:
            ratio = self.arrivals / (capacity + len(logs) * leaving)
            term = logs[-1] + log(ratio)
            logs.append(term)
            if term > peak:
                scaled_total *= exp(peak - term)
                peak = term
            scaled_total += exp(term - peak)
            if ratio < 1.0 and exp(term - peak) < NEGLIGIBLE * scaled_total * (1.0 - ratio):
                break
        blocked = erlang_b(self.arrivals * self.service_minutes, self.servers)
        total = blocked * scaled_total + (1.0 - blocked) * exp(-peak)
        return [blocked * exp(term - peak) / total for term in logs]


def _check(load: float, servers: int) -> None:
    if load < 0.0 or servers < 1:
        raise ValueError(f"a load of {load} erlang on {servers} counters cannot be")
