from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pytest

from auditor.sources.forks import in_forks
from tests.conftest import ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc, as Linux has it")


def lost(thing: int) -> str:
    return f"{thing} was lost"


def test_each_is_done_in_a_process_of_its_own_and_answered_in_order() -> None:
    done = in_forks(lambda thing: f"{thing} {os.getpid()}", range(50), lost)
    assert [each.split()[0] for each in done] == [str(thing) for thing in range(50)]
    assert len({each.split()[1] for each in done} | {str(os.getpid())}) == 51


@pytest.mark.parametrize(
    "end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(0), lambda: os._exit(3)]
)
def test_one_that_ends_without_an_answer_is_lost_and_the_others_are_not(end: object) -> None:
    def work(thing: int) -> str:
        return str(end() if thing == 1 else thing)  # type: ignore[operator]

    assert in_forks(work, [0, 1, 2], lost) == ["0", "1 was lost", "2"]


def test_an_error_is_raised_here_after_all_are_done() -> None:
    def work(thing: int) -> str:
        raise ValueError(f"{thing} is wrong")

    with pytest.raises(ValueError, match="0 is wrong"):
        in_forks(work, [0, 1], lost)
    with suppress(ChildProcessError):  # there need not be any child
        assert os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def test_a_long_answer_arrives_whole() -> None:
    assert in_forks(lambda thing: "x" * 5_000_000, [1, 2], lost) == ["x" * 5_000_000] * 2


def test_forks_that_were_made_ahead_set_to_work_when_they_are_told(tmp_path: Path) -> None:
    here, there = [], tmp_path / "told"

    def told() -> None:
        here.append("told")
        there.touch()

    done = in_forks(lambda thing: f"{thing} {here} {there.exists()}", range(20), lost, told)
    ahead = done[: 2 * (os.cpu_count() or 1)]
    assert ahead == [f"{thing} [] True" for thing in range(len(ahead))]
    assert done[len(ahead) :] == [f"{thing} ['told'] True" for thing in range(len(ahead), 20)]


@linux
def test_forks_that_were_made_ahead_end_if_nobody_needs_them() -> None:
    def raising() -> NoReturn:
        raise InterruptedError

    before = children()
    with pytest.raises(InterruptedError):
        in_forks(lambda _: "done", [1, 2], lost, raising)
    assert children() == before


@linux
def test_a_fork_that_is_killed_while_it_waits_is_made_anew() -> None:
    before = len(children())

    def kill_one() -> None:
        killed = children()[before + 1]
        os.kill(killed, signal.SIGKILL)
        os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)

    assert in_forks(str, [0, 1, 2], lost, kill_one) == ["0", "1", "2"]
    assert len(children()) == before


@linux
def test_forks_end_if_there_cannot_be_as_many_as_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    before, fork, left = children(), os.fork, iter(range(2))

    def forks() -> int:
        if next(left, None) is None:
            raise BlockingIOError("too many processes")
        return fork()

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "fork", forks)
    with pytest.raises(BlockingIOError):
        in_forks(str, [0, 1, 2], lost, lambda: None)
    assert children() == before


ENDING = """
import os
from auditor.sources.forks import in_forks
from tests.auditor.sources.test_forks import children, lost
def end():
    print(*children(), flush=True)
    os._exit(0)
in_forks(str, [0, 1], lost, end)
"""


@linux
def test_forks_that_wait_end_with_the_process_that_made_them() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDING], cwd=ROOT, capture_output=True, text=True, check=True)
    processes = ended.stdout.split()
    assert len(processes) == 2
    give_up = time.monotonic() + 120
    while any(map(running, processes)):
        assert time.monotonic() < give_up
        time.sleep(0.01)


def children() -> list[int]:
    """Return the processes that this one has started and not waited for, in that order."""
    return [int(each) for each in Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()]


def running(process: str) -> bool:
    """Tell whether a process has not ended; it may be left for somebody to wait for."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path("/proc", process, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
