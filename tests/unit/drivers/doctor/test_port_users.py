"""Who has a file open, as the kernel tells it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from drivers.doctor.port_users import port_users

HOLD = "import sys; held = open(sys.argv[1]); print(flush=True); sys.stdin.read()"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells in /proc who has a file open")
def test_a_program_that_has_the_port_open_is_named(tmp_path: Path) -> None:
    port = tmp_path / "tty"
    port.touch()
    command = [sys.executable, "-c", HOLD, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        alias = tmp_path / "by-id"
        alias.symlink_to(port)
        (user,) = port_users(str(alias))
        holder.stdin.close()
    assert user.startswith("python")
    assert user.endswith(f"({holder.pid})")


def test_a_port_that_nobody_has_open_has_no_users(tmp_path: Path) -> None:
    assert port_users(str(tmp_path / "tty")) == []


def test_a_system_without_proc_tells_nothing(tmp_path: Path) -> None:
    assert port_users("/dev/null", proc=tmp_path / "nowhere") == []


def test_processes_that_end_meanwhile_or_belong_to_others_are_passed_over(tmp_path: Path) -> None:
    for name in ("12", "13", "self"):
        (tmp_path / name).mkdir()
    port = tmp_path / "tty"
    port.touch()
    (tmp_path / "13" / "fd").mkdir()
    (tmp_path / "13" / "fd" / "4").symlink_to(port)
    assert port_users(str(port), proc=tmp_path) == ["? (13)"]
    (tmp_path / "13" / "cmdline").write_bytes(b"/usr/bin/python3\0-m\0counter\0--hall\0x\0")
    assert port_users(str(port), proc=tmp_path) == ["python3 -m counter (13)"]
