"""What all tests share: no real screen or loudspeaker, the fixtures of `tests/fixtures`, and a plain list of what was
skipped and why."""

from __future__ import annotations

import os
import sys
from collections import Counter

# Before anything imports pygame: SDL reads these once.
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"

import hypothesis
import pytest

# The tests start hundreds of programs: each would compile everything anew where the machine forbids to keep bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = ["tests.fixtures.browser", "tests.fixtures.pcsc", "tests.fixtures.postgres"]

# A slow machine is no fault of the code. The continuous run judges a change by the same examples each time; `make fuzz`
# sets how many random ones it wants.
hypothesis.settings.register_profile(
    "paihao", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.register_profile(
    "fuzz",
    deadline=None,
    print_blob=True,
    max_examples=int(os.environ.get("PAIHAO_FUZZ_EXAMPLES", "20000")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("paihao")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(_skip_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if not reasons:
        return
    terminalreporter.section("skipped, and why")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count:>4} {'test ' if count == 1 else 'tests'}  {reason}")


def _skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """A skipped report carries (file, line, "Skipped: reason")."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)
