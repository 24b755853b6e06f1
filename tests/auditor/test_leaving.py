"""The tool leaves as soon as it has said everything; if that could not be said, it tells so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

RULES = [sys.executable, "-m", "auditor", "rules"]
FULL = Path("/dev/full")


def test_all_is_said_before_it_leaves() -> None:
    done = subprocess.run(RULES, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n    ") >= 2 * 200


def test_what_is_to_be_done_at_the_end_is_done() -> None:
    program = "import atexit, sys; sys.argv[1:] = ['nonsense']; from auditor.__main__ import main;"
    program += "atexit.register(print, 'done'); main(); print('not reached')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "done\n")
    assert "No such command 'nonsense'" in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full, a disk that is always full")
def test_output_that_could_not_be_written_is_no_success() -> None:
    with FULL.open("w") as full:
        done = subprocess.run(RULES, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    said = "footing: the output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, said)


def test_whoever_reads_no_further_is_not_told() -> None:
    with subprocess.Popen(RULES, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
