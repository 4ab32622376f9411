"""Which windows work together: the services and windows of a moment, in pools that share their work.

Responsible for: finding pools, the most loaded first. Not responsible for: how long residents wait there (``waits``).

Windows that take several services even out the work between them, so that a hall is often one pool. But a service that only
one window takes may be a bottleneck, however idle the others are. The group of services with the most work for each window
that takes any of them is such a pool; the rest of the hall is arranged likewise without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

TIE = 1e-9

Group = int
"""A set of windows, one bit for each position in the hall's list: pools are sought many times for an advice."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Services and the windows that share their work."""

    services: tuple[str, ...]
    windows: int
    """How many; 0 for services that no window takes."""


def find_pools(work: Mapping[str, float], takes: Sequence[Set[str]]) -> list[Pool]:
    """Pools of all services of ``work`` (minutes of work in the same span), given what each open window takes.

    Groups are whole components of the hall, or grown from one service's windows while the load does not fall. That finds the
    bottlenecks of halls with specialised and general windows; of more entangled ones it may find a part.
    """
    takers = {
        service: sum(1 << index for index, services in enumerate(takes) if service in services)
        for service in work
    }
    unserved = tuple(sorted(service for service in work if not takers[service]))
    pools = [Pool(unserved, 0)] if unserved else []
    left = {service: windows for service, windows in takers.items() if windows}
    while left:
        group = _most_loaded(work, left)
        services = tuple(sorted(service for service, windows in left.items() if not windows & ~group))
        pools.append(Pool(services, group.bit_count()))
        left = {service: windows & ~group for service, windows in left.items() if windows & ~group}
    return pools


def _most_loaded(work: Mapping[str, float], takers: Mapping[str, Group]) -> Group:
    amounts: dict[Group, float] = {}
    for service, windows in takers.items():
        amounts[windows] = amounts.get(windows, 0.0) + work[service]
    seeds = sorted(amounts.items())

    def load(group: Group) -> float:
        return sum([amount for windows, amount in seeds if not windows & ~group]) / group.bit_count()

    # Whole components first: of equally loaded groups the largest is the pool.
    groups = _components([windows for windows, _ in seeds])
    if len(seeds) > len(groups):
        groups += [_grown(windows, seeds, load) for windows, _ in seeds]
    best, most = groups[0], load(groups[0])
    for group in groups[1:]:
        if (found := load(group)) > most + TIE:
            best, most = group, found
    return best


def _grown(seed: Group, seeds: Sequence[tuple[Group, float]], load: Callable[[Group], float]) -> Group:
    """The windows of one service, and those of others that bring as much work with them."""
    group, most = seed, load(seed)
    for other, _ in seeds:
        if other & group and other & ~group and (found := load(group | other)) >= most - TIE:
            group, most = group | other, found
    return group


def _components(seeds: Sequence[Group]) -> list[Group]:
    """Windows that are linked by services, directly or through others."""
    found: list[Group] = []
    for seed in seeds:
        linked, apart = seed, []
        for group in found:
            if group & seed:
                linked |= group
            else:
                apart.append(group)
        found = [*apart, linked]
    return found
