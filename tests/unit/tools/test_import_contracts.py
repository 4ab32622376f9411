"""Modules known by their name are imported only by those who may."""

from __future__ import annotations

import pytest
from grimp import ImportGraph

from tools.import_contracts import NamedModulesContract


def contract() -> NamedModulesContract:
    options = {
        "package": "drivers",
        "name_pattern": "simulated|.*_emulator",
        "allowed_importers": ["drivers.registry", "virtual_hall"],
    }
    return NamedModulesContract(name="doubles", session_options={}, contract_options=options)


@pytest.mark.parametrize(
    "importer, imported, kept",
    [
        ("drivers.registry", "drivers.keypad.simulated", True),
        ("virtual_hall.devices", "drivers.keypad.ff68_emulator", True),
        ("drivers.keypad.ff68_emulator", "drivers.keypad.simulated", True),
        ("kiosk.stations", "drivers.keypad.port", True),
        ("kiosk.stations", "drivers.keypad.simulated", False),
        ("drivers.keypad.port", "drivers.keypad.ff68_emulator", False),
        ("drivers.registry_of_old", "drivers.keypad.simulated", False),
    ],
)
def test_tells_who_may_import_a_double(importer: str, imported: str, *, kept: bool) -> None:
    graph = ImportGraph()
    for module in {"drivers", importer, imported}:
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="import it")
    assert contract().check(graph, verbose=False).kept is kept
