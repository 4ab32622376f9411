from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import load_hall
from config.model import RatingScreenSection
from i18n import Catalogue
from queue_server.domain.refusal import Refusal
from queue_server.service.hall import Hall
from queue_server.web.staff.plan import plan_of

ROOT = Path(__file__).parents[5]
DEMO = load_hall(ROOT / "config/halls/demo.toml")
HALL = DEMO.model_copy(update={"rating_screens": (RatingScreenSection(id="rating-2", window="2"),)})


def test_every_device_has_a_name_and_a_place_and_so_has_a_rating_screen() -> None:
    devices = {device["id"]: device for device in plan_of(HALL)["devices"]}
    assert set(devices) == {device.id for device in HALL.devices} | {"rating-2"}
    assert devices["rating-2"]["place"] == {"kind": "window", "name": "2"}
    words = Catalogue.load(ROOT / "queue_server/web/staff/messages").words("zh")
    assert all(f"sort.{device['sort']}" in words for device in devices.values())
    assert all(device["place"] for device in devices.values())


def test_a_rating_screen_may_report_how_it_is() -> None:
    Hall(HALL).check_device("rating-2")
    with pytest.raises(Refusal, match="no device 'rating-3'"):
        Hall(HALL).check_device("rating-3")
