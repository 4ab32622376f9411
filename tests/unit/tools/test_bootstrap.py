"""The set-up decides rightly what is there and what is wanted. Installing itself is tried on bare systems."""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path

import pytest

from tools import bootstrap
from tools.bootstrap import Record

DIGESTS = {"run": "run-digest", "test": "test-digest"}


def test_an_older_python_can_read_the_file_and_so_tell_that_it_is_too_old() -> None:
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 11, 2), (3, 13, 5), (4, 0, 0)])
def test_takes_new_enough_pythons(version: tuple[int, ...]) -> None:
    bootstrap.check_python(version)


def test_refuses_an_older_python_and_names_the_way_out() -> None:
    with pytest.raises(bootstrap.SetupError, match=r"3\.11 or newer.*3\.10\.12(.|\n)*PY=python3"):
        bootstrap.check_python((3, 10, 12))


def test_counts_packages_not_hashes() -> None:
    lock = "# a comment\nflask==3.1.3 \\\n    --hash=sha256:00==\nzope-interface==7 ; python_version < '3.12' \\\n"
    assert bootstrap.count_packages(lock) == 2


@pytest.mark.parametrize(
    "record, wanted, installed",
    [
        (Record("key", "run", "run-digest"), "run", True),
        (Record("key", "test", "test-digest"), "test", True),
        (Record("key", "test", "test-digest"), "run", True),
        (Record("key", "run", "run-digest"), "test", False),
        (Record("key", "run", "an older digest"), "run", False),
        (Record("key", "test", "an older digest"), "run", False),
        (Record("key"), "run", False),
    ],
)
def test_knows_when_a_set_is_installed(record: Record, wanted: str, *, installed: bool) -> None:
    assert bootstrap.is_installed(record, wanted, DIGESTS) is installed


def test_a_record_survives_being_written(tmp_path: Path) -> None:
    record = Record("cpython-311", "test", "digest", "chromium")
    bootstrap.write_record(tmp_path, record)
    assert bootstrap.read_record(tmp_path) == record


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"interpreter": "x", "unknown": 1}', "{}"])
def test_an_environment_with_a_spoilt_record_is_not_ours(tmp_path: Path, content: str) -> None:
    (tmp_path / bootstrap.RECORD_NAME).write_text(content, encoding="utf-8")
    assert bootstrap.read_record(tmp_path) is None


def test_an_environment_that_is_missing_is_not_ours(tmp_path: Path) -> None:
    assert bootstrap.read_record(tmp_path / "nowhere") is None


def test_an_environment_is_bound_to_its_interpreter_and_its_place(tmp_path: Path) -> None:
    here, there = bootstrap.interpreter_key(tmp_path / "a"), bootstrap.interpreter_key(tmp_path / "b")
    assert here != there
    assert str(sys.implementation.cache_tag) in here


def test_keeps_the_machines_pip_settings_but_not_those_that_misplace() -> None:
    kept = bootstrap.pip_environment(
        {"PIP_INDEX_URL": "x", "PIP_CERT": "y", "PIP_TARGET": "z", "PIP_USER": "1"}
    )
    assert kept["PIP_INDEX_URL"] == "x"
    assert kept["PIP_CERT"] == "y"
    assert "PIP_TARGET" not in kept
    assert "PIP_USER" not in kept


def test_no_apt_turns_system_packages_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_APT", "1")
    assert bootstrap.why_not_apt() == "NO_APT is set"


def test_a_system_without_apt_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NO_APT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.why_not_apt() == "this system has no apt-get"


def test_apt_is_tried_again_when_the_circumstances_or_the_packages_change() -> None:
    one, two = bootstrap.TEST_SYSTEM_PACKAGES[:1], bootstrap.TEST_SYSTEM_PACKAGES[:2]
    keys = [bootstrap.attempt_key(reason, some) for reason in ("", "NO_APT is set") for some in (one, two)]
    assert len(set(keys)) == 4


def make_dpkg_query(folder: Path, listing: str) -> None:
    program = folder / "dpkg-query"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{listing}END\n", encoding="utf-8")
    program.chmod(0o755)


def test_finds_the_packages_that_are_missing_or_half_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_dpkg_query(tmp_path, "chromium ii \nxvfb rc \npostgresql iU \n")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    wanted = [
        bootstrap.SystemPackage(name, "tests") for name in ("chromium", "xvfb", "postgresql", "xdotool")
    ]
    assert [package.name for package in bootstrap.missing_packages(wanted)] == [
        "xvfb",
        "postgresql",
        "xdotool",
    ]


def test_missing_packages_are_told_with_what_they_are_for(capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.report_missing(bootstrap.TEST_SYSTEM_PACKAGES, "only root can install them")
    told = capsys.readouterr().out
    for package in bootstrap.TEST_SYSTEM_PACKAGES:
        assert package.name in told
        assert package.needed_for in told
    assert "make browser" in told


def test_holds_services_back_only_while_it_installs(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with bootstrap.services_held_back(policy):
        assert os.access(policy, os.X_OK)
        assert policy.read_text(encoding="utf-8").endswith("exit 101\n")
    assert not policy.exists()


def test_respects_a_policy_that_the_machine_has(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    with bootstrap.services_held_back(policy):
        assert policy.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"
    assert policy.exists()


def test_clears_away_its_own_policy_after_a_run_that_was_killed(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text(bootstrap.POLICY_TEXT, encoding="utf-8")
    with bootstrap.services_held_back(policy):
        pass
    assert not policy.exists()


@pytest.mark.parametrize(
    "text, line", [("", "it gave no reason"), ("W: one\nE: two\n\n", "E: two"), ("  \n", "it gave no reason")]
)
def test_tells_the_last_thing_that_apt_said(text: str, line: str) -> None:
    assert bootstrap.last_line(text) == line


def test_the_record_is_plain_json(tmp_path: Path) -> None:
    bootstrap.write_record(tmp_path, Record("key", "run", "digest"))
    content = json.loads((tmp_path / bootstrap.RECORD_NAME).read_text(encoding="utf-8"))
    assert content["requirement_set"] == "run"


def test_a_compiler_that_is_missing_is_asked_for_by_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    lacking = bootstrap.missing_for_building()
    assert "gcc" in [package.name for package in lacking]
    assert {package.needed_for for package in lacking} == {"tests of PC/SC card readers (to build pyscard)"}


def test_without_a_compiler_there_is_no_pcsc_and_that_is_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    record, reason = bootstrap.set_pcsc_up(tmp_path, Record("key", "test", "digest"), retry=False)
    assert "apt-get install gcc" in reason
    assert bootstrap.read_record(tmp_path) == record
    again, _ = bootstrap.set_pcsc_up(tmp_path, record, retry=False)
    assert again == record
    assert capsys.readouterr().out.count("no PC/SC support") == 1
    bootstrap.set_pcsc_up(tmp_path, record, retry=True)
    assert capsys.readouterr().out.count("no PC/SC support") == 1


def test_what_is_built_already_is_not_built_again(tmp_path: Path) -> None:
    digest = bootstrap.digest_of(b"".join(lock.read_bytes() for lock in bootstrap.pcsc_locks()))
    record = Record("key", "test", "digest", pcsc=digest)
    assert bootstrap.set_pcsc_up(tmp_path, record, retry=True) == (record, "")


def test_a_hall_without_pcsc_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("NO_APT", "1")
    with pytest.raises(bootstrap.SetupError, match="as root: apt-get install gcc"):
        bootstrap.set_pcsc_hall_up(tmp_path, Record("key", "run", "digest"))
