"""A contract on imports that import-linter does not bring along: modules known by how they are named.

    type = "named_modules"
    package = "drivers"                  where the modules are
    name_pattern = "simulated|.*_port"   what their last name matches, whole
    allowed_importers = ["virtual_hall"] who may import them, beside each other; packages with all they hold

A list of modules would not know the next one that somebody adds.
"""

from __future__ import annotations

import re
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from typing_extensions import override


class NamedModulesContract(Contract):
    """Modules of one package whose name matches a pattern are imported by some importers only."""

    package = fields.StringField()
    name_pattern = fields.StringField()
    allowed_importers = fields.ListField(subfield=fields.StringField())

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        named = {module for module in self._candidates(graph) if self._is_named(module)}
        found = sorted(
            (importer, module)
            for module in named
            for importer in graph.find_modules_that_directly_import(module) - named
            if not self._may_import(importer)
        )
        return ContractCheck(kept=not found, metadata={"found": found})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["found"]:
            output.print_error(f"{importer} is not allowed to import {module}", bold=False)

    def _candidates(self, graph: ImportGraph) -> set[str]:
        return graph.find_descendants(str(self.package))

    def _is_named(self, module: str) -> bool:
        return re.fullmatch(str(self.name_pattern), module.rpartition(".")[2]) is not None

    def _may_import(self, importer: str) -> bool:
        allowed = cast("list[str]", self.allowed_importers)
        return any(importer == name or importer.startswith(f"{name}.") for name in allowed)
