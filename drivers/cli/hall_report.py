"""The report on a hall's devices: a table and what to do, or one JSON object for each device.

Responsible for: the form and the exit code. Not responsible for what is found (``drivers.doctor``).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from config.loader import load_hall
from drivers.cli.output import Output
from drivers.doctor.catalogue import Words, label, system_language, words
from drivers.doctor.finding import Finding, Verdict
from drivers.doctor.hall import look_at_hall
from drivers.doctor.surroundings import Surroundings
from drivers.registry import LinkFactory

_HEADINGS = ("device", "verdict", "driver", "link", "detail")


def check(options: argparse.Namespace, output: Output, links: LinkFactory) -> int:
    """Look at every device of a hall; 1 when one has a fault. Raises HallFileError."""
    hall = load_hall(options.hall)
    with tempfile.TemporaryDirectory(prefix="paihao-") as recordings:
        around = Surroundings(Path(recordings), links=links, listen_seconds=options.listen)
        findings = look_at_hall(hall, around)
    report(findings, output, options.lang or system_language())
    return 1 if any(found.verdict is Verdict.FAULT for found in findings) else 0


def report(findings: Sequence[Finding], output: Output, language: str) -> None:
    """Tell all findings in the language."""
    said = [(found, words(language, found.code, found.facts)) for found in findings]
    if output.as_json:
        for found, its_words in said:
            output.tell("", **_object(found, its_words))
        return
    rows = [_row(found, its_words, language) for found, its_words in said]
    output.table([label(language, heading) for heading in _HEADINGS], rows)
    _tell_todo([(found, its_words) for found, its_words in said if its_words.todo], output, language)


def _object(found: Finding, its_words: Words) -> dict[str, object]:
    return {
        "device": found.device.id,
        "verdict": found.verdict.value,
        "driver": found.device.driver,
        "link": found.place,
        "code": found.code.value,
        "detail": its_words.what,
        "advice": its_words.todo,
        "facts": dict(found.facts),
    }


def _row(found: Finding, its_words: Words, language: str) -> list[str]:
    verdict = label(language, found.verdict.value)
    return [found.device.id, verdict, found.device.driver, found.place, its_words.what]


def _tell_todo(said: Sequence[tuple[Finding, Words]], output: Output, language: str) -> None:
    """One entry for each advice, with all devices it is for."""
    devices: dict[str, list[str]] = {}
    for found, its_words in said:
        devices.setdefault(its_words.todo, []).append(found.device.id)
    if devices:
        output.tell(f"\n{label(language, 'todo')}")
    for todo, ids in devices.items():
        output.tell(f"  {', '.join(ids)}\n    {todo}")
