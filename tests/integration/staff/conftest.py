"""A person at a browser, before a hall of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from config.loader import parse_hall
from tests.fakes.running_server import running_server
from tests.fakes.staff_person import HALL_WITH_CLERKS, Staff


@pytest.fixture
def staff(tmp_path: Path, chromium: Browser) -> Iterator[Staff]:
    """Their page shows no error in the end, and has fetched nothing from elsewhere."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    with running_server(tmp_path, parse_hall(HALL_WITH_CLERKS)) as server:
        person = Staff(server, tmp_path, context.new_page())
        yield person
        context.close()
        assert person.problems == []
        assert person.hosts == {f"127.0.0.1:{server.port}"}
