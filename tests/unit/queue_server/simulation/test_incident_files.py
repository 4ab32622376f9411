"""Profiles and plans that say what may happen: typed, and all mistakes at once with what was meant."""

from __future__ import annotations

from pathlib import Path
from re import DOTALL, findall
from typing import get_args

import pytest

from config.loader import parse_hall
from queue_server.simulation.incident_file import load_profile
from queue_server.simulation.incidents import Incidents, Kinds, Pausing
from queue_server.simulation.plan_file import load_plan, parse_plan
from queue_server.simulation.reading import UnusablePlan
from queue_server.wire.messages import PauseReason
from tests.unit.queue_server.simulation.small_halls import HALL, small_hall

ROOT = Path(__file__).resolve().parents[4]
PROFILE = """
[transfers]
share = 0.05
window = "2"
[parking]
share = 0.1
minutes = 12
[[pauses]]
reason = "meeting"
every = 240
[[services]]
id = "tax"
transfers = { share = 0.2, to = ["card"] }
[[windows]]
id = "2"
pauses = []
"""
WRONG = """
[transfers]
shar = 0.1
share = 2
to = ["tx"]
[parkin]
share = 0.1
[[pauses]]
reason = "metting"
evry = 3
[[windows]]
id = "1"
pauses = [{ reason = "meal", every = 0 }]
[[services]]
id = "tax"
repeats = { most = 9 }
transfers = { window = "12", share = "x" }
"""


def profile(tmp_path: Path, text: str) -> Incidents:
    path = tmp_path / "profile.toml"
    path.write_text(text, encoding="utf-8")
    return load_profile(path, small_hall())


def test_a_profile_is_read(tmp_path: Path) -> None:
    found = profile(tmp_path, PROFILE)
    tax, card = found.of_service("tax"), found.of_service("card")
    assert tax.transfers is not None
    assert card.transfers is not None
    assert (tax.transfers.share, tax.transfers.to, tax.transfers.window) == (0.2, ("card",), None)
    assert (card.transfers.share, card.transfers.window, card.transfers.spent) == (0.05, "2", 0.3)
    assert tax.parking == card.parking
    assert card.repeats is None
    assert found.of_window("1") == (Pausing(reason="meeting", every=240.0),)
    assert found.of_window("2") == ()


def test_an_empty_profile_says_nothing(tmp_path: Path) -> None:
    found = profile(tmp_path, "")
    assert found == Incidents()
    assert found.of_service("tax") == Kinds()
    assert found.of_window("1") is None


def test_a_plan_takes_over_what_it_names(tmp_path: Path) -> None:
    base = profile(tmp_path, PROFILE)
    text = "pauses = []\n[transfers]\nshare = 0\n[[windows]]\nid = '2'\npauses = [{ minutes = 3 }]\n"
    plan = parse_plan(text, small_hall(), "trial", incidents=base)
    tax = plan.incidents.of_service("tax")
    assert tax.transfers is not None
    assert (tax.transfers.share, tax.transfers.to) == (0.0, ())
    assert tax.parking == base.of_service("tax").parking
    assert plan.incidents.of_window("1") == ()
    assert plan.incidents.of_window("2") == (Pausing(minutes=3.0),)
    assert parse_plan("", small_hall(), "same", incidents=base).incidents == base


def test_a_plan_sends_to_windows_that_it_opens() -> None:
    text = '[transfers]\nshare = 0.1\nwindow = "9"\n[[windows]]\nid = "9"\nnew = true\nservices = ["tax"]\n'
    found = parse_plan(text, small_hall(), "trial").incidents.of_service("tax").transfers
    assert found is not None
    assert found.window == "9"


@pytest.mark.parametrize("as_plan", [True, False])
def test_all_mistakes_come_together_with_what_was_meant(tmp_path: Path, as_plan: bool) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(UnusablePlan) as raised:
        (load_plan if as_plan else load_profile)(path, small_hall())
    found = {mistake.place: mistake.suggestion for mistake in raised.value.mistakes}
    assert found == {
        "transfers.shar": 'Did you mean "share"?',
        "transfers.share": "",
        "transfers.to[0]": 'Did you mean "tax"?',
        "parkin": 'Did you mean "parking"?',
        "pauses[0].reason": 'Did you mean "meeting"?',
        "pauses[0].evry": 'Did you mean "every"?',
        "windows[0].pauses[0].every": "",
        "services[0].repeats.most": "",
        "services[0].transfers.share": "",
        "services[0].transfers.window": 'Did you mean "2"?',
    }
    assert all(mistake.line for mistake in raised.value.mistakes)


def test_a_profile_changes_no_hall(tmp_path: Path) -> None:
    with pytest.raises(UnusablePlan) as raised:
        profile(tmp_path, 'arrivals = 2\n[[windows]]\nid = "9"\nnew = true\n[[services]]\nid = "start-up"\n')
    assert {mistake.place for mistake in raised.value.mistakes} == {
        "arrivals",
        "windows[0].id",
        "services[0].id",
    }
    assert "new = true" not in str(raised.value)
    with pytest.raises(UnusablePlan, match="cannot be read"):
        load_profile(tmp_path / "nowhere.toml", small_hall())


def test_cards_need_a_priority_that_they_give() -> None:
    hall = parse_hall(
        HALL + '[[priorities]]\nid = "senior"\nmark = "老"\nname = { zh = "老人", en = "Senior" }\n'
        'show = { zh = "证件", en = "Card" }\n'
    )
    with pytest.raises(UnusablePlan) as raised:
        parse_plan('[[services]]\nid = "tax"\nsecond_visits = { share = 0.1 }', hall, "trial")
    (mistake,) = raised.value.mistakes
    assert (mistake.place, "second_visit = true" in mistake.suggestion) == ("services[0].second_visits", True)


def test_clerks_pause_for_the_reasons_that_windows_have() -> None:
    assert set(get_args(Pausing.model_fields["reason"].annotation)) == {str(reason) for reason in PauseReason}


def test_the_documented_profile_can_be_read(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "simulation.md").read_text(encoding="utf-8")
    (example,) = (block for block in findall(r"```toml\n(.*?)```", text, DOTALL) if "[transfers]" in block)
    hall = parse_hall(
        HALL.replace('id = "card"', 'id = "business"').replace('"card"', '"business"')
        + '[[windows]]\nid = "4"\nnumber = 4\nservices = ["tax"]\n'
    )
    path = tmp_path / "profile.toml"
    path.write_text(example, encoding="utf-8")
    found = load_profile(path, hall)
    kinds = found.of_service("business")
    assert kinds.model_fields_set == Kinds.model_fields.keys()
    assert found.of_window("4") == ()
