"""Settings that do more than hold a value: opening periods, registered devices, looking things up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.loader import read_hall
from config.model import DEVICE_MODELS, MINUTES_PER_DAY, WEEKDAYS, OpenPeriod, ServiceSection

NAME = {"zh": "办", "en": "S"}


@st.composite
def open_periods(draw: st.DrawFn) -> OpenPeriod:
    first, last = sorted((draw(st.integers(0, 6)), draw(st.integers(0, 6))))
    start, end = sorted(draw(st.lists(st.integers(0, MINUTES_PER_DAY), min_size=2, max_size=2, unique=True)))
    return OpenPeriod(weekdays=frozenset(range(first, last + 1)), start=start, end=end)


@given(open_periods())
def test_a_period_reads_as_it_is_written(period: OpenPeriod) -> None:
    assert OpenPeriod.parse(period.written()) == period
    assert OpenPeriod.parse(period) is period


@given(open_periods(), st.integers(0, 6), st.integers(0, MINUTES_PER_DAY - 1))
def test_a_period_covers_its_days_from_its_start_until_before_its_end(
    period: OpenPeriod, weekday: int, minute: int
) -> None:
    expected = weekday in period.weekdays and minute in range(period.start, period.end)
    assert period.covers(weekday, minute) is expected


def test_the_end_of_the_day_can_be_written() -> None:
    assert OpenPeriod.parse("daily 00:00-24:00").covers(6, MINUTES_PER_DAY - 1)
    assert OpenPeriod.parse("  SAT 09:00-12:00 ").weekdays == {WEEKDAYS.index("sat")}


@pytest.mark.parametrize(
    "text,words",
    [
        ("9-12", "write it like"),
        (900, "write it like"),
        ("mon 12:00-09:00", "ends before it starts"),
        ("mon 09:00-09:00", "ends before it starts"),
        ("mon 09:00-24:01", "'24:01' is not a time of day"),
        ("mon 09:60-12:00", "'09:60' is not a time of day"),
        ("mno 09:00-12:00", "'mno' is not a weekday"),
        ("fri-mon 09:00-12:00", "runs backwards"),
    ],
)
def test_what_is_no_period_is_explained(text: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        OpenPeriod.parse(text)


def test_settings_do_not_change_and_take_no_unknown_key() -> None:
    service = ServiceSection.model_validate({"id": "s", "prefix": "A", "name": NAME})
    with pytest.raises(ValidationError):
        service.prefix = "B"
    with pytest.raises(ValidationError):
        ServiceSection.model_validate({"id": "s", "prefix": "A", "name": NAME, "colour": "red"})


def test_every_device_model_is_registered_under_its_own_words() -> None:
    for (kind, driver), model in DEVICE_MODELS.items():
        needed: dict[str, object] = {"link": "x", "path": "/x", "reader": "x", "folder": "x"}
        needed["address"] = 0x81 if kind == "evaluator" else 1
        given_keys = {key: value for key, value in needed.items() if key in model.model_fields}
        device = model.model_validate({"id": "d", "kind": kind, "driver": driver, **given_keys})
        assert (device.kind, device.driver) == (kind, driver)
        with pytest.raises(ValidationError):
            model.model_validate({"id": "d", "kind": "other", "driver": driver, **given_keys})


def test_things_are_found_by_their_id() -> None:
    hall = read_hall(
        {
            "hall": {"id": "h", "name": NAME},
            "services": [{"id": "s", "prefix": "A", "name": NAME}],
            "windows": [{"id": "1", "number": 1, "services": ["s"]}],
            "kiosks": [{"id": "k"}],
            "displays": [{"kind": "board", "id": "b"}],
        }
    )
    found = (hall.service("s"), hall.window("1"), hall.kiosk("k"), hall.display("b"))
    assert [item.id for item in found] == ["s", "1", "k", "b"]
    for look_up in (hall.service, hall.window, hall.kiosk, hall.display, hall.device):
        with pytest.raises(KeyError):
            look_up("nobody")
