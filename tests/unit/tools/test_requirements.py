"""The locks and the vendored pip are what the set-up relies on."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tools import bootstrap

REQUIREMENTS = bootstrap.ROOT / "requirements"
LOCKS = sorted(path.name for path in REQUIREMENTS.glob("*.txt"))


def pins(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.\-\[\]]+)==([^\s;]+)", text, flags=re.MULTILINE))


def wanted(name: str) -> set[str]:
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    entries = (line.partition("#")[0].strip() for line in lines)
    return {re.sub(r"\[.*\]", "", entry).lower() for entry in entries if entry and not entry.startswith("-")}


def test_there_is_a_lock_for_each_set() -> None:
    assert LOCKS == ["browser.txt", "pcsc-build.txt", "pcsc.txt", "run.txt", "test.txt"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index(name: str) -> None:
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (REQUIREMENTS / name).read_text(encoding="utf-8").strip())
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_is_asked_for(name: str) -> None:
    assert wanted(name.replace(".txt", ".in")) <= pins(name).keys()


def test_the_test_set_serves_for_the_run_set() -> None:
    assert pins("run.txt").items() <= pins("test.txt").items()


def test_what_must_be_built_is_in_a_lock_of_its_own() -> None:
    assert pins("pcsc.txt").keys() == {"pyscard"}
    assert "pyscard" not in pins("test.txt")
    # pyscard's pyproject.toml asks for both, and nothing may be fetched unlocked.
    assert {"setuptools", "swig"} <= pins("pcsc-build.txt").keys() | pins("run.txt").keys()


def test_only_one_module_named_pygame_is_installed() -> None:
    assert "pygame" not in pins("test.txt")


def test_the_vendored_pip_is_the_one_that_its_readme_describes() -> None:
    wheel = bootstrap.vendored_pip()
    readme = Path(wheel.parent / "README.md").read_text(encoding="utf-8")
    assert f"| {wheel.name} |" in readme
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() in readme
