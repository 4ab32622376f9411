"""The technicians' documents have every code of the doctor in their tables, and nothing that is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drivers.doctor.catalogue import entries
from drivers.doctor.finding import Code

DOCS = Path(__file__).resolve().parents[4] / "docs"
WITH_ADVICE = {code.value for code in Code if entries("en")[code.value].get("do")}


def documented(name: str) -> set[str]:
    """The codes in the first column of the last table."""
    rows = (DOCS / name).read_text("utf-8").rpartition("\n## ")[2].splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| `")]
    return {code for cell in cells for code in re.findall(r"`([a-z-]+)`", cell)}


@pytest.mark.parametrize("name", ["devices.md", "devices.zh.md"])
def test_every_code_with_advice_is_documented(name: str) -> None:
    assert documented(name) == WITH_ADVICE
