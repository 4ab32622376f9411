"""Keeps the C library's allocator from hoarding: a hall is many threads that each need little.

glibc gives every thread a heap of its own (mallopt(3), ``M_ARENA_MAX``), and after the first large block it no longer gives
large ones back when they are freed (``M_MMAP_THRESHOLD``). For programs that mostly wait, that is memory for nothing.
"""

from __future__ import annotations

import ctypes

ARENAS = 2
LARGE_BLOCK = 1 << 20
"""Bytes from which a block is given back to the system when it is freed: a mirrored picture, a screen's surface."""
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""Parameters of ``mallopt`` in glibc's ``malloc.h``."""

CHILD_ENVIRONMENT = {"MALLOC_ARENA_MAX": str(ARENAS), "MALLOC_MMAP_THRESHOLD_": str(LARGE_BLOCK)}
"""The same for a program that is to be started; other C libraries do not look at it."""


def be_frugal() -> bool:
    """Set this process to it, before it has threads; False where the C library has no such settings."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_ARENA_MAX, ARENAS) and mallopt(_M_MMAP_THRESHOLD, LARGE_BLOCK))
