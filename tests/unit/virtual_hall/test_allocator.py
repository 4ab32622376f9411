"""The allocator's settings, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from virtual_hall.allocator import CHILD_ENVIRONMENT

TAKE_AND_FREE = """
import ctypes, threading
from pathlib import Path
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4
def use(size):
    block = libc.malloc(size)
    ctypes.memset(block, 1, size)
    return block
libc.free(use(16 << 20))
before = resident()
blocks = [use(4 << 20) for _ in range(8)]
keeper = use(64)
for block in blocks[:-1]:
    libc.free(block)
print(resident() - before)
"""


def kept_kib(program: str, environment: dict[str, str]) -> int:
    """KiB that a process still has after giving back 28 of 32 MiB."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's account of memory")
@pytest.mark.parametrize(
    "program, environment",
    [
        (TAKE_AND_FREE, CHILD_ENVIRONMENT),
        ("from virtual_hall.allocator import be_frugal\nassert be_frugal()\n" + TAKE_AND_FREE, {}),
    ],
    ids=["child", "this-process"],
)
def test_large_blocks_go_back_to_the_system(program: str, environment: dict[str, str]) -> None:
    assert kept_kib(program, environment) < 8 * 1024
