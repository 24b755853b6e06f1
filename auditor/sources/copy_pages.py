"""Has a fork copy what it shares with its parent while nobody waits for it.

A page is copied when it is first written to, and Python writes to whatever it looks at: it counts references. So a
fork that renders a stack copies thousands of pages, one fault each, which takes as long as a fifth of the rendering.
"""

from __future__ import annotations

import sys
from pathlib import Path

_POPULATE_WRITE = 23
"""MADV_POPULATE_WRITE of madvise(2), since Linux 5.14; earlier ones refuse it, and nothing is lost."""


def copy_pages() -> None:
    """Copy all that this process may write to. Only Linux can do that; elsewhere nothing happens."""
    if sys.platform != "linux":
        return
    import ctypes  # only who watches comes here

    libc = ctypes.CDLL(None)
    for mapping in Path("/proc/self/maps").read_text().splitlines():
        span, permissions, *_ = mapping.split()
        if permissions == "rw-p":
            start, end = (int(address, 16) for address in span.split("-"))
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _POPULATE_WRITE)
