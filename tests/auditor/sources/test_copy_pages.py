from __future__ import annotations

import resource
import sys

import pytest

from auditor.sources.copy_pages import copy_pages
from auditor.sources.forks import in_forks

PAGES = 5_000
SHARED = bytearray(PAGES * resource.getpagesize())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can copy pages ahead")
def test_a_fork_that_owns_its_memory_copies_nothing_when_it_writes() -> None:
    def pages_copied(ahead: bool) -> int:
        if ahead:
            copy_pages()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for page in range(PAGES):
            SHARED[page * resource.getpagesize()] = 1
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    shared, owned = in_forks(pages_copied, [False, True], lambda _: -1)
    assert shared >= PAGES
    assert 0 <= owned < PAGES / 10
