"""The measurement of what an estimate costs, on small sizes."""

from __future__ import annotations

import json

from benchmarks import estimate_cost


def test_gives_a_cost_for_every_length() -> None:
    found = estimate_cost.run(waiting=(0, 10, 200), rounds=3)
    assert json.loads(json.dumps(found)) == found
    assert list(found["microseconds"]) == ["0", "10", "200"]
    for costs in found["microseconds"].values():
        assert set(costs) == {"look_ahead", "without_model", "with_model", "up_to_100_places"}
        assert all(cost > 0 for cost in costs.values())
    assert set(found["day_record"]) == {"add_microseconds", "state_microseconds", "pack_microseconds"}


def test_the_longest_line_stays_affordable() -> None:
    (costs,) = estimate_cost.run(waiting=(10_000,), rounds=5)["microseconds"].values()
    assert costs["with_model"] < 100_000
