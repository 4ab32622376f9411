"""A forecast kept with its ticket."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import Prediction, QueueState, Sample, pack, sample, unpack
from tests.fakes.invented_waits import invented_state

STATE = invented_state("B", 612.346, 7)
TOLD = Prediction(35.25, 42.5, 51.75)

minutes = st.floats(0, 1440)
states = st.builds(
    QueueState,
    queue=st.text(max_size=20),
    minute=minutes,
    waiting=st.integers(0, 9999),
    open_counters=st.integers(0, 60),
    service_minutes=st.floats(0, 240),
    rate_30=st.floats(0, 20),
    rate_60=st.floats(0, 20),
    les=st.none() | minutes,
    hol=st.none() | minutes,
    mean_last_10=st.none() | minutes,
    group=st.text(max_size=20),
)
predictions = st.none() | st.builds(Prediction, minutes, minutes, minutes)


@given(states, predictions)
def test_comes_back_from_json_nearly_as_it_was(state: QueueState, told: Prediction | None) -> None:
    found, again = unpack(json.loads(json.dumps(pack(state, told))))
    assert (found.queue, found.group, found.waiting) == (state.queue, state.group, state.waiting)
    assert found.open_counters == state.open_counters
    for name in ("minute", "service_minutes", "rate_30", "rate_60", "les", "hol", "mean_last_10"):
        before, after = getattr(state, name), getattr(found, name)
        assert after == (None if before is None else pytest.approx(before, abs=0.006))
    assert (again is None) == (told is None)
    if told is not None and again is not None:
        assert again.p50 == pytest.approx(told.p50, abs=0.006)
        assert again.upper_90 == pytest.approx(told.upper_90, abs=0.006)
    # Packing what was packed changes nothing more.
    assert unpack(pack(found, again)) == (found, again)


def test_is_short() -> None:
    assert len(json.dumps(pack(STATE, TOLD), separators=(",", ":"))) < 110


def test_becomes_a_sample_when_the_wait_has_ended() -> None:
    found = sample(pack(STATE, TOLD), day=738_000, actual_wait=31.5)
    assert isinstance(found, Sample)
    assert (found.day, found.actual_wait) == (738_000, 31.5)
    assert found.state.waiting == 7


@pytest.mark.parametrize(
    "bad",
    [
        [],
        pack(STATE, TOLD)[:-1],
        [99, *pack(STATE, TOLD)[1:]],
        [*pack(STATE, TOLD)[:3], None, *pack(STATE, TOLD)[4:]],
        [*pack(STATE, TOLD)[:3], "noon", *pack(STATE, TOLD)[4:]],
        [*pack(STATE, TOLD)[:-1], None],
    ],
)
def test_refuses_what_is_no_packed_forecast(bad: list[object]) -> None:
    with pytest.raises(ValueError, match=r"packed forecast|could not convert"):
        unpack(bad)
